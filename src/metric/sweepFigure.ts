import type { MetricUnit } from './catalogue.ts';
import { type EnsembleThreshold, parsePrecision, type Statistic } from './ensembleThreshold.ts';
import { THRESHOLD_AGGREGATES, type Threshold, type ThresholdCatalogue } from './threshold.ts';

/** How the least value of each unit is written; a token's is `1` with its symbol. */
const SAMPLES: Readonly<Record<string, string>> = {
  ratio: '1%',
  seconds: '1s',
  blocks: '1 block',
  count: '1',
  boolean: 'true',
};

/**
 * Reads a figure over trials: a function as in thresholds of ensembles, or `<metric>.<aggregate>` for its mean.
 *
 * @throws UsageError that says what was expected
 */
export function parseFigure(text: string, catalogue: ThresholdCatalogue): Statistic {
  const call = /^\s*[a-z]+[\d.]*\s*\(/.test(text) ? text.trim() : `mean(${text.trim()})`;
  // The one grammar there is reads a figure with a bound; what the bound is does not matter here.
  const { statistic } = parsePrecision(`${call} ± ${sampleOf(call, catalogue)}`, catalogue);
  return { ...statistic, text: nameOf(statistic) };
}

/** A mean goes by what it is the mean of, however it was written; all else by its own words. */
function nameOf(statistic: Statistic): string {
  return statistic.kind === 'mean' ? `${statistic.metric}.${statistic.aggregate}` : statistic.text.trim();
}

function sampleOf(call: string, catalogue: ThresholdCatalogue): string {
  if (/^probability\b/.test(call)) return '1%';
  const subject = /\((.*)\)\s*$/s.exec(call)?.[1]?.trim() ?? '';
  const aggregate = THRESHOLD_AGGREGATES.find((name) => subject.endsWith(`.${name}`));
  if (aggregate === 'count') return '1';
  const metric = catalogue.get(subject) ?? catalogue.get(subject.slice(0, subject.lastIndexOf('.')));
  // Of an unknown metric the grammar complains before it comes to the bound.
  const unit: MetricUnit = metric?.unit ?? 'count';
  return SAMPLES[unit] ?? `1 ${unit}`;
}

/** Figures that every sweep reports unless it names its own, as far as they were measured. */
const KEY_FIGURES: readonly string[] = [
  'backstop.return.final',
  'solvency.badDebtRealised.final',
  'solvency.badDebtLatent.max',
  'solvency.tcr.min',
  'liquidation.debt.final',
];

/** The figures of a sweep that names none: the key figures, and what thresholds speak of. */
export function defaultFigures(thresholds: readonly (Threshold | EnsembleThreshold)[]): string[] {
  const named = thresholds.flatMap((threshold) => subjectOf(threshold) ?? []);
  return [...new Set([...named, ...KEY_FIGURES])];
}

/** The figure that a threshold is about, as {@link parseFigure} reads it; undefined if it is about every sample. */
export function subjectOf(threshold: Threshold | EnsembleThreshold): string | undefined {
  if (threshold.form === 'ensemble') return nameOf(threshold.statistic);
  return threshold.form === 'aggregate' ? `${threshold.metric}.${threshold.aggregate}` : undefined;
}

const OVER_TIME: Readonly<Record<string, string>> = {
  final: 'at the end',
  min: 'lowest',
  max: 'highest',
  mean: 'mean over time',
  p50: 'median over time',
};

/** A figure's name in words. @param title of its metric */
export function figureInWords(statistic: Statistic, title: string): string {
  if (statistic.kind === 'probability') return `Share of trials with ${statistic.event.text}`;
  const subject = `${title}, ${OVER_TIME[statistic.aggregate] ?? statistic.aggregate}`;
  if (statistic.kind === 'mean') return `${subject}: mean of trials`;
  const share = (p: number) => `${Number((p * 100).toPrecision(6))}\u202f%`;
  if (statistic.kind === 'es') return `${subject}: mean of the worst ${share(1 - statistic.p)} of trials`;
  return `${subject}: ${share(statistic.p)} of trials are lower`;
}
