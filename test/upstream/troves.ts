import type { Address } from 'viem';
import { randomStream } from '../../src/core/random.ts';
import { exp, log } from '../../src/core/randomMath.ts';
import { toWad, WAD } from '../../src/core/units.ts';
import { people, person } from './people.ts';

/** What troves are planned at, USD for one collateral; prices end near it. */
export const PRICE = 2000;

export interface PlannedTrove {
  readonly owner: Address;
  /** Borrowed without the fee, 18 decimals. */
  readonly borrow: bigint;
  /** Fee and gas compensation included, 18 decimals. */
  readonly debt: bigint;
  /** 18 decimals. */
  readonly collateral: bigint;
  /** Opened before the redistribution. */
  readonly isEarly: boolean;
  /** Native coin left to the owner, wei. */
  readonly reserve: bigint;
  /** Part of what was borrowed that is still with the owner, basis points. */
  readonly keeps: bigint;
}

const LOWEST_RATIO = 1.25;
const HIGHEST_RATIO = 4;
/** From here on a trove gets over the first fall of the price with room. */
const SAFE_RATIO = 1.7;
const MEDIAN = 25_000;
const SPREAD = 0.7;
const SMALLEST = 3000;
const LARGEST = 150_000;
const GAS_COMPENSATION = 20n * WAD;
/** Fee on new debt, 0.5 %: basis points. */
const FEE = 50n;
const BPS = 10_000n;

/** Troves of ratios from 125 % to 400 %, evenly spread on a log scale; of those that are safe, every other is early. */
export function planTroves(count: number, seed: number): PlannedTrove[] {
  return people('borrower', count).map((owner, i) => {
    const stream = randomStream(seed, 'upstream', owner);
    const isEnd = i === 0 || i === count - 1;
    const place = (i + (isEnd ? 0 : 0.8 * (stream.uniform() - 0.5))) / (count - 1);
    const ratio = LOWEST_RATIO * exp(place * log(HIGHEST_RATIO / LOWEST_RATIO));
    const size = Math.min(Math.max(MEDIAN * exp(SPREAD * stream.normal()), SMALLEST), LARGEST);
    return {
      ...planTrove(owner, ratio, Math.round(size)),
      isEarly: ratio >= SAFE_RATIO && i % 2 === 0,
      reserve: toWad(stream.integer(1, 60)),
      keeps: BigInt(stream.pick([0, 1000, 5000])),
    };
  });
}

/** A trove that does not last. @param ratio collateral ratio that it is opened with */
export function planVictim(name: string, ratio: number): PlannedTrove {
  return { ...planTrove(person(name), ratio, 30_000), isEarly: false, reserve: WAD, keeps: 0n };
}

function planTrove(owner: Address, ratio: number, size: number) {
  const borrow = toWad(size);
  const debt = borrow + (borrow * FEE) / BPS + GAS_COMPENSATION;
  return { owner, borrow, debt, collateral: (debt * toWad(ratio, 6)) / (BigInt(PRICE) * WAD) };
}
