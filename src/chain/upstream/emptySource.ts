import { type Hex, keccak256, toHex, zeroAddress, zeroHash } from 'viem';
import { CHAIN_ID, GENESIS_TIME } from '../constants.ts';
import { Capture } from './capture.ts';
import { type AccountInfo, pointOf, type RawHeader, type RawLog, type StateSource } from './stateSource.ts';

const ZEROS_256 = `0x${'00'.repeat(256)}` satisfies Hex;
const NOTHING: AccountInfo = { balance: 0n, nonce: 0, code: '0x' };
/** Any number would do: every block made on it has its own. */
const BASE_FEE = '0x3b9aca00';

/** The only block of the empty chain; roots of what it does not hold are zero. */
const GENESIS: RawHeader = {
  number: '0x0',
  hash: keccak256(toHex('breakwater genesis')),
  parentHash: zeroHash,
  timestamp: toHex(GENESIS_TIME),
  sha3Uncles: '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347',
  logsBloom: ZEROS_256,
  transactionsRoot: zeroHash,
  stateRoot: zeroHash,
  receiptsRoot: zeroHash,
  miner: zeroAddress,
  difficulty: '0x0',
  extraData: '0x',
  gasLimit: '0x1c9c380',
  gasUsed: '0x0',
  nonce: '0x0000000000000000',
  mixHash: zeroHash,
  baseFeePerGas: BASE_FEE,
  uncles: [],
  transactions: [],
};

/** A chain of one block that holds nothing: accounts are empty, slots zero. */
export class EmptySource implements StateSource {
  /** A capture of it, in which its block is known. */
  static capture(): Capture {
    const capture = new Capture({ chainId: CHAIN_ID, block: pointOf(GENESIS) });
    capture.setHeader(GENESIS);
    return capture;
  }

  async account(): Promise<AccountInfo> {
    return NOTHING;
  }

  async slot(): Promise<Hex> {
    return zeroHash;
  }

  async header(): Promise<RawHeader> {
    return GENESIS;
  }

  async logs(): Promise<readonly RawLog[]> {
    return [];
  }

  close(): void {}
}
