import { gunzipSync, gzipSync } from 'node:zlib';
import type { Hex } from 'viem';

interface StateFile {
  block: { number: string };
  best_block_number: number;
  blocks: unknown[];
  transactions: unknown[];
  historical_states: unknown;
  accounts: Record<string, unknown>;
}

/**
 * Makes a dump of a chain fit to be loaded over a fork of an empty one: accounts alone, no blocks, so that the numbering
 * of blocks goes on from the fork's own. Accounts are sorted, so that equal states are equal bytes.
 *
 * @param dump as `anvil_dumpState` gives it: gzipped JSON in hex
 */
export function overlayState(dump: Hex): Hex {
  const state = JSON.parse(gunzipSync(Buffer.from(dump.slice(2), 'hex')).toString('utf8')) as StateFile;
  const accounts = Object.fromEntries(Object.entries(state.accounts).sort(([a], [b]) => (a < b ? -1 : 1)));
  const overlay: StateFile = {
    block: { ...state.block, number: '0x0' },
    best_block_number: 0,
    blocks: [],
    transactions: [],
    historical_states: null,
    accounts,
  };
  return `0x${gzipSync(JSON.stringify(overlay)).toString('hex')}`;
}
