import { type Address, encodeFunctionData, type Hex, parseAbi } from 'viem';
import type { Chain } from '../chain/chain.ts';
import { BreakwaterError } from '../core/errors.ts';

const READER = parseAbi([
  'struct Call { address target; bytes data; }',
  'struct Result { bool ok; bytes data; }',
  'function read(Call[] calls) view returns (Result[] results)',
]);

/** One read-only call, and what its words mean to the caller. */
export interface Read {
  readonly target: Address;
  readonly data: Hex;
  /** Name for error messages, e.g. `StabilityPool.getETH`. */
  readonly name: string;
}

/**
 * The same reads, again and again, as one `eth_call` to the batch reader: encoded once, decoded into words.
 *
 * @throws BreakwaterError when a read fails on chain: the system is not what it was taken for
 */
export class BatchRead {
  readonly call: { readonly to: Address; readonly data: Hex };
  readonly #reads: readonly Read[];

  constructor(reader: Address, reads: readonly Read[]) {
    this.#reads = reads;
    const args = [reads.map(({ target, data }) => ({ target, data }))] as const;
    this.call = { to: reader, data: encodeFunctionData({ abi: READER, functionName: 'read', args }) };
  }

  /** @returns return data of each read, in order */
  decode(data: Hex): Hex[] {
    return results(data).map(({ ok, data }, i) => {
      if (ok) return data;
      throw new BreakwaterError(`${this.#reads[i]?.name} can not be read`, {
        facts: { contract: this.#reads[i]?.target, returned: data },
      });
    });
  }

  /** @returns return data of each read, in order; undefined where it reverted */
  decodeEach(data: Hex): (Hex | undefined)[] {
    return results(data).map(({ ok, data }) => (ok && data !== '0x' ? data : undefined));
  }

  /** Takes the reads by itself, off the hot path. */
  async run(chain: Chain): Promise<Hex[]> {
    const { data } = await chain.read({ calls: [this.call], accounts: [] });
    return this.decode(data[0] as Hex);
  }
}

/** Digits of one 32-byte word. */
const WORD = 64;

/**
 * The reader's `(bool ok, bytes data)[]`, by the places that the ABI gives it: offset of the array, its length, offsets
 * of the pairs, and in each pair ok, offset of the bytes (always the third word), their length and themselves. viem's
 * general decoder took a tenth of a trial's time here.
 */
function results(data: Hex): { readonly ok: boolean; readonly data: Hex }[] {
  const digits = data.slice(2);
  const number = (at: number): number => Number.parseInt(digits.slice(at, at + WORD), 16);
  const heads = 2 * WORD;
  return Array.from({ length: number(WORD) }, (_, i) => {
    const pair = heads + number(heads + i * WORD) * 2;
    const start = pair + 3 * WORD;
    return { ok: number(pair) === 1, data: `0x${digits.slice(start, start + number(pair + 2 * WORD) * 2)}` };
  });
}

/** Unsigned word `index` of return data. */
export function returnedWord(data: Hex, index = 0): bigint {
  return BigInt(`0x${data.slice(2 + 64 * index, 66 + 64 * index)}`);
}
