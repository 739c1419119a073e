import { describeFound } from '../core/field.ts';
import {
  nearestNumber,
  parseBlocks,
  parseDuration,
  parseGasPrice,
  parseRatio,
  parseTokenAmount,
  parseUsd,
} from '../core/quantity.ts';

/** How the value of a threshold is written for metrics of one unit. */
interface ValueForm {
  /** What is expected, with an example: `a ratio such as 110%, 50bps`. */
  readonly expected: string;
  readonly parse: (text: string) => number | undefined;
}

const FORMS: Readonly<Record<string, ValueForm>> = {
  ratio: { expected: 'a ratio such as 110%, 50bps', parse: parseRatio },
  USD: { expected: 'an amount of USD such as 0 USD, 20M USD', parse: (text) => inWhole(parseUsd(text), 18) },
  seconds: { expected: 'a duration such as 0s, 10m, 1h', parse: parseDuration },
  blocks: { expected: 'a number of blocks such as 3 blocks', parse: parseBlocks },
  gwei: { expected: 'a gas price such as 35 gwei', parse: (text) => inWhole(parseGasPrice(text), 9) },
  count: { expected: 'a whole number such as 0, 12', parse: wholeNumber },
  boolean: { expected: 'true or false (or 1 or 0)', parse: truthValue },
};

/**
 * The value of a threshold in its metric's unit.
 *
 * @param text as written, without spaces around it
 * @param unit of the metric; anything but the known units is a token's symbol
 * @returns the value, or what was expected
 */
export function parseThresholdValue(text: string, unit: string): { value: number } | { problem: string } {
  const { expected, parse } = FORMS[unit] ?? tokenForm(unit);
  const value = parse(text);
  return value === undefined ? { problem: `expected ${expected}; found ${describeFound(text)}` } : { value };
}

/** How values of a metric of this unit are written, for the reference and for messages. */
export function thresholdValueForm(unit: string): string {
  return (FORMS[unit] ?? tokenForm(unit)).expected;
}

function tokenForm(symbol: string): ValueForm {
  return {
    expected: `an amount of ${symbol} such as 0 ${symbol}, 20k ${symbol}`,
    parse: (text) => {
      const parsed = parseTokenAmount(text);
      return parsed?.symbol === symbol ? inWhole(parsed.amount, 18) : undefined;
    },
  };
}

function inWhole(amount: bigint | undefined, decimals: number): number | undefined {
  return amount === undefined ? undefined : nearestNumber(amount, decimals);
}

function wholeNumber(text: string): number | undefined {
  if (!/^-?\d+(?:_\d+)*$/.test(text)) return undefined;
  const value = Number(text.replaceAll('_', ''));
  return Number.isSafeInteger(value) ? value : undefined;
}

function truthValue(text: string): number | undefined {
  if (text === 'true' || text === '1') return 1;
  return text === 'false' || text === '0' ? 0 : undefined;
}
