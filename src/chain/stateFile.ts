import { gunzipSync, gzipSync } from 'node:zlib';
import type { Hex } from 'viem';

interface Dump {
  readonly accounts: Readonly<Record<string, unknown>>;
}

/**
 * Accounts as a state that `anvil_loadState` lays over a fork: no block and no block environment, so that numbering, gas
 * limit and base fee go on from the fork's own.
 *
 * @param accounts by address, as Anvil dumps them
 * @returns gzipped JSON in hex
 */
export function encodeOverlay(accounts: Readonly<Record<string, unknown>>): Hex {
  const state = {
    block: null,
    best_block_number: null,
    blocks: [],
    transactions: [],
    historical_states: null,
    accounts,
  };
  return `0x${gzipSync(JSON.stringify(state)).toString('hex')}`;
}

/**
 * Makes a dump of a chain fit to be loaded over a fork of another: accounts alone, sorted, so that equal states are
 * equal bytes.
 *
 * @param dump as `anvil_dumpState` gives it: gzipped JSON in hex
 */
export function overlayState(dump: Hex): Hex {
  const { accounts } = JSON.parse(gunzipSync(Buffer.from(dump.slice(2), 'hex')).toString('utf8')) as Dump;
  return encodeOverlay(Object.fromEntries(Object.entries(accounts).sort(([a], [b]) => (a < b ? -1 : 1))));
}
