import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { log } from './randomMath.ts';

/** What names a stream, e.g. `seed, trial index, 'agent', 'borrowers-12'`. A number and its text are different keys. */
export type RandomKey = string | number;

const TWO_26 = 2 ** 26;
const TWO_53 = 2 ** 53;

/**
 * A seeded stream of random numbers. Each method's draws are pinned: the same keys and the same calls give the same
 * numbers on every machine and in every version that keeps `random.test.ts` unchanged.
 */
export class RandomStream {
  readonly #keys: readonly RandomKey[];
  readonly #generator: RandomGenerator;
  #spare: number | null = null;

  /** @internal use {@link randomStream} */
  constructor(keys: readonly RandomKey[]) {
    for (const key of keys) {
      if (typeof key === 'number' && !Number.isFinite(key)) throw new RangeError(`${key} is no key of a random stream`);
    }
    this.#keys = keys;
    // JSON keeps the keys apart: ['a', 'bc'] and ['ab', 'c'] are not the same text, neither are 1 and '1'.
    const digest = createHash('sha256').update(JSON.stringify(keys)).digest();
    this.#generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32BE(offset)));
  }

  /**
   * Another stream, named by this one's keys and then `keys`. It does not depend on what was drawn here, nor does
   * drawing from it change anything here.
   *
   * @throws RangeError if a key is NaN or infinite
   */
  child(...keys: RandomKey[]): RandomStream {
    return new RandomStream([...this.#keys, ...keys]);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. Takes two words of the generator. */
  uniform(): number {
    return this.#bits53() / TWO_53;
  }

  /** Standard normal: mean 0, variance 1 (Marsaglia's polar method, 1964; the second of each pair is kept). */
  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * log(s)) / s);
      this.#spare = v * scale;
      return u * scale;
    }
  }

  /** Exponential with mean 1, by inversion: −ln(1 − uniform). */
  exponential(): number {
    return -log(1 - this.uniform());
  }

  /**
   * Uniform integer from `min` to `max`, both included, without bias (rejection).
   *
   * @throws RangeError if a bound or their distance is no safe integer, or if min > max
   */
  integer(min: number, max: number): number {
    const span = max - min;
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || !Number.isSafeInteger(span) || span < 0) {
      throw new RangeError(`no integers from ${min} to ${max}`);
    }
    const count = span + 1;
    // The high bits decide: they are the better ones of this generator.
    const width = Math.floor(TWO_53 / count);
    for (;;) {
      const index = Math.floor(this.#bits53() / width);
      if (index < count) return min + index;
    }
  }

  /**
   * One element, each as likely as the others.
   *
   * @throws RangeError if `items` is empty
   */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[this.integer(0, items.length - 1)] as T;
  }

  /** True with probability `p`: never at 0 or below, always at 1 or above. Takes one draw whatever `p` is. */
  chance(p: number): boolean {
    return this.uniform() < p;
  }

  /** 53 random bits, from the high ends of two words: the low bits of xoroshiro128+ are its weak ones. */
  #bits53(): number {
    return (this.#generator.next() >>> 5) * TWO_26 + (this.#generator.next() >>> 6);
  }
}

/**
 * The stream that its keys name: a xoroshiro128+ generator (pure-rand) whose 128 bits of state are the first of
 * sha256 over the keys. Streams are independent of each other and of the order in which they are made, so another
 * agent, or another trial, changes nobody else's draws.
 *
 * @param keys e.g. `seed, trial index, 'agent', id`; order counts
 * @throws RangeError if a key is NaN or infinite
 */
export function randomStream(...keys: RandomKey[]): RandomStream {
  return new RandomStream(keys);
}
