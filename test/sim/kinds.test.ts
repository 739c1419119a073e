import { parseAbi } from 'viem';
import { describe, expect, it } from 'vitest';
import { AGENTS, openSimulation, runToEnd, STILL, scenarioWith } from './support.ts';

const { arbitrageurs: _, desks: __, ...NO_BUYERS } = AGENTS;
const YEAR = 365 * 86_400;
const ISSUANCE = parseAbi([
  'function totalSOVIssued() view returns (uint256)',
  'function lastIssuanceTime() view returns (uint256)',
]);

describe('kinds of backstop, end to end with every invariant on', () => {
  it('without a BAMM, depositors have what the benchmark tells', async () => {
    const { record, final, series } = await runToEnd(scenarioWith({ backstop: { kind: 'stability-pool' } }));
    expect(record.status).toBe('complete');
    expect(final('liquidation.count')).toBeGreaterThan(0);
    expect(final('backstop.return')).toBeCloseTo(final('benchmark.stabilityPool'), 12);
    expect(series.samples.columns.get('backstop.discount')?.every(Number.isNaN)).toBe(true);
    expect(final('backstop.rebalanced')).toBe(0);
    // All deposited at the start, so the return of one is the return of all; gas apart, of which there is none.
    const deposited = 4 * 40_000;
    expect(final('backstop.profit.total')).toBeCloseTo(final('backstop.return') * deposited, 6);
  });

  it('without any backstop, all that is liquidated is redistributed', async () => {
    const { record, final } = await runToEnd(scenarioWith({ backstop: { kind: 'none' } }));
    expect(record.status).toBe('complete');
    expect(final('liquidation.count')).toBeGreaterThan(0);
    expect(final('solvency.redistributedDebt')).toBeCloseTo(final('liquidation.debt'), 6);
    expect(record.metrics['backstop.return']?.count).toBe(0);
    expect(final('agent.backstopper.profit')).toBe(0);
  });

  it('a BAMM that nobody buys from is a plain pool: the benchmark on its path is what the plain pool returns', async () => {
    const bamm = await runToEnd(scenarioWith({ agents: NO_BUYERS }));
    const pool = await runToEnd(scenarioWith({ agents: NO_BUYERS, backstop: { kind: 'stability-pool' } }));
    expect(bamm.final('liquidation.count')).toBeGreaterThan(0);
    expect(bamm.final('backstop.rebalanced')).toBe(0);
    expect(bamm.final('benchmark.stabilityPool')).toBeCloseTo(pool.final('backstop.return'), 12);
    // Nothing is sold, so its own return is the same, too.
    expect(bamm.final('backstop.return')).toBeCloseTo(pool.final('backstop.return'), 12);
  });

  it('what buyers pay in refills the pool, so the benchmark beside a BAMM bears less of the later liquidations', async () => {
    const bamm = await runToEnd(scenarioWith());
    const pool = await runToEnd(scenarioWith({ backstop: { kind: 'stability-pool' } }));
    expect(bamm.final('backstop.rebalanced')).toBeGreaterThan(0);
    // The price recovers by half after the crash: who had to absorb more gained more.
    expect(bamm.final('benchmark.stabilityPool')).toBeLessThan(pool.final('backstop.return'));
    expect(bamm.final('benchmark.stabilityPool')).toBeGreaterThan(0);
  });
});

describe('rewards', () => {
  const backstop = { kind: 'bamm', rewards: { apr: '10%', price: '3 USD' } };

  it('in a quiet market are the whole return, though nobody moves the pool', async () => {
    const { final, record } = await runToEnd(scenarioWith({ market: STILL, backstop }));
    // From the first block to the hundredth: 99 × 12 s.
    const expected = (0.1 * 3 * 99 * 12) / YEAR;
    expect(final('backstop.return')).toBeCloseTo(expected, 15);
    expect(final('backstop.profit.rewards')).toBeCloseTo(expected * 160_000, 9);
    expect(final('backstop.profit.total')).toBe(final('backstop.profit.rewards'));
    expect(record.metrics['backstop.maxDrawdown']?.max).toBe(0);
  });

  it('are what the contract issues: basis points a year of the deposits before each move', async () => {
    const late = {
      policy: 'backstopper',
      count: 2,
      deposit: '10k ZUSD',
      joins: { distribution: 'uniform', min: '4m', max: '16m' },
    };
    const scenario = scenarioWith({ market: STILL, backstop, agents: { ...AGENTS, late } });
    const { simulation, opened, step, ticks } = await openSimulation(scenario);
    const viem = opened.chain.viem();
    const address = opened.targets.system.core.communityIssuance;
    const read = (functionName: 'totalSOVIssued' | 'lastIssuanceTime') =>
      viem.readContract({ address, abi: ISSUANCE, functionName });
    const { start } = scenario.scenario.clock;
    // What the contract will issue for the time before the start is not the trial's.
    const before = (160_000 * 0.1 * (start - Number(await read('lastIssuanceTime')))) / YEAR;
    let moves = 0;
    for (let tick = 0; tick < ticks; tick++) {
      const deposits = simulation.state.poolStable;
      await step();
      if (simulation.state.poolStable === deposits) continue;
      moves++;
      const issued = Number(await read('totalSOVIssued')) / 1e18;
      const booked = Number(simulation.account?.attribution.parts.rewards) / 1e36 / 3;
      expect(booked).toBeCloseTo(issued - before, 12);
    }
    expect(moves).toBe(2);
  });
});
