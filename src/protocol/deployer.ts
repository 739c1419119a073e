import { type Abi, type Address, encodeDeployData, encodeFunctionData } from 'viem';
import type { Chain, ChainTransaction } from '../chain/chain.ts';
import { BreakwaterError } from '../core/errors.ts';
import type { Artifact } from './artifacts.ts';

/** A contract that stands on the chain. */
export interface Deployed {
  /** What it is in the system, e.g. `stabilityPool`. */
  readonly role: string;
  readonly address: Address;
  readonly artifact: Artifact;
}

/** Gas of one set-up transaction at most; set-up blocks carry no base fee, so it costs nobody anything. */
const SETUP_GAS = 12_000_000n;

/** Sends set-up transactions, free of fees, in blocks one second apart. */
export class Deployer {
  readonly #chain: Chain;
  /** Account that deploys and calls. */
  readonly from: Address;
  readonly deployed: Deployed[] = [];
  #time: number;

  /** @param time Unix time in seconds after which the first block is dated */
  constructor(chain: Chain, from: Address, time: number) {
    this.#chain = chain;
    this.from = from;
    this.#time = time;
  }

  /** Deploys a contract. @throws BreakwaterError if its constructor reverts */
  async deploy(role: string, artifact: Artifact, args: readonly unknown[] = []): Promise<Address> {
    const data = encodeDeployData({ abi: artifact.abi, bytecode: artifact.bytecode, args });
    const [receipt] = await this.mine([{ from: this.from, data, gas: SETUP_GAS }], `deploy ${artifact.name}`);
    const address = receipt?.created as Address;
    this.deployed.push({ role, address, artifact });
    return address;
  }

  /** Calls one function as the deployer. @throws BreakwaterError if it reverts */
  async send(to: Address, abi: Abi, functionName: string, args: readonly unknown[] = []): Promise<void> {
    const data = encodeFunctionData({ abi, functionName, args });
    await this.mine([{ from: this.from, to, data, gas: SETUP_GAS }], functionName);
  }

  /** Mines transactions in the order given. @throws BreakwaterError naming the first that reverts */
  async mine(transactions: readonly ChainTransaction[], what: string) {
    const receipts = await this.#chain.mine({ timestamp: ++this.#time, baseFee: 0n, transactions });
    const failed = receipts.findIndex(({ succeeded }) => !succeeded);
    if (failed >= 0) {
      throw new BreakwaterError(`Set-up failed: ${what} reverted`, {
        facts: { transaction: `${failed + 1} of ${receipts.length}`, reason: await this.#reason(transactions[failed]) },
      });
    }
    return receipts;
  }

  async #reason(transaction: ChainTransaction | undefined): Promise<string> {
    if (transaction?.to === undefined) return 'unknown';
    try {
      await this.#chain.read({ calls: [{ ...transaction, to: transaction.to }], accounts: [] });
      return 'it passes when called again after the block';
    } catch (error) {
      return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    }
  }
}
