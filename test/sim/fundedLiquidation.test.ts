import { describe, expect, it } from 'vitest';
import { openSimulation, runToEnd, STILL, scenarioWith } from './support.ts';

/** Twenty troves of 10 000 at 150 %, and one large safe one; ETH falls by 28.5 % at once, to 1430 USD: 107.25 %. */
const WEAK = 20;
const DEBT = 10_000;
const PRICE = 1430;
const ICR = (1.5 * PRICE) / 2000;
/** What the core pays for each trove, and the share of its collateral that goes to a liquidator who pays nothing. */
const COMPENSATION = 20;

const borrower = { policy: 'borrower', passive: '100%', reaction: '0h', actAt: '111%', target: '200%' };
const actions = { topUp: '100%', repay: '0%', close: '0%' };
const weak = { ...borrower, actions, count: WEAK, debt: '10k ZUSD', collateralRatio: '150%' };
const safe = { ...borrower, actions, count: 1, debt: '1M ZUSD', collateralRatio: '1000%' };
const keepers = {
  ...{ policy: 'keeper', count: 2, stable: '35k ZUSD', minProfit: '10 USD', batch: 2 },
  ...{ marketFee: '1%', settlement: '4 blocks' },
};
const flash = { policy: 'flash-liquidator', count: 1, minProfit: '1 USD', batch: 20 };
/** Those who pay nothing come when the others have had one chance. */
const late = (latency: string) => ({ policy: 'liquidator', count: 1, minProfit: '1 USD', batch: 50, latency });

function scenario(agents: object) {
  const collateral = { ...STILL.collateral, shocks: [{ at: '1m', change: '-28.5%', over: '12s' }] };
  return scenarioWith({
    clock: { start: '2024-01-01T00:00:00Z', duration: '6m', block: '12s' },
    market: { ...STILL, collateral },
    backstop: { kind: 'none' },
    dex: { stable: '400k ZUSD' },
    agents: { weak, safe, ...agents },
    probes: { invariants: '1 block' },
  });
}

type Events = Awaited<ReturnType<typeof runToEnd>>['series']['events'];

function liquidations(events: Events, agentClass: string) {
  return events.filter((event) => event.kind === 'liquidation' && event.class === agentClass);
}

describe('keepers with stablecoin of their own', () => {
  it('liquidate while it lasts; what is left goes to the other borrowers, and counts as missed', async () => {
    // Each has 35 000 and takes two troves of 10 000 at a time: not a third, and not again before a sale has settled.
    const { series, final } = await runToEnd(scenario({ keepers, late: late('2 blocks') }));
    const own = liquidations(series.events, 'keeper');
    const debtOf = (events: typeof own) => events.reduce((sum, { debt }) => sum + (debt ?? 0), 0);
    const funded = Math.round(debtOf(own) / DEBT);
    expect(funded).toBe(4);
    const missed = WEAK - funded;
    expect(final('liquidation.count')).toBe(WEAK);
    expect(final('liquidation.missed')).toBe(missed);
    expect(final('liquidation.debt')).toBeCloseTo(WEAK * DEBT, 4);
    expect(final('liquidation.missedDebt')).toBeCloseTo(missed * DEBT, 4);
    expect(final('liquidation.missedShare')).toBeCloseTo(missed / WEAK, 9);
    expect(final('solvency.redistributedDebt')).toBeCloseTo(missed * DEBT, 4);
    // All collateral of the four, sold for 1 % less than the market, for their debt less the compensation.
    const gross = funded * (DEBT * ICR * 0.99 - DEBT + COMPENSATION);
    const gas = final('agent.keeper.gas') * PRICE;
    // Gas was paid from what they started with, and is kept back from what they sell: it bears no fee.
    expect(final('agent.keeper.profit')).toBeCloseTo(gross - gas * 0.99, 1);
  });

  it('come again when their stablecoin has come back', async () => {
    const { series, final } = await runToEnd(scenario({ keepers, late: late('10 blocks') }));
    const own = liquidations(series.events, 'keeper').map(({ tick, agent }) => ({ tick, agent }));
    expect(own.length).toBeGreaterThan(2);
    for (const id of ['keepers/0', 'keepers/1']) {
      const ticks = own.filter(({ agent }) => agent === id).map(({ tick }) => tick);
      // Sold in the block after, due 5 blocks after that, seen in the next: 7 from one to the next.
      for (const [i, tick] of ticks.entries())
        if (i > 0) expect(tick - (ticks[i - 1] as number)).toBeGreaterThanOrEqual(7);
    }
    expect(final('liquidation.missed')).toBeLessThan(WEAK - 4);
  });

  it('that have none leave all to the others', async () => {
    const poor = { ...keepers, stable: '9k ZUSD' };
    const { final } = await runToEnd(scenario({ keepers: poor, late: late('2 blocks') }));
    expect(final('liquidation.missedShare')).toBe(1);
    expect(final('agent.keeper.profit')).toBe(0);
  });
});

describe('a flash liquidator', () => {
  it('takes from the pool what leaves most, to the wei of the constant product, and the rest is missed', async () => {
    const { simulation, step, opened } = await openSimulation(scenario({ flash, late: late('3 blocks') }));
    const { dexStable, dexCollateral } = simulation.state;
    const before = simulation.agents.all.find(({ id }) => id === 'flash/0')?.collateral ?? 0n;
    while (simulation.solvency.count === 0) await step();
    const { count, debt, missed } = simulation.solvency;
    // A trove brings 10 000 × 107.25 % / 1430 = 7.5 ETH; the pool, at 2000 still, wants 5 ETH for the first of them.
    const [pool, stable] = [Number(dexCollateral) / 1e18, Number(dexStable) / 1e18];
    const due = (n: number) => (pool * n * DEBT) / ((stable - n * DEBT) * 0.997);
    const left = (n: number) => n * 7.5 - due(n) - (70_000 * n * 20e9) / 1e18;
    const best = Array.from({ length: WEAK }, (_, i) => i + 1).reduce((a, b) => (left(b) > left(a) ? b : a));
    expect(best).toBeGreaterThan(2);
    expect(best).toBeLessThan(WEAK);
    expect(count).toBe(best);
    expect(missed).toBe(0);
    // The pool lent the debt and nothing else, and got the least that its rule takes.
    expect(simulation.state.dexStable).toBe(dexStable - debt);
    const [top, bottom] = [dexCollateral * debt * 1000n, (dexStable - debt) * 997n];
    const owed = top / bottom + (top % bottom === 0n ? 0n : 1n);
    expect(simulation.state.dexCollateral).toBe(dexCollateral + owed);
    const after = simulation.agents.all.find(({ id }) => id === 'flash/0')?.collateral ?? 0n;
    const gained = Number(after - before + simulation.transactions.of('flash-liquidator').gas) / 1e18;
    expect(gained).toBeCloseTo(best * 7.5 - Number(owed) / 1e18, 6);
    expect(simulation.state.poolStable).toBe(0n);
    for (let i = 0; i < 6; i++) await step();
    expect(simulation.solvency.count).toBe(WEAK);
    expect(simulation.solvency.missed).toBeGreaterThan(0);
    expect(simulation.solvency.missedDebt).toBe(simulation.solvency.redistributedDebt);
    await simulation.checkTroves();
    expect(opened.contracts.map(({ role }) => role)).toContain('fundedLiquidator');
  });
});

describe('a scenario', () => {
  it('has the contract only if somebody may use it', async () => {
    const { opened } = await openSimulation(scenario({ keepers: { ...keepers, count: 0 }, late: late('0 blocks') }));
    expect(opened.targets.fundedLiquidator).toBeUndefined();
  });

  it.each([
    ['keeper', keepers],
    ['flash-liquidator', flash],
  ])('with a backstop has no %s', (policy, group) => {
    const load = () => scenarioWith({ agents: { weak, safe, funded: group } });
    expect(load).toThrow(new RegExp(`agents.funded.policy: ${policy} is only for backstop.kind: none`));
    expect(load).toThrow(/found backstop.kind: bamm; remove the group or set its count to 0/);
    expect(() => scenarioWith({ agents: { weak, safe, funded: { ...group, count: 0 } } })).not.toThrow();
  });
});
