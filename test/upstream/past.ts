import type { Address } from 'viem';
import { randomStream } from '../../src/core/random.ts';
import { DAY, GWEI, HOUR, MINUTE, WAD } from '../../src/core/units.ts';
import { returnedWord } from '../../src/protocol/batchRead.ts';
import { coreCall, LIQUITY_NAMING } from '../../src/protocol/core/naming.ts';
import { Calls } from './calls.ts';
import type { UpstreamSystem } from './deploySystem.ts';
import { BAMM_DEPOSITORS, BANK, HOLDERS, OFFICIALS, POOL_DEPOSITORS } from './people.ts';
import { Timeline } from './timeline.ts';
import { PRICE, planTroves, planVictim } from './troves.ts';
import type { UpstreamChain } from './upstreamChain.ts';

const BPS = 10_000n;
/** Parts of what the bank has, basis points. */
const IN_DEX = 2000n;
const HELD = [1200n, 800n, 500n];
const IN_POOL = [700n, 500n, 300n];
/** The last comes when the BAMM holds collateral already. */
const IN_BAMM = [1200n, 800n, 600n, 400n, 200n];
/** Stablecoin that a buyer pays the BAMM. */
const BOUGHT = 6000n * WAD;
/** Redemptions open two weeks after the core was deployed. */
const OPENING = 15 * DAY;
const LAST_BASE_FEE = 20n * GWEI;

/** One is redistributed in the first fall of the price, one absorbed in the second. */
const VICTIMS = [planVictim('first victim', 1.3), planVictim('second victim', 1.14)] as const;

export interface PastOptions {
  /** How many are open in the end. */
  readonly troves: number;
  readonly seed: number;
  /** Time of the first block, Unix seconds. */
  readonly genesis: number;
  /** Time of the last block. */
  readonly end: number;
}

/** Everyone who needs native coin, and how much, wei. */
export function endowments({ troves, seed }: PastOptions): ReadonlyMap<Address, bigint> {
  const owners = [...planTroves(troves, seed), ...VICTIMS].map(
    ({ owner, collateral, reserve }) => [owner, collateral + reserve] as const,
  );
  const others = [...HOLDERS, ...BAMM_DEPOSITORS, ...POOL_DEPOSITORS, ...OFFICIALS].map(
    (account) => [account, 10n * WAD] as const,
  );
  return new Map([...owners, ...others, [BANK, 1_000_000n * WAD]]);
}

/**
 * Gives a system a month of past: troves, a fall of the price in which one is redistributed since nobody is in the
 * Stability Pool, more troves, deposits, a smaller fall in which the pool absorbs one, a sale of the BAMM.
 */
export async function livePast(
  chain: UpstreamChain,
  system: UpstreamSystem,
  { genesis, end, troves, seed }: PastOptions,
): Promise<void> {
  const stream = randomStream(seed, 'upstream', 'prices');
  const timeline = new Timeline(chain, system, { time: genesis + DAY, stream });
  const calls = new Calls(system);
  const planned = planTroves(troves, seed);
  const early = planned.filter(({ isEarly }) => isEarly);
  const others = planned.filter(({ isEarly }) => !isEarly);
  const [first, second] = VICTIMS;
  const opening = genesis + OPENING;

  timeline.passTo(opening);
  await timeline.publish([PRICE]);
  await timeline.mine(calls.openTroves([...early, first]), 'opening the first troves');

  timeline.passTo(opening + 2 * DAY);
  await timeline.publish([1880, 1760, 1640]);
  await timeline.mine([calls.liquidate(first)], 'the redistribution');
  timeline.passTo(opening + 3 * DAY);
  await timeline.publish([1800, 1930, PRICE]);
  // What these two are owed of the redistribution becomes theirs; the others' stays pending.
  await timeline.mine(
    early.slice(0, 2).map((trove) => calls.addCollateral(trove, WAD / 2n)),
    'adding collateral',
  );

  timeline.passTo(opening + 5 * DAY);
  await timeline.publish([PRICE]);
  await timeline.mine(calls.openTroves([...others, second]), 'opening the other troves');
  await timeline.mine(
    [...planned, ...VICTIMS].map((trove) => calls.sell(trove)),
    'selling stablecoin',
  );
  const bought = await stableOf(chain, system, BANK);
  const part = (bps = 0n): bigint => (bought * bps) / BPS;
  const depositors = BAMM_DEPOSITORS.slice(0, -1);
  await timeline.mine(calls.fillDex(part(IN_DEX)), 'filling the DEX pool');
  await timeline.mine(
    [
      ...HOLDERS.map((who, i) => calls.handOut(who, part(HELD[i]))),
      ...POOL_DEPOSITORS.flatMap((who, i) => calls.joinPool(who, part(IN_POOL[i]))),
      ...depositors.flatMap((who, i) => calls.joinBamm(who, part(IN_BAMM[i]))),
    ],
    'holding and depositing',
  );

  timeline.passTo(opening + 8 * DAY);
  await timeline.publish([1950, 1890]);
  await timeline.mine([calls.liquidate(second), ...calls.buyFromBamm(BOUGHT)], 'the liquidation and the sale after it');
  timeline.passTo(opening + 9 * DAY);
  await timeline.publish([1950, PRICE]);
  await timeline.mine(
    [
      ...calls.joinBamm(BAMM_DEPOSITORS.at(-1) as Address, part(IN_BAMM.at(-1))),
      ...calls.leaveBamm(depositors[1] as Address, WAD / 10n),
      calls.leavePool(POOL_DEPOSITORS[0] as Address, 100n * WAD),
    ],
    'coming and going',
  );

  timeline.passTo(end - HOUR);
  await timeline.publish([1.01 * PRICE, PRICE]);
  timeline.passTo(end - 6 * MINUTE);
  await timeline.publish([PRICE]);
  timeline.passTo(end - MINUTE);
  await timeline.idle({ until: end, baseFee: LAST_BASE_FEE });
}

async function stableOf(chain: UpstreamChain, { core }: UpstreamSystem, account: Address): Promise<bigint> {
  const data = coreCall(LIQUITY_NAMING, 'balanceOf(address)', [account]);
  const read = await chain.read({ calls: [{ to: core.stablecoin, data }], accounts: [] });
  return returnedWord(read.data[0] ?? '0x');
}
