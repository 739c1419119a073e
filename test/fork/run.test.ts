import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrialSeries } from '../../src/metric/runRecord.ts';
import { ForkPlace, finalOf, type PassedRun } from './forkPlace.ts';
import { INHABITED, NEWCOMERS } from './scenarios.ts';

let place: ForkPlace;

beforeAll(async () => {
  place = await ForkPlace.open({ naming: 'zero' });
});

afterAll(() => place?.close());

describe('a run on what is deployed', () => {
  let first: PassedRun;

  beforeAll(async () => {
    first = await place.run(place.scenario('deployed'));
  });

  test('asks the upstream, and says how often', () => {
    const { record, requests, stdout } = first;
    expect(requests).toBeGreaterThan(500);
    expect(record.provenance.chain).toMatchObject({
      ...{ source: 'fork', chainId: 1, book: 'upstream-zero', upstream: { requests, retries: 0 } },
      block: { number: place.upstream.block, hash: place.upstream.blockHash },
    });
    expect(stdout).toContain(`upstream: ${requests} requests, 0 retries`);
  });

  test('asks it nothing the second time, and gives the same result', async () => {
    const second = await place.run(place.scenario('deployed'));
    expect(second.requests).toBe(0);
    expect(second.stdout).toContain('upstream: 0 requests, 0 retries');
    expect(second.record.resultHash).toBe(first.record.resultHash);
    expect(second.record.trials[0]?.lastBlockHash).toBe(first.record.trials[0]?.lastBlockHash);
  });

  test('lets the owners of its troves act', () => {
    const { record, series } = first;
    const [trial] = record.trials;
    expect(trial).toMatchObject({ troves: 40, agents: 40 + 5 + 6 });
    const liquidated = troveCount(series);
    expect(liquidated).toBeGreaterThan(2);
    expect(finalOf(record, 'solvency.troves')).toBe(40 - liquidated);
    // Nobody else could: some topped up.
    const collateral = series.samples.columns.get('solvency.collateral') as Float64Array;
    expect(collateral.some((amount, tick) => tick > 0 && amount > (collateral[tick - 1] as number))).toBe(true);
  });

  test('lets the depositors of its BAMM act', () => {
    const withdrawals = first.series.events.filter(({ kind }) => kind === 'withdrawal');
    const agents = place.upstream.addresses.bammDepositors.map((address) => `followers/${address}`);
    expect(withdrawals.map(({ agent }) => agent).sort()).toEqual(agents.sort());
    expect(finalOf(first.record, 'backstop.stable')).toBe(0);
  });

  test('begins with what is there', () => {
    const { series } = first;
    const opening = (name: string): number => series.samples.columns.get(name)?.[0] as number;
    expect(opening('solvency.troves')).toBe(40);
    expect(opening('solvency.tcr')).toBeGreaterThan(2);
    expect(opening('backstop.collateral')).toBeGreaterThan(5);
    expect(opening('dex.price')).toBeCloseTo(2000, 6);
  });
});

describe.concurrent('a run with a backstop of its own', () => {
  test('can be a BAMM on a new DEX pool, its buyers funded by holders', async () => {
    const { record } = await place.run(
      place.scenario('bamm', {
        backstop: { kind: 'bamm', amplification: 40, maxDiscount: '5%' },
        dex: { stable: '60k STABLE' },
        agents: {
          ...NEWCOMERS,
          owners: INHABITED.owners,
          depositors: { policy: 'backstopper', count: 3, deposit: '20k STABLE' },
        },
      }),
    );
    expect(record.trials[0]).toMatchObject({ troves: 46 });
    expect(finalOf(record, 'backstop.rebalanced')).toBeGreaterThan(0);
  });

  test('can have a new DEX pool whose liquidity leaves and comes back', async () => {
    const path = [
      ['0h', '100%'],
      ['1s', '30%'],
      ['8m', '30%'],
      ['481s', '100%'],
    ];
    const { series } = await place.run(
      place.scenario('liquidity', {
        backstop: { kind: 'bamm' },
        dex: { stable: '60k STABLE', liquidity: { path } },
        agents: {
          ...NEWCOMERS,
          owners: INHABITED.owners,
          depositors: { policy: 'backstopper', count: 3, deposit: '20k STABLE' },
        },
      }),
    );
    const at = (name: string, tick: number) => series.samples.columns.get(name)?.[tick] as number;
    expect(at('dex.liquidity', 0)).toBe(1);
    expect(at('dex.liquidity', 1)).toBeCloseTo(0.3, 12);
    // The pool's price fell: all of the collateral that was taken out goes back, and as much stablecoin as goes with it.
    const taken = (0.7 * 60_000) / 2000;
    const standing = at('dex.stable', 40) / at('dex.price', 40);
    expect(standing).toBeGreaterThan(0.3 * (60_000 / 2000));
    expect(at('dex.liquidity', 41) / at('dex.liquidity', 40)).toBeCloseTo(1 + taken / standing, 9);
    expect(at('dex.price', 41)).toBeCloseTo(at('dex.price', 40), 9);
  });

  test('can be the Stability Pool itself', async () => {
    const { record } = await place.run(
      place.scenario('pool', {
        backstop: { kind: 'stability-pool' },
        dex: { stable: '60k STABLE' },
        agents: { ...NEWCOMERS, depositors: { policy: 'backstopper', count: 3, deposit: '20k STABLE' } },
      }),
    );
    expect(finalOf(record, 'liquidation.debt')).toBeGreaterThan(0);
    expect(finalOf(record, 'backstop.collateral')).toBeGreaterThan(0);
  });
});

/** Troves that were liquidated, as the events say. */
function troveCount({ events }: TrialSeries): number {
  return events.reduce((sum, { kind, detail }) => sum + (kind === 'liquidation' ? Number.parseInt(detail, 10) : 0), 0);
}
