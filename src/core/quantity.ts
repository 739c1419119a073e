/**
 * Quantities as people write them (`48h`, `0.5%`, `20M ZUSD`), read into numbers and 18-decimal amounts.
 * Every parser returns undefined for text that is not such a quantity; amounts never pass through floats.
 */
import { DAY, GWEI, HOUR, MINUTE } from './units.ts';

/** Digits with optional `_` between them and an optional fraction. */
const DIGITS = '\\d+(?:_\\d+)*(?:\\.\\d+)?';
const WHOLE = '\\d+(?:_\\d+)*';

/** The accepted spellings; the JSON Schema shows editors the same patterns. */
export const QUANTITY_PATTERNS = {
  duration: '^(?:\\d+(?:\\.\\d+)?[dhms])+$',
  ratio: `^[+-]?${DIGITS} ?(?:%|bps)$`,
  gasPrice: `^${DIGITS} ?(?:gwei|wei)$`,
  gas: `^${DIGITS}[kMB]? ?gas$`,
  blocks: `^${WHOLE} ?blocks?$`,
  token: `^[+-]?${DIGITS}[kMB]? [A-Za-z][A-Za-z0-9]*$`,
  usd: `^[+-]?${DIGITS}[kMB]? USD$`,
  instant: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:Z|[+-]\\d{2}:\\d{2})$',
} as const;

const SECONDS_PER: Readonly<Record<string, bigint>> = {
  d: BigInt(DAY),
  h: BigInt(HOUR),
  m: BigInt(MINUTE),
  s: 1n,
};
const ORDER_OF_UNITS = 'dhms';
const SUFFIX_EXPONENT: Readonly<Record<string, number>> = { '': 0, k: 3, M: 6, B: 9 };

/** `13s`, `1h30m`, `0.5h` → seconds, always whole; larger units first, each once. */
export function parseDuration(text: string): number | undefined {
  if (!matches('duration', text)) return undefined;
  let total = 0n;
  let previous = -1;
  for (const [, digits = '', unit = ''] of text.matchAll(/([\d.]+)([dhms])/g)) {
    const order = ORDER_OF_UNITS.indexOf(unit);
    if (order <= previous) return undefined;
    previous = order;
    const micros = scaled(digits, 6);
    if (micros === undefined) return undefined;
    total += micros * (SECONDS_PER[unit] ?? 0n);
  }
  if (total % 1_000_000n !== 0n) return undefined;
  return safe(total / 1_000_000n);
}

/** `0.5%`, `-30%`, `50bps` → 0.005, -0.3, 0.005. */
export function parseRatio(text: string): number | undefined {
  if (!matches('ratio', text)) return undefined;
  const [, digits = '', unit] = /^([+-]?[\d_.]+) ?(%|bps)$/.exec(text) ?? [];
  // The exponent is put into the text, so that 110% is the double nearest to 1.1 and not 110 / 100.
  return Number(`${digits.replaceAll('_', '')}e${unit === '%' ? -2 : -4}`);
}

/** `35 gwei`, `1.5 gwei`, `100 wei` → wei. */
export function parseGasPrice(text: string): bigint | undefined {
  if (!matches('gasPrice', text)) return undefined;
  const [, digits = '', unit] = /^([\d_.]+) ?(gwei|wei)$/.exec(text) ?? [];
  return scaled(digits, unit === 'gwei' ? String(GWEI).length - 1 : 0);
}

/** `10M gas`, `21_000 gas` → gas. */
export function parseGas(text: string): bigint | undefined {
  if (!matches('gas', text)) return undefined;
  const [, digits = '', suffix = ''] = /^([\d_.]+)([kMB]?)/.exec(text) ?? [];
  return scaled(digits, 0, suffix);
}

/** `1 block`, `3 blocks` → 1, 3. */
export function parseBlocks(text: string): number | undefined {
  if (!matches('blocks', text)) return undefined;
  return safe(scaled(/^[\d_]+/.exec(text)?.[0] ?? '', 0));
}

/** `20M ZUSD`, `1_000.5 ETH` → amount with 18 decimals, and the symbol as written. */
export function parseTokenAmount(text: string): { amount: bigint; symbol: string } | undefined {
  if (!matches('token', text)) return undefined;
  const [, sign, digits = '', suffix = '', symbol = ''] = /^([+-]?)([\d_.]+)([kMB]?) (.+)$/.exec(text) ?? [];
  const amount = scaled(digits, 18, suffix);
  return amount === undefined ? undefined : { amount: sign === '-' ? -amount : amount, symbol };
}

/** `20M USD`, `-5 USD` → 18 decimals. */
export function parseUsd(text: string): bigint | undefined {
  return matches('usd', text) ? parseTokenAmount(text)?.amount : undefined;
}

/** `194.61 USD` → 194.61, USD for one token; above zero. */
export function parsePrice(text: string): number | undefined {
  if (!matches('usd', text)) return undefined;
  const [, digits = '', suffix = ''] = /^\+?([\d_.]+)([kMB]?) USD$/.exec(text) ?? [];
  if (digits === '') return undefined;
  const price = Number(`${digits.replaceAll('_', '')}e${SUFFIX_EXPONENT[suffix]}`);
  return price > 0 ? price : undefined;
}

/** `2020-03-12T00:00:00Z` → Unix seconds. A zone is required and the day must exist. */
export function parseInstant(text: string): number | undefined {
  if (!matches('instant', text)) return undefined;
  const milliseconds = Date.parse(text);
  const wallClock = Date.parse(`${text.slice(0, 19)}Z`);
  if (Number.isNaN(milliseconds) || Number.isNaN(wallClock)) return undefined;
  // Date.parse rolls 30 February over into March; writing the day back shows it.
  return new Date(wallClock).toISOString().slice(0, 19) === text.slice(0, 19) ? milliseconds / 1000 : undefined;
}

/**
 * The double nearest to a fixed-point amount: what its decimal text would parse to.
 *
 * @param amount fixed point with `decimals` places
 * @param decimals places, 18 for tokens and USD, 9 from wei to gwei
 */
export function nearestNumber(amount: bigint, decimals: number): number {
  return Number(`${amount}e-${decimals}`);
}

function matches(kind: keyof typeof QUANTITY_PATTERNS, text: string): boolean {
  return new RegExp(QUANTITY_PATTERNS[kind]).test(text);
}

/** Decimal text times 10^decimals and its suffix; undefined if digits would be lost. */
function scaled(digits: string, decimals: number, suffix = ''): bigint | undefined {
  const [whole = '', fraction = ''] = digits.replaceAll('_', '').split('.');
  const kept = fraction.replace(/0+$/, '');
  const places = decimals + (SUFFIX_EXPONENT[suffix] ?? 0);
  return kept.length > places ? undefined : BigInt(whole + kept.padEnd(places, '0'));
}

function safe(value: bigint | undefined): number | undefined {
  return value !== undefined && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
}
