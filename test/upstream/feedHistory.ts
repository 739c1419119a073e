import { type Address, encodeFunctionData, parseAbi } from 'viem';
import type { ChainTransaction } from '../../src/chain/chain.ts';
import { REPORTER } from './people.ts';

const GAS = 300_000n;
/** Chainlink's USD feeds have eight. */
const DECIMALS = 8;
/** Reporters take a moment to agree on an answer, seconds. */
const AGREEING = 11;
const abi = parseAbi([
  'struct Round { int256 answer; uint256 startedAt; uint256 updatedAt; uint80 answeredInRound; }',
  'function set(uint80 id, Round round)',
]);

/** A Chainlink-like feed that somebody else publishes on, one round after the other. */
export class FeedHistory {
  readonly address: Address;
  #id: bigint;

  /** @param phase of the proxy; ids of rounds are phase << 64 | number */
  constructor(address: Address, phase: bigint) {
    this.address = address;
    this.#id = phase << 64n;
  }

  /** Publishes a round. @param price USD @param time of the block that it goes into, Unix seconds */
  round(price: number, time: number): ChainTransaction {
    this.#id++;
    const answer = BigInt(Math.round(price * 10 ** DECIMALS));
    const round = { answer, startedAt: BigInt(time - AGREEING), updatedAt: BigInt(time), answeredInRound: this.#id };
    const data = encodeFunctionData({ abi, functionName: 'set', args: [this.#id, round] });
    return { from: REPORTER, to: this.address, data, gas: GAS };
  }
}
