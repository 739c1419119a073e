import { numberOf, writtenQuantity } from '../../core/designsQuantity.ts';
import type { SweepParameter, SweepPointRecord, SweepRecord } from '../../metric/sweepRecord.ts';
import { type QueryColumn, type QueryTable, realOf, textOf, wholeOf } from './queryTable.ts';
import { POINT } from './recordTables.ts';

/** Design points: each parameter as written and, if it is a quantity, as a number; each figure with its interval. */
export function pointsTable({ parameters, figures, thresholds, points }: SweepRecord): QueryTable {
  const isNumber = parameters.map((_, i) => points.some(({ numbers }) => numbers[i] != null));
  return {
    view: 'points',
    columns: [
      POINT,
      ...parameters.flatMap(({ path, unit }, i): QueryColumn[] => [
        textOf(path, 'Parameter, as written'),
        ...(isNumber[i] === true
          ? [realOf(`${path}.number`, unit ?? '', 'Parameter, the number before its unit; of a duration its seconds')]
          : []),
      ]),
      wholeOf('trials', 'Trials completed'),
      wholeOf('failed', 'Trials that failed'),
      textOf('verdict', 'Of all thresholds'),
      ...thresholds.map((text) => textOf(`verdict: ${text}`, 'Of this threshold')),
      ...figures.flatMap(({ text, unit, title }) => [
        realOf(overTrials(text), unit, title),
        realOf(`${overTrials(text)} low`, unit, 'Lower end of its 95% interval'),
        realOf(`${overTrials(text)} high`, unit, 'Upper end of its 95% interval'),
      ]),
      textOf('folder', "Folder of the point's trials"),
    ],
    rows: points.map((point) => [
      point.index,
      ...parameters.flatMap((parameter, i) => {
        const text = point.values[i] ?? parameter.base;
        return [text, ...(isNumber[i] === true ? [numberAt(point, parameter, i)] : [])];
      }),
      ...[point.counts.completed, point.counts.failed, point.verdict],
      ...thresholds.map((_, i) => point.thresholds[i]?.verdict ?? 'inconclusive'),
      ...point.figures.flatMap(({ estimate, low, high }) => [estimate, low, high]),
      point.folder,
    ]),
  };
}

/** A figure without a function is a mean. It says so, for `trials` has the same name for each trial's own. */
function overTrials(text: string): string {
  return text.includes('(') ? text : `mean(${text})`;
}

/** Of a point that has the scenario's own value, the number that stands there. */
function numberAt({ values, numbers }: SweepPointRecord, { base, unit }: SweepParameter, i: number): number | null {
  const given = numbers[i];
  if (given != null || values[i] != null || base === null) return given ?? null;
  const own = writtenQuantity(Number.isNaN(Number(base)) ? base : Number(base));
  return own === undefined || own.unit !== unit ? null : numberOf(own);
}
