import type { FaultSpec } from './faultSchema.ts';
import { covers, type Span, spanOf } from './span.ts';

/** What is wrong with a feed in one tick. */
export interface FaultState {
  /** Nothing is decided or sent. */
  readonly isFrozen: boolean;
  /** Ticks by which sending is put off, on top of the delay. */
  readonly late: number;
  /** What the market price is multiplied with before the feed sees it; 1 is none. */
  readonly factor: number;
  /** Whether a round is decided on whatever the rule says. */
  readonly isForced: boolean;
  /** Priority fee in place of the feed's own, wei a unit of gas. */
  readonly tip: bigint | undefined;
  /** Decimals of what is published, in place of the feed's own. */
  readonly decimals: number | undefined;
  /** Seconds that an answer is dated back. */
  readonly backdated: number;
}

/** Nothing is wrong. */
const SOUND: FaultState = {
  isFrozen: false,
  late: 0,
  factor: 1,
  isForced: false,
  tip: undefined,
  decimals: undefined,
  backdated: 0,
};

/**
 * The faults of one feed, tick by tick.
 *
 * A wick forces the round in its first tick. Another number of decimals forces one in the first tick and one in the
 * first after it: what is replaced, or repaired, answers at once. All other faults leave it to the publication rule when
 * there is a round; so an offset shows at once only where it is over the feed's deviation.
 *
 * @returns the state at a tick; no state of its own, any order
 */
export function oracleFaults(
  specs: readonly FaultSpec[],
  { blockSeconds }: { readonly blockSeconds: number },
): (tick: number) => FaultState {
  if (specs.length === 0) return () => SOUND;
  const spans = specs.map((spec) => ({ spec, span: faultSpan(spec, blockSeconds) }));
  return (tick) => {
    let state = SOUND;
    for (const { spec, span } of spans) {
      if (covers(span, tick)) state = withFault(state, spec, tick === span.first);
      else if (spec.kind === 'decimals' && tick === span.end) state = { ...state, isForced: true };
    }
    return state;
  };
}

/** The ticks of a fault; a wick has one. */
export function faultSpan(spec: FaultSpec, blockSeconds: number): Span {
  const span = spanOf(spec.kind === 'wick' ? { at: spec.at } : spec, blockSeconds);
  return spec.kind === 'wick' ? { first: span.first, end: span.first + 1 } : span;
}

function withFault(state: FaultState, spec: FaultSpec, isFirst: boolean): FaultState {
  switch (spec.kind) {
    case 'frozen':
      return { ...state, isFrozen: true };
    case 'late':
      return { ...state, late: spec.by };
    case 'offset':
      return { ...state, factor: state.factor * (1 + spec.by) };
    case 'wick':
      return { ...state, factor: state.factor * (1 + spec.change), isForced: true };
    case 'stuck':
      return { ...state, tip: spec.tip };
    case 'decimals':
      return { ...state, decimals: spec.to, isForced: state.isForced || isFirst };
    case 'stale-timestamp':
      return { ...state, backdated: spec.by };
  }
}

/**
 * An answer in other decimals, rounded to the nearest, a half upwards; at least one unit, so that it stays a price.
 *
 * @param answer above zero, `from` decimals
 */
export function inDecimals(answer: bigint, from: number, to: number): bigint {
  if (to >= from) return answer * 10n ** BigInt(to - from);
  const divisor = 10n ** BigInt(from - to);
  const rounded = (answer + divisor / 2n) / divisor;
  return rounded > 0n ? rounded : 1n;
}
