import { describe, expect, it } from 'vitest';
import { agent, BID, observe, trove } from '../../test/agent/handmade.ts';
import { randomStream } from '../core/random.ts';
import { toNumber, toWad, WAD } from '../core/units.ts';
import { amountOut } from '../protocol/dex/constantProduct.ts';
import { createBorrower } from './borrower.ts';
import type { AgentView, Intent, Observation } from './policy.ts';
import type { BorrowerSpec } from './schema.ts';

const constant = (value: number) => ({ kind: 'constant', value }) as const;
const spec: BorrowerSpec = {
  ...{ policy: 'borrower', count: 1, debt: constant(1000), collateralRatio: constant(2), keeps: 0, bid: BID },
  ...{ reserve: constant(0), passive: 0, reaction: constant(60), actAt: constant(1.5), target: 1.8 },
  actions: { topUp: 1, repay: 0, close: 0 },
};
const REPAYS = { topUp: 0, repay: 1, close: 0 };
const CLOSES = { topUp: 0, repay: 0, close: 1 };

/** A borrower's answer once its reaction time is over. */
function answer(
  own: Partial<BorrowerSpec>,
  self: AgentView,
  situation: Parameters<typeof observe>[0] = {},
): readonly Intent[] {
  const policy = createBorrower({ ...spec, ...own }, randomStream(1, 'borrower'));
  policy.decide(observe(situation), self);
  return policy.decide(observe({ ...situation, time: 60 }), self);
}

function only(intents: readonly Intent[]): Intent {
  expect(intents).toHaveLength(1);
  return intents[0] as Intent;
}

/** 1000 of debt with 7 of collateral: at 200, an ICR of 140 %. */
const needy = agent({ trove: trove('self', 1000, 7) });

describe('borrower', () => {
  it('waits for its reaction time, from the first block in which it is under its line', () => {
    const policy = createBorrower(spec, randomStream(1, 'borrower'));
    const decide = (time: number, price = 200) => policy.decide(observe({ time, market: price }), needy).length;
    expect([decide(0), decide(59), decide(60)]).toEqual([0, 0, 1]);
    // Above its line the clock stops, under it again it starts anew.
    expect([decide(72, 220), decide(84), decide(143), decide(144)]).toEqual([0, 0, 0, 1]);
  });

  it('waits while a transaction of its own is under way', () => {
    expect(answer({}, { ...needy, pending: 1 })).toEqual([]);
  });

  it('tops up to its target exactly', () => {
    const intent = only(answer({}, needy));
    // 1.8 × 1000 / 200 = 9.
    expect(intent).toMatchObject({ kind: 'addCollateral', amount: 2n * WAD });
  });

  it('tops up with what it has, and keeps one for gas', () => {
    const intent = only(answer({}, { ...needy, collateral: (17n * WAD) / 10n }));
    expect(intent).toMatchObject({ kind: 'addCollateral', amount: (7n * WAD) / 10n });
  });

  it('gives up when what it has makes no difference, or would leave the trove under the minimum', () => {
    expect(answer({}, { ...needy, collateral: (105n * WAD) / 100n })).toEqual([]);
    expect(answer({}, { ...needy, collateral: WAD / 2n })).toEqual([]);
    // 5 at 200 are 100 %; half of one more is 110 % at most.
    const deep = agent({ trove: trove('self', 1000, 5), collateral: (14n * WAD) / 10n });
    expect(answer({}, deep)).toEqual([]);
    // In recovery mode the core lets it.
    expect(answer({}, deep, { lending: { recoveryMode: true } })).toHaveLength(1);
  });

  it('repays down to its target exactly', () => {
    const self = { ...needy, stable: toWad(500) };
    // 7 × 200 / 1.8 = 777.78 of debt.
    const intent = only(answer({ actions: REPAYS }, self));
    expect(intent.kind).toBe('repay');
    expect(toNumber((intent as { amount: bigint }).amount)).toBeCloseTo(1000 - 1400 / 1.8, 9);
  });

  it('leaves the least debt that the core allows', () => {
    const small = agent({ trove: trove('self', 220, 1.3), stable: toWad(500) });
    expect(only(answer({ actions: REPAYS, target: 2 }, small))).toMatchObject({ kind: 'repay', amount: toWad(20) });
  });

  it('buys what it lacks on the DEX, enough for what it needs', () => {
    const situation: Parameters<typeof observe>[0] = {};
    const intent = only(answer({ actions: REPAYS }, { ...needy, stable: toWad(22) }, situation));
    const lacking = 1000 - 1400 / 1.8 - 22;
    const { collateral, minStable } = intent as Extract<Intent, { kind: 'sellOnDex' }>;
    expect(toNumber(minStable)).toBeCloseTo(lacking, 9);
    const { dex } = observe(situation);
    expect(amountOut(collateral, dex.collateral, dex.stable)).toBeGreaterThanOrEqual(minStable);
    // 2 % of room for others, no more.
    expect(amountOut((collateral * 98n) / 100n, dex.collateral, dex.stable)).toBeLessThan(minStable);
  });

  it('repays what it has where the DEX has too little or it has nothing to sell', () => {
    const self = { ...needy, stable: toWad(100), collateral: WAD };
    expect(only(answer({ actions: REPAYS }, self))).toMatchObject({ kind: 'repay', amount: toWad(100) });
    const rich = { ...needy, stable: toWad(100) };
    const dry = { dex: { stable: 50, collateral: 0.25 } };
    expect(only(answer({ actions: REPAYS }, rich, dry))).toMatchObject({ kind: 'repay', amount: toWad(100) });
    expect(answer({ actions: REPAYS }, { ...needy, collateral: WAD })).toEqual([]);
  });

  it('closes when it holds the debt less the gas compensation, else buys the rest', () => {
    expect(only(answer({ actions: CLOSES }, { ...needy, stable: toWad(980) })).kind).toBe('closeTrove');
    expect(only(answer({ actions: CLOSES }, { ...needy, stable: toWad(979) }))).toMatchObject({
      kind: 'sellOnDex',
      minStable: toWad(1),
    });
  });

  it('repays in recovery mode, where closing is not allowed', () => {
    const self = { ...needy, stable: toWad(980) };
    expect(only(answer({ actions: CLOSES }, self, { lending: { recoveryMode: true } })).kind).toBe('repay');
  });

  it('never acts if it is passive', () => {
    expect(answer({ passive: 1 }, needy)).toEqual([]);
  });

  it('claims what a liquidation in recovery mode left over, passive or not', () => {
    const liquidated = agent({ surplus: 5n });
    const decide = (passive: number, self: AgentView, observation: Observation) =>
      createBorrower({ ...spec, passive }, randomStream(1, 'borrower')).decide(observation, self);
    expect(only(decide(1, liquidated, observe())).kind).toBe('claimSurplus');
    expect(decide(0, { ...liquidated, pending: 1 }, observe())).toEqual([]);
    expect(decide(0, agent(), observe())).toEqual([]);
  });

  it('draws its action by the shares', () => {
    const shares = { topUp: 0.6, repay: 0.3, close: 0.1 };
    const counts = { addCollateral: 0, repay: 0, closeTrove: 0 };
    const self = { ...needy, stable: toWad(980) };
    for (let i = 0; i < 2000; i++) {
      const policy = createBorrower(
        { ...spec, reaction: constant(0), actions: shares },
        randomStream(1, 'borrower', i),
      );
      counts[only(policy.decide(observe(), self)).kind as keyof typeof counts]++;
    }
    // Three standard errors of 2000 draws are at most 3.3 points.
    expect(Math.abs(counts.addCollateral / 2000 - 0.6)).toBeLessThan(0.033);
    expect(Math.abs(counts.repay / 2000 - 0.3)).toBeLessThan(0.033);
    expect(Math.abs(counts.closeTrove / 2000 - 0.1)).toBeLessThan(0.033);
  });
});
