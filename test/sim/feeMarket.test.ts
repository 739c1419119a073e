import { describe, expect, it } from 'vitest';
import type { TrialSeries } from '../../src/metric/runRecord.ts';
import { AGENTS, runToEnd, STILL, scenarioWith } from './support.ts';

const CHAIN = { gasLimit: '30M gas', baseFee: '20 gwei' };
const tips = [['0h', '2 gwei', '4 gwei', '9 gwei']];
const { borrowers, depositors } = AGENTS;
const late = { policy: 'backstopper', count: 1, deposit: '1k ZUSD', joins: '2m' };

/** Tick of the first event of a kind by agents of a group. */
function first({ events }: TrialSeries, kind: string, group: string): number | undefined {
  return events.find((event) => event.kind === kind && event.agent.startsWith(`${group}/`))?.tick;
}

function samples({ samples: { columns } }: TrialSeries, name: string): number[] {
  return [...(columns.get(name) ?? [])];
}

describe('competing demand', () => {
  it('makes the wait follow from the bid', async () => {
    const fullness = [
      ['0h', '200%'],
      ['9m48s', '200%'],
      ['10m', '50%'],
    ];
    const { record, series } = await runToEnd(
      scenarioWith({
        chain: { ...CHAIN, demand: { fullness, tips } },
        market: STILL,
        agents: {
          borrowers,
          depositors,
          // Others want 60M gas of 30M. At 1 gwei 49.5M outbid it, until only 15M are wanted, in block 50.
          low: { ...late, bid: { tip: '1 gwei' } },
          // 15M outbid the 75th percentile: it fits at once, in block 10.
          market: { ...late, bid: { strategy: 'percentile', percentile: '75%' } },
          // 1, 1.5, 2.25, 3.375 gwei: 28.7M outbid the last, and 0.7M are its own. Three steps of two blocks.
          rising: {
            ...late,
            bid: { strategy: 'escalating', tip: '1 gwei', escalating: { step: '50%', every: '2 blocks' } },
          },
        },
      }),
    );
    expect(record.status).toBe('complete');
    const ticks = ['low', 'market', 'rising'].map((group) => first(series, 'deposit', group));
    expect(ticks).toEqual([50, 10, 16]);
    const waits = series.trends.filter(({ metric }) => metric === 'agent.backstopper.wait').map(({ value }) => value);
    expect(waits).toEqual([0, 6, 40]);
    expect(samples(series, 'fee.demand').slice(48, 51)).toEqual([2, 2, 0.5]);
    // Half of what is wanted fills the block: between the 35th and the 60th percentile, three fifths of the way.
    expect(samples(series, 'fee.clearing')[0]).toBeCloseTo(3.2, 9);
    expect(record.notModelled.join('\n')).not.toContain('Competing demand');
  });

  it('of nothing is the same as none, to the last bit', async () => {
    const without = await runToEnd(scenarioWith({ chain: CHAIN }));
    const nothing = await runToEnd(scenarioWith({ chain: { ...CHAIN, demand: { fullness: '0%', tips } } }));
    expect(without.final('liquidation.count')).toBeGreaterThan(0);
    expect(nothing.record.resultHash).toBe(without.record.resultHash);
    expect(nothing.record.trials[0]?.lastBlockHash).toBe(without.record.trials[0]?.lastBlockHash);
  });

  it('holds the oracle up, too', async () => {
    const busy = await runToEnd(scenarioWith({ chain: { ...CHAIN, demand: { fullness: '300%', tips } } }));
    const quiet = await runToEnd(scenarioWith({ chain: CHAIN }));
    const delays = ({ series }: typeof busy) =>
      series.trends.filter(({ metric }) => metric === 'oracle.delay').map(({ value }) => value);
    // A block from the decision to sending, and the next block takes it.
    expect(new Set(delays(quiet))).toEqual(new Set([1]));
    // 5 gwei is the 66th percentile: 34 % of 90M outbid it, 30.6M of the block's 30M. No answer gets in at all.
    expect(delays(busy)).toEqual([]);
    expect(busy.final('oracle.updates')).toBe(0);
    expect(busy.final('liquidation.count')).toBe(0);
  });
});

describe('a race for a trove', () => {
  const race = { policy: 'liquidator', count: 1, minProfit: '1 USD' };
  const agents = {
    borrowers,
    depositors,
    slow: { ...race, bid: { tip: '1 gwei' } },
    swift: { ...race, bid: { strategy: 'percentile', percentile: '90%', cap: '80%' } },
  };

  it('goes to the higher bid; the loser reverts and pays for it', async () => {
    const demand = { fullness: '50%', tips };
    const { series, final } = await runToEnd(scenarioWith({ chain: { ...CHAIN, demand }, agents }));
    const tick = first(series, 'liquidation', 'swift') as number;
    const lost = series.events.find((event) => event.kind === 'reverted' && event.agent === 'slow/0');
    expect(lost?.tick).toBe(tick);
    // A liquidation that finds nothing costs at least the 21 000 gas of any transaction, at 21 gwei.
    expect(lost?.value).toBeGreaterThan(21_000 * 21e-9);
    expect(first(series, 'liquidation', 'slow')).toBeUndefined();
    const reverted = series.events.filter(({ kind }) => kind === 'reverted' || kind === 'expired');
    expect(final('agent.liquidator.failed')).toBe(reverted.filter((event) => event.class === 'liquidator').length);
    const gasValue = final('agent.liquidator.gasShare');
    expect(gasValue).toBeGreaterThan(0);
    expect(gasValue).toBeLessThan(1);
  });
});

describe('base fee', () => {
  it('follows EIP-1559 when blocks are full', async () => {
    const demand = { fullness: '400%', tips };
    const baseFee = { model: 'eip1559', start: '20 gwei', elasticity: 0 };
    const clock = { start: '2024-01-01T00:00:00Z', duration: '1m', block: '12s' };
    const { series } = await runToEnd(
      scenarioWith({ chain: { ...CHAIN, baseFee, demand }, clock, market: STILL, agents: { borrowers, depositors } }),
    );
    expect(samples(series, 'fee.base')).toEqual([20, 22.5, 25.3125, 28.4765625, 32.036132812]);
  });

  it('is none before London: a bid is a gas price', async () => {
    const { series, final } = await runToEnd(scenarioWith({ chain: { ...CHAIN, pricing: 'legacy' } }));
    expect(new Set(samples(series, 'fee.base'))).toEqual(new Set([0]));
    expect(final('liquidation.count')).toBeGreaterThan(0);
    // Whoever reverts pays 2 gwei a gas, the default bid.
    const fees = series.events.filter(({ kind }) => kind === 'reverted').map(({ value }) => value as number);
    expect(fees.length).toBeGreaterThan(0);
    for (const fee of fees) expect(fee).toBeLessThan(900_000 * 2e-9);
  });
});
