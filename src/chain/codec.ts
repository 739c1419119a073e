import type { Address, Hex } from 'viem';
import type { ChainTransaction, Log, ReadResult, Reads, Receipt } from './block.ts';
import type { RpcCall } from './ipcClient.ts';

/** A receipt as the node gives it. */
export interface RawReceipt {
  readonly status: Hex;
  readonly gasUsed: Hex;
  readonly effectiveGasPrice: Hex;
  readonly contractAddress: Address | null;
  readonly from: Address;
  readonly logs: readonly Log[];
}

/** A quantity as JSON-RPC writes it. */
export function hex(value: bigint): Hex {
  return `0x${value.toString(16)}`;
}

export function encodeTransaction(transaction: ChainTransaction, nonce: number, maxFee: bigint): object {
  const { from, to, data, value = 0n, gas, tip = 0n } = transaction;
  return {
    from,
    ...(to === undefined ? {} : { to }),
    data,
    value: hex(value),
    gas: hex(gas),
    nonce: hex(BigInt(nonce)),
    maxFeePerGas: hex(maxFee),
    maxPriorityFeePerGas: hex(tip),
  };
}

export function decodeReceipt({ status, gasUsed, effectiveGasPrice, contractAddress, logs }: RawReceipt): Receipt {
  const gas = BigInt(gasUsed);
  return {
    succeeded: status === '0x1',
    gasUsed: gas,
    fee: gas * BigInt(effectiveGasPrice),
    created: contractAddress ?? undefined,
    logs,
  };
}

export function encodeReads({ calls, accounts }: Reads): RpcCall[] {
  return [
    ...calls.map(({ from, to, data, value }) => {
      const call = value === undefined ? { from, to, data } : { from, to, data, value: hex(value) };
      return { method: 'eth_call', params: [call, 'latest'] };
    }),
    ...accounts.map((account) => ({ method: 'eth_getBalance', params: [account, 'latest'] })),
  ];
}

export function decodeReads({ calls }: Reads, results: readonly unknown[]): ReadResult {
  return {
    data: results.slice(0, calls.length) as Hex[],
    balances: (results.slice(calls.length) as Hex[]).map(BigInt),
  };
}
