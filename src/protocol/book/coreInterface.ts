import { WAD } from '../../core/units.ts';
import type { CoreAddresses } from '../system.ts';
import type { ContractName } from './addressBook.ts';

/** What the words of an answer must be like. */
export interface Sane {
  /** In words, for messages. */
  readonly expected: string;
  readonly holds: (words: readonly bigint[]) => boolean;
}

/** A read-only function that a contract must answer. */
export interface View {
  /** Liquity's name and parameters. */
  readonly signature: string;
  /** A word for each parameter; default 1 for all. */
  readonly args?: readonly bigint[];
  /** Default: one word of any value. */
  readonly sane?: Sane;
}

/** A getter that says where another contract stands. */
export interface Pointer {
  /** Liquity's name, parameters left out. */
  readonly getter: string;
  /** Contract of the book that it must name. */
  readonly to: ContractName;
}

/** What is asked of one contract. */
export interface ContractInterface {
  /** Must be answered. */
  readonly views: readonly View[];
  /** Must be right if they are there: not every core has them all. */
  readonly pointers: readonly Pointer[];
  /** Functions that are called in transactions. */
  readonly sends: readonly string[];
  /** Events that are followed. */
  readonly emits: readonly string[];
}

const ratio: Sane = within('a ratio from 100 % to 10 000 %, 18 decimals', WAD, 100n * WAD);
const rate: Sane = within('a rate up to 100 %, 18 decimals', 0n, WAD);
const smallAmount: Sane = within('an amount up to 1 000 000, 18 decimals', 0n, 1_000_000n * WAD);
const eighteen: Sane = within('18', 18n, 18n);
const fourWords: Sane = {
  expected: 'debt, collateral and the pending part of each',
  holds: ({ length }) => length === 4,
};
const troves: Sane = {
  expected: 'a list of at most one trove, six words each',
  holds: ([offset, count = 2n, ...rest]) => offset === 32n && count <= 1n && rest.length === 6 * Number(count),
};

const view = (signature: string, sane?: Sane): View => (sane === undefined ? { signature } : { signature, sane });
/** Nothing but code. */
export const NO_INTERFACE: ContractInterface = { views: [], pointers: [], sends: [], emits: [] };

/** What Breakwater asks of a lending core, under the names that Liquity v1 has for it. */
const CORE: Readonly<Record<keyof CoreAddresses, ContractInterface>> = {
  troveManager: {
    views: [
      view('MCR()', ratio),
      view('CCR()', ratio),
      view('LUSD_GAS_COMPENSATION()', smallAmount),
      view('MIN_NET_DEBT()', smallAmount),
      view('getBorrowingRateWithDecay()', rate),
      view('L_ETH()'),
      view('L_LUSDDebt()'),
      view('getEntireDebtAndColl(address)', fourWords),
    ],
    pointers: [
      { getter: 'stabilityPool', to: 'stabilityPool' },
      { getter: 'borrowerOperationsAddress', to: 'borrowerOperations' },
      { getter: 'activePool', to: 'activePool' },
      { getter: 'defaultPool', to: 'defaultPool' },
      { getter: 'sortedTroves', to: 'sortedTroves' },
      { getter: 'priceFeed', to: 'priceFeed' },
      { getter: 'lusdToken', to: 'stablecoin' },
      { getter: 'liquityBaseParams', to: 'baseParams' },
    ],
    sends: ['batchLiquidateTroves(address[])'],
    emits: [
      'TroveUpdated(address,uint256,uint256,uint256,uint8)',
      'TroveLiquidated(address,uint256,uint256,uint8)',
      'Liquidation(uint256,uint256,uint256,uint256)',
      'LTermsUpdated(uint256,uint256)',
    ],
  },
  borrowerOperations: {
    views: [view('MIN_NET_DEBT()', smallAmount)],
    pointers: [
      { getter: 'troveManager', to: 'troveManager' },
      { getter: 'activePool', to: 'activePool' },
      { getter: 'defaultPool', to: 'defaultPool' },
      { getter: 'sortedTroves', to: 'sortedTroves' },
      { getter: 'priceFeed', to: 'priceFeed' },
      { getter: 'lusdToken', to: 'stablecoin' },
    ],
    sends: [
      'openTrove(uint256,uint256,address,address)',
      'addColl(address,address)',
      'adjustTrove(uint256,uint256,uint256,bool,address,address)',
      'closeTrove()',
      'claimCollateral()',
    ],
    emits: ['TroveUpdated(address,uint256,uint256,uint256,uint8)'],
  },
  stabilityPool: {
    views: [
      view('getTotalLUSDDeposits()'),
      view('getETH()'),
      view('getCompoundedLUSDDeposit(address)'),
      view('getDepositorETHGain(address)'),
    ],
    pointers: [
      { getter: 'troveManager', to: 'troveManager' },
      { getter: 'borrowerOperations', to: 'borrowerOperations' },
      { getter: 'activePool', to: 'activePool' },
      { getter: 'sortedTroves', to: 'sortedTroves' },
      { getter: 'priceFeed', to: 'priceFeed' },
      { getter: 'lusdToken', to: 'stablecoin' },
      { getter: 'communityIssuance', to: 'communityIssuance' },
    ],
    sends: ['provideToSP(uint256,address)', 'withdrawFromSP(uint256)'],
    emits: [
      'StabilityPoolLUSDBalanceUpdated(uint256)',
      'StabilityPoolETHBalanceUpdated(uint256)',
      'ETHGainWithdrawn(address,uint256,uint256)',
    ],
  },
  activePool: {
    ...NO_INTERFACE,
    views: [view('getETH()'), view('getLUSDDebt()')],
    pointers: [
      { getter: 'troveManagerAddress', to: 'troveManager' },
      { getter: 'borrowerOperationsAddress', to: 'borrowerOperations' },
      { getter: 'stabilityPoolAddress', to: 'stabilityPool' },
      { getter: 'defaultPoolAddress', to: 'defaultPool' },
    ],
  },
  defaultPool: {
    ...NO_INTERFACE,
    views: [view('getETH()'), view('getLUSDDebt()')],
    pointers: [
      { getter: 'troveManagerAddress', to: 'troveManager' },
      { getter: 'activePoolAddress', to: 'activePool' },
    ],
  },
  gasPool: NO_INTERFACE,
  collSurplusPool: {
    ...NO_INTERFACE,
    views: [view('getCollateral(address)')],
    pointers: [
      { getter: 'troveManagerAddress', to: 'troveManager' },
      { getter: 'borrowerOperationsAddress', to: 'borrowerOperations' },
      { getter: 'activePoolAddress', to: 'activePool' },
    ],
    emits: ['CollBalanceUpdated(address,uint256)'],
  },
  sortedTroves: {
    ...NO_INTERFACE,
    views: [view('getSize()')],
    pointers: [
      { getter: 'troveManager', to: 'troveManager' },
      { getter: 'borrowerOperationsAddress', to: 'borrowerOperations' },
    ],
  },
  multiTroveGetter: {
    ...NO_INTERFACE,
    views: [{ signature: 'getMultipleSortedTroves(int256,uint256)', args: [0n, 1n], sane: troves }],
    pointers: [
      { getter: 'troveManager', to: 'troveManager' },
      { getter: 'sortedTroves', to: 'sortedTroves' },
    ],
  },
  stablecoin: {
    views: [view('decimals()', eighteen), view('totalSupply()'), view('balanceOf(address)')],
    pointers: [
      { getter: 'troveManagerAddress', to: 'troveManager' },
      { getter: 'borrowerOperationsAddress', to: 'borrowerOperations' },
      { getter: 'stabilityPoolAddress', to: 'stabilityPool' },
    ],
    sends: ['transfer(address,uint256)', 'approve(address,uint256)'],
    emits: ['Transfer(address,address,uint256)'],
  },
  rewardToken: { ...NO_INTERFACE, views: [view('decimals()', eighteen), view('balanceOf(address)')] },
  communityIssuance: {
    ...NO_INTERFACE,
    pointers: [
      { getter: 'stabilityPoolAddress', to: 'stabilityPool' },
      { getter: 'lqtyToken', to: 'rewardToken' },
    ],
    emits: ['TotalLQTYIssuedUpdated(uint256)'],
  },
  baseParams: {
    ...NO_INTERFACE,
    views: [
      view('MCR()', ratio),
      view('CCR()', ratio),
      view('BORROWING_FEE_FLOOR()', rate),
      view('REDEMPTION_FEE_FLOOR()', rate),
    ],
    sends: ['setMCR(uint256)', 'setCCR(uint256)', 'setBorrowingFeeFloor(uint256)', 'setRedemptionFeeFloor(uint256)'],
  },
};

/** What Breakwater asks of the contracts around a core; nobody names these otherwise. */
const AROUND: Readonly<Partial<Record<ContractName, ContractInterface>>> = {
  priceFeed: {
    ...NO_INTERFACE,
    views: [view('lastGoodPrice()', { expected: 'a price above 0', holds: ([price = 0n]) => price > 0n })],
    pointers: [{ getter: 'priceAggregator', to: 'collateralFeed' }],
  },
  backstop: {
    views: [
      view('A()', within('an amplification of at least 1', 1n, 1_000_000n)),
      view('fee()', within('a fee up to 10 000 basis points', 0n, 10_000n)),
      view('maxDiscount()', within('a discount up to 10 000 basis points', 0n, 10_000n)),
      view('total()'),
      view('fetchPrice()'),
    ],
    pointers: [
      { getter: 'SP', to: 'stabilityPool' },
      { getter: 'LUSD', to: 'stablecoin' },
      { getter: 'priceAggregator', to: 'collateralFeed' },
      { getter: 'lusd2UsdPriceAggregator', to: 'stableFeed' },
    ],
    sends: [
      'deposit(uint256)',
      'withdraw(uint256)',
      'swap(uint256,uint256,address)',
      // An empty BAMM can't be asked for a quote.
      'getSwapEthAmount(uint256)',
      'setParams(uint256,uint256)',
    ],
    emits: [
      'UserDeposit(address,uint256,uint256)',
      'UserWithdraw(address,uint256,uint256,uint256)',
      'RebalanceSwap(address,uint256,uint256,uint256)',
    ],
  },
  dexRouter: { ...NO_INTERFACE, pointers: [{ getter: 'WETH', to: 'weth' }] },
  weth: {
    ...NO_INTERFACE,
    views: [view('decimals()', eighteen), view('balanceOf(address)')],
    sends: ['deposit()', 'transfer(address,uint256)'],
  },
};

/** What is asked of each contract that a book names; feeds and the DEX pair are asked otherwise. */
export const INTERFACES: Readonly<Partial<Record<ContractName, ContractInterface>>> = { ...CORE, ...AROUND };

/** Asked for under Liquity's own name alone, whatever the core's naming says. */
const FIXED: readonly string[] = [
  ...Object.values(CORE).flatMap(({ sends }) => sends.map(nameOf)),
  ...['TroveUpdated', 'TroveLiquidated', 'Liquidation', 'LTermsUpdated', 'CollBalanceUpdated', 'Transfer'],
  ...['getMultipleSortedTroves', 'decimals', 'balanceOf', 'totalSupply'],
];

/** Liquity's names of functions and events that a core may name otherwise. */
export const CORE_NAMES: readonly string[] = [
  ...new Set(
    Object.values(CORE)
      .flatMap(({ views, emits }) => [...views.map(({ signature }) => signature), ...emits])
      .map(nameOf)
      .filter((name) => !FIXED.includes(name)),
  ),
];

function nameOf(signature: string): string {
  return signature.replace(/\(.*/, '');
}

function within(expected: string, least: bigint, most: bigint): Sane {
  return { expected, holds: ([word = -1n, ...rest]) => rest.length === 0 && word >= least && word <= most };
}
