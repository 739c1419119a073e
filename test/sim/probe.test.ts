import { parseAbi } from 'viem';
import { describe, expect, it } from 'vitest';
import { AGENTS, openSimulation, runToEnd, STILL, scenarioWith } from './support.ts';

const BAMM = parseAbi(['function getSwapEthAmount(uint256 amount) view returns (uint256 collateral, uint256 fee)']);

describe('samples, against each other and against the chain', () => {
  it('tell one story of solvency', async () => {
    const { series, record } = await runToEnd(scenarioWith({ probes: { icrHistogram: '1m' } }));
    const at = (name: string, tick: number) => series.samples.columns.get(name)?.[tick] as number;
    const ticks = [...series.samples.tick];
    expect(ticks).toHaveLength(100);
    for (const tick of ticks) {
      const [collateral, debt] = [at('solvency.collateral', tick), at('solvency.debt', tick)];
      const tcr = (collateral * at('oracle.price', tick)) / debt;
      expect(at('solvency.tcr', tick)).toBeCloseTo(tcr, 9);
      expect(at('solvency.tcrMarket', tick)).toBeCloseTo((collateral * at('market.price', tick)) / debt, 9);
      expect(at('solvency.recoveryMode', tick)).toBe(tcr < 1.5 ? 1 : 0);
      const quantiles = [5, 25, 50, 75, 95].map((q) =>
        at(`solvency.icrQuantiles.p${String(q).padStart(2, '0')}`, tick),
      );
      expect([...quantiles].sort((a, b) => a - b)).toEqual(quantiles);
    }
    // Every fifth block, all troves and all debt lie in some band.
    const columns = ticks.filter((tick) => tick % 5 === 0);
    for (const tick of columns) {
      const cells = series.icr.filter((cell) => cell.tick === tick);
      expect(cells.reduce((sum, { troves }) => sum + troves, 0)).toBe(at('solvency.troves', tick));
      expect(cells.reduce((sum, { debt }) => sum + debt, 0)).toBeCloseTo(at('solvency.debt', tick), 4);
      for (const { low, high } of cells) expect(high).toBeGreaterThan(low);
    }
    expect(new Set(series.icr.map(({ tick }) => tick)).size).toBe(columns.length);
    const liquidated = series.events.filter(({ kind }) => kind === 'liquidation');
    expect(liquidated.reduce((sum, { debt }) => sum + (debt ?? 0), 0)).toBeCloseTo(at('liquidation.debt', 99), 6);
    const delays = series.trends.filter(({ metric }) => metric === 'liquidation.delay');
    expect(delays).toHaveLength(record.trials[0]?.liquidations ?? -1);
    for (const { value } of delays) expect(value % 12).toBe(0);
  });

  it('are there for every metric of the catalogue, and units hold', async () => {
    const { record, series } = await runToEnd(scenarioWith());
    for (const [name, { kind, count, unit, min, max }] of Object.entries(record.metrics)) {
      // Of a class without a profit there is no share that gas takes of it, and nothing here answers to volatility.
      const isSparse = name.endsWith('.gasShare') || name === 'liquidation.missedShare' || name === 'market.volatility';
      if (kind !== 'trend' && !isSparse) expect(count, name).toBe(100);
      // Nobody sent anything, or nothing came of it.
      if (count === 0) continue;
      if (unit === 'boolean') expect([0, 1]).toContain(max);
      if (unit === 'count' || unit === 'blocks' || unit === 'seconds') expect(min, name).toBeGreaterThanOrEqual(0);
      if (kind !== 'counter') continue;
      const column = [...(series.samples.columns.get(name) ?? [])];
      expect(
        column.every((value, i) => i === 0 || value >= (column[i - 1] as number)),
        name,
      ).toBe(true);
    }
  });

  it('tell when the backstop was cleared, and how far it fell', async () => {
    const { series } = await runToEnd(scenarioWith());
    const column = (name: string) => [...(series.samples.columns.get(name) ?? [])];
    const cleared: number[] = [];
    let since: number | undefined;
    for (const [tick, share] of column('backstop.inventoryShare').entries()) {
      const time = series.samples.time[tick] as number;
      if (share > 0.01) since ??= time;
      else if (since !== undefined) {
        cleared.push(time - since);
        since = undefined;
      }
    }
    expect(cleared.length).toBeGreaterThan(0);
    const trend = series.trends.filter(({ metric }) => metric === 'backstop.timeToClear').map(({ value }) => value);
    expect(trend).toEqual(cleared);
    let [peak, worst] = [1, 0];
    const drawdown = column('backstop.maxDrawdown');
    for (const [tick, earned] of column('backstop.return').entries()) {
      peak = Math.max(peak, 1 + earned);
      worst = Math.max(worst, 1 - (1 + earned) / peak);
      expect(drawdown[tick]).toBeCloseTo(worst, 12);
    }
    expect(worst).toBeGreaterThan(0.01);
  });

  it('quote the discount that the contract gives', async () => {
    const { simulation, opened, recorder, step, ticks } = await openSimulation(scenarioWith());
    const viem = opened.chain.viem();
    const address = opened.targets.backstop?.address as `0x${string}`;
    let offers = 0;
    for (let tick = 0; tick < ticks; tick++) {
      await step();
      const { collateral = 0n } = simulation.account?.holdings ?? {};
      const price = simulation.oracles.collateral.price.usd;
      const worth = (Number(collateral) / 1e18) * price;
      if (worth < 1000) continue;
      offers++;
      const amount = 1000n * 10n ** 18n;
      const [bought] = await viem.readContract({
        address,
        abi: BAMM,
        functionName: 'getSwapEthAmount',
        args: [amount],
      });
      const discount = ((Number(bought) / 1e18) * price) / 1000 - 1;
      expect(recorder.series().samples.columns.get('backstop.discount')?.[tick]).toBeCloseTo(discount, 8);
    }
    expect(offers).toBeGreaterThan(3);
  });

  it('see no discount, rather than one of −100 %, when the feed is older than the contract allows', async () => {
    const shocks = [{ at: '1m', change: '-40%' }];
    const market = { ...STILL, collateral: { ...STILL.collateral, shocks } };
    // After the crash the price stands still for over an hour, and the feed with it.
    const clock = { start: '2024-01-01T00:00:00Z', duration: '90m', block: '60s' };
    const oracle = { collateral: { deviation: '0.5%', heartbeat: '6h', delay: '0 blocks' } };
    const { arbitrageurs: _, desks: __, ...agents } = AGENTS;
    const { series } = await runToEnd(scenarioWith({ market, clock, oracle, agents }));
    const column = (name: string) => series.samples.columns.get(name) as Float64Array;
    const [discount, age] = [column('backstop.discount'), column('oracle.age')];
    expect(column('backstop.collateral').at(-1)).toBeGreaterThan(0);
    expect(age.at(-1)).toBeGreaterThan(3600);
    for (const [tick, offered] of discount.entries()) {
      if ((age[tick] as number) > 3600) expect(offered).toBe(0);
      else expect(offered).toBeGreaterThanOrEqual(0);
    }
    expect(Math.max(...discount)).toBeGreaterThan(0.001);
  });
});
