import type { BackstopView, Observation } from '../agent/policy.ts';
import { toNumber, WAD } from '../core/units.ts';
import type { Fees } from '../market/demand.ts';
import type { BammState } from '../protocol/backstop/bammCurve.ts';
import { formulaQuotes, NO_QUOTES, type Quotes } from '../protocol/backstop/bammQuotes.ts';
import { BAMM_FEED_LIFE } from '../protocol/backstop/bammShares.ts';
import type { CoreTerms } from '../protocol/core/readCore.ts';
import { redemptionRate } from '../protocol/core/redemption.ts';
import type { SystemState } from '../protocol/systemState.ts';
import type { TroveBook } from '../protocol/troveBook.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { BackstopAccount, BackstopHoldings } from './backstopAccount.ts';
import type { OracleDesk } from './oracleDesk.ts';

export interface ObservationSources {
  readonly scenario: Scenario;
  readonly tick: number;
  readonly time: number;
  readonly market: Observation['market'];
  readonly oracles: { readonly collateral: OracleDesk; readonly stable: OracleDesk };
  readonly book: TroveBook;
  readonly state: SystemState;
  /** Undefined without a backstop. */
  readonly account: BackstopAccount | undefined;
  readonly shares: bigint;
  /** Quotes read from a user's own BAMM; undefined: the reference contract's formula. */
  readonly quotes: Quotes | undefined;
  readonly fees: Fees;
  /** Undefined unless the backstop is a BAMM. */
  readonly bamm: BammTerms | undefined;
  readonly terms: CoreTerms;
}

/** What agents see before a block: the chain after the last one, and the outside market now. */
export function observe(sources: ObservationSources): Observation {
  const { scenario, tick, time, market, oracles, book, state, fees } = sources;
  const { clock } = scenario;
  const { gasCompensation, minimumNetDebt } = sources.terms;
  const [mcr, ccr] = [toNumber(sources.terms.mcr), toNumber(sources.terms.ccr)];
  const memory = new Map<string, unknown>();
  const tcr = totalCollateralRatio(state, oracles.collateral.price.usd);
  return Object.freeze({
    tick,
    time,
    start: clock.start,
    blockSeconds: clock.block,
    market: Object.freeze(market),
    oracle: Object.freeze({
      collateral: oracles.collateral.price,
      stable: oracles.stable.price,
      updatedAt: oracles.collateral.updatedAt,
    }),
    lending: Object.freeze({
      troves: book.sorted(),
      tcr,
      recoveryMode: tcr < ccr,
      mcr,
      ccr,
      poolStable: state.poolStable,
      gasCompensation,
      minimumDebt: gasCompensation + minimumNetDebt,
      supply: state.supply,
      redemptionRate: state.redemption && toNumber(redemptionRate(state.redemption, time)),
      borrowingRate: toNumber(state.redemption?.borrowing ?? sources.terms.borrowingRate),
    }),
    backstop: Object.freeze(backstopView(sources)),
    dex: Object.freeze({ stable: state.dexStable, collateral: state.dexCollateral }),
    baseFee: fees.baseFee,
    fees,
    shared: <T>(name: string, compute: () => T): T => {
      if (!memory.has(name)) memory.set(name, compute());
      return memory.get(name) as T;
    },
  });
}

/** Collateral value over debt; Infinity without debt. */
export function totalCollateralRatio({ collateral, debt }: SystemState, price: number): number {
  return debt === 0n ? Number.POSITIVE_INFINITY : (toNumber(collateral) * price) / toNumber(debt);
}

export type BackstopSources = Pick<ObservationSources, 'account' | 'shares' | 'oracles' | 'time' | 'quotes' | 'bamm'>;

/** The backstop as buyers and depositors see it; undefined without one. */
export function backstopView(sources: BackstopSources): BackstopView | undefined {
  const { account, shares, time } = sources;
  if (account === undefined) return undefined;
  const { holdings, withdrawals } = account;
  const withdrawnWithin = (seconds: number): number => withdrawals.shareSince(time - seconds);
  const held = { ...holdings, shares, withdrawnWithin };
  const state = bammState(sources, holdings);
  if (state === undefined) return { kind: 'stability-pool', ...held, ...NO_QUOTES };
  return { kind: 'bamm', ...held, ...(sources.quotes ?? formulaQuotes(state)) };
}

/** A BAMM's parameters in the contract's units. */
export interface BammTerms extends Pick<BammState, 'amplification' | 'fee' | 'maxDiscount'> {
  /** Whether a stablecoin above 1 USD raises what buyers get; else its price counts as 1 USD. */
  readonly compensates: boolean;
}

function bammState({ bamm, oracles, time }: BackstopSources, holdings: BackstopHoldings): BammState | undefined {
  if (bamm === undefined) return undefined;
  const isFresh = oracles.collateral.updatedAt + BAMM_FEED_LIFE >= time;
  const price = isFresh ? oracles.collateral.price.wad : 0n;
  const { compensates, ...terms } = bamm;
  return { ...holdings, ...terms, price, stablePrice: compensates ? oracles.stable.price.wad : WAD };
}
