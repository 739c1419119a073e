import { type Abi, type Address, encodeFunctionData, type Hex, parseAbi } from 'viem';
import type { Chain, ChainTransaction, Receipt } from '../chain/chain.ts';
import { Deployer } from '../protocol/deployer.ts';
import { OWNER } from '../protocol/embeddedSystem.ts';
import type { CoreAddresses } from '../protocol/system.ts';
import { TroveBook } from '../protocol/troveBook.ts';

/** Set-up blocks are a second apart and end before the first tick. */
export const SETUP_SECONDS = 3000;
/** Of the blocks of the set-up: more than any of them needs. */
export const SETUP_GAS_LIMIT = 10n ** 12n;
/** Of one of its transactions; they carry no fees. */
export const SETUP_GAS = 3_000_000n;
const CHUNK = 200;

const ABI = parseAbi([
  'function setMCR(uint256)',
  'function setCCR(uint256)',
  'function setBorrowingFeeFloor(uint256)',
  'function setRedemptionFeeFloor(uint256)',
  'function setAPR(uint256)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function publish(int256 answer)',
  'function deposit() payable',
  'function transfer(address to, uint256 amount) returns (bool)',
  'function mint(address to) returns (uint256)',
]);

/** What makes a chain ready for the first tick: blocks without fees, before the scenario's time. */
export class Setup {
  readonly chain: Chain;
  readonly deployer: Deployer;
  /** Every receipt since `follow`: what mirrors of the state are built from. */
  readonly receipts: Receipt[] = [];
  #book: TroveBook | undefined;

  /** @param start Unix time of the first tick, seconds */
  constructor(chain: Chain, start: number) {
    this.chain = chain;
    this.deployer = new Deployer(chain, OWNER, start - SETUP_SECONDS);
  }

  /** From now on the book sees every receipt. */
  follow({ troveManager, borrowerOperations }: CoreAddresses): TroveBook {
    this.#book = new TroveBook(troveManager, borrowerOperations);
    return this.#book;
  }

  call(from: Address, to: Address, functionName: string, args: readonly unknown[]): ChainTransaction {
    const data: Hex = encodeFunctionData({ abi: ABI as Abi, functionName, args });
    return { from, to, data, gas: SETUP_GAS };
  }

  /** Mines transactions in the order given, in as many blocks as it takes. @throws BreakwaterError if one reverts */
  async mine(transactions: readonly ChainTransaction[], what: string): Promise<void> {
    for (let start = 0; start < transactions.length; start += CHUNK) {
      const receipts = await this.deployer.mine(transactions.slice(start, start + CHUNK), what);
      if (this.#book === undefined) continue;
      for (const receipt of receipts) for (const log of receipt.logs) this.#book.apply(log);
      this.receipts.push(...receipts);
    }
  }
}
