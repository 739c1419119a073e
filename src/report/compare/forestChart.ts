import { hedgesCorrection } from '../../core/pairedEffect.ts';
import type { ComparedFigure, CompareRecord, FigureVerdict } from '../../metric/compareRecord.ts';
import { type Chart, type ChartSpec, rounded, VEGA_LITE_SCHEMA } from '../charts/chart.ts';
import type { DrawnChart } from '../charts/drawCharts.ts';
import { CHART_CONFIG, type ColourName, colour } from '../charts/theme.ts';
import { confidenceText, differenceText, FIGURE_WORDS, intervalBounds, nameOf } from './compareText.ts';

/** Height of a row in pixels: a line of text and the interval under it. */
const ROW = 42;
/** Widest and narrowest reach of the axis, in standard deviations. */
const [MOST, LEAST] = [6, 1];

const LOOKS: Readonly<Partial<Record<FigureVerdict, { readonly colour: ColourName; readonly shape: string }>>> = {
  better: { colour: 'green', shape: 'triangle-right' },
  worse: { colour: 'red', shape: 'triangle-left' },
  changed: { colour: 'blue', shape: 'diamond' },
  undetected: { colour: 'grey', shape: 'circle' },
};

interface ForestRow {
  readonly label: string;
  readonly row: number;
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: string;
  readonly difference: string;
  readonly interval: string;
}

/** Standardised differences of the key figures, better to the right. */
export function forestChart(record: CompareRecord): DrawnChart {
  const spec = draw(record);
  const left = record.key.filter((figure) => scaleOf(figure) === null).map(nameOf);
  const chart: Chart = {
    id: 'forest',
    title: 'Key figures on one scale',
    caption: `Mean difference with its ${confidenceText(record)} interval, in standard deviations of the differences between trials; what lies to the right of the line is better, to the left worse. An interval across the line allows for either.${left.length === 0 ? '' : ` Without a mark, having no spread to be measured by: ${left.join('; ')}.`}`,
    timed: false,
    draw: () => spec,
    absent: 'no key figure has differences of more than one size',
  };
  return { chart, spec };
}

function draw(record: CompareRecord): ChartSpec | null {
  const reach = reachOf(record.key);
  const rows = record.key
    .flatMap((figure) => forestRow(figure, reach) ?? [])
    .map((entry, row): ForestRow => ({ ...entry, row }));
  if (rows.length === 0) return null;
  const verdicts = (Object.keys(LOOKS) as FigureVerdict[]).filter((verdict) =>
    rows.some((entry) => entry.verdict === FIGURE_WORDS[verdict]),
  );
  const looks = verdicts.flatMap((verdict) => LOOKS[verdict] ?? []);
  const height = rows.length * ROW;
  const x = {
    type: 'quantitative',
    scale: { domain: [-reach, reach], nice: false, clamp: true },
    axis: { title: '← worse  ·  standard deviations  ·  better →', format: '~g', tickCount: 7, grid: true },
  };
  const y = {
    field: 'row',
    type: 'quantitative',
    scale: { domain: [-0.62, rows.length - 0.38], reverse: true },
    axis: null,
  };
  const hue = {
    field: 'verdict',
    type: 'nominal',
    scale: {
      domain: verdicts.map((verdict) => FIGURE_WORDS[verdict]),
      range: looks.map((look) => colour(look.colour)),
    },
    legend: { symbolType: 'circle', symbolSize: 110, symbolStrokeWidth: 0 },
  };
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: 'Key figures on one scale',
    description: `Forest plot: ${rows.map(({ label, verdict, difference }) => `${label} ${difference}, ${verdict}`).join('; ')}.`,
    width: 'container',
    height,
    config: CHART_CONFIG,
    data: { name: 'figures', values: rows },
    layer: [
      {
        data: { values: [{ at: 0 }] },
        mark: { type: 'rule', color: colour('ink'), strokeWidth: 1 },
        encoding: { x: { field: 'at', ...x } },
      },
      {
        mark: { type: 'rule', strokeWidth: 2.5 },
        encoding: { x: { field: 'low', ...x }, x2: { field: 'high' }, y, color: hue },
      },
      {
        mark: { type: 'point', filled: true, size: 130, opacity: 1 },
        encoding: {
          x: { field: 'at', ...x },
          y,
          color: hue,
          shape: {
            field: 'verdict',
            type: 'nominal',
            scale: { domain: verdicts.map((verdict) => FIGURE_WORDS[verdict]), range: looks.map((look) => look.shape) },
          },
          tooltip: [
            { field: 'label', title: 'Figure' },
            { field: 'difference', title: 'Difference' },
            { field: 'interval', title: 'Interval' },
            { field: 'verdict', title: 'Verdict' },
          ],
        },
      },
      {
        mark: { type: 'text', align: 'left', baseline: 'bottom', dy: -8, fontSize: 12, color: colour('ink') },
        encoding: { x: { value: 0 }, y, text: { field: 'label' } },
      },
    ],
  };
}

function forestRow(figure: ComparedFigure, reach: number): Omit<ForestRow, 'row'> | null {
  const scale = scaleOf(figure);
  if (scale === null || figure.estimate === null) return null;
  // Better to the right, whichever way that is.
  const sign = figure.good === 'lower' ? -1 : 1;
  const at = (value: number | null, open: number) =>
    value === null ? open : Math.max(-reach, Math.min(reach, sign * value * scale));
  const ends = [at(figure.low, -sign * reach), at(figure.high, sign * reach)];
  return {
    label: `${nameOf(figure)}: ${differenceText(figure.estimate, figure.unit)}`,
    at: rounded(at(figure.estimate, 0)) ?? 0,
    low: rounded(Math.min(...ends)) ?? 0,
    high: rounded(Math.max(...ends)) ?? 0,
    verdict: FIGURE_WORDS[figure.verdict],
    difference: differenceText(figure.estimate, figure.unit),
    interval: intervalBounds(figure),
  };
}

/** Standardised units a unit of the figure; null if there is no spread to measure by. */
function scaleOf({ deviation, effect, pairs, verdict }: ComparedFigure): number | null {
  if (deviation === null || deviation === 0 || effect === null || verdict === 'identical') return null;
  const scale = hedgesCorrection(pairs - 1) / deviation;
  return scale > 0 ? scale : null;
}

function reachOf(key: readonly ComparedFigure[]): number {
  const ends = key.flatMap((figure) => {
    const scale = scaleOf(figure) ?? 0;
    return [figure.low, figure.high, figure.estimate].flatMap((end) => (end === null ? [] : [Math.abs(end * scale)]));
  });
  const most = ends.reduce((a, b) => Math.max(a, b), LEAST);
  return Math.min(MOST, Math.ceil(most * 2.1) / 2);
}
