/** Narrow no-break space: separates thousands and units without letting a line break there. */
export const THIN = '\u202f';
/** Shown where there is no figure. */
export const NO_VALUE = '—';

const MINUS = '−';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export interface NumberOptions {
  /** Put `+` before a positive figure; default false. */
  readonly sign?: boolean;
}

/**
 * A number with a fixed count of decimals, thin spaces between thousands and a true minus sign.
 * A figure that rounds to zero carries no sign.
 *
 * @param value any number; null or NaN gives a dash
 * @param decimals places after the point
 */
export function formatNumber(value: number | null, decimals = 0, { sign = false }: NumberOptions = {}): string {
  if (value === null || Number.isNaN(value)) return NO_VALUE;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  const digits = Math.abs(value).toFixed(decimals);
  const [whole = '0', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
  const isZero = Number(digits) === 0;
  const prefix = isZero ? '' : value < 0 ? MINUS : sign ? '+' : '';
  return `${prefix}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** A whole number with thin spaces between thousands. */
export function formatInteger(value: number | null): string {
  return formatNumber(value, 0);
}

const SCALES = [
  { from: 999_500_000, by: 1e9, suffix: 'B' },
  { from: 999_500, by: 1e6, suffix: 'M' },
  { from: 9_999.5, by: 1e3, suffix: 'k' },
] as const;

/** A number at three significant digits or so: `12.3M`, `45.1k`, `9 830`, `12.34`, `0.00123`. */
export function formatCompact(value: number | null, options: NumberOptions = {}): string {
  if (value === null || !Number.isFinite(value)) return formatNumber(value, 0, options);
  const size = Math.abs(value);
  const scale = SCALES.find(({ from }) => size >= from);
  if (scale !== undefined) {
    const scaled = value / scale.by;
    return `${formatNumber(scaled, threeDigits(Math.abs(scaled)), options)}${scale.suffix}`;
  }
  if (size === 0) return '0';
  if (size < 0.01) return formatNumber(value, Math.min(8, 2 - Math.floor(Math.log10(size))), options);
  return formatNumber(value, size >= 99.95 || Number.isInteger(value) ? 0 : 2, options);
}

function threeDigits(size: number): number {
  return size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
}

/** An amount with its currency or token: `12.3M USD`. */
export function formatMoney(value: number | null, unit = 'USD', options: NumberOptions = {}): string {
  if (value === null || Number.isNaN(value)) return NO_VALUE;
  return `${formatCompact(value, options)}${THIN}${unit}`;
}

/**
 * A ratio in percent: 0.032 gives `3.2 %`. A figure that is not zero but would read so keeps two more decimals.
 *
 * @param value ratio; 1 is 100 %
 * @param decimals places after the point; default 1
 */
export function formatRatio(value: number | null, decimals = 1, options: NumberOptions = {}): string {
  if (value === null || Number.isNaN(value)) return NO_VALUE;
  const percent = value * 100;
  const places = percent !== 0 && Math.abs(percent) < 0.5 * 10 ** -decimals ? decimals + 2 : decimals;
  return `${formatNumber(percent, places, options)}${THIN}%`;
}

/** Difference of two ratios in percentage points: 0.012 gives `+1.2 pp`. */
export function formatPoints(value: number | null, decimals = 1): string {
  if (value === null || Number.isNaN(value)) return NO_VALUE;
  return `${formatNumber(value * 100, decimals, { sign: true })}${THIN}pp`;
}

/** A span of time in its two largest units: `13 s`, `4 min 20 s`, `48 h`, `5 d 3 h`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return NO_VALUE;
  const sign = seconds < 0 ? MINUS : '';
  const size = Math.abs(seconds);
  if (size < 1 && size > 0) return `${sign}${formatNumber(size, 2)}${THIN}s`;
  const whole = Math.round(size);
  if (whole < 60) return `${sign}${whole}${THIN}s`;
  if (whole < 3600) return sign + twoUnits(whole, 60, 'min', 's');
  if (size < 72 * 3600 + 30) return sign + twoUnits(Math.round(size / 60), 60, 'h', 'min');
  return sign + twoUnits(Math.round(size / 3600), 24, 'd', 'h');
}

function twoUnits(total: number, per: number, big: string, small: string): string {
  const rest = total % per;
  const head = `${formatInteger(Math.floor(total / per))}${THIN}${big}`;
  return rest === 0 ? head : `${head}\u00a0${rest}${THIN}${small}`;
}

/** A Unix time in UTC: `13 Mar 2020 02:15 UTC`. */
export function formatTime(unixSeconds: number | null, { seconds = false } = {}): string {
  if (unixSeconds === null || !Number.isFinite(unixSeconds)) return NO_VALUE;
  const date = new Date(unixSeconds * 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}${seconds ? `:${two(date.getUTCSeconds())}` : ''}`;
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${clock} UTC`;
}

/** A metric's value in the metric's unit. */
export function formatValue(value: number | null, unit: string, options: NumberOptions = {}): string {
  if (value === null || Number.isNaN(value)) return NO_VALUE;
  switch (unit) {
    case 'ratio':
      return formatRatio(value, 2, options);
    case 'count':
      return formatNumber(value, Number.isInteger(value) ? 0 : 1, options);
    case 'boolean':
      return value === 0 ? 'no' : value === 1 ? 'yes' : formatRatio(value, 1, options);
    case 'seconds':
      return formatDuration(value);
    case 'blocks':
      return `${formatNumber(value, Number.isInteger(value) ? 0 : 1, options)}${THIN}${value === 1 ? 'block' : 'blocks'}`;
    default:
      return formatMoney(value, unit, options);
  }
}

/** The same text for places that may lack typographic characters, such as a terminal. */
export function plainText(text: string): string {
  return text.replace(/[\u202f\u00a0]/g, ' ').replaceAll(MINUS, '-');
}

/** `1 trial`, `2 trials`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatInteger(count)} ${count === 1 ? one : many}`;
}
