import { parseAbi } from 'viem';
import { describe, expect, it } from 'vitest';
import type { TrialSeries } from '../../src/metric/runRecord.ts';
import { AGENTS, openSimulation, runToEnd, STILL, scenarioWith } from './support.ts';

const BAMM = parseAbi(['function getSwapEthAmount(uint256 amount) view returns (uint256 collateral, uint256 fee)']);
const START = '2024-01-01T00:00:00Z';
const WAD = 10n ** 18n;
const FEED = { deviation: '0.5%', heartbeat: '1h', delay: '0 blocks', tip: '5 gwei' };
const { arbitrageurs: _, desks: __, ...NO_BUYERS } = AGENTS;

const eventsOf = ({ events }: TrialSeries, ...kinds: readonly string[]) =>
  events.filter(({ kind }) => kinds.includes(kind)).map(({ tick, kind, detail }) => ({ tick, kind, detail }));
const columnOf = ({ samples }: TrialSeries, name: string) => samples.columns.get(name) as Float64Array;

/** A crash of 40 % in the first minute, then a still market: the backstop holds collateral. */
const CRASHED = { ...STILL, collateral: { ...STILL.collateral, shocks: [{ at: '1m', change: '-40%' }] } };

describe('a frozen feed', () => {
  const clock = { start: START, duration: '5h30m', block: '60s' };
  const faults = [{ kind: 'frozen', at: '10m', for: '5h' }];
  const frozen = () =>
    scenarioWith({ market: CRASHED, clock, oracle: { collateral: { ...FEED, faults } }, agents: NO_BUYERS });

  it('is past every cliff when its time comes, and back after it', async () => {
    const { series } = await runToEnd(frozen());
    // The crash is published in tick 1, at 60 s. Fresh until 3660 s (tick 61), and within Liquity's 4 h until 14 460 s.
    expect(eventsOf(series, 'oracleFault', 'oracleStale', 'oracleFrozen')).toEqual([
      { tick: 10, kind: 'oracleFault', detail: 'collateral feed frozen begins' },
      { tick: 62, kind: 'oracleStale', detail: expect.stringContaining('BAMM quotes 0') },
      { tick: 242, kind: 'oracleFrozen', detail: expect.stringContaining("Zero's has no such check") },
      { tick: 310, kind: 'oracleFault', detail: 'collateral feed frozen ends' },
    ]);
    const age = columnOf(series, 'oracle.age');
    expect([age[61], age[62], age[309], age[310]]).toEqual([3600, 3660, 18_480, 0]);
    expect(columnOf(series, 'backstop.discount')[61]).toBeGreaterThan(0);
    expect(columnOf(series, 'backstop.discount')[62]).toBe(0);
    expect(columnOf(series, 'backstop.discount')[310]).toBeGreaterThan(0);
  });

  it('makes the contract itself quote 0 from the same block on', async () => {
    const { simulation, opened, step } = await openSimulation(frozen());
    const viem = opened.chain.viem();
    const address = opened.targets.backstop?.address as `0x${string}`;
    const quote = async () => {
      const args = [1000n * WAD] as const;
      const [bought] = await viem.readContract({ address, abi: BAMM, functionName: 'getSwapEthAmount', args });
      return bought;
    };
    for (let tick = 0; tick <= 61; tick++) await step();
    expect(simulation.backstopNow()?.collateral).toBeGreaterThan(0n);
    expect(await quote()).toBeGreaterThan(0n);
    await step();
    expect(await quote()).toBe(0n);
  });
});

describe('a wick', () => {
  const MARKET = 2000;
  const keen = { policy: 'liquidator', count: 2, minProfit: '1 USD', bid: { tip: '50 gwei' } };
  const play = (faults: readonly object[]) =>
    runToEnd(
      scenarioWith({
        market: STILL,
        oracle: { collateral: { ...FEED, faults } },
        agents: { ...AGENTS, liquidators: keen },
      }),
    );

  it('of −60 % for one round has healthy troves liquidated, by those who outbid the next round', async () => {
    const { series, final } = await play([{ kind: 'wick', at: '5m', change: '-60%' }]);
    const price = columnOf(series, 'oracle.price');
    expect([...price.slice(23, 28)]).toEqual([2000, 2000, 800, 2000, 2000]);
    expect(columnOf(series, 'oracle.error')[25]).toBeCloseTo(-0.6, 12);
    expect(eventsOf(series, 'oracleFault', 'oracleJump').map(({ tick, kind }) => [tick, kind])).toEqual([
      [25, 'oracleFault'],
      [25, 'oracleJump'],
      [26, 'oracleJump'],
    ]);
    const liquidations = series.events.filter(({ kind }) => kind === 'liquidation');
    expect(new Set(liquidations.map(({ tick }) => tick))).toEqual(new Set([26]));
    // All that were liquidated were safe at the market: the lowest ICR of the opening is 135 %.
    const bad = liquidations.filter(({ debt, collateral }) => ((collateral ?? 0) * MARKET) / (debt ?? 0) > 1.1);
    expect(bad).toHaveLength(liquidations.length);
    expect(final('liquidation.count')).toBeGreaterThanOrEqual(10);
    expect(final('borrower.liquidationLoss')).toBeGreaterThan(0);
    expect(columnOf(series, 'solvency.pendingDebt').at(-1)).toBe(0);
  });

  it('that never was leaves all of them alone', async () => {
    const { series, final } = await play([]);
    expect(final('liquidation.count')).toBe(0);
    expect(eventsOf(series, 'oracleFault', 'oracleStale', 'oracleFrozen', 'oracleJump', 'outage')).toEqual([]);
  });
});

it('an offset of −10 % sells the collateral under the market: depositors pay the arbitrageurs', async () => {
  const faults = [{ kind: 'offset', at: '2m', by: '-10%' }];
  const { series, final } = await runToEnd(
    scenarioWith({ market: CRASHED, oracle: { collateral: { ...FEED, faults } } }),
  );
  // 2000 less 40 %, and a tenth under it from tick 10 on.
  expect(columnOf(series, 'oracle.price')[9]).toBe(1200);
  expect(columnOf(series, 'oracle.price').at(-1)).toBe(1080);
  const swaps = series.events.filter(({ kind, tick }) => kind === 'swap' && tick > 10);
  const sold = swaps.reduce((sum, { collateral }) => sum + (collateral ?? 0), 0);
  expect(sold).toBeGreaterThan(1);
  const loss = columnOf(series, 'backstop.profit.staleOracleLoss');
  expect((loss.at(-1) as number) - (loss[10] as number)).toBeCloseTo(sold * (1080 - 1200), 4);
  expect(final('backstop.profit.staleOracleLoss')).toBeLessThan(0);
  // Cheaper than any discount that the contract knows: more than a tenth of the market price less the 4 % cap.
  for (const { stable, collateral } of swaps) expect((stable ?? 0) / (collateral ?? 0)).toBeLessThan(1200 * 0.91);
});

it('an answer in 6 decimals makes the core liquidate everyone at a hundredth of the price', async () => {
  const faults = [{ kind: 'decimals', at: '5m', for: '2m', to: 6 }];
  const { series, final } = await runToEnd(
    scenarioWith({ market: STILL, oracle: { collateral: { ...FEED, faults } } }),
  );
  expect(columnOf(series, 'oracle.price')[24]).toBe(2000);
  expect(columnOf(series, 'oracle.price')[25]).toBe(20);
  expect(columnOf(series, 'oracle.price')[35]).toBe(2000);
  expect(final('liquidation.count')).toBeGreaterThan(10);
});

it('a stuck update lingers while blocks are full, and holds up those that bid enough', async () => {
  const faults = [{ kind: 'stuck', at: '1m', for: '2m' }];
  const full = [
    ['0h', '200%'],
    ['9m48s', '200%'],
    ['10m', '50%'],
  ];
  const demand = { fullness: full, tips: [['0h', '2 gwei', '4 gwei', '9 gwei']] };
  const shocks = [
    { at: '90s', change: '-10%' },
    { at: '4m', change: '-10%' },
  ];
  const { series } = await runToEnd(
    scenarioWith({
      market: { ...STILL, collateral: { ...STILL.collateral, shocks } },
      chain: { gasLimit: '30M gas', baseFee: '20 gwei', demand },
      oracle: { collateral: { ...FEED, tip: '50 gwei', faults } },
      agents: { borrowers: AGENTS.borrowers, depositors: AGENTS.depositors },
    }),
  );
  const price = columnOf(series, 'oracle.price');
  // 1800 is sent in tick 8 with no tip; 1620 in tick 20 with enough, but the account's first comes first. Others want
  // half a block from tick 50 on.
  expect([price[8], price[20], price[49], price[50]]).toEqual([2000, 2000, 2000, 1620]);
  expect(series.events.filter(({ kind }) => kind === 'oracle').map(({ tick, value }) => [tick, value])).toEqual([
    [50, 1800],
    [50, 1620],
  ]);
});

describe('an outage of the chain', () => {
  const market = { ...STILL, collateral: { ...STILL.collateral, shocks: [{ at: '5m30s', change: '-40%' }] } };
  const chain = { gasLimit: '30M gas', baseFee: '20 gwei', outages: [{ at: '5m', for: '2m' }] };
  const scenario = () => scenarioWith({ market, chain, oracle: { collateral: FEED } });

  it('includes nothing of anyone in its blocks, and what is pending after it', async () => {
    const { series } = await runToEnd(scenario());
    expect(eventsOf(series, 'outage')).toEqual([
      { tick: 25, kind: 'outage', detail: 'outage begins' },
      { tick: 35, kind: 'outage', detail: 'outage ends' },
    ]);
    const included = columnOf(series, 'tx.included');
    const before = included[24];
    expect([...included.slice(25, 35)]).toEqual(Array.from({ length: 10 }, () => before));
    // The crash of tick 28 waits as an update of the oracle; it lands in the first block after.
    expect([...columnOf(series, 'tx.pending').slice(28, 35)].every((pending) => pending > 0)).toBe(true);
    const price = columnOf(series, 'oracle.price');
    expect([price[34], price[35]]).toEqual([2000, 1200]);
    expect(included[35]).toBeGreaterThan(before as number);
    expect(columnOf(series, 'liquidation.count').at(-1)).toBeGreaterThan(0);
  });

  it('is one on the chain as well: empty blocks that keep time', async () => {
    const loaded = scenario();
    const { opened, step } = await openSimulation(loaded);
    for (let tick = 0; tick <= 35; tick++) await step();
    const viem = opened.chain.viem();
    const latest = await viem.getBlock();
    expect(latest.transactions.length).toBeGreaterThan(0);
    for (let back = 1; back <= 10; back++) {
      const block = await viem.getBlock({ blockNumber: (latest.number as bigint) - BigInt(back) });
      expect(block.transactions).toEqual([]);
      expect(Number(block.timestamp)).toBe(loaded.scenario.clock.start + (35 - back) * 12);
    }
  });
});

describe('a class without agents', () => {
  const withoutGroups = (...names: readonly string[]) =>
    Object.fromEntries(
      Object.entries(AGENTS).map(([name, group]) => [name, names.includes(name) ? { ...group, count: 0 } : group]),
    );

  it.each(Object.keys(AGENTS).filter((name) => name !== 'borrowers'))('%s: the rest is simulated', async (name) => {
    const { record } = await runToEnd(scenarioWith({ agents: withoutGroups(name) }));
    expect(record.status).toBe('complete');
    expect(record.scenario.groups.find((group) => group.name === name)?.count).toBe(0);
    for (const [metric, { final }] of Object.entries(record.metrics)) {
      if (final !== null) expect(Number.isFinite(final), metric).toBe(true);
    }
  });

  it('nobody at all is a run as well', async () => {
    const { record } = await runToEnd(
      scenarioWith({ agents: withoutGroups(...Object.keys(AGENTS)), dex: { stable: '0 ZUSD' } }),
    );
    expect(record.status).toBe('complete');
    expect(record.metrics['solvency.tcr']?.count).toBe(0);
  });

  it('borrowers: whoever needs stablecoin is told that nobody borrowed it', async () => {
    await expect(runToEnd(scenarioWith({ agents: withoutGroups('borrowers') }))).rejects.toThrow(
      'More stablecoin is handed out than borrowers have borrowed',
    );
  });
});
