import type { SweepPointRecord, SweepRecord } from '../../../metric/sweepRecord.ts';
import { type ChartSpec, rounded, VEGA_LITE_SCHEMA } from '../../charts/chart.ts';
import type { DrawnChart } from '../../charts/drawCharts.ts';
import { ZERO_LABEL } from '../../charts/lineChart.ts';
import { CHART_CONFIG, colour } from '../../charts/theme.ts';
import { plainText } from '../../format.ts';
import { correlationText, pointName, shortPath } from '../sweepText.ts';
import { type ParameterAxis, parameterAxis, writtenLabels } from './axisOf.ts';
import { axisFormat, cellBounds, cellValue, idOf, isShare, verdictAt } from './figureFormat.ts';

/** Values of a parameter up to which each has a label of its own. */
const MOST_LABELS = 12;

interface Dot {
  readonly x: number | string;
  readonly y: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: string;
  readonly point: string;
  readonly label: string;
  readonly bounds: string;
}

const HOLDS = 'Holds';
const FAILS = 'Fails';
const OPEN = 'Undecided';
const WORDS = { pass: HOLDS, fail: FAILS, inconclusive: OPEN } as const;

/** A figure against one parameter, each point with its interval. @param isLine whether nothing else differs between the points */
export function pointChart(
  record: SweepRecord,
  { figure, parameter, isLine }: { readonly figure: number; readonly parameter: number; readonly isLine: boolean },
): DrawnChart {
  const { text, title, thresholds, unit } = record.figures[figure] as SweepRecord['figures'][number];
  const path = shortPath(record, parameter);
  const correlation = record.correlations.find((each) => each.figure === figure && each.parameter === parameter);
  const against = correlation === undefined ? '' : `Rank correlation ${correlationText(correlation)}. `;
  const money = ['ratio', 'boolean', 'count'].includes(unit) ? '' : `, ${unit}`;
  const bounds =
    thresholds.length === 0 ? '' : ` Dashed: the bound of ${thresholds.map((at) => record.thresholds[at]).join('; ')}.`;
  return {
    chart: {
      id: `points-${idOf(text)}-${idOf(path)}`,
      title: isLine ? `${title}${money}` : `${title}${money}, against ${path}`,
      caption: `${against}Each point with its 95 % interval, where there is one.${bounds}`,
      ...{ timed: false, draw: () => null, absent: 'no point has a value' },
    },
    spec: draw(record, { figure, parameter, isLine }),
  };
}

function draw(
  record: SweepRecord,
  { figure, parameter, isLine }: { readonly figure: number; readonly parameter: number; readonly isLine: boolean },
): ChartSpec | null {
  const swept = record.figures[figure] as SweepRecord['figures'][number];
  const axis = parameterAxis(record, parameter);
  const dots = record.points.flatMap((point) => dotOf(record, point, { figure, parameter, axis }) ?? []);
  if (dots.length === 0) return null;
  const labels = new Map(
    record.points.map(({ numbers, values }) => [numbers[parameter] ?? 0, values[parameter] ?? '']),
  );
  const unit = record.parameters[parameter]?.unit;
  const x = axis.isNumeric
    ? {
        ...{ field: 'x', type: 'quantitative', title: axis.title },
        // A logarithmic scale has no zero to leave out.
        scale: { nice: false, padding: 14, ...(axis.isLog ? { type: 'log' } : { zero: false }) },
        axis: {
          labelOverlap: 'greedy',
          labelFlush: true,
          ...(labels.size <= MOST_LABELS
            ? writtenLabels([...labels].sort(([a], [b]) => a - b))
            : {
                format: '~s',
                tickCount: { expr: 'max(3, floor(width / 80))' },
                labelExpr: `datum.label + ${JSON.stringify(unit === '' || unit === 'blocks' ? '' : unit)}`,
              }),
        },
      }
    : {
        field: 'x',
        type: 'ordinal',
        sort: axis.values,
        title: axis.title,
        axis: { labelAngle: 0, labelOverlap: 'greedy' },
      };
  const y = {
    type: 'quantitative',
    title: isShare(swept.unit) ? null : swept.unit,
    axis: { format: axisFormat(swept.unit), labelExpr: ZERO_LABEL },
    scale: { zero: false },
  };
  const isJudged = swept.thresholds.length > 0;
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: swept.title,
    description: `${swept.title} against ${axis.title}: ${dots.map((dot) => plainText(`${dot.point}: ${dot.label} (${dot.bounds})`)).join('; ')}.`,
    width: 'container',
    height: isLine ? 260 : 200,
    config: CHART_CONFIG,
    data: { name: 'points', values: dots },
    layer: [
      ...swept.bounds.map((bound) => ({
        data: { values: [{ bound }] },
        mark: { type: 'rule', color: colour('muted'), strokeDash: [5, 4] },
        encoding: { y: { field: 'bound', ...y } },
      })),
      ...(isLine
        ? [
            {
              mark: { type: 'line', color: colour('blue'), strokeWidth: 1.25, opacity: 0.6 },
              encoding: { x, y: { field: 'y', ...y } },
            },
          ]
        : []),
      {
        mark: { type: 'rule', color: colour('grey'), strokeWidth: isLine ? 2 : 1.25 },
        encoding: { x, y: { field: 'low', ...y }, y2: { field: 'high' } },
      },
      {
        mark: {
          type: 'point',
          filled: true,
          size: isLine ? 80 : 55,
          opacity: 1,
          stroke: colour('paper'),
          strokeWidth: 1,
        },
        encoding: {
          ...{ x, y: { field: 'y', ...y } },
          ...(isJudged ? verdictStyle() : { color: { value: colour('blue') } }),
          tooltip: [
            { field: 'point', type: 'nominal', title: 'title' },
            { field: 'label', type: 'nominal', title: 'Figure' },
            { field: 'bounds', type: 'nominal', title: '95 % interval' },
          ],
        },
      },
    ],
  };
}

/** Colour and shape, so that colour is never the only difference. */
function verdictStyle(): ChartSpec {
  const domain = [HOLDS, FAILS, OPEN];
  const legend = { symbolSize: 90, symbolStrokeWidth: 0 };
  return {
    color: {
      ...{ field: 'verdict', type: 'nominal', legend },
      scale: { domain, range: [colour('green'), colour('red'), colour('orange')] },
    },
    shape: { field: 'verdict', type: 'nominal', legend, scale: { domain, range: ['circle', 'cross', 'diamond'] } },
  };
}

function dotOf(
  record: SweepRecord,
  point: SweepPointRecord,
  { figure, parameter, axis }: { readonly figure: number; readonly parameter: number; readonly axis: ParameterAxis },
): Dot | undefined {
  const swept = record.figures[figure] as SweepRecord['figures'][number];
  const value = point.figures[figure];
  const x = axis.isNumeric ? point.numbers[parameter] : point.values[parameter];
  if (value === undefined || value.estimate === null || x === null || x === undefined) return undefined;
  const whole = value.low !== null && value.high !== null;
  return {
    ...{ x, y: rounded(value.estimate), verdict: WORDS[verdictAt(swept, point) ?? 'pass'] },
    // Half an interval would look like a whole one.
    ...{ low: whole ? rounded(value.low ?? 0) : null, high: whole ? rounded(value.high ?? 0) : null },
    ...{
      point: pointName(record, point),
      label: cellValue(value.estimate, swept.unit),
      bounds: cellBounds(value, swept.unit),
    },
  };
}
