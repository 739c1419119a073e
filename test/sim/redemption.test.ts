import { parseAbi } from 'viem';
import { describe, expect, it } from 'vitest';
import { redemptionRate } from '../../src/protocol/core/redemption.ts';
import { AGENTS, openSimulation, runToEnd, STILL, scenarioWith } from './support.ts';

const MANAGER = parseAbi(['function getRedemptionRateWithDecay() view returns (uint256)']);
const PRICE = 2000;
const FEE = 0.001;
const FLOOR = 0.005;
/** What the core sets aside for the liquidator of a trove. */
const GAS_COMPENSATION = 20;
const { borrowers, depositors, liquidators } = AGENTS;

function scenario(peg: number, stable = '40k ZUSD', count = 1) {
  const redeemers = {
    policy: 'redeemer',
    count,
    stable,
    minProfit: '5 USD',
    marketFee: '0.1%',
    settlement: '4 blocks',
  };
  return scenarioWith({
    market: { ...STILL, stable: { symbol: 'ZUSD', process: { kind: 'constant', price: `${peg} USD` } } },
    agents: { borrowers, depositors, liquidators, redeemers },
    probes: { invariants: '1 block' },
  });
}

type Events = Awaited<ReturnType<typeof runToEnd>>['series']['events'];

function redemptions(events: Events) {
  return events
    .filter(({ kind }) => kind === 'redemption')
    .map(
      ({ stable, collateral, value }) =>
        ({ stable, collateral, fee: value }) as Record<'stable' | 'collateral' | 'fee', number>,
    );
}

describe('redeemers', () => {
  it('take what pays best, then less and less, until the fee has eaten the difference', async () => {
    const peg = 0.96;
    const { simulation, step, recorder, ticks } = await openSimulation(scenario(peg));
    const supply = Number(simulation.state.supply) / 1e18;
    for (let tick = 0; tick < ticks; tick++) await step();
    const { events, samples } = recorder.series();
    const [first, ...later] = redemptions(events);
    // Profit q × (0.999 × (1 − 0.005 − q / 2S) − 0.96) is greatest where its slope is 0.
    const best = supply * (1 - FLOOR - peg / (1 - FEE));
    expect(first?.stable).toBeCloseTo(best, 1);
    expect(first?.fee).toBeCloseTo(FLOOR + best / (2 * supply), 6);
    expect(first?.collateral).toBeCloseTo(best / PRICE, 4);
    expect(later.length).toBeGreaterThan(0);
    for (const { stable, fee } of later) {
      expect(stable).toBeLessThan(best);
      expect(fee).toBeGreaterThan(first?.fee as number);
      expect(fee).toBeLessThan(1 - peg / (1 - FEE));
    }
    const sum = [first, ...later].reduce((total, one) => total + (one?.stable ?? 0), 0);
    expect(samples.columns.get('redemption.stable')?.at(-1)).toBeCloseTo(sum, 6);
  });

  it('earn what the collateral brings, less fees, gas and the stablecoin at its market price', async () => {
    const peg = 0.96;
    const { series, final, record } = await runToEnd(scenario(peg));
    const gross = redemptions(series.events)
      .map(({ stable, collateral, fee }) => collateral * (1 - fee) * PRICE * (1 - FEE) - stable * peg)
      .reduce((a, b) => a + b, 0);
    expect(gross).toBeGreaterThan(100);
    // Gas is kept back from what is sold, so it bears no fee; that of the last sale comes too late for it.
    expect(final('agent.redeemer.profit')).toBeCloseTo(gross - final('agent.redeemer.gas') * PRICE * (1 - FEE), 2);
    expect(record.notModelled.join(' ')).toContain('Redemptions by others than the redeemers stated');
  });

  it('read the fee as the core does, as it falls from block to block', async () => {
    const { simulation, opened, step, ticks } = await openSimulation(scenario(0.96));
    const address = opened.targets.system.core.troveManager;
    const viem = opened.chain.viem();
    const seen = new Set<bigint>();
    for (let tick = 0; tick < ticks; tick++) {
      await step();
      const { redemption } = simulation.state;
      if (redemption === undefined) throw new TypeError('the fee is not read');
      const { timestamp } = await viem.getBlock();
      const rate = redemptionRate(redemption, Number(timestamp));
      expect(rate).toBe(await viem.readContract({ address, abi: MANAGER, functionName: 'getRedemptionRateWithDecay' }));
      seen.add(rate);
    }
    expect(seen.size).toBeGreaterThan(10);
  });

  it('close the riskiest troves; what is left of their collateral is their owners’', async () => {
    const { simulation, step } = await openSimulation(scenario(0.85, '100k ZUSD'));
    const before = simulation.book.sorted();
    await step();
    const after = simulation.book.sorted();
    const { redeemed } = simulation.facts;
    const closed = before.filter(({ owner }) => simulation.book.get(owner) === undefined);
    expect(closed.length).toBeGreaterThan(1);
    expect(closed).toEqual(before.slice(0, closed.length));
    let whole = 0;
    for (const { owner, debt, collateral } of closed) {
      const net = Number(debt) / 1e18 - GAS_COMPENSATION;
      whole += net;
      expect(Number(simulation.ledger.surplusOf(owner)) / 1e18).toBeCloseTo(Number(collateral) / 1e18 - net / PRICE, 9);
    }
    // The next one stays open, with what it lost gone from its debt.
    const last = before[closed.length];
    const left = after.find(({ owner }) => owner === last?.owner);
    expect(Number((last?.debt ?? 0n) - (left?.debt ?? 0n)) / 1e18).toBeCloseTo(Number(redeemed) / 1e18 - whole, 9);
    expect(Number(redeemed) / 1e18).toBeCloseTo(100_000, 1);
    await simulation.checkTroves();
  });

  it('get in each other’s way: who comes second finds other troves, and the record holds', async () => {
    const { record, series, final } = await runToEnd(scenario(0.9, '60k ZUSD', 3));
    expect(record.status).toBe('complete');
    const [first, second, third] = redemptions(series.events);
    expect(series.events.find(({ kind }) => kind === 'redemption')?.tick).toBe(0);
    // All planned the same; the last trove of each plan was left alone once its debt was no longer what it had been.
    expect(first?.stable).toBeCloseTo(60_000, 6);
    for (const one of [second, third]) expect(one?.stable).toBeLessThan(60_000);
    const fees = [first, second, third].map((one) => one?.fee as number);
    expect(fees).toEqual([...fees].sort((a, b) => a - b));
    expect(final('redemption.stable')).toBeGreaterThan(100_000);
    expect(final('agent.redeemer.profit')).toBeGreaterThan(0);
  });

  it('leave it where the fee is more than the stablecoin is under its peg', async () => {
    const { series, final } = await runToEnd(scenario(0.995));
    expect(redemptions(series.events)).toEqual([]);
    expect(final('redemption.stable')).toBe(0);
  });
});
