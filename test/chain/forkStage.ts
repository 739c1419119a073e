import { concat, type Hex } from 'viem';
import { expect } from 'vitest';
import { type BlockRequest, Chain, type ChainTransaction, type Reads } from '../../src/chain/chain.ts';
import { Capture } from '../../src/chain/upstream/capture.ts';
import { Gate } from '../../src/chain/upstream/gate.ts';
import { OfflineSource } from '../../src/chain/upstream/offlineSource.ts';
import type { RpcClientOptions } from '../../src/chain/upstream/rpcClient.ts';
import { forkedNode, HASHER, held, START, TABLE, word } from './forkedNode.ts';
import { account, GAS_LIMIT, transfer } from './support.ts';

type ForkedNode = Awaited<ReturnType<typeof forkedNode>>;

/** A node with the gates and chains that a test opens on it, which end with it. */
export class ForkStage {
  readonly node: ForkedNode;
  readonly #ends: (() => Promise<void>)[] = [];

  private constructor(node: ForkedNode) {
    this.node = node;
  }

  static async open(): Promise<ForkStage> {
    return new ForkStage(await forkedNode());
  }

  /** Ends the last first. */
  async close(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
    await this.node.close();
  }

  /** Sees to it that something ends with the test. */
  ending<T extends { close: () => Promise<void> }>(opened: T): T {
    this.#ends.push(() => opened.close());
    return opened;
  }

  async chain(base: Gate, state?: Hex): Promise<Chain> {
    const over = state === undefined ? {} : { state };
    return this.ending(await Chain.open({ base, gasLimit: GAS_LIMIT, ...over }));
  }

  /** A chain that forks the node, with what lies between them. */
  async fork(options: Partial<RpcClientOptions> = {}) {
    const opened = await this.node.gate(options);
    this.ending(opened.gate);
    return { ...opened, chain: await this.chain(opened.gate) };
  }

  /** A gate with nothing behind it but a capture. */
  async offline(capture: Capture): Promise<Gate> {
    const source = new OfflineSource({ file: 'a.pack', scenario: 'crash' });
    return this.ending(await Gate.open({ capture, source }));
  }
}

/** As it comes back from a file. */
export function copyOf(capture: Capture): Capture {
  return Capture.fromJSON(JSON.parse(JSON.stringify(capture)));
}

/** Unix seconds of a block after the forked one. */
export function time(block: number): number {
  return START + block * 12 + 1000;
}

/** Reads the table at these keys. */
export function look(...keys: number[]): Reads {
  return { calls: keys.map((key) => ({ to: TABLE, data: word(key) })), accounts: [] };
}

/** Puts a value into the table. */
export function put(key: number, value: number): ChainTransaction {
  return { from: account(0), to: TABLE, gas: 100_000n, data: concat([word(key), word(value)]) };
}

export function block(number: number, ...transactions: ChainTransaction[]): BlockRequest {
  return { timestamp: time(number), baseFee: 1n, transactions };
}

/** A few blocks that read, write and pay. @returns the last block's hash, which pins all that came of it */
export async function play(chain: Chain): Promise<string> {
  await chain.mine(block(9, put(3, 33), put(20, 1)));
  const { data } = await chain.mineAndRead(block(10, put(3, 34)), look(3, 4, 20));
  expect(data).toEqual([word(34), held(4), word(1)]);
  const hasher = { from: account(0), to: HASHER, data: word(5), gas: 100_000n };
  await chain.mine(block(11, hasher, transfer(0, 1, 2n)));
  await chain.mineEmpty(block(12));
  return chain.lastBlockHash();
}

/** What a promise is rejected with. */
export function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it passed'),
    (error: unknown) => error,
  );
}
