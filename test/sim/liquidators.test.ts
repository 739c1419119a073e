import { expect, it } from 'vitest';
import { AGENTS, openSimulation, runToEnd, scenarioWith } from './support.ts';

const { depositors } = AGENTS;
/** Thirty equal loans at 135 % to 320 % while the price slides by 45 % in 15 minutes: one after the other falls due. */
const borrowers = { ...AGENTS.borrowers, passive: '100%', debt: '30k ZUSD' };
const market = {
  collateral: {
    symbol: 'ETH',
    process: { kind: 'constant', price: '2000 USD' },
    shocks: [{ at: '1m', change: '-45%', over: '15m' }],
  },
  stable: { symbol: 'ZUSD', process: { kind: 'constant', price: '1 USD' } },
};
const BLOCKS = 100;
/** 5 minutes are 25 blocks. */
const FORGETS = 25;

function scenario(own: object) {
  // A trove brings 20 ZUSD and 0.5 % of 33k: about 185 USD, of which a tenth goes for gas at most. The fast one takes all.
  const one = { policy: 'liquidator', count: 1, batch: 1, minProfit: '70 USD' };
  const fast = { ...one, bid: { tip: '50 gwei' } };
  const slow = { ...one, bid: { tip: '5 gwei' }, ...own };
  return scenarioWith({ market, agents: { borrowers, depositors, fast, slow } });
}

const attempts = (events: Awaited<ReturnType<typeof runToEnd>>['series']['events']) =>
  events.filter(({ agent, kind }) => agent === 'slow/0' && (kind === 'reverted' || kind === 'liquidation'));

it('a slow liquidator loses every race that it enters, and pays for each', async () => {
  const { series } = await runToEnd(scenario({}));
  const lost = attempts(series.events);
  expect(lost.length).toBeGreaterThan(5);
  expect(new Set(lost.map(({ kind }) => kind))).toEqual(new Set(['reverted']));
});

it('with expectedProfit it drops out after one loss, and comes back when that is forgotten', async () => {
  // At even odds 185 / 2 less half of both gas costs is over 70 USD; at a third, 62 at most, it is not.
  const { series, final } = await runToEnd(scenario({ expectedProfit: { memory: 20, forgets: '5m' } }));
  const lost = attempts(series.events).map(({ tick }) => tick);
  const due = series.events.filter(({ kind }) => kind === 'liquidation').map(({ tick }) => tick);
  expect(lost.length).toBeGreaterThan(1);
  expect(lost.length).toBeLessThanOrEqual(Math.ceil(BLOCKS / FORGETS));
  // It comes back with the first trove that falls due after the loss is forgotten, and with none before.
  const expected: number[] = [];
  for (const tick of due)
    if (expected.length === 0 || tick - (expected.at(-1) as number) > FORGETS) expected.push(tick);
  expect(lost).toEqual(expected);
  // Liquidations are done all the same, by the other one.
  expect(final('liquidation.count')).toBe(due.length);
});

it('a lost liquidation costs about a quarter of a won one: 100k gas, and 12k for each further trove', async () => {
  const two = { policy: 'liquidator', count: 2, minProfit: '1 USD' };
  const { simulation, step } = await openSimulation(scenarioWith({ agents: { ...AGENTS, liquidators: two } }));
  const book = simulation.transactions;
  const included = book.included.bind(book);
  const gas = new Map<number, bigint>();
  book.included = (pending, receipt, at) => {
    const { intent } = pending.payload;
    if (intent?.kind === 'liquidate' && !receipt.succeeded) gas.set(intent.troves.length, receipt.gasUsed);
    included(pending, receipt, at);
  };
  for (let tick = 0; tick < BLOCKS; tick++) await step();
  const single = Number(gas.get(1));
  expect(single).toBeGreaterThan(95_000);
  expect(single).toBeLessThan(105_000);
  const [further] = [...gas].filter(([troves]) => troves > 1);
  if (further === undefined) throw new TypeError('no batch was lost');
  const [troves, used] = further;
  expect((Number(used) - single) / (troves - 1) / 12_000).toBeCloseTo(1, 1);
});
