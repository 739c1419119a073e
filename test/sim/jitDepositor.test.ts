import { describe, expect, it } from 'vitest';
import { toNumber, WAD } from '../../src/core/units.ts';
import type { AgentState } from '../../src/sim/agentState.ts';
import { AGENTS, openSimulation, runToEnd, STILL, scenarioWith } from './support.ts';

const FEE = 0.001;
const { borrowers, depositors, liquidators } = AGENTS;
const jit = {
  policy: 'jit-depositor',
  count: 1,
  stable: '50k ZUSD',
  minProfit: '5 USD',
  marketFee: '0.1%',
  settlement: '4 blocks',
  bid: { tip: '5 gwei' },
};
/** 2000, a crash to 1200 that leaves the backstop with collateral, and a rise to 1320 that the feed may miss. */
const market = {
  ...STILL,
  collateral: {
    ...STILL.collateral,
    shocks: [
      { at: '1m', change: '-40%' },
      { at: '11m', change: '+10%' },
    ],
  },
};
const RISE = 55;
const FEED = { deviation: '0.5%', heartbeat: '1h', delay: '0 blocks', tip: '50 gwei' };

function scenario(faults: readonly object[], agents: object = { jit }) {
  return scenarioWith({
    ...{ market, oracle: { collateral: { ...FEED, faults } } },
    agents: { borrowers, depositors, liquidators, ...agents },
  });
}

describe('a jit-depositor at a feed that froze before a rise', () => {
  const frozen = [{ kind: 'frozen', at: '10m' }];

  it('takes from those who stay what the formula says, in one block', async () => {
    const { simulation, recorder, step } = await openSimulation(scenario(frozen));
    for (let tick = 0; tick < RISE; tick++) await step();
    const account = simulation.account as NonNullable<typeof simulation.account>;
    const { stable: L, collateral: E } = account.holdings;
    expect(toNumber(E)).toBeGreaterThan(50);
    const self = simulation.agents.all.find((agent) => agent.class === 'jit-depositor') as AgentState;
    expect(self.stable).toBe(50_000n * WAD);
    const shares = simulation.ledger.sharesTotal;
    const [before, gas] = [account.navPerShare(), simulation.transactions.of('jit-depositor').gasValue];
    expect(gas).toBe(0n);
    await step();
    // By hand: V = L + 1200·E; a = 50 000 at a market of 1320.
    const [inStable, inCollateral, a] = [toNumber(L), toNumber(E), 50_000];
    const gain = (a * inCollateral * (1320 - 1200)) / (inStable + 1200 * inCollateral + a);
    expect(gain).toBeGreaterThan(1000);
    expect(account.dilution()).toBeCloseTo(gain, 6);
    // It is out again, and has c = a·E / (V + a) for 1200 each.
    const bought = (a * inCollateral) / (inStable + 1200 * inCollateral + a);
    expect(self.shares).toBe(0n);
    expect(simulation.ledger.sharesTotal).toBe(shares);
    expect(toNumber(self.stable)).toBeCloseTo(a - 1200 * bought, 6);
    // Those who stayed have that much less than what they held would be worth.
    const staying = inStable + 1320 * inCollateral;
    expect(account.nav()).toBeCloseTo(staying - gain, 6);
    expect(account.navPerShare() / before).toBeCloseTo((staying - gain) / (inStable + 1200 * inCollateral), 9);
    // Agent's profit so far is the same sum less gas.
    const spent = Number(simulation.transactions.of('jit-depositor').gasValue) / 1e36;
    expect(Number(simulation.profits.of('jit-depositor')) / 1e36).toBeCloseTo(gain - spent, 6);
    expect(recorder.series().events.filter(({ tick }) => tick === RISE)).toMatchObject([
      { kind: 'deposit', class: 'jit-depositor', stable: expect.closeTo(50_000, 6) },
      { kind: 'withdrawal', class: 'jit-depositor', collateral: expect.closeTo(bought, 6) },
    ]);
  });

  it('gets in the end what those who stay lose, less gas and the fee of the outside market', async () => {
    const { series, final } = await runToEnd(scenario(frozen));
    const dilution = final('backstop.dilution');
    const trades = series.events.filter(({ kind, class: of }) => kind === 'withdrawal' && of === 'jit-depositor');
    // Settles in 4 blocks, then goes in again: the feed stays frozen.
    expect(trades.length).toBeGreaterThan(2);
    const bought = trades.reduce((sum, { collateral }) => sum + (collateral ?? 0), 0);
    expect(dilution).toBeCloseTo(bought * (1320 - 1200), 3);
    // What it got in the last block is not sold yet.
    const last = Math.max(...series.samples.tick);
    const sold = trades.reduce((sum, { tick, collateral }) => sum + (tick < last ? (collateral ?? 0) : 0), 0);
    // It fills up what it paid for gas before it sells: no fee on that part. Cents are left: the gas of the last sale.
    const gas = final('agent.jit-depositor.gas');
    const costs = (gas + FEE * (sold - gas)) * 1320;
    expect(final('agent.jit-depositor.profit')).toBeCloseTo(dilution - costs, 1);
    // One share has lost its part of it against the same run without the agent, where nobody comes or goes.
    const without = await runToEnd(scenario(frozen, {}));
    expect(without.final('backstop.dilution')).toBe(0);
    const perShare = without.final('backstop.navPerShare') - final('backstop.navPerShare');
    const [opening] = series.samples.columns.get('backstop.nav') as Float64Array;
    expect(perShare * (opening as number)).toBeCloseTo(dilution, 2);
    // The profit of all depositors together knows nothing of it.
    const total = 'backstop.profit.total';
    expect(final(total) - without.final(total)).toBeCloseTo(0, 2);
  });
});

describe('a jit-depositor behind the update that it wanted to be in front of', () => {
  it('fails to get out in the same block, and gets out in the next, having won nothing', async () => {
    const { series, final } = await runToEnd(scenario([]));
    const own = series.events.filter(({ class: of }) => of === 'jit-depositor');
    expect(own.map(({ tick, kind, detail }) => [tick, kind, detail])).toEqual([
      [RISE, 'deposit', ''],
      [RISE, 'reverted', 'withdraw'],
      [RISE + 1, 'withdrawal', ''],
    ]);
    expect(final('backstop.dilution')).toBeCloseTo(0, 6);
    // It has bought collateral at the market, and sells it there: that costs gas and fee.
    const [withdrawal] = own.filter(({ kind }) => kind === 'withdrawal');
    const gas = final('agent.jit-depositor.gas');
    const costs = (gas + FEE * ((withdrawal?.collateral ?? 0) - gas)) * 1320;
    expect(final('agent.jit-depositor.profit')).toBeCloseTo(-costs, 2);
  });
});
