import { UsageError } from '../../core/errors.ts';
import type { RecordedSide } from '../../report/compare/readSide.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { ticksOf } from '../../scenario/sections.ts';

/** What two sides must share for their trials to be pairs; undefined where it is not known yet. */
export interface PairTerms {
  readonly seed: number;
  readonly collateral: string;
  readonly stable: string;
  /** Unix seconds. */
  readonly start: number | undefined;
  readonly block: number;
  readonly ticks: number;
}

const WORDS: Readonly<Record<keyof PairTerms, string>> = {
  seed: 'seed',
  collateral: 'collateral',
  stable: 'stablecoin',
  start: 'start of the clock, Unix seconds',
  block: 'seconds a block',
  ticks: 'ticks of a trial',
};

/** @throws UsageError that names what differs */
export function expectPairable(base: PairTerms, proposal: PairTerms): void {
  for (const key of Object.keys(WORDS) as (keyof PairTerms)[]) {
    const [mine, theirs] = [base[key], proposal[key]];
    if (mine === theirs || mine === undefined || theirs === undefined) continue;
    throw new UsageError('The two sides can not be compared trial by trial', {
      facts: { differs: WORDS[key], base: mine, proposal: theirs },
      remedy:
        key === 'seed'
          ? 'run both with the same --seed: trials of different seeds have different draws'
          : 'compare scenarios with the same tokens and the same clock',
    });
  }
}

export function termsOfRecord({ seed, scenario: { symbols, clock } }: RecordedSide): PairTerms {
  return { seed, ...symbols, start: clock.start, block: clock.blockSeconds, ticks: clock.ticks };
}

export function termsOfScenario({ seed, market, clock }: Scenario): PairTerms {
  const { collateral, stable } = market;
  return {
    ...{ seed, collateral: collateral.symbol, stable: stable.symbol, block: clock.block, ticks: ticksOf(clock) },
    start: typeof clock.start === 'number' ? clock.start : undefined,
  };
}
