import { UsageError } from '../../core/errors.ts';
import { parseAnyThreshold, type Statistic } from '../../metric/ensembleThreshold.ts';
import { defaultFigures, figureInWords, parseFigure, subjectOf } from '../../metric/sweepFigure.ts';
import type { SweepFigure } from '../../metric/sweepRecord.ts';
import { worseTail } from '../../metric/tail.ts';
import { type LoadedSweep, pointText } from '../../scenario/sweepPoints.ts';
import { catalogueOf } from '../trialRunner.ts';

/** A figure of a sweep, and how it is found. */
export interface SweptFigure extends SweepFigure {
  readonly statistic: Statistic;
  /** Not asked for: left out where it was not measured. */
  readonly isDefault: boolean;
}

/**
 * The figures that a sweep reports of each point.
 *
 * @throws UsageError if a point has no such metric, because it has no agents of a class, say
 */
export function sweptFigures({ base, spec, points }: LoadedSweep): SweptFigure[] {
  const catalogue = catalogueOf(base.scenario);
  const thresholds = base.scenario.thresholds.map((text) => parseAnyThreshold(text, catalogue));
  const isDefault = spec.metrics.length === 0;
  const texts = isDefault ? defaultFigures(thresholds) : [...new Set(spec.metrics)];
  for (const { index, assignments, loaded } of points) {
    const there = catalogueOf(loaded.scenario);
    for (const text of texts) {
      try {
        parseFigure(text, there);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        throw new UsageError(`A design point has no such figure: ${text}`, {
          facts: { point: `${index} (${pointText(assignments)})`, reason: error.shortMessage },
          remedy: 'leave the figure out of sweep.metrics, or the value out of its parameter',
          cause: error,
        });
      }
    }
  }
  // The same figure may be written in two ways.
  const statistics = new Map(texts.map((text) => parseFigure(text, catalogue)).map((each) => [each.text, each]));
  return [...statistics.values()].map((statistic): SweptFigure => {
    const { metric, unit } = statistic;
    const title = figureInWords(statistic, catalogue.get(metric)?.title ?? metric);
    const about = thresholds.flatMap((threshold, i) => (subjectOf(threshold) === statistic.text ? [i] : []));
    return {
      text: statistic.text,
      title,
      metric,
      unit,
      tail: worseTail(metric),
      bounds: about.map((i) => thresholds[i]?.value ?? 0),
      thresholds: about,
      statistic,
      isDefault,
    };
  });
}
