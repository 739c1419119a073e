import type { AgentView, BackstopView, Observation, Price } from '../../src/agent/policy.ts';
import { GWEI, toWad, WAD } from '../../src/core/units.ts';
import { type Fees, quietFees } from '../../src/market/demand.ts';
import { accountOf } from '../../src/protocol/accounts.ts';
import type { BammState } from '../../src/protocol/backstop/bammCurve.ts';
import { formulaQuotes } from '../../src/protocol/backstop/bammQuotes.ts';
import type { TroveView } from '../../src/protocol/troveBook.ts';

/** Observations and agents as tests state them: the price is 200, the stablecoin at its peg, nobody is in need. */

export const BID = { tip: { kind: 'constant', value: 2 }, expiry: 50 } as const;
const SELF = accountOf('test/self');

function priceOf(usd: number): Price {
  return { usd, wad: toWad(usd) };
}

/** @param name whose it is */
export function trove(name: string, debt: number, collateral: number): TroveView {
  const owner = name === 'self' ? SELF : accountOf(`test/${name}`);
  return { owner, debt: toWad(debt), collateral: toWad(collateral), ratio: collateral / debt };
}

export function agent(own: Partial<AgentView> = {}): AgentView {
  const collateral = own.collateral ?? 50n * WAD;
  const stable = own.stable ?? 0n;
  return {
    ...{ id: 'test/0', class: 'test', address: SELF, collateral, stable, initial: { collateral, stable } },
    ...{ trove: undefined, surplus: 0n, shares: 0n, pending: 0, outcomes: [] },
    ...own,
  };
}

interface Situation {
  readonly tick?: number;
  readonly time?: number;
  /** On the outside market, USD. */
  readonly market?: number;
  readonly stablePrice?: number;
  /** What the outside market pays if trades move it; default: they do not. */
  readonly impact?: Partial<Pick<Observation['market'], 'worth' | 'worthOfStable'>>;
  /** Stablecoin that the outside market has. */
  readonly stock?: number;
  /** On chain, USD; default: the market's. */
  readonly oracle?: number;
  readonly lending?: Partial<Observation['lending']>;
  readonly backstop?: BackstopView;
  readonly dex?: { readonly stable: number; readonly collateral: number };
  readonly baseFee?: bigint;
  /** What others bid; default: nobody wants anything. */
  readonly fees?: Fees;
}

/** What agents see; times count from 0 in blocks of 12 seconds. */
export function observe(situation: Situation = {}): Observation {
  const {
    tick = 0,
    market = 200,
    stablePrice = 1,
    stock = 10 ** 7,
    oracle = market,
    dex,
    baseFee = 20n * GWEI,
  } = situation;
  const memory = new Map<string, unknown>();
  const { time = tick * 12 } = situation;
  return {
    ...{ tick, time, start: 0, blockSeconds: 12, baseFee, backstop: situation.backstop },
    fees: situation.fees ?? quietFees(baseFee),
    market: {
      ...{ collateral: priceOf(market), stable: priceOf(stablePrice), stock: toWad(stock) },
      worth: (collateral, fee) => collateral * market * (1 - fee),
      worthOfStable: (stable, fee) => stable * stablePrice * (1 - fee),
      ...situation.impact,
    },
    oracle: { collateral: priceOf(oracle), stable: priceOf(1), updatedAt: time },
    lending: {
      ...{ troves: [], tcr: 2, recoveryMode: false, mcr: 1.1, ccr: 1.5, poolStable: 10n ** 6n * WAD },
      ...{
        gasCompensation: 20n * WAD,
        minimumDebt: 200n * WAD,
        supply: 10n ** 7n * WAD,
        redemptionRate: 0.005,
        borrowingRate: 0.005,
      },
      ...situation.lending,
    },
    dex: { stable: toWad(dex?.stable ?? 400_000), collateral: toWad(dex?.collateral ?? 2000) },
    shared: <T>(name: string, compute: () => T): T => {
      if (!memory.has(name)) memory.set(name, compute());
      return memory.get(name) as T;
    },
  };
}

/** A BAMM as its formula quotes; the feed is fresh unless its price is said to be 0. */
export function bamm(stable: number, collateral: number, own: Partial<BammState> = {}): BackstopView {
  const state: BammState = {
    ...{ stable: toWad(stable), collateral: toWad(collateral), price: 200n * WAD, stablePrice: WAD },
    ...{ amplification: 20n, fee: 0n, maxDiscount: 400n },
    ...own,
  };
  const shares = 100n * WAD;
  const { stable: pool, collateral: held } = state;
  return { kind: 'bamm', stable: pool, collateral: held, shares, withdrawnWithin: () => 0, ...formulaQuotes(state) };
}
