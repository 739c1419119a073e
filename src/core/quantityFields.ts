import { z } from 'zod';
import { mismatch } from './field.ts';
import {
  parseBlocks,
  parseDuration,
  parseGas,
  parseGasPrice,
  parseInstant,
  parsePrice,
  parseRatio,
  parseTokenAmount,
  parseUsd,
  QUANTITY_PATTERNS,
} from './quantity.ts';

/** A scenario field written with its unit and held as `Value`. */
export type QuantityField<Value> = z.ZodPipe<z.ZodString, z.ZodTransform<Value, string>>;

export interface FieldOptions {
  /** Spellings shown in messages, in editors and in the reference; they must be valid for the field. */
  readonly examples?: readonly [string, ...string[]];
}

export interface Bounds {
  /** Least value allowed. */
  readonly min?: number;
  /** Greatest value allowed. */
  readonly max?: number;
  /** Values must be greater than this. */
  readonly above?: number;
}

/** The scenario's own token symbols; undefined (not known) accepts any. */
export interface TokenSymbols {
  readonly collateral?: string | undefined;
  readonly stable?: string | undefined;
}

/** Time span. → seconds */
export function duration({ examples = ['13s', '10m', '48h'], ...bounds }: FieldOptions & Bounds = {}) {
  const expected = `a duration${within({ min: 0, ...bounds }, (value) => `${value}s`)}`;
  return quantityField<number>({
    title: 'duration',
    pattern: QUANTITY_PATTERNS.duration,
    expected,
    examples,
    parse: (text) => bounded(parseDuration(text), bounds),
  });
}

/** Share, rate or change. → number, 1 for 100 %. Default bounds: 0 % and up. */
export function ratio({ examples = ['0.5%', '50bps'], ...bounds }: FieldOptions & Bounds = {}) {
  const limits = bounds.above === undefined ? { min: 0, ...bounds } : bounds;
  return quantityField<number>({
    title: 'ratio',
    pattern: QUANTITY_PATTERNS.ratio,
    expected: `a ratio${within(limits, formatRatio)}`,
    examples,
    parse: (text) => bounded(parseRatio(text), limits),
  });
}

/** Price of gas. → wei */
export function gasPrice({ examples = ['35 gwei', '1.5 gwei', '100 wei'] }: FieldOptions = {}) {
  return quantityField<bigint>({
    title: 'gas price',
    pattern: QUANTITY_PATTERNS.gasPrice,
    expected: 'a gas price',
    examples,
    parse: parseGasPrice,
  });
}

/** Amount of gas. → gas */
export function gasAmount({ examples = ['10M gas'], min = 0n }: FieldOptions & { readonly min?: bigint } = {}) {
  return quantityField<bigint>({
    title: 'gas',
    pattern: QUANTITY_PATTERNS.gas,
    expected: `an amount of gas${min > 0n ? ` of at least ${min.toLocaleString('en-US').replaceAll(',', '_')} gas` : ''}`,
    examples,
    parse: (text) => {
      const gas = parseGas(text);
      return gas !== undefined && gas >= min ? gas : undefined;
    },
  });
}

/** Number of blocks. → whole number */
export function blocks({ examples = ['1 block', '3 blocks'], ...bounds }: FieldOptions & Bounds = {}) {
  return quantityField<number>({
    title: 'blocks',
    pattern: QUANTITY_PATTERNS.blocks,
    expected: `a number of blocks${within({ min: 0, ...bounds }, (value) => `${value} ${value === 1 ? 'block' : 'blocks'}`)}`,
    examples,
    parse: (text) => bounded(parseBlocks(text), bounds),
  });
}

/** Amount of one of the scenario's two tokens, not negative. → 18 decimals */
export function tokenAmount(
  side: keyof TokenSymbols,
  { symbols = {}, examples }: FieldOptions & { readonly symbols?: TokenSymbols } = {},
) {
  const symbol = symbols[side];
  const shown = symbol ?? (side === 'collateral' ? 'ETH' : 'ZUSD');
  return quantityField<bigint>({
    title: `amount of ${side === 'collateral' ? 'collateral' : 'stablecoin'}`,
    pattern: QUANTITY_PATTERNS.token,
    expected: symbol === undefined ? 'an amount with the symbol of its token' : `an amount of ${symbol}`,
    examples:
      examples ?? (side === 'collateral' ? [`50 ${shown}`, `1_000.5 ${shown}`] : [`20M ${shown}`, `2k ${shown}`]),
    parse: (text) => {
      const parsed = parseTokenAmount(text);
      if (parsed === undefined || parsed.amount < 0n) return undefined;
      return symbol === undefined || parsed.symbol === symbol ? parsed.amount : undefined;
    },
  });
}

/** Amount of US dollars, not negative. → 18 decimals */
export function usd({ examples = ['20 USD', '20M USD'] }: FieldOptions = {}) {
  return quantityField<bigint>({
    title: 'USD',
    pattern: QUANTITY_PATTERNS.usd,
    expected: 'an amount of USD',
    examples,
    parse: (text) => {
      const amount = parseUsd(text);
      return amount !== undefined && amount >= 0n ? amount : undefined;
    },
  });
}

/** Price of one token in US dollars, above zero. → number */
export function price({ examples = ['194.61 USD', '1 USD'] }: FieldOptions = {}) {
  return quantityField<number>({
    title: 'price in USD',
    pattern: QUANTITY_PATTERNS.usd,
    expected: 'a price above 0 USD',
    examples,
    parse: parsePrice,
  });
}

/** Point in time, whole seconds, with its zone. → Unix seconds */
export function instant({
  examples = ['2020-03-12T00:00:00Z'],
  from = 0,
}: FieldOptions & { /** Earliest, Unix seconds. */ readonly from?: number } = {}) {
  const earliest = from > 0 ? ` from ${new Date(from * 1000).toISOString().slice(0, 10)} on` : '';
  return quantityField<number>({
    title: 'instant',
    pattern: QUANTITY_PATTERNS.instant,
    expected: `an instant${earliest}`,
    examples,
    parse: (text) => bounded(parseInstant(text), { min: from }),
  });
}

/** `0.005` → `0.5%`. */
export function formatRatio(value: number): string {
  return `${Number((value * 100).toPrecision(12))}%`;
}

interface Quantity<Value> {
  readonly title: string;
  readonly pattern: string;
  /** What was expected, without its examples: `a duration`. */
  readonly expected: string;
  readonly examples: readonly string[];
  readonly parse: (text: string) => Value | undefined;
}

function quantityField<Value extends number | bigint>(quantity: Quantity<Value>): QuantityField<Value> {
  const { title, pattern, examples, parse } = quantity;
  const expected = `${quantity.expected} such as ${examples.join(', ')}`;
  return z
    .string({ error: (issue) => mismatch(expected, issue.input) })
    .meta({ title, pattern, examples })
    .transform((text, context) => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message: mismatch(expected, text), input: text });
      return z.NEVER;
    });
}

function bounded(value: number | undefined, { min, max, above }: Bounds): number | undefined {
  if (value === undefined) return undefined;
  const inside = value >= (min ?? -Infinity) && value <= (max ?? Infinity) && value > (above ?? -Infinity);
  return inside ? value : undefined;
}

function within({ min, max, above }: Bounds, format: (value: number) => string): string {
  const parts: string[] = [];
  if (min === Number.NEGATIVE_INFINITY) return '';
  if (above !== undefined) parts.push(`above ${format(above)}`);
  else if (min !== undefined && min !== 0 && max === undefined) parts.push(`of at least ${format(min)}`);
  else if (min !== undefined && max !== undefined) return ` from ${format(min)} to ${format(max)}`;
  if (max !== undefined) parts.push(`at most ${format(max)}`);
  return parts.length > 0 ? ` ${parts.join(' and ')}` : '';
}
