import { type Address, parseAbi } from 'viem';
import { expect, it } from 'vitest';
import { toNumber, WAD } from '../../src/core/units.ts';
import { usdNumber } from '../../src/metric/attribution.ts';
import { AGENTS, openSimulation, runToEnd, STILL, scenarioWith } from './support.ts';

const BAMM = parseAbi(['function getSwapEthAmount(uint256 amount) view returns (uint256 collateral, uint256 fee)']);
const { borrowers, depositors, liquidators } = AGENTS;
const [ORACLE, MARKET] = [1200, 1320];
/** Tick of the rise. */
const RISE = 55;

/**
 * A crash to 1200 that the feed tells, and a rise to 1320 that it misses. At a fee of 5 % outside, the discount of at
 * most 4 % alone pays nobody: whoever buys does it for the feed's error.
 */
function scenario() {
  const shocks = [
    { at: '1m', change: '-40%' },
    { at: '11m', change: '+10%' },
  ];
  const desks = {
    ...{ policy: 'capital-arbitrageur', count: 1, stable: '20k ZUSD', minProfit: '5 USD' },
    ...{ marketFee: '5%', settlement: '4 blocks' },
  };
  const faults = [{ kind: 'frozen', at: '10m' }];
  return scenarioWith({
    market: { ...STILL, collateral: { ...STILL.collateral, shocks } },
    oracle: { collateral: { deviation: '0.5%', heartbeat: '1h', delay: '0 blocks', tip: '50 gwei', faults } },
    agents: { borrowers, depositors, liquidators, desks },
  });
}

it('a purchase at a frozen feed is a stale-oracle loss of what was sold times the error, to the wei', async () => {
  const { simulation, opened, step } = await openSimulation(scenario());
  for (let tick = 0; tick < RISE; tick++) await step();
  const account = simulation.account as NonNullable<typeof simulation.account>;
  const { parts } = account.attribution;
  expect([simulation.facts.rebalanced, parts.staleOracleLoss]).toEqual([0n, 0n]);
  const before = account.holdings;
  const address = opened.targets.backstop?.address as Address;
  const viem = opened.chain.viem();
  const paid = 20_000n * WAD;
  const [sold] = await viem.readContract({ address, abi: BAMM, functionName: 'getSwapEthAmount', args: [paid] });

  await step();
  // What the contract promised for all that the desk has, and no more.
  expect(before.collateral - account.holdings.collateral).toBe(sold);
  expect(account.holdings.stable - before.stable).toBe(paid);
  // By hand: e·(o − p), e collateral at an oracle's o of 1200 and a market's p of 1320: 120 USD under value each.
  expect(parts.staleOracleLoss).toBe(sold * BigInt(ORACLE - MARKET) * WAD);
  expect(usdNumber(parts.staleOracleLoss)).toBeCloseTo(-120 * toNumber(sold), 9);
  expect(parts.discountPaid).toBe(paid * WAD - sold * BigInt(ORACLE) * WAD);
  // Both together are what the depositors lost on it: what was paid less what was sold, at the market.
  const lost = paid * WAD - sold * BigInt(MARKET) * WAD;
  expect(parts.staleOracleLoss + parts.discountPaid).toBe(lost);
  expect(usdNumber(lost)).toBeLessThan(-1500);
  const worth = ({ stable, collateral }: typeof before) => stable * WAD + collateral * BigInt(MARKET) * WAD;
  expect(worth(account.holdings) - worth(before)).toBe(lost);
});

it('adds up over all purchases, and no share of it is dilution', async () => {
  const { series, final } = await runToEnd(scenario());
  const swaps = series.events.filter(({ kind }) => kind === 'swap');
  expect(swaps.length).toBeGreaterThan(1);
  expect(swaps.every(({ tick, class: of }) => tick >= RISE && of === 'capital-arbitrageur')).toBe(true);
  const sold = swaps.reduce((sum, { collateral }) => sum + (collateral ?? 0), 0);
  expect(final('backstop.profit.staleOracleLoss')).toBeCloseTo(-120 * sold, 4);
  expect(final('backstop.dilution')).toBe(0);
});
