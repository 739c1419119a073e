import { type Address, encodeFunctionData, type Hex, parseAbi } from 'viem';
import type { Chain } from '../../chain/chain.ts';
import { exp, log } from '../../core/randomMath.ts';
import { minBig, toNumber, toWad, WAD } from '../../core/units.ts';
import { BatchRead, returnedWord } from '../batchRead.ts';
import { NO_QUOTES, type Quotes } from './bammQuotes.ts';

const ABI = parseAbi(['function getSwapEthAmount(uint256 amount) view returns (uint256 collateral, uint256 fee)']);

/** Sizes read in each block; neighbours are about a factor of 1.6 apart for an inventory of a million USD. */
const RUNGS = 32;

/** One size and its quote; 18 decimals. */
export interface Rung {
  readonly stable: bigint;
  readonly collateral: bigint;
}

/**
 * Quotes of a user's own BAMM, whose formula nobody knows but its contract: read at a ladder of sizes, and joined
 * between them. Reading costs one round trip a block, and only while there is something for sale.
 */
export class QuoteLadder {
  readonly #reader: Address;
  readonly #bamm: Address;

  constructor(reader: Address, bamm: Address) {
    this.#reader = reader;
    this.#bamm = bamm;
  }

  /**
   * Quotes as of the last block.
   *
   * @param collateral for sale, 18 decimals
   * @param price collateral in USD, 18 decimals
   */
  async read(chain: Chain, collateral: bigint, price: bigint): Promise<Quotes> {
    const sizes = ladderSizes((collateral * price) / WAD);
    if (sizes.length === 0) return NO_QUOTES;
    const reads = sizes.map((stable) => ({
      target: this.#bamm,
      data: encodeFunctionData({ abi: ABI, functionName: 'getSwapEthAmount', args: [stable] }),
      name: 'getSwapEthAmount',
    }));
    const batch = new BatchRead(this.#reader, reads);
    const { data } = await chain.read({ calls: [batch.call], accounts: [] });
    const answers = batch.decodeEach(data[0] as Hex);
    return ladderQuotes(
      sizes.map((stable, i) => {
        const answer = answers[i];
        // A size that the contract refuses is not for sale.
        return { stable, collateral: answer === undefined ? 0n : minBig(returnedWord(answer), collateral) };
      }),
    );
  }
}

/** Sizes from 1 stablecoin to the inventory's value, each a constant factor above the one before; 18 decimals. */
export function ladderSizes(value: bigint): bigint[] {
  if (value <= 0n) return [];
  const top = toNumber(value);
  if (top <= 1) return [value];
  const inner = Array.from({ length: RUNGS - 1 }, (_, i) => toWad(exp((log(top) * i) / (RUNGS - 1)), 6));
  return [...inner, value];
}

/**
 * Joins the rungs: between two of them the price per stablecoin is straight; below the first its price holds; towards
 * the first that pays out all there is, the price goes on as before until all is paid out.
 *
 * @param rungs by size, each above 0
 */
export function ladderQuotes(rungs: readonly Rung[]): Quotes {
  if (rungs.length === 0) return NO_QUOTES;
  const sizes = rungs.map(({ stable }) => toNumber(stable));
  const paid = rungs.map(({ collateral }) => toNumber(collateral));
  const rates = sizes.map((size, i) => (paid[i] as number) / size);
  const most = Math.max(...paid);
  const straight = (stable: number, from: number, to: number): number => {
    const [a, b] = [sizes[from] as number, sizes[to] as number];
    return stable * lerp(rates[from] as number, rates[to] as number, (stable - a) / (b - a));
  };
  const estimate = (stable: number): number => {
    if (!(stable > 0)) return 0;
    const i = sizes.findIndex((size) => size > stable);
    if (i < 0) return paid.at(-1) as number;
    if (i === 0) return stable * (rates[0] as number);
    const between = straight(stable, i - 1, i);
    if (i < 2 || (paid[i] as number) < most) return between;
    return Math.max(between, Math.min(most, straight(stable, i - 2, i - 1)));
  };
  return { quote: (stable) => toWad(estimate(toNumber(stable))), estimate };
}

function lerp(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
