import type { SweepPointRecord, SweepRecord } from '../../../metric/sweepRecord.ts';
import type { ChartSpec } from '../../charts/chart.ts';
import type { DrawnChart } from '../../charts/drawCharts.ts';
import { colour } from '../../charts/theme.ts';
import { plainText } from '../../format.ts';
import { pointName, shortPath } from '../sweepText.ts';
import { parameterAxis } from './axisOf.ts';
import { CELL_MARK, cellBounds, cellValue, idOf, verdictAt } from './figureFormat.ts';
import { mapFrame } from './mapFrame.ts';

/** Those on which either the ink or the paper can be read, in both themes. */
const FILLS = ['heat0', 'heat1', 'heat2', 'heat4', 'heat5'] as const;
/** Fills that take the ink. */
const LIGHT_FILLS = 3;
const ROW = 58;
/** Width of a cell that has room for an interval. */
const ROOM = 92;
/** Slices of a grid of more than two parameters that are drawn. */
const MOST_SLICES = 6;

interface Cell {
  readonly x: string;
  readonly y: string;
  readonly step: number | null;
  readonly label: string;
  readonly bounds: string;
  readonly edge: string;
  readonly isDark: boolean;
  readonly point: string;
}

/** Heat maps of a figure over the first two parameters of a grid, one a combination of the others. */
export function heatMaps(record: SweepRecord, figure: number): DrawnChart[] {
  const slices = slicesOf(record);
  return slices.slice(0, MOST_SLICES).map(({ others, points }, i) => {
    const { title, text, unit, thresholds } = record.figures[figure] as SweepRecord['figures'][number];
    const with_ = others.length === 0 ? '' : ` (${others.join(', ')})`;
    const money = ['ratio', 'boolean', 'count'].includes(unit) ? '' : `, ${unit}`;
    const judged =
      thresholds.length === 0
        ? 'No threshold is about this figure.'
        : `✕ in a red frame: the threshold fails (${thresholds.map((at) => record.thresholds[at]).join('; ')}). ? in a dashed frame: it is undecided. Without a mark it holds.`;
    return {
      chart: {
        id: `heat-map-${idOf(text)}${slices.length > 1 ? `-${i}` : ''}`,
        title: `${title}${money}${with_}`,
        caption: `Figure at each point, its 95 % interval below it. ${judged}`,
        timed: false,
        draw: () => null,
        absent: 'no point has a value',
      },
      spec: draw(record, figure, points),
    };
  });
}

/** Slices that are not drawn. */
export function hiddenSlices(record: SweepRecord): number {
  return Math.max(0, slicesOf(record).length - MOST_SLICES);
}

function slicesOf(record: SweepRecord): { others: string[]; points: SweepPointRecord[] }[] {
  const slices = new Map<string, { others: string[]; points: SweepPointRecord[] }>();
  for (const point of record.points) {
    const others = point.values.slice(2).map((value, i) => `${shortPath(record, i + 2)} ${value}`);
    const key = others.join('\n');
    const slice = slices.get(key) ?? { others, points: [] };
    slice.points.push(point);
    slices.set(key, slice);
  }
  return [...slices.values()];
}

function draw(record: SweepRecord, figure: number, points: readonly SweepPointRecord[]): ChartSpec | null {
  const estimates = points.flatMap((point) => point.figures[figure]?.estimate ?? []);
  if (estimates.length === 0) return null;
  const [x, y] = [parameterAxis(record, 0), parameterAxis(record, 1)];
  const { title } = record.figures[figure] as SweepRecord['figures'][number];
  const cells = points.map((point) => cellOf(record, point, { figure, estimates }));
  const onCell = (size: number, weight: number, dy: number) => ({
    type: 'text',
    fontSize: size,
    fontWeight: weight,
    dy,
  });
  const inks = { condition: { test: 'datum.isDark', value: colour('paper') }, value: colour('ink') };
  const frame = (edge: string, stroke: string, dash: readonly number[]) => ({
    transform: [{ filter: `datum.edge === '${edge}'` }],
    mark: { type: 'rect', fillOpacity: 0, stroke: colour(stroke as 'ink'), strokeWidth: 2.5, strokeDash: dash },
  });
  return mapFrame({
    title,
    description: `Heat map of ${title} over ${x.title} and ${y.title}: ${cells.map((cell) => plainText(`${cell.point}: ${cell.label} (${cell.bounds})`)).join('; ')}.`,
    ...{ x, y, row: ROW, cells },
    layer: [
      {
        mark: { type: 'rect' },
        encoding: {
          color: {
            condition: { test: 'datum.step === null', value: colour('grid') },
            ...{ field: 'step', type: 'ordinal', legend: null },
            scale: { domain: FILLS.map((_, i) => i), range: FILLS.map(colour) },
          },
          tooltip: [
            { field: 'point', type: 'nominal', title: 'title' },
            { field: 'label', type: 'nominal', title: 'Figure' },
            { field: 'bounds', type: 'nominal', title: '95 % interval' },
          ],
        },
      },
      frame('fail', 'red', [1, 0]),
      frame('inconclusive', 'ink', [4, 3]),
      {
        mark: {
          ...onCell(13, 600, -7),
          fontSize: { expr: `width / ${x.values.length} < 66 ? 11 : 13` },
          dy: { expr: `width / ${x.values.length} < ${ROOM} ? 0 : -7` },
        },
        encoding: { text: { field: 'label' }, color: inks },
      },
      {
        // Where a cell is too narrow for it, the tooltip and the table have it.
        mark: { ...onCell(11, 400, 10), opacity: { expr: `width / ${x.values.length} < ${ROOM} ? 0 : 1` } },
        encoding: { text: { field: 'bounds' }, color: inks },
      },
    ],
  });
}

function cellOf(
  record: SweepRecord,
  point: SweepPointRecord,
  { figure, estimates }: { readonly figure: number; readonly estimates: readonly number[] },
): Cell {
  const swept = record.figures[figure] as SweepRecord['figures'][number];
  const value = point.figures[figure] ?? { estimate: null, low: null, high: null };
  const verdict = verdictAt(swept, point) ?? 'pass';
  const step = value.estimate === null ? null : stepOf(value.estimate, estimates);
  return {
    ...{ x: point.values[0] ?? '', y: point.values[1] ?? '', step, edge: verdict },
    label: `${CELL_MARK[verdict]}${cellValue(value.estimate, swept.unit)}`,
    bounds: cellBounds(value, swept.unit),
    isDark: step !== null && step >= LIGHT_FILLS,
    point: pointName(record, point),
  };
}

/** Fills are spread evenly over the values. */
function stepOf(value: number, all: readonly number[]): number {
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (high === low) return 0;
  return Math.min(FILLS.length - 1, Math.floor((value - low) / ((high - low) / FILLS.length)));
}
