import type { Verdict } from '../../../metric/runRecord.ts';
import type { SweepPointRecord, SweepRecord } from '../../../metric/sweepRecord.ts';
import type { ChartSpec } from '../../charts/chart.ts';
import type { DrawnChart } from '../../charts/drawCharts.ts';
import { colour } from '../../charts/theme.ts';
import { plainText } from '../../format.ts';
import { pointName, suretyText, VERDICT_WORD } from '../sweepText.ts';
import { parameterAxis } from './axisOf.ts';
import { cellValue, idOf } from './figureFormat.ts';
import { mapFrame } from './mapFrame.ts';

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
  return mapFrame({
    title: text,
    description: `Where ${text} holds: ${cells.map((cell) => plainText(`${cell.point}: ${cell.verdict}`)).join('; ')}.`,
    ...{ x, y, row: ROW, cells },
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
  });
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
