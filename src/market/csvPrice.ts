import { resolve } from 'node:path';
import { UsageError } from '../core/errors.ts';
import type { RandomStream } from '../core/random.ts';
import { quantile } from '../core/statistics.ts';
import { joinKnots } from './joinKnots.ts';
import { type MarketClock, tickAt } from './marketClock.ts';
import type { PriceProcess } from './priceProcess.ts';
import { type PriceRow, readPriceRows } from './readPriceRows.ts';
import type { PriceProcessSpec } from './schema.ts';

type CsvSpec = Extract<PriceProcessSpec, { kind: 'csv' }>;

interface CsvContext extends MarketClock {
  readonly random: RandomStream;
  /** Folder that the file is relative to; default the current one. */
  readonly baseDir?: string;
}

/** A gap is long from this many median steps on, unless the scenario says otherwise. */
const LONG_GAP = 3;

/**
 * Prices from a user's file, joined like knots (see `joinKnots`): a row is the price of the first tick at or after
 * its time, of several rows in one tick the last counts.
 *
 * The rows must cover the clock: one at or before its start, and nowhere in it, nor at its end, more than `maxGap`
 * without a row. After the last row the price stays, as a row of a candle file stands for its interval.
 *
 * @param spec columns `time` and `price`; `maxGap` in seconds, default three times the file's median step
 * @throws UsageError naming file, line, what was expected and what to do: the file cannot be read or parsed, a column
 *   is missing, a time or a price is not one, times do not rise, a gap is too long, the clock is not covered
 * @throws RangeError if a bridge has no volatility
 */
export function csvPrice(
  { file, time, price, interpolation, volatility, maxGap }: Omit<CsvSpec, 'kind' | 'source'>,
  { ticks, blockSeconds, startSeconds, random, baseDir = '.' }: CsvContext,
): PriceProcess {
  const path = resolve(baseDir, file);
  const rows = readPriceRows(path, { time, price });
  const end = startSeconds + (ticks - 1) * blockSeconds;
  const window = rowsAround(rows, { path, startSeconds, end });
  checkGaps(window, { path, end, maxGap: maxGap ?? LONG_GAP * medianStep(rows) });
  const knots = window.map((row) => ({ tick: tickAt(row.time - startSeconds, blockSeconds), price: row.price }));
  return joinKnots(knots, { interpolation, volatility, blockSeconds, random });
}

/** The rows from the last one at or before the start to the first one at or after the end, if there is one. */
function rowsAround(
  rows: readonly PriceRow[],
  { path, startSeconds, end }: { path: string; startSeconds: number; end: number },
): readonly PriceRow[] {
  const after = rows.findIndex((row) => row.time > startSeconds);
  const from = after === -1 ? rows.length - 1 : after - 1;
  const beyond = rows.findIndex((row) => row.time >= end);
  const first = rows[0] as PriceRow;
  if (from >= 0) return rows.slice(from, beyond === -1 ? undefined : beyond + 1);
  throw new UsageError('the price file begins after the clock', {
    facts: {
      file: path,
      line: first.line,
      found: `first row at ${instant(first.time)}`,
      expected: `a row at or before ${instant(startSeconds)}`,
    },
    remedy: 'Set clock.start to a time that the file covers, or add the missing rows.',
  });
}

function checkGaps(
  rows: readonly PriceRow[],
  { path, end, maxGap }: { path: string; end: number; maxGap: number },
): void {
  rows.forEach((row, index) => {
    const next = rows[index + 1];
    const gap = (next?.time ?? end) - row.time;
    if (gap <= maxGap) return;
    if (next === undefined) {
      throw new UsageError('the price file ends before the clock', {
        facts: {
          file: path,
          line: row.line,
          found: `last row at ${instant(row.time)}`,
          expected: `rows up to ${instant(end)}, or up to ${maxGap} s before`,
        },
        remedy: 'Shorten clock.duration, or add the missing rows.',
      });
    }
    throw new UsageError('the price file has a gap', {
      facts: {
        file: path,
        line: next.line,
        found: `${gap} s without a row, from ${instant(row.time)} to ${instant(next.time)}`,
        expected: `at most ${maxGap} s`,
      },
      remedy: 'Add the missing rows, or allow the gap with maxGap.',
    });
  });
}

function medianStep(rows: readonly PriceRow[]): number {
  return (
    quantile(
      rows.slice(1).map((row, index) => row.time - (rows[index]?.time ?? 0)),
      0.5,
    ) ?? 0
  );
}

function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
