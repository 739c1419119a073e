import { describe, expect, it } from 'vitest';
import { toNumber, toWad } from '../core/units.ts';
import { usdNumber } from '../metric/attribution.ts';
import { accountOf } from '../protocol/accounts.ts';
import type { IntentTargets } from '../protocol/encodeIntent.ts';
import { ZERO_NAMING } from '../protocol/zero/constants.ts';
import { BackstopAccount, type BackstopTerms } from './backstopAccount.ts';
import { type FlowFact, Ledger, type LiquidationFact } from './ledger.ts';

const START = 1_700_000_000;
const ANN = accountOf('ann');
const BEN = accountOf('ben');
const CAY = accountOf('cay');
const terms: BackstopTerms = { kind: 'bamm', rewardBps: 0n, rewardPrice: toWad(1), start: START };
const marks = (collateral: number, stable = 1) => ({ collateral: toWad(collateral), stable: toWad(stable) });
const held = (stable: number, collateral: number) => ({ stable: toWad(stable), collateral: toWad(collateral) });

function flow(depositor: FlowFact['depositor'], stable: number, collateral = 0): FlowFact {
  return { kind: 'flow', depositor, stable: toWad(stable), collateral: toWad(collateral) };
}

/** A ledger that hears of nothing. */
const NO_TARGETS = { system: { naming: ZERO_NAMING } } as IntentTargets;

/** All of `debt` against the pool. */
function offset(debt: number, collateral: number, pool: number): LiquidationFact {
  return {
    ...{ kind: 'liquidation', troves: [], debt: toWad(debt), surplus: 0n, poolBefore: toWad(pool) },
    ...{ offsetDebt: toWad(debt), offsetCollateral: toWad(collateral) },
    ...{ redistributedDebt: 0n, redistributedCollateral: 0n, redistributed: [] },
  };
}

/** A BAMM with 1000 stablecoins and one share. */
function bamm(own: Partial<BackstopTerms> = {}) {
  const ledger = new Ledger(NO_TARGETS);
  ledger.setShares(ANN, toWad(1));
  const opening = { holdings: held(1000, 0), marks: marks(200), deposits: [] };
  return { ledger, account: new BackstopAccount({ ...terms, ...own }, ledger, opening) };
}

function pool(own: Partial<BackstopTerms> = {}) {
  const ledger = new Ledger(NO_TARGETS);
  const opening = { holdings: held(200, 0), marks: marks(200), deposits: [flow(ANN, 100), flow(BEN, 100)] };
  return { ledger, account: new BackstopAccount({ ...terms, ...own, kind: 'stability-pool' }, ledger, opening) };
}

describe('BackstopAccount of a BAMM', () => {
  it('takes the part of an offset that is its own', () => {
    const { account } = bamm();
    account.mark(marks(190), START, 0n);
    // Half of the pool is others': 400 of debt and 2.2 of collateral are 200 and 1.1 for it.
    account.liquidation(offset(400, 2.2, 2000));
    account.settle(held(800, 1.1));
    expect(usdNumber(account.attribution.parts.liquidationGain)).toBeCloseTo(1.1 * 190 - 200, 12);
    expect(account.navPerShare()).toBeCloseTo((800 + 1.1 * 190) / 1000, 12);
    // 1 stablecoin in the pool: 0.8 left, and 0.0011 of collateral.
    expect(account.poolReturn(marks(200))).toBeCloseTo(0.8 + 0.0011 * 190 - 1, 12);
  });

  it('lets nothing of a redistributed liquidation through', () => {
    const { account } = bamm();
    account.mark(marks(190), START, 0n);
    account.liquidation(offset(0, 0, 0));
    account.settle(held(1000, 0));
    expect(account.attribution.total).toBe(0n);
  });

  it('gives those who are in what a deposit at a high oracle price costs the newcomer', () => {
    const { ledger, account } = bamm();
    account.mark(marks(180), START, 0n);
    account.liquidation(offset(400, 2, 1000));
    account.settle(held(600, 2));
    expect(account.navPerShare()).toBeCloseTo(0.96, 12);
    // At the oracle's 200 the inventory is worth 1000: 500 buy half a share, when at the market they bought 0.52.
    ledger.setShares(BEN, toWad(0.5));
    account.flow(flow(BEN, 500));
    account.settle(held(1100, 2));
    expect(account.navPerShare()).toBeCloseTo(1460 / 1.5 / 1000, 12);
    expect(usdNumber(account.attribution.total)).toBeCloseTo(-40, 12);
    expect(account.attribution.gap()).toBe(0);
  });

  it('books rewards as time goes by: apr × deposits × time, and nothing before the start', () => {
    const { account } = bamm({ rewardBps: 1000n, rewardPrice: toWad(2) });
    account.mark(marks(200), START, toWad(1000));
    expect(account.totalReturn()).toBe(0);
    account.mark(marks(200), START + 3600, toWad(1000));
    // 10 % of 1000 a year of 365 days, for an hour, 2 USD each.
    const earned = (0.1 * 1000 * 3600 * 2) / (365 * 86_400);
    expect(usdNumber(account.attribution.parts.rewards)).toBeCloseTo(earned, 12);
    expect(account.totalReturn()).toBeCloseTo(earned / 1000, 12);
    expect(account.attribution.gap()).toBe(0);
  });

  it('has a drawdown from its running peak', () => {
    const { account } = bamm();
    account.settle(held(0, 5));
    const levels = [200, 240, 180, 210, 264, 240].map((price, i) => {
      account.mark(marks(price), START + i, 0n);
      return account.maxDrawdown();
    });
    // 1, 1.2, 0.9 (a fall of a quarter), 1.05, 1.32, 1.2 (a fall of an eleventh).
    const expected = [0, 0, 0.25, 0.25, 0.25, 0.25];
    for (const [i, level] of levels.entries()) expect(level).toBeCloseTo(expected[i] as number, 12);
  });

  it('measures its inventory at the oracle price', () => {
    const { account } = bamm();
    account.settle(held(600, 2));
    expect(account.inventoryShare(toWad(200))).toBeCloseTo(0.4, 12);
    account.settle(held(0, 0));
    expect(account.inventoryShare(toWad(200))).toBeNaN();
  });
});

describe('BackstopAccount of a plain Stability Pool', () => {
  it('follows each depositor, whenever it came', () => {
    const { ledger, account } = pool();
    account.mark(marks(200), START, 0n);
    account.liquidation(offset(50, 0.3, 200));
    account.settle(held(150, 0.3));
    account.flow(flow(CAY, 105));
    account.settle(held(255, 0.3));
    account.mark(marks(100), START + 12, 0n);
    account.settle(held(255, 0.3));
    // Ann and Ben: 75 and 0.15 at 100 each; Cay has no collateral, and no part in its fall.
    expect(toNumber(ledger.sharesOf(ANN))).toBeCloseTo(90, 9);
    expect(toNumber(ledger.sharesOf(CAY))).toBeCloseTo(105, 9);
    expect(account.navPerShare()).toBeCloseTo(0.9, 12);
    expect(account.navPerShare()).toBeCloseTo(1 + account.poolReturn(marks(200)), 12);
    expect(usdNumber(account.attribution.total)).toBeCloseTo(0.3 * 200 - 50 - 0.3 * 100, 9);

    account.flow(flow(CAY, -105));
    account.settle(held(150, 0.3));
    expect(ledger.sharesOf(CAY)).toBe(0n);
    expect(account.navPerShare()).toBeCloseTo(0.9, 12);
  });

  it('pays collateral out with a deposit: no profit, and no share of it left', () => {
    const { ledger, account } = pool();
    account.mark(marks(200), START, 0n);
    account.liquidation(offset(50, 0.3, 200));
    account.settle(held(150, 0.3));
    const before = account.attribution.total;
    account.flow(flow(ANN, 0, -0.15));
    account.flow(flow(ANN, 10));
    account.settle(held(160, 0.15));
    expect(toNumber(ledger.sharesOf(ANN))).toBeCloseTo(85, 9);
    expect(account.attribution.total).toBe(before);
    expect(account.attribution.parts.rounding).toBe(0n);
  });

  it('counts the rewards of a depositor from the start', () => {
    const { account } = pool({ rewardBps: 500n });
    account.mark(marks(200), START + 86_400, toWad(200));
    expect(account.totalReturn()).toBeCloseTo(0.05 / 365, 12);
  });
});
