import { describe, expect, it } from 'vitest';
import { trove } from '../../test/agent/handmade.ts';
import { toWad } from '../core/units.ts';
import type { LiquidationFact, Redistributed } from './ledger.ts';
import { icrQuantile, latentBadDebt, SolvencyBook } from './solvencyBook.ts';

const MARKS = { collateral: toWad(200), stable: toWad(1) };

/** At 200: 80 %, 96 %, 104 %, 150 %, 300 %. */
const TROVES = [
  trove('a', 1000, 4),
  trove('b', 500, 2.4),
  trove('c', 1000, 5.2),
  trove('d', 1000, 7.5),
  trove('e', 100, 1.5),
];

function liquidation(
  names: readonly string[],
  {
    redistributed = [],
    inRecovery = false,
    surplus = 0,
  }: { redistributed?: Redistributed[]; inRecovery?: boolean; surplus?: number } = {},
): LiquidationFact {
  const troves = names.map((name) => ({ ...trove(name, 1000, 5), inRecovery }));
  const sum = (field: 'debt' | 'collateral') => redistributed.reduce((total, part) => total + part[field], 0n);
  return {
    ...{ kind: 'liquidation', troves, debt: toWad(1000 * names.length), surplus: toWad(surplus), poolBefore: 0n },
    ...{ offsetDebt: 0n, offsetCollateral: 0n, redistributed },
    ...{ redistributedDebt: sum('debt'), redistributedCollateral: sum('collateral') },
  };
}

const part = (debt: number, collateral: number) => ({ debt: toWad(debt), collateral: toWad(collateral) });

describe('bad debt', () => {
  it('is latent as long as troves worth less than their debt are open', () => {
    // 1000 − 800 and 500 − 480.
    expect(latentBadDebt(TROVES, 200)).toBeCloseTo(220, 9);
    expect(latentBadDebt(TROVES, 250)).toBe(0);
    // At 100: 600, 260, 480 and 250 are missing; the last is worth 150 against 100.
    expect(latentBadDebt(TROVES, 100)).toBeCloseTo(600 + 260 + 480 + 250, 9);
    expect(latentBadDebt([], 100)).toBe(0);
  });

  it('is realised trove by trove: what one brings above its debt does not make up for another', () => {
    const book = new SolvencyBook();
    // 1000 against 800 lost; 1000 against 1040 left the others better off.
    book.liquidation(liquidation(['a', 'b'], { redistributed: [part(1000, 4), part(1000, 5.2)] }), MARKS, 0);
    expect(book.badDebtRealised).toBeCloseTo(200, 9);
    expect(book.redistributedDebt).toBe(toWad(2000));
    // The same in two transactions.
    const two = new SolvencyBook();
    two.liquidation(liquidation(['a'], { redistributed: [part(1000, 4)] }), MARKS, 0);
    two.liquidation(liquidation(['b'], { redistributed: [part(1000, 5.2)] }), MARKS, 0);
    expect(two.badDebtRealised).toBe(book.badDebtRealised);
  });

  it('is not realised by what the pool absorbs', () => {
    const book = new SolvencyBook();
    book.liquidation(liquidation(['a']), MARKS, 0);
    expect(book.badDebtRealised).toBe(0);
    expect([book.count, book.debt, book.collateral]).toEqual([1, toWad(1000), toWad(5)]);
  });
});

describe('borrowers’ loss', () => {
  it('is collateral lost less debt cancelled, what they can claim apart', () => {
    const book = new SolvencyBook();
    book.liquidation(liquidation(['a'], { surplus: 0.5 }), { ...MARKS, stable: toWad(0.9) }, 0);
    // 4.5 at 200, and 1000 at 0.90.
    expect(book.borrowersLoss).toBeCloseTo(0, 9);
    book.liquidation(liquidation(['b']), MARKS, 0);
    // 5 at 200 for 1000: even.
    expect(book.borrowersLoss).toBeCloseTo(0, 9);
  });
});

describe('liquidation delay', () => {
  it('counts from the first block under the minimum, and starts over when a trove was back above it', () => {
    const book = new SolvencyBook();
    expect(book.follow(TROVES, 200, 1.1, 100)).toBe(toWad(2500));
    // At 220 c is above 110 %, a and b are not.
    expect(book.follow(TROVES, 220, 1.1, 112)).toBe(toWad(1500));
    book.follow(TROVES, 200, 1.1, 124);
    expect(book.liquidation(liquidation(['a', 'c']), MARKS, 136)).toEqual([36, 12]);
  });

  it('is 0 for a trove that fell under it in the block of its liquidation, and none for one above it in recovery mode', () => {
    const book = new SolvencyBook();
    expect(book.liquidation(liquidation(['d']), MARKS, 100)).toEqual([0]);
    expect(book.liquidation(liquidation(['e'], { inRecovery: true }), MARKS, 100)).toEqual([]);
  });
});

describe('icrQuantile', () => {
  it('lies between order statistics', () => {
    // 0.8, 0.96, 1.04, 1.5, 3 at 200.
    expect(icrQuantile(TROVES, 200, 0)).toBeCloseTo(0.8, 12);
    expect(icrQuantile(TROVES, 200, 0.25)).toBeCloseTo(0.96, 12);
    expect(icrQuantile(TROVES, 200, 0.5)).toBeCloseTo(1.04, 12);
    expect(icrQuantile(TROVES, 200, 0.95)).toBeCloseTo(1.5 + 0.8 * 1.5, 12);
    expect(icrQuantile(TROVES, 200, 1)).toBeCloseTo(3, 12);
    expect(icrQuantile(TROVES.slice(0, 1), 100, 0.95)).toBeCloseTo(0.4, 12);
    expect(icrQuantile([], 200, 0.5)).toBeNaN();
  });
});

describe('a liquidation that nobody could fund in full', () => {
  it('counts with its whole debt, however little of it was redistributed', () => {
    const book = new SolvencyBook();
    expect(book.missedShare).toBeNaN();
    book.liquidation(
      liquidation(['a', 'b', 'c'], { redistributed: [part(0, 0), part(1, 0), part(1000, 5)] }),
      MARKS,
      0,
    );
    expect([book.missed, book.missedDebt]).toEqual([2, toWad(2000)]);
    expect(book.missedShare).toBeCloseTo(2 / 3, 12);
    book.liquidation(liquidation(['d'], { redistributed: [part(0, 0)] }), MARKS, 0);
    expect([book.missed, book.missedShare]).toEqual([2, 0.5]);
  });
});
