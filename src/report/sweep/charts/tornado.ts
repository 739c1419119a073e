import type { SweepDifference, SweepRecord } from '../../../metric/sweepRecord.ts';
import { AMOUNT_AXIS, KIND_LEGEND, zeroRule } from '../../charts/bars.ts';
import { type ChartSpec, rounded, VEGA_LITE_SCHEMA } from '../../charts/chart.ts';
import type { DrawnChart } from '../../charts/drawCharts.ts';
import { ZERO_LABEL } from '../../charts/lineChart.ts';
import { CHART_CONFIG, colour } from '../../charts/theme.ts';
import { plainText } from '../../format.ts';
import { isToldApart, shortPath } from '../sweepText.ts';
import { differenceBounds, differenceText } from '../tornadoText.ts';
import { axisFormat, idOf, isShare } from './figureFormat.ts';

const ROW = 46;
const WORSE = 'Worse';
const BETTER = 'Better';
const OPEN = 'Not told apart from no change';

interface Bar {
  readonly row: number;
  readonly difference: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly kind: string;
  readonly name: string;
  readonly label: string;
  readonly bounds: string;
}

/** What each value changes about a figure against the scenario as it is, the parameter that changes most on top. */
export function tornado(record: SweepRecord, figure: number): DrawnChart {
  const { text, title, unit } = record.figures[figure] as SweepRecord['figures'][number];
  const base = record.points[record.baseIndex ?? 0]?.figures[figure];
  const money = isShare(unit) ? ', percentage points' : unit === 'count' ? '' : `, ${unit}`;
  const isPaired = record.differences.some((each) => each.figure === figure && each.method === 'pairs');
  return {
    chart: {
      id: `tornado-${idOf(text)}`,
      title: `${title}${money}: change against the scenario as it is`,
      caption: `Bars: what one value changes with all else as it is, where the scenario itself has ${plainText(differenceBase(base?.estimate ?? null, unit))}. Whiskers: 95 % interval, ${isPaired ? 'from differences between trials with the same draws' : 'from the bounds of both figures, which makes no use of the common draws and is wide'}.`,
      ...{ timed: false, draw: () => null, absent: 'no point has a value' },
    },
    spec: draw(record, figure),
  };
}

function differenceBase(value: number | null, unit: string): string {
  return value === null ? 'no value' : differenceText(value, unit, { isLevel: true });
}

/** Differences of a figure, those of one parameter together, the greatest first. */
export function rankedDifferences(record: SweepRecord, figure: number): SweepDifference[] {
  const all = record.differences.filter((each) => each.figure === figure && each.estimate !== null);
  const parameterOf = ({ point }: SweepDifference) =>
    record.points[point]?.values.findIndex((value) => value !== null) ?? 0;
  const size = ({ estimate }: SweepDifference) => Math.abs(estimate ?? 0);
  const most = new Map<number, number>();
  for (const each of all) most.set(parameterOf(each), Math.max(most.get(parameterOf(each)) ?? 0, size(each)));
  return all.toSorted((a, b) => {
    const [mine, theirs] = [parameterOf(a), parameterOf(b)];
    if (mine !== theirs) return (most.get(theirs) ?? 0) - (most.get(mine) ?? 0) || mine - theirs;
    return size(b) - size(a) || a.point - b.point;
  });
}

function draw(record: SweepRecord, figure: number): ChartSpec | null {
  const { title, unit } = record.figures[figure] as SweepRecord['figures'][number];
  const bars = rankedDifferences(record, figure).map((each, row) => barOf(record, each, row));
  if (bars.length === 0) return null;
  const x = {
    type: 'quantitative',
    title: null,
    axis: { ...AMOUNT_AXIS, format: `+${axisFormat(unit)}`, labelExpr: ZERO_LABEL },
    scale: { nice: true, padding: 8 },
  };
  const y = { field: 'row', type: 'ordinal', axis: null, scale: { paddingInner: 0.1, paddingOuter: 0 } };
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: `${title}: change against the scenario as it is`,
    description: `Bars: ${bars.map((bar) => plainText(`${bar.name}: ${bar.label} ${bar.bounds}`)).join('; ')}.`,
    width: 'container',
    height: ROW * bars.length,
    config: CHART_CONFIG,
    data: { name: 'bars', values: bars },
    encoding: { y },
    layer: [
      zeroRule(),
      {
        mark: { type: 'bar', height: 16, yOffset: 9, cornerRadius: 1.5 },
        encoding: {
          x: { field: 'difference', ...x },
          color: {
            ...{ field: 'kind', type: 'nominal', legend: KIND_LEGEND },
            scale: { domain: [WORSE, BETTER, OPEN], range: [colour('red'), colour('blue'), colour('axis')] },
          },
          tooltip: [
            { field: 'name', type: 'nominal', title: 'title' },
            { field: 'label', type: 'nominal', title: 'Change' },
            { field: 'bounds', type: 'nominal', title: '95 % interval' },
          ],
        },
      },
      {
        mark: { type: 'rule', yOffset: 9, color: colour('ink'), strokeWidth: 1.5 },
        encoding: { x: { field: 'low', ...x }, x2: { field: 'high' } },
      },
      ...(['low', 'high'] as const).map((end) => ({
        mark: { type: 'tick', orient: 'vertical', yOffset: 9, size: 10, thickness: 1.5, color: colour('ink') },
        encoding: { x: { field: end, ...x } },
      })),
      {
        mark: { type: 'text', align: 'left', baseline: 'middle', yOffset: -11, fontSize: 12, color: colour('ink') },
        encoding: { x: { value: 0 }, text: { field: 'caption' } },
        transform: [{ calculate: "datum.name + ':  ' + datum.label", as: 'caption' }],
      },
    ],
  };
}

function barOf(record: SweepRecord, each: SweepDifference, row: number): Bar {
  const { unit, tail } = record.figures[each.figure] as SweepRecord['figures'][number];
  const { estimate, low, high } = each;
  const isWorse = estimate !== null && estimate > 0 === (tail === 'high');
  const whole = low !== null && high !== null;
  return {
    ...{ row, difference: rounded(estimate ?? 0) ?? 0, name: changeName(record, each) },
    ...{ low: whole ? rounded(low) : null, high: whole ? rounded(high) : null },
    kind: isToldApart(each) ? (isWorse ? WORSE : BETTER) : OPEN,
    label: differenceText(estimate, unit),
    bounds: differenceBounds(each, unit),
  };
}

/** `amplification 20 → 100`. */
export function changeName(record: SweepRecord, { point }: SweepDifference): string {
  const values = record.points[point]?.values ?? [];
  const at = values.findIndex((value) => value !== null);
  return `${shortPath(record, at)} ${record.parameters[at]?.base ?? 'default'} → ${values[at] ?? ''}`;
}
