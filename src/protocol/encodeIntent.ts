import { type Address, parseAbi } from 'viem';
import { encodeLending } from './core/encodeLending.ts';
import { encodeCall } from './encodeCall.ts';
import type { EncodedIntent, Intent } from './intent.ts';
import type { System } from './system.ts';
import type { TroveBook } from './troveBook.ts';

/** Where an intent's contracts stand. */
export interface IntentTargets {
  readonly system: System;
  readonly book: TroveBook;
  readonly backstop: { readonly kind: 'bamm' | 'stability-pool'; readonly address: Address } | undefined;
  /** Arbitrage executor; there is one only for a BAMM. */
  readonly executor: Address | undefined;
  /** Contract for liquidations that bring their own money; left out: nobody in the scenario makes them. */
  readonly fundedLiquidator?: Address | undefined;
  /** Account of the outside market. */
  readonly venue: Address;
}

const BAMM = parseAbi([
  'function deposit(uint256 amount)',
  'function withdraw(uint256 shares)',
  'function swap(uint256 amount, uint256 minReturn, address dest) returns (uint256)',
]);
const POOL = parseAbi(['function provideToSP(uint256 amount, address tag)', 'function withdrawFromSP(uint256 amount)']);
const EXECUTOR = parseAbi(['function execute(uint256 amount, uint256 minProfit) returns (uint256)']);
const LIQUIDATOR = parseAbi([
  'function liquidateFromWallet(address[] troves, uint256 minLeft) returns (uint256)',
  'function liquidateFromPair(address[] troves, uint256 minLeft) returns (uint256)',
]);
const ROUTER = parseAbi([
  'function swapExactETHForTokens(uint256 minOut, address[] path, address to, uint256 deadline) payable',
  'function swapExactTokensForETH(uint256 amountIn, uint256 minOut, address[] path, address to, uint256 deadline)',
]);
const TOKEN = parseAbi(['function transfer(address to, uint256 amount) returns (bool)']);

/** Measured with room, see docs/architecture.md, "Gas". */
const GAS = { deposit: 700_000n, withdraw: 700_000n, swap: 700_000n, arbitrage: 900_000n, dex: 300_000n } as const;
const LIQUIDATE_FUNDED_GAS = 1_000_000n;
const LIQUIDATE_FUNDED_TROVE_GAS = 200_000n;
const TRANSFER_GAS = 100_000n;
const NO_TAG: Address = '0x0000000000000000000000000000000000000000';
const NO_DEADLINE = 2n ** 64n;

/** Gas limit of a liquidation that brings its own money. @param troves number of them */
export function fundedLiquidationGas(troves: number): bigint {
  return LIQUIDATE_FUNDED_GAS + LIQUIDATE_FUNDED_TROVE_GAS * BigInt(troves);
}

/**
 * Turns an intent into a call.
 *
 * @returns undefined if the system has nothing for it (a deposit without a backstop, an arbitrage without a BAMM,
 * a funded liquidation where there is no contract for it)
 */
export function encodeIntent(intent: Intent, sender: Address, targets: IntentTargets): EncodedIntent | undefined {
  const { system, backstop, executor, fundedLiquidator, venue } = targets;
  switch (intent.kind) {
    case 'deposit':
    case 'withdraw':
      if (backstop === undefined) return undefined;
      return backstop.kind === 'bamm' ? bammShares(intent, backstop.address) : poolDeposit(intent, backstop.address);
    case 'buyFromBackstop': {
      if (backstop?.kind !== 'bamm') return undefined;
      const args = [intent.stable, intent.minCollateral, sender] as const;
      return call(backstop.address, encodeCall({ abi: BAMM, functionName: 'swap', args }), GAS.swap);
    }
    case 'arbitrage': {
      if (executor === undefined) return undefined;
      const args = [intent.stable, intent.minProfit] as const;
      return call(executor, encodeCall({ abi: EXECUTOR, functionName: 'execute', args }), GAS.arbitrage);
    }
    case 'liquidateFunded': {
      if (fundedLiquidator === undefined) return undefined;
      const { troves, from, minProfit } = intent;
      const functionName = from === 'wallet' ? 'liquidateFromWallet' : 'liquidateFromPair';
      const data = encodeCall({ abi: LIQUIDATOR, functionName, args: [troves, minProfit] });
      return call(fundedLiquidator, data, fundedLiquidationGas(troves.length));
    }
    case 'buyOnDex': {
      const path = [system.core.stablecoin, system.weth];
      const args = [intent.stable, intent.minCollateral, path, sender, NO_DEADLINE] as const;
      const data = encodeCall({ abi: ROUTER, functionName: 'swapExactTokensForETH', args });
      return call(system.router, data, GAS.dex);
    }
    case 'sellOnDex': {
      const args = [intent.minStable, [system.weth, system.core.stablecoin], sender, NO_DEADLINE] as const;
      const data = encodeCall({ abi: ROUTER, functionName: 'swapExactETHForTokens', args });
      return call(system.router, data, GAS.dex, intent.collateral);
    }
    case 'sellOnMarket':
      return call(venue, '0x', TRANSFER_GAS, intent.collateral);
    case 'buyOnMarket':
      return encodeTransfer(system.core.stablecoin, venue, intent.stable);
    default:
      return encodeLending(intent, sender, { system, book: targets.book });
  }
}

/** A transfer of stablecoin. */
export function encodeTransfer(token: Address, to: Address, amount: bigint): EncodedIntent {
  return call(token, encodeCall({ abi: TOKEN, functionName: 'transfer', args: [to, amount] }), TRANSFER_GAS);
}

type Shares = Extract<Intent, { kind: 'deposit' | 'withdraw' }>;

function bammShares(intent: Shares, bamm: Address): EncodedIntent {
  return intent.kind === 'deposit'
    ? call(bamm, encodeCall({ abi: BAMM, functionName: 'deposit', args: [intent.amount] }), GAS.deposit)
    : call(bamm, encodeCall({ abi: BAMM, functionName: 'withdraw', args: [intent.shares] }), GAS.withdraw);
}

function poolDeposit(intent: Shares, pool: Address): EncodedIntent {
  return intent.kind === 'deposit'
    ? call(pool, encodeCall({ abi: POOL, functionName: 'provideToSP', args: [intent.amount, NO_TAG] }), GAS.deposit)
    : call(pool, encodeCall({ abi: POOL, functionName: 'withdrawFromSP', args: [intent.shares] }), GAS.withdraw);
}

function call(to: Address, data: `0x${string}`, gas: bigint, value = 0n): EncodedIntent {
  return { to, data, value, gas };
}
