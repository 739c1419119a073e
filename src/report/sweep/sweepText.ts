import { probabilityInterval } from '../../core/intervals.ts';
import type { EnsembleThresholdRecord } from '../../metric/ensembleRecord.ts';
import type { Verdict } from '../../metric/runRecord.ts';
import type { CliffEnd, SweepCliff, SweepPointRecord, SweepRecord } from '../../metric/sweepRecord.ts';
import { intervalText } from '../ensemble/ensembleText.ts';
import { formatDuration, formatInteger, formatPoints, formatRatio, plural, THIN } from '../format.ts';

/** What common draws are, and that they are there; it stands in every report of a sweep. */
export const COMMON_DRAWS =
  'Trial k draws the same random numbers at every design point: what differs between points comes from the parameters, as far as they leave the draws alone.';

/** What a verdict at a point means. */
export const POINT_VERDICT =
  'A threshold without a function holds at a point if it held in every trial there. One over all trials holds if its whole interval is on the right side of the bound, fails if the whole of it is on the wrong side, and is undecided otherwise.';

/** Verdicts of a design point, as words of a sentence. */
export const VERDICT_WORD: Readonly<Record<Verdict, string>> = {
  pass: 'holds',
  fail: 'fails',
  inconclusive: 'undecided',
};

/** The sweep in a sentence: where the thresholds hold. */
export function sweepHeadline({ points, thresholds }: SweepRecord): string {
  if (thresholds.length === 0) return `${plural(points.length, 'design point')}; the scenario sets no thresholds`;
  const count = (verdict: Verdict) => points.filter((point) => point.verdict === verdict).length;
  const subject = thresholds.length === 1 ? 'the threshold holds' : 'all thresholds hold';
  const rest = [
    ...(count('fail') === 0 ? [] : [`at least one fails at ${formatInteger(count('fail'))}`]),
    ...(count('inconclusive') === 0 ? [] : [`${formatInteger(count('inconclusive'))} undecided`]),
  ];
  const words = thresholds.length === 1 ? rest.map((text) => text.replace('at least one fails', 'it fails')) : rest;
  return [`${subject} at ${formatInteger(count('pass'))} of ${plural(points.length, 'design point')}`, ...words].join(
    '; ',
  );
}

const DESIGN_WORDS: Readonly<Record<string, string>> = {
  grid: 'grid of all combinations',
  list: 'list',
  'latin-hypercube': 'Latin hypercube',
  sobol: 'Sobol points',
  'one-at-a-time': 'one at a time around the scenario as it is',
};

/** What was swept and how. */
export function designText({ design, trials, parameters }: SweepRecord): string {
  const seed = design.seed === null ? '' : `, design seed ${design.seed}`;
  return `${plural(parameters.length, 'parameter')}, ${DESIGN_WORDS[design.kind] ?? design.kind}${seed}: ${plural(design.points, 'point')} × ${plural(trials, 'trial')}`;
}

/** Simulated time of each trial of the first point, in words. */
export function sweepHorizon({ scenario: { clock } }: SweepRecord): string {
  const seconds = clock.ticks * clock.blockSeconds;
  const minutes = Math.round(seconds / 60) * 60;
  return formatDuration(Math.abs(seconds - minutes) <= clock.blockSeconds ? minutes : seconds);
}

/** What is missing from the record, in words; null if nothing is. */
export function missingTrials({ status, counts }: SweepRecord): string | null {
  if (status === 'complete') return null;
  const { planned, completed, failed } = counts;
  return `This sweep is partial: ${formatInteger(completed + failed)} of ${plural(planned, 'trial')} are done. Points without all of their trials are undecided.`;
}

/** A point's parameters, each in its short name unless that would be ambiguous. */
export function pointName(record: SweepRecord, { values, index }: SweepPointRecord): string {
  const given = values.flatMap((value, i) => (value === null ? [] : [`${shortPath(record, i)} ${value}`]));
  return given.length === 0 ? (index === record.baseIndex ? 'scenario as it is' : 'nothing changed') : given.join(', ');
}

/** The end of a parameter's path, long enough to tell what it is and to tell it from the others. */
export function shortPath({ parameters }: Pick<SweepRecord, 'parameters'>, at: number): string {
  const path = parameters[at]?.path ?? '';
  const parts = path.split('.');
  for (let kept = 2; kept < parts.length; kept++) {
    const end = parts.slice(-kept).join('.');
    // A position in a list says nothing alone.
    if (/^\d+$/.test(parts.at(-kept) ?? '')) continue;
    const others = parameters.filter((_, i) => i !== at);
    if (!others.some((other) => other.path === end || other.path.endsWith(`.${end}`))) return end;
  }
  return path;
}

/** Where the verdict changes, in words. */
export function cliffText(record: SweepRecord, cliff: SweepCliff): string {
  return `along ${cliffPlace(record, cliff)}: ${cliffEnds(cliff)}`;
}

/** Along which parameter, and what the others are. */
export function cliffPlace(record: SweepRecord, { parameter, others }: SweepCliff): string {
  const isList = record.design.kind === 'list' && record.parameters.length > 1;
  const where = isList ? 'the list' : shortPath(record, parameter);
  return `${where}${others.length === 0 ? '' : ` (with ${others.map((text) => shortAssignment(record, text)).join(', ')})`}`;
}

/** Between which values, and what is undecided between them. */
export function cliffEnds({ from, to, undecided }: SweepCliff): string {
  const between = undecided.length === 0 ? '' : `; undecided between them at ${undecided.join(', ')}`;
  return `${endText(from)}, ${endText(to)}${between}`;
}

function endText({ verdict, value }: CliffEnd): string {
  return `${VERDICT_WORD[verdict]} at ${value}`;
}

function shortAssignment(record: SweepRecord, text: string): string {
  const at = record.parameters.findIndex(({ path }) => text.startsWith(`${path}=`));
  const value = text.slice((record.parameters[at]?.path.length ?? -1) + 1);
  return at < 0 ? text : `${shortPath(record, at)} ${value}`;
}

/** How sure the two verdicts beside a cliff are. */
export function cliffSurety(record: SweepRecord, cliff: SweepCliff): string[] {
  const at = ({ point, value }: CliffEnd) => {
    const threshold = record.points[point]?.thresholds[cliff.threshold];
    return threshold === undefined ? [] : [`${value}: ${suretyText(threshold)}`];
  };
  const { change } = cliff;
  const difference =
    change === null || change.estimate === null
      ? []
      : [
          `chance of breaking it: ${formatPoints(change.estimate, 0)} ${pointBounds(change)}, ${isToldApart(change) ? 'told' : 'not told'} apart from no change`,
        ];
  return [...at(cliff.from), ...at(cliff.to), ...difference];
}

/** Whether an interval of a change leaves out none. */
export function isToldApart({ low, high }: { readonly low: number | null; readonly high: number | null }): boolean {
  return low !== null && high !== null && (low > 0 || high < 0);
}

function pointBounds({ low, high }: { readonly low: number | null; readonly high: number | null }): string {
  if (low === null || high === null) return '(no interval)';
  return `[${formatPoints(low, 0)}, ${formatPoints(high, 0)}]`;
}

/** What stands behind a threshold's verdict at one point. */
export function suretyText(threshold: EnsembleThresholdRecord): string {
  const { scope, held, violated, unknown, unit } = threshold;
  if (scope === 'ensemble') return intervalText(threshold, unit);
  const known = (held ?? 0) + (violated ?? 0);
  const { low, high } = probabilityInterval(violated ?? 0, known, 0.95, unknown);
  const open = unknown === 0 ? '' : `, ${formatInteger(unknown)} not known`;
  return `broken in ${formatInteger(violated)} of ${plural(known, 'trial')}${open}; chance ${formatRatio(low, 0)} to ${formatRatio(high, 0)}`;
}

/** A rank correlation with its interval: `−0.83 [−0.93, −0.62]`. */
export function correlationText({
  estimate,
  low,
  high,
}: {
  estimate: number | null;
  low: number | null;
  high: number | null;
}): string {
  if (estimate === null) return 'does not vary';
  const digits = (value: number) => value.toFixed(2).replace('-', '−');
  if (low === null || high === null || (low === -1 && high === 1))
    return `${digits(estimate)} (too few points for an interval)`;
  return `${digits(estimate)} [${digits(low)},${THIN}${digits(high)}]`;
}
