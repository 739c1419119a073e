import { type Address, type Hex, keccak256, toHex } from 'viem';
import { Chain, type ChainTransaction, GENESIS_TIME } from '../../src/chain/chain.ts';

export const GAS_LIMIT = 30_000_000n;
export const ETHER = 10n ** 18n;

/** Accounts in lower case, as receipts have them. */
export function account(index: number): Address {
  return `0x${keccak256(toHex(`account ${index}`)).slice(-40)}`;
}

export function time(block: number): number {
  return GENESIS_TIME + 1000 + block * 12;
}

/** A chain on which the first accounts have 1000 ether each. */
export async function fundedChain(accounts = 4): Promise<Chain> {
  const chain = await Chain.open({ gasLimit: GAS_LIMIT });
  await chain.setBalances(new Map(Array.from({ length: accounts }, (_, i) => [account(i), 1000n * ETHER])));
  return chain;
}

export function transfer(from: number, to: number, tip: bigint, value = 1n): ChainTransaction {
  return { from: account(from), to: account(to), data: '0x', value, gas: 21_000n, tip };
}

/** Creation code of a contract that keeps the word it is called with in slot 0, and returns the one before. */
export const KEEPER: Hex = initCode('6000546000526000356000556020600' + '0f3');

/** Creation code of a contract that reverts with the word 0xee. */
export const REFUSER: Hex = initCode('60ee60005260206000fd');

/** Creation code that does nothing but return the runtime code behind it. */
function initCode(runtime: string): Hex {
  const length = (runtime.length / 2).toString(16).padStart(2, '0');
  return `0x60${length}600c60003960${length}6000f3${runtime}`;
}
