import type { Address } from 'viem';
import { describe, expect, it } from 'vitest';
import { WAD } from '../../src/core/units.ts';
import { accountOf } from '../../src/protocol/accounts.ts';
import { ORACLE_OPERATOR } from '../../src/protocol/embeddedSystem.ts';
import { FEE_POOL, PROVIDERS, VENUE } from '../../src/sim/places.ts';
import { AGENTS, openSimulation, type Sections, scenarioWith } from './support.ts';

const REWARDS_AND_PRICES = ['priceChange', 'stablePriceChange', 'rewards'] as const;

/**
 * Drives a trial and, after each block, adds up what the block brought everybody at its market prices: classes of agents
 * and backstop from the books, everyone else from the chain. Coins move between them; only gas leaves.
 */
async function expectConserved(sections: Sections) {
  const opened = await openSimulation(scenarioWith(sections));
  const { simulation, classes, ticks, step } = opened;
  const { system } = opened.opened.targets;
  // Zero's fee on redemptions goes through the first of these to the stub that stands for who shares in it.
  const fees = opened.opened.contracts.filter(({ role }) => ['feeDistributor', 'stub'].includes(role));
  const outside: readonly Address[] = [VENUE, ORACLE_OPERATOR, PROVIDERS, ...fees.map(({ address }) => address)];
  const others: readonly Address[] = [...outside, FEE_POOL, accountOf('treasury'), system.pair, system.core.gasPool];
  const depositors = simulation.agents.all.filter((agent) => agent.class === 'backstopper');

  /** What the block's flows brought agents and backstop so far, USD with 36 decimals. */
  const booked = (): bigint => {
    const ofClasses = classes.filter((name) => name !== 'backstopper').map((name) => simulation.profits.of(name));
    const { account } = simulation;
    const parts = account?.attribution.parts;
    const ofBackstop =
      (account?.profitOfBackstoppers ?? 0n) - REWARDS_AND_PRICES.reduce((sum, part) => sum + (parts?.[part] ?? 0n), 0n);
    return [...ofClasses, ofBackstop].reduce((a, b) => a + b, 0n);
  };
  const outsiders = async () => {
    const { balances } = await simulation.chain.read({ calls: [], accounts: outside });
    const native = balances.reduce((a, b) => a + b, 0n);
    const { stable, collateral } = simulation.venue.owed;
    // What borrowing fees and the fee pool got is stablecoin, as is the liquidators' compensation in the gas pool.
    const coins = others.reduce((sum, account) => sum + simulation.ledger.stableOf(account), 0n);
    const wrapped = simulation.state.dexCollateral + (simulation.providers?.held.collateral ?? 0n);
    return { collateral: native + wrapped - collateral, stable: coins - stable };
  };

  let [spent, before, rest] = [simulation.counts.gas, booked(), await outsiders()];
  let claims = 0;
  for (let tick = 0; tick < ticks; tick++) {
    await step();
    const { marks, counts } = simulation;
    const now = await outsiders();
    const ofOthers = (now.collateral - rest.collateral) * marks.collateral + (now.stable - rest.stable) * marks.stable;
    const total = booked() - before + ofOthers + (counts.gas - spent) * marks.collateral;
    // A few wei of rounding in the pools: a billionth of a USD.
    expect(Math.abs(Number(total / 10n ** 18n)) / 1e18, `tick ${tick}`).toBeLessThan(1e-9);
    if (simulation.venue.owed.stable + simulation.venue.owed.collateral > 0n) claims++;
    [spent, before, rest] = [counts.gas, booked(), now];
  }
  expect(depositors.every(({ pending }) => pending === 0)).toBe(true);
  return { simulation, claims };
}

describe('what everybody gains and loses in a block', () => {
  it('nets out with a BAMM, its buyers and trades under way on the outside market', async () => {
    const { simulation, claims } = await expectConserved({});
    expect(simulation.solvency.count).toBeGreaterThan(0);
    expect(simulation.facts.rebalanced).toBeGreaterThan(1000n * WAD);
    expect(claims).toBeGreaterThan(5);
  });

  it('nets out with an outside market that runs out of stablecoin and gives collateral back', async () => {
    const base = { collateral: { symbol: 'ETH', process: { kind: 'gbm', start: '2000 USD', volatility: '80%' } } };
    const shocks = [{ at: '3m', change: '-40%', over: '2m', recover: { over: '10m', share: '50%' } }];
    const stable = { symbol: 'ZUSD', process: { kind: 'gbm', start: '1 USD', volatility: '20%' } };
    const market = { collateral: { ...base.collateral, shocks }, stable, venue: { stable: '3k ZUSD' } };
    const { claims } = await expectConserved({ market, backstop: { kind: 'bamm', fee: '0.5%' } });
    expect(claims).toBeGreaterThan(5);
  });

  it('nets out with liquidity providers who leave the DEX pool and come back', async () => {
    const evaporation = { reference: '80%', halfLife: '2m' };
    const { simulation } = await expectConserved({ dex: { stable: '100k ZUSD', liquidity: { evaporation } } });
    expect(simulation.providers?.tokens.supply).not.toBe(simulation.providers?.tokens.opening);
    expect(simulation.providers?.held.stable).toBeGreaterThan(WAD);
  });

  it('nets out with redeemers, whose fee goes to where the core sends it', async () => {
    const redeemers = { policy: 'redeemer', count: 2, stable: '40k ZUSD', minProfit: '5 USD', settlement: '4 blocks' };
    const collateral = { symbol: 'ETH', process: { kind: 'gbm', start: '2000 USD', volatility: '80%' } };
    const stable = { symbol: 'ZUSD', process: { kind: 'gbm', start: '0.93 USD', volatility: '20%' } };
    const { simulation } = await expectConserved({ market: { collateral, stable }, agents: { ...AGENTS, redeemers } });
    expect(simulation.facts.redeemed).toBeGreaterThan(1000n * WAD);
  });

  it('nets out with depositors for one block, who take from the others', async () => {
    const jit = { policy: 'jit-depositor', count: 2, stable: '20k ZUSD', minProfit: '5 USD', settlement: '4 blocks' };
    const { simulation } = await expectConserved({ agents: { ...AGENTS, jit } });
    expect(simulation.account?.dilution()).toBeGreaterThan(1);
  });

  it('nets out with a plain Stability Pool, depositors who come late and some who leave', async () => {
    const late = { policy: 'backstopper', count: 2, deposit: '10k ZUSD', joins: '8m', exit: { after: '15m' } };
    const { simulation } = await expectConserved({ backstop: { kind: 'stability-pool' }, agents: { ...AGENTS, late } });
    expect(simulation.solvency.count).toBeGreaterThan(0);
    for (const { id, shares } of simulation.agents.all) if (id.startsWith('late')) expect(shares).toBe(0n);
  });

  it('nets out with liquidators who pay themselves, and an outside market that pays them later', async () => {
    const keepers = { policy: 'keeper', count: 2, stable: '40k ZUSD', minProfit: '5 USD', settlement: '4 blocks' };
    const flash = { policy: 'flash-liquidator', count: 1, minProfit: '5 USD' };
    const liquidators = { ...AGENTS.liquidators, latency: '4 blocks' };
    const agents = { ...AGENTS, keepers: { ...keepers, marketFee: '0.2%', latency: '1 block' }, flash, liquidators };
    const sections = { backstop: { kind: 'none' }, dex: { stable: '200k ZUSD' }, agents };
    const { simulation, claims } = await expectConserved(sections);
    const { debt, redistributedDebt } = simulation.solvency;
    expect(debt).toBeGreaterThan(redistributedDebt);
    expect(simulation.profits.of('keeper')).toBeGreaterThan(0n);
    expect(simulation.profits.of('flash-liquidator')).not.toBe(0n);
    expect(claims).toBeGreaterThan(5);
  });

  it('nets out without a backstop, when all goes onto the other borrowers', async () => {
    const { simulation } = await expectConserved({ backstop: { kind: 'none' } });
    expect(simulation.solvency.redistributedDebt).toBeGreaterThan(0n);
  });
});
