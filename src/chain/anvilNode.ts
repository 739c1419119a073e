import { type AnvilProcess, startAnvil } from './anvilProcess.ts';
import { GENESIS_TIME } from './constants.ts';
import { IpcClient, type RpcCall } from './ipcClient.ts';
import type { Gate } from './upstream/gate.ts';

export interface AnvilNodeOptions {
  /** What it forks; absent: a chain of its own. */
  readonly gate?: Gate;
  /** Gas limit of a block. */
  readonly gasLimit: bigint;
}

const FLAGS = [
  ...['--no-mining', '--order', 'fees', '--auto-impersonate', '--prune-history', '--accounts', '0'],
  ...['--disable-console-log', '--transaction-block-keeper', '64'],
];

/**
 * An Anvil that mines when told, with a connection to it and the gate that it forks. Once the gate could not read
 * something, what Anvil answers is not to be believed, so every request ends in the gate's error.
 */
export class AnvilNode {
  readonly #process: AnvilProcess;
  readonly #client: IpcClient;
  #gate: Gate | undefined;
  readonly #unwatch: (() => void) | undefined;

  private constructor(process: AnvilProcess, client: IpcClient, gate: Gate | undefined) {
    this.#process = process;
    this.#client = client;
    this.#gate = gate;
    // Cut off from what it forks, Anvil would try to reach it for half a minute before it answers.
    this.#unwatch = gate?.onFailure(() => client.close());
  }

  /** @throws BreakwaterError if it can't be started, or the gate's error */
  static async start({ gate, gasLimit }: AnvilNodeOptions): Promise<AnvilNode> {
    const failure = gate?.failure();
    if (failure !== undefined) throw failure;
    let process: AnvilProcess | undefined;
    try {
      process = await startAnvil({
        timestamp: gate?.capture.block.timestamp ?? GENESIS_TIME,
        flags: [...FLAGS, '--gas-limit', String(gasLimit), ...(gate === undefined ? [] : forkFlags(gate))],
        ...(gate === undefined ? {} : { upstream: gate, chainId: gate.capture.chainId }),
      });
      const client = await IpcClient.connect(process.ipcPath, process.gone);
      await client.request('anvil_setLoggingEnabled', [false]);
      return new AnvilNode(process, client, gate);
    } catch (error) {
      await process?.stop();
      throw gate?.failure() ?? error;
    }
  }

  /** For tests and diagnostics. */
  get processId(): number {
    return this.#process.pid;
  }

  /** One call. @throws RpcError if the node refuses it, NodeGoneError if it is gone, the gate's error */
  async request<T = unknown>(method: string, params: readonly unknown[] = []): Promise<T> {
    const [result] = await this.batch([{ method, params }]);
    return result as T;
  }

  /**
   * Several calls in one message; see `IpcClient.batch`.
   *
   * @returns results in the order of the calls
   * @throws RpcError for the first call refused, NodeGoneError if the node is gone, the gate's error
   */
  async batch(calls: readonly RpcCall[]): Promise<unknown[]> {
    this.#check();
    try {
      const results = await this.#client.batch(calls);
      // Anvil leaves out a transaction whose state it could not read, without a word.
      this.#check();
      return results;
    } catch (error) {
      this.#check();
      throw error;
    }
  }

  /** @throws BreakwaterError that the gate failed with */
  #check(): void {
    const failure = this.#gate?.failure();
    if (failure !== undefined) throw failure;
  }

  /** Ends the process; the gate stays open. Safe to call again. */
  async close(): Promise<void> {
    // Who asks on is to hear that this is closed, not that the gate is.
    this.#gate = undefined;
    this.#unwatch?.();
    this.#client.close();
    await this.#process.stop();
  }
}

function forkFlags({ capture }: Gate): string[] {
  return ['--fork-block-number', String(capture.block.number)];
}
