import { DAY, HOUR, MINUTE } from './units.ts';

/** A value of a scenario field as it is written: text with its unit, or a bare number. */
export type WrittenValue = string | number;

/** A written value taken apart, so that others can be put between it and another one. */
export interface WrittenQuantity {
  /** Fixed point with {@link PLACES} decimals, in units of `unit`; durations in seconds. */
  readonly amount: bigint;
  /** `%`, `bps`, `gwei`, `wei`, `gas`, `blocks`, `s`, `USD`, a token's symbol; empty for a bare number. */
  readonly unit: string;
  /** What stands between number and unit. */
  readonly gap: string;
  /** Whether the number was written with `k`, `M` or `B`. */
  readonly isShort: boolean;
}

/** More than any quantity has. */
const PLACES = 24;
const ONE = 10n ** BigInt(PLACES);
const FORM = /^([+-]?)(\d+(?:_\d+)*(?:\.\d+)?)([kMB]?)( ?)([A-Za-z%][A-Za-z0-9]*)?$/;
const DURATION = /^(?:\d+(?:\.\d+)?[dhms])+$/;
const SECONDS: readonly (readonly [unit: string, seconds: number])[] = [
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', 1],
];
const EXPONENTS: Readonly<Record<string, number>> = { '': 0, k: 3, M: 6, B: 9 };
/** Units of which there are whole ones only. */
const WHOLE_UNITS: readonly string[] = ['blocks', 'gas', 'wei', 's'];

/** Takes a value apart; undefined if it is no single quantity. */
export function writtenQuantity(value: unknown): WrittenQuantity | undefined {
  if (typeof value === 'number') {
    const amount = decimal(String(value));
    return amount === undefined ? undefined : { amount, unit: '', gap: '', isShort: false };
  }
  if (typeof value !== 'string') return undefined;
  if (DURATION.test(value)) return { amount: secondsOf(value), unit: 's', gap: '', isShort: false };
  const [, sign = '', digits = '', suffix = '', gap = '', unit = ''] = FORM.exec(value) ?? [];
  // A bare number in quotes is a text, and so is what only looks like an amount: `5m` is a duration.
  if (digits === '' || unit === '') return undefined;
  const amount = decimal(`${sign}${digits.replaceAll('_', '')}e${EXPONENTS[suffix]}`);
  if (amount === undefined) return undefined;
  return { amount, unit: unit === 'block' ? 'blocks' : unit, gap, isShort: suffix !== '' };
}

/** The number before the unit, for axes and ranks; durations in seconds. */
export function numberOf({ amount }: WrittenQuantity): number {
  return Number(`${amount}e-${PLACES}`);
}

/** Puts an amount into words again, in the unit and the manner of another. */
export function written(amount: bigint, like: WrittenQuantity): WrittenValue {
  const { unit, gap, isShort } = like;
  if (unit === '') return Number(plain(amount));
  if (unit === 's') return duration(amount / ONE);
  const size = amount < 0n ? -amount : amount;
  const suffix = isShort
    ? (['B', 'M', 'k'] as const).find((name) => size >= 10n ** BigInt(EXPONENTS[name] as number) * ONE)
    : undefined;
  const scale = 10n ** BigInt(EXPONENTS[suffix ?? ''] as number);
  // What the suffix would cut off is written out.
  if (amount % scale !== 0n) return `${plain(amount)}${gap}${unit}`;
  const number = `${plain(amount / scale)}${suffix ?? ''}`;
  return `${number}${gap}${unit === 'blocks' && number === '1' ? 'block' : unit}`;
}

/** Whether only whole numbers can stand between two quantities. */
export function areWhole(a: WrittenQuantity, b: WrittenQuantity): boolean {
  if (a.unit !== '') return WHOLE_UNITS.includes(a.unit);
  return a.amount % ONE === 0n && b.amount % ONE === 0n;
}

/** One of a quantity's unit. */
export const WHOLE = ONE;

/** Exact decimal text with an optional exponent as fixed point; undefined if it has more digits than that holds. */
export function decimal(text: string): bigint | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === '') return undefined;
  const places = PLACES + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  if (places < 0 && digits % 10n ** BigInt(-places) !== 0n) return undefined;
  const amount = places < 0 ? digits / 10n ** BigInt(-places) : digits * 10n ** BigInt(places);
  return sign === '-' ? -amount : amount;
}

function plain(amount: bigint): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(PLACES + 1, '0');
  const text = `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`.replace(/\.?0+$/, '');
  return `${amount < 0n ? '-' : ''}${text}`;
}

function secondsOf(text: string): bigint {
  let total = 0n;
  for (const [, digits = '', unit = ''] of text.matchAll(/([\d.]+)([dhms])/g)) {
    const seconds = SECONDS.find(([name]) => name === unit)?.[1] ?? 0;
    total += (decimal(digits) ?? 0n) * BigInt(seconds);
  }
  return total;
}

/** Larger units first, each once. */
function duration(seconds: bigint): string {
  let left = seconds;
  const parts = SECONDS.flatMap(([unit, size]) => {
    const count = left / BigInt(size);
    left %= BigInt(size);
    return count === 0n ? [] : [`${count}${unit}`];
  });
  return parts.length === 0 ? '0s' : parts.join('');
}
