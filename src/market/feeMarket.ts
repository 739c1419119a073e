import { exp, log } from '../core/randomMath.ts';
import { minBig } from '../core/units.ts';
import { competingFees, type Fees, PARTS, quietFees, type TipPercentiles } from './demand.ts';
import { nextBaseFee } from './eip1559.ts';
import type { BaseFeeSpec, DemandSpec } from './feeSchema.ts';
import { linearPath } from './linearPath.ts';

export interface FeeMarketOptions {
  readonly baseFee: BaseFeeSpec;
  /** Undefined: blocks are ours alone. */
  readonly demand?: DemandSpec | undefined;
  /** Before London there was no base fee, and a bid was a gas price. */
  readonly pricing?: 'eip1559' | 'legacy' | undefined;
  /** Of a block. */
  readonly gasLimit: bigint;
  /** Gas that the block of a tick can take of anyone; default the gas limit. Less in an outage. */
  readonly room?: (tick: number) => bigint;
  /** Seconds from tick to tick. */
  readonly blockSeconds: number;
}

/** Demand at a very low base fee is at most this many times what is stated: the power has no bound of its own. */
const MOST_ANSWER = 1000;

/**
 * Base fee and competing demand, block by block. Under `model: eip1559` they answer to each other: others want
 * fullness × (base fee / start)^−elasticity of a block, and the base fee follows the gas used by EIP-1559's rule. At a
 * steady fullness it settles where others want half a block: at start × (2 × fullness)^(1 / elasticity).
 */
export class FeeMarket {
  readonly #gasLimit: bigint;
  readonly #room: (tick: number) => bigint;
  readonly #demand:
    | { readonly parts: (tick: number) => bigint; readonly tips: (tick: number) => TipPercentiles }
    | undefined;
  readonly #path: ((tick: number) => bigint) | undefined;
  readonly #rule: { readonly start: bigint; readonly elasticity: number } | undefined;
  #baseFee = 0n;
  #wanted = 0n;
  #left = 0n;

  constructor({ baseFee, demand, pricing, gasLimit, room, blockSeconds }: FeeMarketOptions) {
    this.#gasLimit = gasLimit;
    this.#room = room ?? (() => gasLimit);
    if (demand !== undefined) {
      const parts = demand.fullness.map(([at, share]) => [at, BigInt(Math.round(share * Number(PARTS)))] as const);
      const tips = ([1, 2, 3] as const).map((i) =>
        linearPath(
          demand.tips.map((row) => [row[0], row[i]]),
          { blockSeconds },
        ),
      ) as [Path, Path, Path];
      this.#demand = {
        parts: linearPath(parts, { blockSeconds }),
        tips: (tick) => ({ p35: tips[0](tick), p60: tips[1](tick), p90: tips[2](tick) }),
      };
    }
    if (pricing === 'legacy') this.#path = () => 0n;
    else if (baseFee.model === 'eip1559') {
      this.#rule = baseFee;
      this.#baseFee = baseFee.start;
    } else this.#path = linearPath(baseFee.points, { blockSeconds });
  }

  /** The market of the block that is about to be made. Each tick is asked for once, in order. */
  at(tick: number): Fees {
    this.#left = this.#room(tick);
    if (this.#path !== undefined) this.#baseFee = this.#path(tick);
    if (this.#demand === undefined) return quietFees(this.#baseFee);
    this.#wanted = (this.#demand.parts(tick) * this.#answer() * this.#gasLimit) / (PARTS * PARTS);
    const tips = this.#demand.tips(tick);
    return competingFees({ baseFee: this.#baseFee, wanted: this.#wanted, gasLimit: this.#gasLimit, tips });
  }

  /** The block is made. @param gasUsed by our transactions in it; others take what is left, as far as they want it */
  mined(gasUsed: bigint): void {
    if (this.#rule === undefined) return;
    this.#baseFee = nextBaseFee(this.#baseFee, minBig(gasUsed + this.#wanted, this.#left), this.#gasLimit);
  }

  /** What is left of the stated demand at this base fee, in parts. */
  #answer(): bigint {
    if (this.#rule === undefined) return PARTS;
    const { start, elasticity } = this.#rule;
    const factor = exp(-elasticity * log(Number(this.#baseFee) / Number(start)));
    return BigInt(Math.round(Math.min(factor, MOST_ANSWER) * Number(PARTS)));
  }
}

type Path = (tick: number) => bigint;
