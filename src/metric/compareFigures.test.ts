import { describe, expect, it } from 'vitest';
import { type RandomStream, randomStream } from '../core/random.ts';
import { directionOf } from './compareDirection.ts';
import { figureName, KEY_FAMILY, otherFigures, parseFigures } from './compareFamily.ts';
import { compareFigures, leastPairs, overallVerdict } from './compareFigures.ts';
import { pairedColumn, pairTrials } from './comparePairs.ts';
import type { TrialRecord } from './runRecord.ts';
import type { TrialTable } from './trialTable.ts';

const trial = (index: number, changes: Partial<TrialRecord> = {}): TrialRecord => ({
  ...{ index, seed: 1, status: 'completed', ticks: 30, plannedTicks: 30, transactions: 0, reverted: 0, expired: 0 },
  ...{ liquidations: 0, troves: 0, agents: 0, resultHash: '', lastBlockHash: '0x' },
  ...changes,
});

function table(columns: Readonly<Record<string, readonly number[]>>, records?: readonly TrialRecord[]): TrialTable {
  const [first = []] = Object.values(columns);
  return {
    records: records ?? first.map((_, index) => trial(index)),
    columns: new Map(Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)])),
    judged: new Map(),
  };
}

const options = { level: 0.05, seed: 1, metrics: {}, keepsValues: false };
const RETURN = { metric: 'backstop.return', aggregate: 'final' } as const;

describe('pairTrials', () => {
  const broken = { message: 'Invariant broken', stage: 'invariant', tick: 3, replay: 'npx breakwater run a.yaml' };

  it('pairs by index, whatever the order and number of rows', () => {
    const base = table({ x: [1, 2, 3] }, [trial(0), trial(2), trial(4)]);
    const proposal = table({ x: [9, 8, 7, 6] }, [trial(4), trial(3), trial(2), trial(1)]);
    const pairs = pairTrials(base, proposal);
    expect(pairs).toMatchObject({ pairs: 2, alone: { base: 1, proposal: 2 }, failed: [], uneven: [], ticks: 30 });
    expect(pairedColumn(pairs, 'x')).toMatchObject({ trial: [2, 4], base: [2, 3], proposal: [7, 9] });
  });

  it('leaves out failed and uneven pairs, and names them', () => {
    const base = table({ x: [1, 1, 1, 1] }, [
      trial(0, { status: 'failed', failure: broken }),
      trial(1),
      trial(2),
      trial(3, { status: 'failed', failure: broken }),
    ]);
    const proposal = table({ x: [2, 2, 2, 2] }, [
      trial(0),
      trial(1, { status: 'interrupted', ticks: 12 }),
      trial(2),
      trial(3, { status: 'failed', failure: broken }),
    ]);
    const pairs = pairTrials(base, proposal);
    const why = { message: broken.message, replay: broken.replay };
    expect(pairs.failed).toEqual([
      { trial: 0, side: 'base', ...why },
      { trial: 3, side: 'both', ...why },
    ]);
    expect(pairs.uneven).toEqual([1]);
    expect(pairs.pairs).toBe(1);
  });

  it('counts pairs without a value, and an infinite one is none', () => {
    const pairs = pairTrials(
      table({ x: [1, Number.NaN, 3, Number.NaN, Number.POSITIVE_INFINITY] }),
      table({ x: [1, 2, Number.NaN, Number.NaN, Number.POSITIVE_INFINITY] }),
    );
    const { lacking, trial: kept } = pairedColumn(pairs, 'x');
    expect(kept).toEqual([0]);
    expect(lacking).toEqual({ base: 1, proposal: 1, both: 2 });
  });

  it('tells pairs that saw the same market', () => {
    const name = 'market.price.mean';
    expect(pairTrials(table({ [name]: [1, 2, 3] }), table({ [name]: [1, 2, 4] })).sameMarket).toBe(2);
  });
});

describe('compareFigures', () => {
  const better = (good: 'higher' | 'lower') =>
    good === 'higher' ? RETURN : { metric: 'solvency.badDebtLatent', aggregate: 'max' as const };

  it('knows which way is good', () => {
    const [low, high] = [
      [1, 2, 3, 4, 5, 6, 7, 8],
      [2, 3, 4, 5, 6, 7, 8, 9],
    ];
    for (const good of ['higher', 'lower'] as const) {
      const figure = better(good);
      const columns = (values: readonly number[]) => table({ [figureName(figure)]: values });
      const verdict = (a: readonly number[], b: readonly number[]) =>
        compareFigures(pairTrials(columns(a), columns(b)), [figure], options)[0]?.verdict;
      expect(verdict(low, high)).toBe(good === 'higher' ? 'better' : 'worse');
      expect(verdict(high, low)).toBe(good === 'higher' ? 'worse' : 'better');
      expect(verdict(low, low)).toBe('identical');
    }
  });

  it('calls a figure without a good way changed', () => {
    const figure = { metric: 'market.price', aggregate: 'mean' } as const;
    const pairs = pairTrials(
      table({ 'market.price.mean': [1, 1, 1, 1, 1, 1] }),
      table({ 'market.price.mean': [2, 2, 2, 2, 2, 2] }),
    );
    expect(compareFigures(pairs, [figure], options)[0]).toMatchObject({
      verdict: 'changed',
      estimate: 1,
      effect: null,
    });
  });

  it('gives the worst trial of each side', () => {
    const pairs = pairTrials(
      table({ 'backstop.return.final': [0.1, -0.2, 0.3] }),
      table({ 'backstop.return.final': [0, 0.1, 0.5] }),
    );
    expect(compareFigures(pairs, [RETURN], options)[0]?.worst).toEqual({ base: -0.2, proposal: 0 });
  });

  it('corrects for the size of the family, and says what could not have been found', () => {
    // Six of six the same way: p = 2 / 64, enough for one figure and not for two.
    const columns = { 'backstop.return.final': [1, 2, 3, 4, 5, 6], 'solvency.tcr.min': [1, 1, 1, 1, 1, 1] };
    const shifted = { ...columns, 'backstop.return.final': [2, 3, 4, 5, 6, 8] };
    const pairs = pairTrials(table(columns), table(shifted));
    const TCR = { metric: 'solvency.tcr', aggregate: 'min' } as const;
    expect(compareFigures(pairs, [RETURN], options)[0]).toMatchObject({
      verdict: 'better',
      adjusted: 1 / 32,
      isDecidable: true,
    });
    expect(compareFigures(pairs, [RETURN, TCR], options)[0]).toMatchObject({
      ...{ verdict: 'undetected', adjusted: 1 / 16, isDecidable: false },
    });
  });

  it('is the same whatever else is compared: each figure draws from a stream of its own', () => {
    const random = randomStream(3);
    const draw = () => Array.from({ length: 20 }, () => random.normal());
    const pairs = pairTrials(
      table({ 'backstop.return.final': draw(), 'solvency.tcr.min': draw() }),
      table({ 'backstop.return.final': draw(), 'solvency.tcr.min': draw() }),
    );
    const [alone] = compareFigures(pairs, [RETURN], options);
    const both = compareFigures(pairs, [{ metric: 'solvency.tcr', aggregate: 'min' }, RETURN], options);
    expect([alone?.low, alone?.high, alone?.pValue]).toEqual([both[1]?.low, both[1]?.high, both[1]?.pValue]);
  });

  it('needs nine pairs for ten figures', () => {
    // 2 / 2^8 × 10 is 7.8 %, 2 / 2^9 × 10 is 3.9 %.
    expect(leastPairs(10, 0.05)).toBe(9);
    expect(leastPairs(1, 0.05)).toBe(6);
    expect(leastPairs(10_000, 0.05)).toBe(Number.POSITIVE_INFINITY);
  });

  /** Share of comparisons with a given outcome: ten figures, 15 pairs, common market noise five times as strong as what is a trial's own. */
  function outcomes(shift: number, samples: number, random: RandomStream) {
    const figures = KEY_FAMILY.slice(0, 10);
    const draw = (common: readonly number[], move: number) => common.map((value) => 5 * value + random.normal() + move);
    let [any, worse] = [0, 0];
    for (let i = 0; i < samples; i++) {
      const common = Array.from({ length: 15 }, () => random.normal());
      const columns = (move: number) =>
        table(
          Object.fromEntries(
            figures.map((figure) => [figureName(figure), draw(common, figure.metric === 'backstop.return' ? move : 0)]),
          ),
        );
      const key = compareFigures(pairTrials(columns(0), columns(shift)), figures, options);
      if (key.some(({ verdict }) => verdict !== 'undetected')) any++;
      if (key.find(({ metric }) => metric === 'backstop.return')?.verdict === 'worse') worse++;
    }
    return { any: any / samples, worse: worse / samples };
  }

  it('finds anything in an equal proposal in 5 of 100 comparisons, and a worse one nearly always', () => {
    const equal = outcomes(0, 40, randomStream(5, 'equal'));
    // Of 40, at 5 %: more than 6 would happen in 1 of 500 such tests.
    expect(equal.any).toBeLessThanOrEqual(6 / 40);
    // Two standard deviations of the difference (√2 each): the t test at 0.5 % with 15 pairs finds 99.9 %.
    const worse = outcomes(-2 * Math.SQRT2, 12, randomStream(5, 'worse'));
    expect(worse.worse).toBe(1);
  });
});

describe('overallVerdict', () => {
  const of = (...verdicts: ('better' | 'worse' | 'undetected' | 'identical' | 'changed' | 'unknown')[]) =>
    verdicts.map((verdict) => ({ verdict }));

  it('is as bad as the worst figure', () => {
    expect(overallVerdict(of('better', 'worse'), true)).toBe('mixed');
    expect(overallVerdict(of('worse', 'undetected'), false)).toBe('worse');
    expect(overallVerdict(of('better', 'undetected'), true)).toBe('better');
    expect(overallVerdict(of('better', 'undetected'), false)).toBe('inconclusive');
    expect(overallVerdict(of('undetected', 'identical'), true)).toBe('undetected');
    expect(overallVerdict(of('identical', 'identical'), true)).toBe('identical');
    expect(overallVerdict(of('unknown'), true)).toBe('inconclusive');
    expect(overallVerdict([], true)).toBe('inconclusive');
  });
});

describe('the family', () => {
  const metrics = {
    'solvency.tcr': { kind: 'gauge' },
    'backstop.return': { kind: 'gauge' },
    'tx.reverted': { kind: 'counter' },
    'tx.wait': { kind: 'trend' },
  } as const;

  it('has a good way for each key figure, with a reason', () => {
    for (const figure of KEY_FAMILY) {
      const { good, reason } = directionOf(figure);
      expect(good, figureName(figure)).not.toBeNull();
      expect(reason).not.toBe('');
    }
  });

  it('leaves no way where one gains what another loses', () => {
    expect(directionOf({ metric: 'agent.liquidator.profit', aggregate: 'final' }).good).toBeNull();
    expect(directionOf({ metric: 'backstop.discount', aggregate: 'mean' }).good).toBeNull();
    expect(directionOf({ metric: 'something.new', aggregate: 'mean' }).good).toBeNull();
    expect(directionOf({ metric: 'solvency.tcr', aggregate: 'count' }).good).toBeNull();
  });

  it('reads names with and without an aggregate', () => {
    expect(
      parseFigures('solvency.tcr.min, backstop.return,tx.reverted,tx.wait,tx.wait', metrics).map(figureName),
    ).toEqual([...['solvency.tcr.min', 'backstop.return.final', 'tx.reverted.final', 'tx.wait.mean']]);
    expect(() => parseFigures('solvency.tcr.least', metrics)).toThrow(/name an aggregate/);
    expect(() => parseFigures('solvency.trc', metrics)).toThrow(/did you mean solvency\.tcr/);
    expect(() => parseFigures('', metrics)).toThrow(/found: +nothing/);
  });

  it('leaves every other metric to the rest', () => {
    expect(otherFigures([{ metric: 'solvency.tcr', aggregate: 'mean' }], metrics).map(figureName)).toEqual([
      ...['backstop.return.final', 'tx.reverted.final', 'tx.wait.mean'],
    ]);
  });
});
