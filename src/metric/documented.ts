import { UsageError } from '../core/errors.ts';
import { parseThresholdValue } from './thresholdValue.ts';

/**
 * A documented figure: one value (`low` = `high`), a range, or a bound on one side (the other is null). Both are null
 * where nothing is documented in figures.
 */
export interface Documented {
  /** As written. */
  readonly text: string;
  /** In the measure's unit. */
  readonly low: number | null;
  readonly high: number | null;
  /** Whether the source gives it as roughly so (`~`). */
  readonly isApproximate: boolean;
}

/** Written where a figure is shown though nothing is documented to hold it against. */
const NONE = 'none';

/**
 * Reads `310`, `~93.5M ZUSD`, `480M ZUSD to 730M ZUSD`, `over 20M ZUSD`, `under 3d` or `none`.
 *
 * @param unit of the measure that it is held against
 * @throws UsageError that says what was expected
 */
export function parseDocumented(written: string, unit: string): Documented {
  const text = written.trim();
  if (text === NONE) return { text, isApproximate: false, low: null, high: null };
  const isApproximate = text.startsWith('~');
  const bare = isApproximate ? text.slice(1).trim() : text;
  const [, side, bound] = /^(over|under)\s+(.+)$/.exec(bare) ?? [];
  if (side !== undefined) {
    const value = figureIn(bound as string, unit);
    return { text, isApproximate, low: side === 'over' ? value : null, high: side === 'over' ? null : value };
  }
  const [from = '', to, ...more] = bare.split(/\s+to\s+/);
  if (more.length > 0)
    throw new UsageError(`expected one value, or two with “to” between; found ${JSON.stringify(text)}`);
  const low = figureIn(from, unit);
  const high = to === undefined ? low : figureIn(to, unit);
  if (low > high) throw new UsageError(`the range ${JSON.stringify(text)} ends before it begins`);
  return { text, isApproximate, low, high };
}

function figureIn(text: string, unit: string): number {
  const parsed = parseThresholdValue(text.trim(), unit);
  if ('problem' in parsed) throw new UsageError(parsed.problem);
  return parsed.value;
}

/** How far a figure of the model is from a documented one. */
export interface Distance {
  /** Model less the documented value, in their unit; of a range or bound, less its nearest end, 0 inside. */
  readonly difference: number;
  /** Model over the same documented value, 1 inside a range or bound; null where that value is 0 or of the other sign. */
  readonly ratio: number | null;
  /**
   * How near they are: the ratio within the near factor, or within the wide one, either way. Where 0 is documented only
   * the model's 0 is near, or at most the share that counts as 0 if the unit is a ratio.
   */
  readonly within: Nearness;
}

/** `near`: within the near factor; `wide`: within the wide one; `neither`. */
export type Nearness = 'near' | 'wide' | 'neither';

/** What counts as how near. */
export interface Closeness {
  /** Factors either way, above 1. */
  readonly near: number;
  readonly wide: number;
  /** Ratio up to which a figure counts as 0 where 0 is documented. */
  readonly zero: number;
}

/** A quarter more or a fifth less; half an order of magnitude, √10; shares of at most 1 % against a documented 0. */
export const CLOSENESS: Closeness = { near: 1.25, wide: Math.sqrt(10), zero: 0.01 };

/**
 * @param unit of both; ratios have a share that counts as 0
 * @returns null where nothing is documented
 */
export function distanceOf(
  observed: number,
  { low, high }: Pick<Documented, 'low' | 'high'>,
  unit: string,
  { near, wide, zero }: Closeness = CLOSENESS,
): Distance | null {
  if (low === null && high === null) return null;
  const isUnder = low !== null && observed < low;
  const isOver = high !== null && observed > high;
  const isZero = low === 0 && high === 0;
  if (!isUnder && !isOver) return { difference: 0, ratio: isZero ? null : 1, within: 'near' };
  const nearest = (isUnder ? low : high) as number;
  const difference = observed - nearest;
  if (nearest === 0) {
    const isNone = unit === 'ratio' && Math.abs(observed) <= zero;
    return { difference, ratio: null, within: isNone ? 'near' : 'neither' };
  }
  const ratio = observed / nearest;
  if (ratio < 0) return { difference, ratio: null, within: 'neither' };
  const isWithin = (factor: number): boolean => ratio >= 1 / factor && ratio <= factor;
  return { difference, ratio, within: isWithin(near) ? 'near' : isWithin(wide) ? 'wide' : 'neither' };
}
