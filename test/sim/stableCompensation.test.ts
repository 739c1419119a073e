import { parseAbi } from 'viem';
import { describe, expect, it } from 'vitest';
import { WAD } from '../../src/core/units.ts';
import { AGENTS, openSimulation, runToEnd, STILL, scenarioWith } from './support.ts';

const { borrowers, liquidators, depositors } = AGENTS;
/** Nobody buys, and the pool is large beside one trove. */
const NO_BUYERS = { borrowers, liquidators, depositors: { ...depositors, deposit: '150k ZUSD' } };
const QUOTE = parseAbi(['function getSwapEthAmount(uint256 amount) view returns (uint256 collateral, uint256 fee)']);
const PREMIUM = 1.02;
/** A fall that takes a few troves, and a stablecoin at 1.02. */
const MARKET = {
  collateral: {
    ...STILL.collateral,
    shocks: [{ at: '2m', change: '-30%', over: '2m' }],
  },
  stable: { symbol: 'ZUSD', process: { kind: 'constant', price: `${PREMIUM} USD` } },
};

/** Collateral for 1000 stablecoin at the first block in which there is some for sale: the model's figure and the contract's. */
async function firstQuote(stableCompensation: 'on' | 'off') {
  const backstop = { kind: 'bamm', stableCompensation };
  const { simulation, opened, step, ticks } = await openSimulation(
    scenarioWith({ market: MARKET, backstop, agents: NO_BUYERS }),
  );
  const address = opened.targets.backstop?.address;
  if (address === undefined) throw new TypeError('the trial has no backstop');
  for (let tick = 0; tick < ticks; tick++) {
    await step();
    const now = simulation.backstopNow();
    if (now === undefined || now.collateral === 0n) continue;
    const amount = 1000n * WAD;
    const viem = opened.chain.viem();
    const [onChain] = await viem.readContract({
      address,
      abi: QUOTE,
      functionName: 'getSwapEthAmount',
      args: [amount],
    });
    const inventory = simulation.account?.inventoryShare(simulation.oracles.collateral.price.wad);
    return { model: now.quote(amount), onChain, inventory, price: simulation.oracles.collateral.price.usd };
  }
  throw new TypeError('nothing was liquidated');
}

describe('backstop.stableCompensation', () => {
  it('off takes the premium of the stablecoin out of what a buyer gets; the model quotes what the contract does', async () => {
    const [on, off] = [await firstQuote('on'), await firstQuote('off')];
    expect([on.model, off.model]).toEqual([on.onChain, off.onChain]);
    expect(on.inventory).toBe(off.inventory);
    expect(on.inventory).toBeGreaterThan(0.04);
    expect(on.inventory).toBeLessThan(0.08);
    // The contract multiplies by 1.02 and rounds down; the cap of 4 % is further away.
    expect(on.onChain).toBe((off.onChain * 102n) / 100n);
    const value = (quote: bigint) => (Number(quote) / 1e18) * on.price;
    const profit = (quote: bigint) => value(quote) / (1000 * PREMIUM) - 1;
    // 2 % of what is bought, over what is paid: with a discount of d the difference is 0.02 × (1 + d) / 1.02.
    const discount = value(off.onChain) / 1000 - 1;
    expect(profit(on.onChain) - profit(off.onChain)).toBeCloseTo((0.02 * (1 + discount)) / PREMIUM, 12);
    expect(profit(on.onChain)).toBeCloseTo(discount, 12);
    expect(profit(off.onChain)).toBeLessThan(0);
  });

  it('off is said in the record, with the feed that does it', async () => {
    const { record } = await runToEnd(scenarioWith({ market: STILL, clock: CLOCK, backstop: OFF }));
    expect(record.scenario.backstop.facts['stablecoin compensation']).toMatch(/^off: /);
    const feed = record.provenance.contracts.find(({ role }) => role === 'parFeed');
    expect(feed?.known).toBe('breakwater contracts/ParFeed.sol');
    const backstop = record.provenance.contracts.find(({ role }) => role === 'backstop');
    expect(backstop?.known).toBe('breakwater contracts/BackstopAMM.sol');
  });
});

const CLOCK = { start: '2024-01-01T00:00:00Z', duration: '1m', block: '12s' };
const OFF = { kind: 'bamm', stableCompensation: 'off' };
