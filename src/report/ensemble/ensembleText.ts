import type {
  DistributionRecord,
  EnsembleRecord,
  EnsembleThresholdRecord,
  IntervalRecord,
} from '../../metric/ensembleRecord.ts';
import { formatDuration, formatInteger, formatRatio, formatValue, plural } from '../format.ts';
import { thresholdParts } from '../thresholdBound.ts';

/** The rule by which failed trials count; it stands in every report of an ensemble that has some. */
export const FAILURE_RULE =
  'A failed trial may have come out anyhow, so it is counted at its worst: a threshold of every trial can not pass with it, an interval over trials is widened to whatever it might have been, and without thresholds the verdict is inconclusive.';

/** What a plain threshold of an ensemble means. */
export const EVERY_TRIAL = 'A threshold without a function must hold in every trial.';

/** Bounds of an interval: `[1.0, 2.0 %]`; an open end where the sample sets none. */
export function boundsText({ low, high }: IntervalRecord, unit: string): string {
  if (low === null && high === null) return 'no interval';
  const end = (value: number | null, open: string) => (value === null ? open : formatValue(value, unit));
  const [from, to] = [end(low, '−∞'), end(high, '∞')];
  return `[${ONE_UNIT.exec(from)?.[2] === ONE_UNIT.exec(to)?.[2] ? from.replace(ONE_UNIT, '$1') : from}, ${to}]`;
}

/** A number and its unit; not of two parts, as `2 min 10 s` is. */
const ONE_UNIT = /^([−-]?[\d.\s]*\d[kMB]?)(\s\D\S*)$/;

/** An estimate with its interval. */
export function intervalText(interval: IntervalRecord, unit: string): string {
  if (interval.estimate === null) return 'no value';
  return `${formatValue(interval.estimate, unit)} ${boundsText(interval, unit)}`;
}

/** Which series were left out, and how to have those of a trial; null: none were. */
export function leftOutText({
  plan: { series = 'all', replay },
}: EnsembleRecord): { text: string; command: string } | null {
  if (series === 'all') return null;
  const kept = series === 'samples' ? 'Of each trial the samples alone were kept' : 'No series of the trials were kept';
  return {
    text: `${kept} (--series ${series}); a trial run alone has all of them, and the same result:`,
    command: `${replay} --trial <k>`,
  };
}

/** What stood against a threshold. */
export function observedText(threshold: EnsembleThresholdRecord): string {
  const { scope, estimate, unit, held, violated, unknown } = threshold;
  const open = unknown === 0 ? '' : `, ${formatInteger(unknown)} not known`;
  if (scope === 'ensemble') return estimate === null ? 'no sample' : `${intervalText(threshold, unit)}${open}`;
  const total = (held ?? 0) + (violated ?? 0) + unknown;
  const worst = estimate === null ? '' : `; worst ${formatValue(estimate, unit)}`;
  return `held in ${formatInteger(held)} of ${plural(total, 'trial')}${open}${worst}`;
}

/** Name of a figure: the metric's title, and which aggregate of it. */
export function figureTitle({ title, aggregate }: Pick<DistributionRecord, 'title' | 'aggregate'>): string {
  const words: Readonly<Record<string, string>> = {
    final: 'at the end',
    min: 'lowest',
    max: 'highest',
    mean: 'mean over time',
    p50: 'median over time',
  };
  return `${title}, ${words[aggregate] ?? aggregate}`;
}

/** Simulated time of each trial, in words. */
export function ensembleHorizon({ scenario, plan }: EnsembleRecord): string {
  const { ticks, blockSeconds } = scenario.clock;
  const seconds = Math.min(ticks, plan.maxTicks ?? ticks) * blockSeconds;
  const minutes = Math.round(seconds / 60) * 60;
  return formatDuration(Math.abs(seconds - minutes) <= blockSeconds ? minutes : seconds);
}

/** The ensemble in a sentence: how likely and how bad. */
export function ensembleHeadline(record: EnsembleRecord): string {
  const horizon = ensembleHorizon(record);
  const find = (metric: string, aggregate: string) =>
    record.distributions.find((each) => each.metric === metric && each.aggregate === aggregate);
  const latent = find('solvency.badDebtLatent', 'max');
  const realised = find('solvency.badDebtRealised', 'final');
  const earned = find('backstop.return', 'final');
  const parts = failureClause(record);
  if (latent !== undefined && realised !== undefined) {
    const none = (latent.max ?? 0) === 0 && (realised.max ?? 0) === 0;
    const worse = (latent.es95.estimate ?? 0) >= (realised.es95.estimate ?? 0) ? latent : realised;
    parts.push(
      none
        ? `no trial had bad debt within ${horizon}`
        : `the worst 5${'\u202f'}% of trials had ${formatValue(worse.es95.estimate, worse.unit)} of ${worse.title.toLowerCase()} on average within ${horizon}`,
    );
  }
  if (earned !== undefined) {
    parts.push(
      `backstoppers earned ${formatRatio(earned.median.estimate, 1, { sign: true })} in the median trial and ${formatRatio(earned.es95.estimate, 1, { sign: true })} in the worst 5${'\u202f'}%`,
    );
  }
  return parts.length === 0 ? `${plural(record.counts.completed, 'trial')} of ${horizon}` : parts.join('; ');
}

/** What an ensemble failed by: its figures alone may read well. */
function failureClause({ verdict, thresholds, metrics }: EnsembleRecord): string[] {
  const failed = thresholds.filter((threshold) => threshold.verdict === 'fail');
  const [first] = failed;
  if (verdict !== 'fail' || first === undefined) return [];
  const { subject, bound } = thresholdParts(first);
  const { held, violated, scope } = first;
  const title = metrics[first.metric]?.title ?? subject;
  const found =
    scope === 'every trial'
      ? `${inSentence(title)} ${bound} in ${formatInteger(held ?? 0)} of ${plural((held ?? 0) + (violated ?? 0), 'trial')} only`
      : `not ${subject} ${bound}`;
  return [failed.length === 1 ? found : `${found}, and ${plural(failed.length - 1, 'other threshold')} failed`];
}

/** `Realised bad debt` within a sentence; `TCR` stays. */
function inSentence(title: string): string {
  return /^[A-Z][A-Z]/.test(title) ? title : `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}

/** How many trials stand behind the figures. */
export function countText({ counts, until }: EnsembleRecord): string {
  const { planned, completed, failed } = counts;
  const done = completed + failed;
  const of = done === planned ? plural(planned, 'trial') : `${formatInteger(done)} of ${plural(planned, 'trial')}`;
  const failures = failed === 0 ? '' : `, ${formatInteger(failed)} failed`;
  const rule =
    until === null
      ? ''
      : until.trials === null
        ? `; ${until.text} was not reached`
        : `; ended early: ${until.text} is reached`;
  return `${of}${failures}${rule}`;
}

/** What is missing from the record, in words; null if nothing is. */
export function missingText(record: EnsembleRecord): string | null {
  if (record.status === 'complete') return null;
  const { planned, completed, failed } = record.counts;
  const done = completed + failed;
  const cut =
    record.plan.maxTicks === null ? '' : ` Each trial was cut short after ${plural(record.plan.maxTicks, 'tick')}.`;
  const rest = done === planned ? '' : ` ${formatInteger(done)} of ${plural(planned, 'trial')} are done.`;
  return `This ensemble is partial.${rest}${cut} Every figure covers only what was simulated.`;
}
