import { type Address, formatUnits, type Hex, numberToHex, toFunctionSelector } from 'viem';
import type { Chain } from '../../chain/chain.ts';
import type { ParameterChange } from '../../metric/runRecord.ts';
import { BatchRead, type Read } from '../batchRead.ts';
import { coreSignature } from '../core/naming.ts';
import type { FeedPlace, System } from '../system.ts';

/** Parameters by name, in words with their unit; those that could not be read are left out. */
export type Parameters = ReadonlyMap<string, string>;

/** A contract that is called: its balance and its owner are looked at besides. */
export interface Watched {
  /** E.g. `baseParams`. */
  readonly name: string;
  readonly address: Address;
}

export interface ReadParametersOptions {
  readonly chain: Chain;
  readonly system: System;
  /** Default: there is none. */
  readonly backstop?: Address | undefined;
  readonly watched: readonly Watched[];
}

/** What a read's words say; undefined if they are not what the parameter is made of. */
type Telling = (words: readonly bigint[]) => string | undefined;

/** A parameter, and what is asked for it: the first that is answered counts. */
interface Parameter {
  readonly name: string;
  readonly from: readonly (readonly [target: Address | undefined, signature: string])[];
  readonly tell: Telling;
}

const WORD_DIGITS = 64;
const ABSENT = 'not there';

const one =
  (tell: (word: bigint) => string | undefined): Telling =>
  ([word, ...more]) =>
    word === undefined || more.length > 0 ? undefined : tell(word);
/** 18 decimals, in percent: exact, however small. */
const ratio = one((word) => `${formatUnits(word, 16)}%`);
const basisPoints = one((word) => `${formatUnits(word, 2)}%`);
const plain = one(String);
const tokens = (symbol: string): Telling => one((word) => `${formatUnits(word, 18)} ${symbol}`);
const account = one((word) => (word < 2n ** 160n ? numberToHex(word, { size: 20 }) : undefined));

/**
 * What is set in the core, the backstop and the feeds at the last block, in one call. Anything may be missing: what a
 * contract does not answer is left out.
 *
 * @throws RpcError if the node refuses the call
 */
export async function readParameters(options: ReadParametersOptions): Promise<Parameters> {
  const { chain, system, watched } = options;
  const asked = parametersOf(options).flatMap(({ name, from, tell }) =>
    from.flatMap(([target, signature]) => (target === undefined ? [] : [{ name, target, signature, tell }])),
  );
  const reads = asked.map(
    ({ name, target, signature }): Read => ({
      target,
      data: toFunctionSelector(coreSignature(system.naming, signature)),
      name,
    }),
  );
  const batch = new BatchRead(system.reader, reads);
  const { data, balances } = await chain.read({
    calls: [batch.call],
    accounts: watched.map(({ address }) => address),
  });
  const told = new Map<string, string>();
  for (const [i, returned] of batch.decodeEach(data[0] as Hex).entries()) {
    const { name, tell } = asked[i] as (typeof asked)[number];
    const text = returned === undefined ? undefined : tell(wordsOf(returned));
    if (text !== undefined && !told.has(name)) told.set(name, text);
  }
  for (const [i, { name }] of watched.entries()) {
    told.set(`${name}.balance`, `${formatUnits(balances[i] as bigint, 18)} ${system.naming.collateral}`);
  }
  return told;
}

/** What differs between two readings, in their order. */
export function changesBetween(before: Parameters, after: Parameters): ParameterChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((parameter) => {
    const [old, now] = [before.get(parameter) ?? ABSENT, after.get(parameter) ?? ABSENT];
    return old === now ? [] : [{ parameter, before: old, after: now }];
  });
}

function parametersOf({ system, backstop, watched }: ReadParametersOptions): Parameter[] {
  const { core, naming } = system;
  const { troveManager, baseParams } = core;
  const stable = tokens(naming.stable);
  return [
    { name: 'core.MCR', from: [[troveManager, 'MCR()']], tell: ratio },
    { name: 'core.CCR', from: [[troveManager, 'CCR()']], tell: ratio },
    // Where there are settable ones, constants of the same name may be left over elsewhere.
    { name: 'core.borrowingFeeFloor', from: settable('BORROWING_FEE_FLOOR()', baseParams, troveManager), tell: ratio },
    { name: 'core.maxBorrowingFee', from: settable('MAX_BORROWING_FEE()', baseParams, troveManager), tell: ratio },
    {
      name: 'core.redemptionFeeFloor',
      from: settable('REDEMPTION_FEE_FLOOR()', baseParams, troveManager),
      tell: ratio,
    },
    // One of so many parts of the collateral goes to who liquidates.
    { name: 'core.percentDivisor', from: settable('PERCENT_DIVISOR()', baseParams, troveManager), tell: plain },
    // As stored: decayed to the moment, they would seem to change with time.
    { name: 'core.baseRate', from: [[troveManager, 'baseRate()']], tell: ratio },
    { name: 'core.borrowingRate', from: [[troveManager, 'getBorrowingRate()']], tell: ratio },
    { name: 'core.redemptionRate', from: [[troveManager, 'getRedemptionRate()']], tell: ratio },
    { name: 'core.debt', from: [[troveManager, 'getEntireSystemDebt()']], tell: stable },
    { name: 'core.collateral', from: [[troveManager, 'getEntireSystemColl()']], tell: tokens(naming.collateral) },
    { name: 'stablecoin.supply', from: [[core.stablecoin, 'totalSupply()']], tell: stable },
    { name: 'stabilityPool.deposits', from: [[core.stabilityPool, 'getTotalLUSDDeposits()']], tell: stable },
    { name: 'communityIssuance.APR', from: [[core.communityIssuance, 'APR()']], tell: basisPoints },
    owner('baseParams', baseParams),
    feed('collateralFeed', system.collateralFeed),
    feed('stableFeed', system.stableFeed),
    { name: 'backstop.A', from: [[backstop, 'A()']], tell: plain },
    { name: 'backstop.fee', from: [[backstop, 'fee()']], tell: basisPoints },
    { name: 'backstop.maxDiscount', from: [[backstop, 'maxDiscount()']], tell: basisPoints },
    { name: 'backstop.feePool', from: [[backstop, 'feePool()']], tell: account },
    { name: 'backstop.priceAggregator', from: [[backstop, 'priceAggregator()']], tell: account },
    { name: 'backstop.lusd2UsdPriceAggregator', from: [[backstop, 'lusd2UsdPriceAggregator()']], tell: account },
    { name: 'backstop.shares', from: [[backstop, 'total()']], tell: one((word) => formatUnits(word, 18)) },
    owner('backstop', backstop),
    // Last: a contract that is asked for what it does not know may burn nearly all the gas.
    ...watched.map(({ name, address }) => owner(name, address)),
  ];
}

function settable(signature: string, baseParams: Address | undefined, constant: Address): Parameter['from'] {
  return [
    [baseParams, signature],
    [constant, signature],
  ];
}

function owner(name: string, target: Address | undefined): Parameter {
  const from = [[target, 'owner()'] as const, [target, 'getOwner()'] as const];
  return { name: `${name}.owner`, from, tell: account };
}

function feed(name: string, { address: target, decimals }: FeedPlace): Parameter {
  const tell: Telling = ([, answer, ...rest]) =>
    answer === undefined || rest.length !== 3 ? undefined : `${formatUnits(BigInt.asIntN(256, answer), decimals)} USD`;
  return { name: `${name}.answer`, from: [[target, 'latestRoundData()']], tell };
}

function wordsOf(data: Hex): bigint[] {
  const digits = data.slice(2);
  return Array.from({ length: digits.length / WORD_DIGITS }, (_, i) =>
    BigInt(`0x${digits.slice(i * WORD_DIGITS, (i + 1) * WORD_DIGITS)}`),
  );
}
