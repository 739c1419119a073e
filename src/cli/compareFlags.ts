import { UsageError } from '../core/errors.ts';
import { parseRatio } from '../core/quantity.ts';
import { once, wholeNumber } from './flags.ts';

/** Flags of `compare` as cac gives them. */
export interface RawCompareFlags {
  readonly set?: unknown;
  readonly trials?: unknown;
  readonly jobs?: unknown;
  readonly seed?: unknown;
  readonly maxTicks?: unknown;
  readonly out?: unknown;
  readonly metrics?: unknown;
  readonly level?: unknown;
  readonly reportOnly?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly tsv?: boolean;
  /** File names behind `--`. */
  readonly '--'?: readonly string[];
}

export interface CompareFlags {
  /** Overrides of the proposal. */
  readonly set: readonly string[];
  readonly trials: number | undefined;
  readonly jobs: number | undefined;
  readonly seed: number | undefined;
  readonly maxTicks: number | undefined;
  readonly out: string | undefined;
  readonly metrics: string | undefined;
  /** Chance of a false finding among the key figures. */
  readonly level: number;
  readonly isReportOnly: boolean;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  readonly isTsv: boolean;
}

/** Where chance of a false finding is not small any more. */
const MOST = 0.5;
const LEVEL = '5%';

/** @throws UsageError for a bad flag */
export function readCompareFlags(flags: RawCompareFlags): CompareFlags {
  return {
    set: flags.set === undefined ? [] : [flags.set].flat().map(String),
    trials: wholeNumber('--trials', once('--trials', flags.trials), 1),
    jobs: wholeNumber('--jobs', once('--jobs', flags.jobs), 1),
    seed: wholeNumber('--seed', once('--seed', flags.seed), 0),
    maxTicks: wholeNumber('--max-ticks', once('--max-ticks', flags.maxTicks), 1),
    out: once('--out', flags.out),
    metrics: once('--metrics', flags.metrics),
    level: levelOf(once('--level', flags.level) ?? LEVEL),
    isReportOnly: flags.reportOnly === true,
    isQuiet: flags.quiet === true,
    isVerbose: flags.verbose === true,
    isTsv: flags.tsv === true,
  };
}

function levelOf(text: string): number {
  const level = parseRatio(text.trim());
  if (level !== undefined && level > 0 && level < MOST) return level;
  throw new UsageError('--level takes the chance of a false finding, above 0% and under 50%', {
    facts: { found: text },
    remedy: 'write it with its unit, such as --level 5%',
  });
}
