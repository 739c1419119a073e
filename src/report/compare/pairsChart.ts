import type { ComparedFigure, CompareRecord } from '../../metric/compareRecord.ts';
import { type Chart, type ChartSpec, rounded, VEGA_LITE_SCHEMA } from '../charts/chart.ts';
import type { DrawnChart } from '../charts/drawCharts.ts';
import { ZERO_LABEL } from '../charts/lineChart.ts';
import { CHART_CONFIG, colour } from '../charts/theme.ts';
import { formatValue } from '../format.ts';
import { differenceText, nameOf, shareText } from './compareText.ts';

/** The figure that the verdict hangs on: the surest of the worse, else of the better, else one that differs at all. */
export function headlineFigure({ key }: CompareRecord): ComparedFigure | undefined {
  const surest = (verdict: ComparedFigure['verdict']) =>
    key
      .filter((figure) => figure.verdict === verdict)
      .reduce<ComparedFigure | undefined>(
        (best, figure) =>
          best === undefined || Math.abs(figure.effect ?? 0) > Math.abs(best.effect ?? 0) ? figure : best,
        undefined,
      );
  return surest('worse') ?? surest('better') ?? surest('changed') ?? surest('undetected');
}

/** Each pair of trials as a dot: base to the right, proposal upwards, the same on the diagonal. */
export function pairsChart(figure: ComparedFigure): DrawnChart {
  const spec = draw(figure);
  const better = figure.good === null ? null : figure.good === 'higher' ? 'above' : 'below';
  const chart: Chart = {
    id: 'pairs',
    title: `Trial by trial: ${nameOf(figure)}`,
    caption: `One dot a pair of trials with the same draws: ${shareText(figure)}. On the line both came out the same${better === null ? '' : `; ${better} it the proposal did better`}.`,
    timed: false,
    draw: () => spec,
    absent: 'no pair has a value on both sides',
  };
  return { chart, spec };
}

function draw(figure: ComparedFigure): ChartSpec | null {
  const { values, unit, good } = figure;
  if (values === null || values.trial.length === 0) return null;
  const words = good === null ? ['higher', 'lower'] : ['better', 'worse'];
  const rows = values.trial.map((trial, i) => {
    const [base, proposal] = [values.base[i] ?? 0, values.proposal[i] ?? 0];
    const isFirst = good === 'lower' ? proposal < base : proposal > base;
    const change = proposal === base ? 'the same' : isFirst ? words[0] : words[1];
    return {
      ...{ trial, base: rounded(base), proposal: rounded(proposal), change },
      baseText: formatValue(base, unit),
      proposalText: formatValue(proposal, unit),
      difference: differenceText(proposal - base, unit),
    };
  });
  const all = [...values.base, ...values.proposal];
  const low = all.reduce((a, b) => Math.min(a, b));
  const high = all.reduce((a, b) => Math.max(a, b));
  const margin = (high - low || Math.abs(high) || 1) * 0.05;
  const domain = [rounded(low - margin), rounded(high + margin)];
  const isRatio = unit === 'ratio' || unit === 'boolean';
  const axis = { format: isRatio ? '~%' : '~s', labelExpr: ZERO_LABEL };
  const scale = { domain, nice: false, zero: false };
  const x = { type: 'quantitative', scale };
  const order = [...words, 'the same'].filter((word) => rows.some(({ change }) => change === word));
  const range = [
    [words[0], good === null ? 'blue' : 'green', 'triangle-up'],
    [words[1], good === null ? 'orange' : 'red', 'triangle-down'],
    ['the same', 'grey', 'circle'],
  ] as const;
  const looks = range.filter(([word]) => order.includes(word as string));
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: `Trial by trial: ${nameOf(figure)}`,
    description: `Scatter plot of ${rows.length} pairs of trials, base against proposal: ${shareText(figure)}.`,
    width: 'container',
    height: 340,
    config: CHART_CONFIG,
    data: { name: 'pairs', values: rows },
    layer: [
      {
        data: { values: [{ at: domain[0], to: domain[1] }] },
        mark: { type: 'rule', color: colour('muted'), strokeDash: [5, 4] },
        encoding: {
          x: { field: 'at', ...x },
          x2: { field: 'to' },
          y: { field: 'at', ...x },
          y2: { field: 'to' },
        },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 0.85 },
        encoding: {
          x: {
            field: 'base',
            ...x,
            title: isRatio ? 'Base' : `Base, ${unit}`,
            axis: { ...axis, titleAnchor: 'end', grid: true, tickCount: { expr: 'max(3, floor(width / 90))' } },
          },
          y: { field: 'proposal', ...x, title: isRatio ? 'Proposal' : `Proposal, ${unit}`, axis },
          color: {
            field: 'change',
            type: 'nominal',
            scale: { domain: looks.map(([word]) => word), range: looks.map(([, hue]) => colour(hue)) },
            legend: { symbolSize: 110, symbolStrokeWidth: 0 },
          },
          shape: {
            field: 'change',
            type: 'nominal',
            scale: { domain: looks.map(([word]) => word), range: looks.map(([, , shape]) => shape) },
          },
          tooltip: [
            { field: 'trial', title: 'Trial' },
            { field: 'baseText', title: 'Base' },
            { field: 'proposalText', title: 'Proposal' },
            { field: 'difference', title: 'Difference' },
          ],
        },
      },
    ],
  };
}
