import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  type Abi,
  type Address,
  createPublicClient,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
  http,
  type PublicClient,
  parseEventLogs,
  type RpcTransactionReceipt,
} from 'viem';
import { build } from '../../contracts/build.ts';
import { type Artifact, compile, readSources } from '../../src/protocol/solidity/compile.ts';

const require = createRequire(import.meta.url);

/** A deployed contract. */
export interface Contract {
  readonly address: Address;
  readonly abi: Abi;
}

/** What a mined call did. */
export interface Outcome {
  /** What the function returned. */
  readonly result: unknown;
  /** Events of the called contract's ABI, in order. */
  readonly events: readonly { readonly name: string; readonly args: unknown }[];
  readonly gasUsed: bigint;
  /** What the sender paid for gas, wei. */
  readonly cost: bigint;
  /** Time of the block, Unix seconds. */
  readonly timestamp: bigint;
}

interface CallOptions {
  readonly from?: Address;
  /** Wei sent along, 0 by default. */
  readonly value?: bigint;
}

/** A contract of the project, compiled if its source changed. */
export function projectArtifact(name: string): Artifact {
  build();
  return JSON.parse(readFileSync(new URL(`../../contracts/artifacts/${name}.json`, import.meta.url), 'utf8'));
}

/** Compiles the tests' own contracts. */
export function fixtures(): (name: string) => Artifact {
  const artifacts = compile(readSources(fileURLToPath(new URL('.', import.meta.url))));
  return (name) => {
    const artifact = artifacts.find(({ contractName }) => contractName === name);
    if (artifact === undefined) throw new Error(`There is no fixture named ${name}.`);
    return artifact;
  };
}

/** An Anvil of its own for a test file, on loopback, mining each transaction at once. */
export class Chain {
  private constructor(
    private readonly process: ChildProcess,
    readonly client: PublicClient,
    /** Funded, unlocked accounts; the first is the default sender. */
    readonly accounts: readonly Address[],
  ) {}

  static async start(): Promise<Chain> {
    const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
    const binary = require.resolve(`@foundry-rs/anvil-${platform}/bin/anvil`);
    const port = await freePort();
    const anvil = spawn(binary, ['--host', '127.0.0.1', '--port', `${port}`, '--hardfork', 'shanghai']);
    await listening(anvil);
    const client = createPublicClient({ transport: http(`http://127.0.0.1:${port}`), cacheTime: 0 });
    return new Chain(anvil, client, (await client.request({ method: 'eth_accounts' } as never)) as Address[]);
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill();
    await gone;
  }

  account(index: number): Address {
    const account = this.accounts[index];
    if (account === undefined) throw new Error(`There is no account ${index}.`);
    return account;
  }

  async deploy(artifact: { abi: unknown; bytecode: string }, args: readonly unknown[] = [], options: CallOptions = {}) {
    const abi = artifact.abi as Abi;
    const bytecode = (artifact.bytecode.startsWith('0x') ? artifact.bytecode : `0x${artifact.bytecode}`) as Hex;
    const data = encodeDeployData({ abi, bytecode, args });
    // The call comes first because its error carries the reason; a receipt's does not.
    await this.client.call({ account: options.from ?? this.account(0), data, value: options.value ?? 0n });
    const receipt = await this.transact({ data, ...options });
    return { abi, address: receipt.contractAddress as Address } satisfies Contract;
  }

  /** @throws viem's error, with the revert reason in its message. */
  async read<T = bigint>(contract: Contract, functionName: string, args: readonly unknown[] = []): Promise<T> {
    return (await this.client.readContract({ ...contract, functionName, args })) as T;
  }

  /** @throws viem's error, with the revert reason in its message. */
  async send(contract: Contract, functionName: string, args: readonly unknown[] = [], options: CallOptions = {}) {
    const { abi, address } = contract;
    const account = options.from ?? this.account(0);
    const value = options.value ?? 0n;
    const { result } = await this.client.simulateContract({
      abi,
      address,
      functionName,
      args,
      account,
      value,
    } as never);
    const receipt = await this.transact({
      to: address,
      data: encodeFunctionData({ abi, functionName, args }),
      ...options,
    });
    const events = parseEventLogs({ abi, logs: receipt.logs as never }) as readonly unknown[] as {
      readonly address: Address;
      readonly eventName: string;
      readonly args: unknown;
    }[];
    const { timestamp } = await this.client.getBlock({ blockNumber: BigInt(receipt.blockNumber) });
    return {
      result,
      events: events
        .filter((event) => event.address.toLowerCase() === address.toLowerCase())
        .map(({ eventName, args }) => ({ name: eventName, args })),
      gasUsed: BigInt(receipt.gasUsed),
      cost: BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice),
      timestamp,
    } satisfies Outcome;
  }

  balance(address: Address): Promise<bigint> {
    return this.client.getBalance({ address });
  }

  /** Mines one empty block some seconds after the last. */
  async advance(seconds: number): Promise<void> {
    await this.request('evm_increaseTime', [seconds]);
    await this.request('evm_mine', []);
  }

  request(method: string, params: readonly unknown[]): Promise<unknown> {
    return this.client.request({ method, params } as never);
  }

  private async transact(call: CallOptions & { to?: Address; data: Hex }): Promise<RpcTransactionReceipt> {
    const receipt = (await this.request('eth_sendTransactionSync', [
      {
        from: call.from ?? this.account(0),
        to: call.to,
        data: call.data,
        value: `0x${(call.value ?? 0n).toString(16)}`,
        gas: '0x989680',
      },
    ])) as RpcTransactionReceipt;
    if (receipt.status !== '0x1') throw new Error(`Transaction ${receipt.transactionHash} failed.`);
    return receipt;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port.')),
      );
    });
  });
}

/** Resolves once Anvil says that it listens; from then on its output is read and dropped, or it would block. */
function listening(anvil: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    anvil.once('error', reject);
    anvil.once('exit', (code) => reject(new Error(`Anvil exited with code ${code} before it listened.\n${output}`)));
    anvil.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    anvil.stdout?.on('data', function onData(chunk) {
      output += chunk;
      if (!output.includes('Listening on')) return;
      anvil.stdout?.off('data', onData).resume();
      resolve();
    });
  });
}
