import type { Verdict } from '../../../metric/runRecord.ts';
import type { SweepPointRecord, SweepRecord } from '../../../metric/sweepRecord.ts';
import { type ChartSpec, VEGA_LITE_SCHEMA } from '../../charts/chart.ts';
import type { DrawnChart } from '../../charts/drawCharts.ts';
import { CHART_CONFIG, colour } from '../../charts/theme.ts';
import { plainText } from '../../format.ts';
import { pointName, suretyText, VERDICT_WORD } from '../sweepText.ts';
import { parameterAxis } from './axisOf.ts';
import { cellValue, idOf } from './figureFormat.ts';

const ROW = 44;
const SIGN: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✕', inconclusive: '?' };

/** Where a threshold holds, over the two parameters of a grid. */
export function verdictMap(record: SweepRecord, threshold: number): DrawnChart {
  const text = record.thresholds[threshold] ?? '';
  const isPlain = record.points[0]?.thresholds[threshold]?.scope === 'every trial';
  return {
    chart: {
      id: `verdict-${threshold}-${idOf(text)}`,
      title: text,
      caption: isPlain
        ? '✓ it held in every trial at that point, ✕ it did not, ? too little is known; below, the trials that broke it.'
        : '✓ the whole interval is on the right side of the bound, ✕ the whole of it is on the wrong side, ? it straddles the bound; below, the figure.',
      ...{ timed: false, draw: () => null, absent: 'nothing was judged' },
    },
    spec: draw(record, threshold, text),
  };
}

function draw(record: SweepRecord, threshold: number, text: string): ChartSpec {
  const [x, y] = [parameterAxis(record, 0), parameterAxis(record, 1)];
  const cells = record.points.map((point) => cellOf(record, point, threshold));
  const fill: ChartSpec = {
    ...{ field: 'verdict', type: 'nominal', legend: null },
    scale: {
      domain: [VERDICT_WORD.pass, VERDICT_WORD.fail, VERDICT_WORD.inconclusive],
      range: [colour('green'), colour('red'), colour('grey')],
    },
  };
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: text,
    description: `Where ${text} holds: ${cells.map((cell) => plainText(`${cell.point}: ${cell.verdict}`)).join('; ')}.`,
    width: 'container',
    height: ROW * y.values.length,
    config: CHART_CONFIG,
    data: { name: 'cells', values: cells },
    encoding: {
      x: {
        ...{ field: 'x', type: 'ordinal', sort: x.values, title: x.title },
        axis: {
          labelAngle: 0,
          labelOverlap: 'greedy',
          ticks: false,
          domain: false,
          grid: false,
          labelColor: colour('ink'),
        },
        scale: { paddingInner: 0.05, paddingOuter: 0.02 },
      },
      y: {
        ...{ field: 'y', type: 'ordinal', sort: [...y.values].reverse(), title: y.title },
        axis: { labelColor: colour('ink'), grid: false },
        scale: { paddingInner: 0.09, paddingOuter: 0.04 },
      },
    },
    layer: [
      {
        mark: { type: 'rect' },
        encoding: {
          color: fill,
          tooltip: [
            { field: 'point', type: 'nominal', title: 'title' },
            { field: 'verdict', type: 'nominal', title: 'Threshold' },
            { field: 'surety', type: 'nominal', title: 'How sure' },
          ],
        },
      },
      {
        mark: { type: 'text', fontSize: 14, fontWeight: 700, dy: -7, color: colour('paper') },
        encoding: { text: { field: 'sign' } },
      },
      {
        mark: { type: 'text', fontSize: 11, dy: 9, color: colour('paper') },
        encoding: { text: { field: 'short' } },
      },
    ],
  };
}

function cellOf(record: SweepRecord, point: SweepPointRecord, threshold: number) {
  const judged = point.thresholds[threshold];
  const verdict = judged?.verdict ?? 'inconclusive';
  const total = (judged?.held ?? 0) + (judged?.violated ?? 0);
  const short =
    judged === undefined
      ? ''
      : judged.scope === 'every trial'
        ? `${judged.violated ?? 0}/${total}`
        : cellValue(judged.estimate, judged.unit);
  return {
    ...{
      x: point.values[0] ?? '',
      y: point.values[1] ?? '',
      verdict: VERDICT_WORD[verdict],
      sign: SIGN[verdict],
      short,
    },
    surety: judged === undefined ? 'nothing is known' : plainText(suretyText(judged)),
    point: pointName(record, point),
  };
}
