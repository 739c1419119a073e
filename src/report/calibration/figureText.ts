import type { CalibrationRecord, CaseRecord, FigureRecord, OrderingRecord } from '../../metric/calibrationRecord.ts';
import type { Closeness, Nearness } from '../../metric/documented.ts';
import { formatCompact, formatNumber, formatPoints, formatValue, NO_VALUE, plural, THIN } from '../format.ts';

/** Whether there is a figure to hold the model's against. */
export function isDocumented({ documented: { low, high } }: Pick<FigureRecord, 'documented'>): boolean {
  return low !== null || high !== null;
}

/** The documented figure in the report's own spelling: `≈ 93.5M ZUSD`, `480M to 730M ZUSD`, `over 20.0M ZUSD`. */
export function documentedText({ documented, unit }: Pick<FigureRecord, 'documented' | 'unit'>): string {
  const { low, high, isApproximate } = documented;
  if (low === null && high === null) return 'no figure';
  const mark = isApproximate ? `≈${THIN}` : '';
  if (low === null) return asWritten(`${mark}under ${formatValue(high, unit)}`);
  if (high === null) return asWritten(`${mark}over ${formatValue(low, unit)}`);
  return asWritten(mark + (low === high ? formatValue(low, unit) : rangeText(low, high, unit)));
}

/** Without decimals that the source does not give: `24 %`. */
function asWritten(text: string): string {
  return text.replaceAll(`.00${THIN}%`, `${THIN}%`);
}

/** `480M to 730M ZUSD`: a unit that both ends carry is said once. */
function rangeText(low: number | null, high: number | null, unit: string): string {
  const [from, to] = [formatValue(low, unit), formatValue(high, unit)];
  const ending = `${THIN}${unit}`;
  return `${from.endsWith(ending) ? from.slice(0, -ending.length) : from} to ${to}`;
}

/** The model's figure; of several seeds the median. */
export function observedText({ observed, unit }: Pick<FigureRecord, 'observed' | 'unit'>): string {
  return observed === null ? 'no figure' : formatValue(observed, unit);
}

/** Lowest and highest over the seeds; empty for one seed. */
export function spreadText({ bySeed, unit }: Pick<FigureRecord, 'bySeed' | 'unit'>): string {
  const values = bySeed.filter((value) => value !== null);
  if (values.length < 2) return '';
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) return `the same for ${values.length} seeds`;
  return `${rangeText(low, high, unit)}, ${values.length} seeds`;
}

/** Model less documented, in the unit: `−18.1M ZUSD`; of a range `inside`. */
export function differenceText({ distance, documented, unit }: FigureRecord): string {
  if (distance === null) return NO_VALUE;
  const isRange = documented.low !== documented.high;
  if (distance.difference === 0) return isRange ? 'inside' : 'none';
  const difference = signed(distance.difference, unit);
  if (!isRange) return difference;
  return `${difference} ${distance.difference < 0 ? 'below' : 'above'}`;
}

function signed(difference: number, unit: string): string {
  if (unit === 'ratio') return formatPoints(difference, 2);
  if (unit === 'seconds' && difference > 0) return `+${formatValue(difference, unit)}`;
  return formatValue(difference, unit, { sign: true });
}

/** Model over documented: `×${THIN}0.81`. */
export function ratioText({ distance, documented }: Pick<FigureRecord, 'distance' | 'documented'>): string {
  const ratio = distance?.ratio ?? null;
  const isInside = distance?.difference === 0 && documented.low !== documented.high;
  if (ratio === null || isInside) return NO_VALUE;
  return `×${THIN}${ratio === 0 ? '0' : ratio < 0.1 || ratio >= 100 ? formatCompact(ratio) : formatNumber(ratio, 2)}`;
}

/** How near the model's figure is: `equal`, `inside`, `25 %`, `×3.16`, or `neither`. */
export function nearnessText(
  { distance, documented: { low, high } }: Pick<FigureRecord, 'distance' | 'documented'>,
  { near, wide }: Closeness,
): string {
  if (distance === null) return NO_VALUE;
  if (distance.difference === 0) return low === high ? 'equal' : 'inside';
  if (distance.within === 'near') return nearText(near);
  return distance.within === 'wide' ? wideText(wide) : 'neither';
}

function nearText(near: number): string {
  return `${formatNumber((near - 1) * 100)}${THIN}%`;
}

function wideText(wide: number): string {
  return `×${THIN}${formatNumber(wide, 2)}`;
}

/** Whether an order was kept, in words. */
export function orderingText({ holds, must }: Pick<OrderingRecord, 'holds' | 'must'>): string {
  if (holds === null) return 'not known: a figure is missing';
  return holds ? 'kept' : `not kept: it does not ${must} throughout`;
}

/** How many of the documented figures of one role are how near; `wide` counts the near ones, too. */
export interface RoleCount {
  readonly all: number;
  readonly near: number;
  readonly wide: number;
  readonly missing: number;
}

export function countRole(cases: readonly CaseRecord[], role: FigureRecord['role']): RoleCount {
  const figures = cases
    .flatMap((each) => each.figures)
    .filter((figure) => figure.role === role && isDocumented(figure));
  const count = (test: (within: Nearness | undefined) => boolean): number =>
    figures.filter(({ distance }) => test(distance?.within)).length;
  return {
    all: figures.length,
    near: count((within) => within === 'near'),
    wide: count((within) => within === 'near' || within === 'wide'),
    missing: count((within) => within === undefined),
  };
}

/** What the comparison comes to, in counts alone. */
export function headline({ cases, closeness: { near, wide } }: CalibrationRecord): string {
  const predicted = countRole(cases, 'predicted');
  const orderings = cases.flatMap((each) => each.orderings);
  const kept = orderings.filter(({ holds }) => holds === true).length;
  const parts = [
    `of ${plural(predicted.all, 'prediction')} ${predicted.near} within ${nearText(near)} of what is documented, ${predicted.wide} within a factor of ${formatNumber(wide, 2)}`,
    ...(orderings.length === 0 ? [] : [`${kept} of ${plural(orderings.length, 'order')} kept`]),
    ...(predicted.missing === 0 ? [] : [`${plural(predicted.missing, 'prediction')} without a figure`]),
  ];
  return parts.join('; ');
}

/** What `within` means. */
export function nearnessRule({ closeness: { near, wide, zero } }: CalibrationRecord): string {
  const less = formatNumber((1 - 1 / near) * 100);
  return `Within ${nearText(near)}: at most that much more, or ${less}${THIN}% less. Within a factor of ${formatNumber(wide, 2)}: half an order of magnitude either way, a wide margin, which tells a model of the right size from one that is not, and no more. Inside a range or a bound counts as the former; where 0 is documented, only 0 does, or a share of at most ${formatNumber(zero * 100)}${THIN}%.`;
}

/** Figures of a case that are not laid out in its table. */
export function listedFigures({ figures, table }: CaseRecord): readonly FigureRecord[] {
  const laidOut = new Set(table?.figures.flat() ?? []);
  return figures.filter(({ name }) => !laidOut.has(name));
}
