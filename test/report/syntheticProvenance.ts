import type { ContractRecord, ProvenanceRecord } from '../../src/metric/runRecord.ts';

type Place = Pick<ProvenanceRecord, 'chain' | 'contracts' | 'actions'>;

export const hash = (digit: string) => `0x${digit.repeat(64)}`;
const address = (digit: string) => `0x${digit.repeat(40)}`;

const ORIGINS: Readonly<Record<string, readonly [name: string, source: string, known: string]>> = {
  backstop: ['BackstopAMM', 'breakwater contracts/BackstopAMM.sol', 'breakwater contracts/BackstopAMM.sol'],
  troveManager: ['TroveManager', 'npm @sovryn-zero/contracts@0.4.0', 'npm @sovryn-zero/contracts@0.4.0 TroveManager'],
  stabilityPool: [
    'StabilityPool',
    'npm @sovryn-zero/contracts@0.4.0',
    'npm @sovryn-zero/contracts@0.4.0 StabilityPool',
  ],
  dexPair: ['UniswapV2Pair', 'npm @uniswap/v2-core@1.0.1', 'npm @uniswap/v2-core@1.0.1 UniswapV2Pair'],
};

/** A run on a chain of its own. */
export function embeddedProvenance(): Place {
  const contracts = Object.entries(ORIGINS).map(([role, [name, source, known]], i): ContractRecord => {
    return { role, name, address: address(String(i + 1)), codeHash: hash('bcde'[i] as string), source, known };
  });
  return { chain: { source: 'embedded', chainId: 31_337, hardfork: 'shanghai' }, contracts, actions: [] };
}

/** A run on a fork of a live chain, with a proposal's calls applied; one contract is nobody's, one call not known. */
export function forkProvenance(): Place {
  const fork = 'chain 1 at block 19500000';
  const pinned = 'pinned in the address book';
  const known = (role: string, known: string | null, digit: string, source = fork): ContractRecord => {
    return { role, name: role, address: address(digit), codeHash: hash(digit), source, known };
  };
  return {
    chain: {
      source: 'fork',
      chainId: 1,
      hardfork: 'shanghai',
      block: { number: 19_500_000, hash: hash('7'), timestamp: Date.UTC(2024, 2, 23, 17, 48, 23) / 1000 },
      book: 'liquity',
      upstream: { requests: 1204, retries: 3 },
    },
    contracts: [
      known('troveManager', pinned, '1'),
      known('stabilityPool', pinned, '2'),
      known('backstop', null, '3'),
      known('dexPair', 'npm @uniswap/v2-core@1.0.1 UniswapV2Pair', '4'),
      known('collateralFeed', 'breakwater contracts/ScriptedFeed.sol', '5', 'breakwater contracts/ScriptedFeed.sol'),
    ],
    actions: [
      {
        from: address('a'),
        to: address('3'),
        contract: 'backstop',
        call: 'setParams(uint256,uint256)',
        args: ['200', '100'],
        data: `0xc0324c77${'c8'.padStart(64, '0')}${'64'.padStart(64, '0')}`,
        value: '0',
        note: 'Proposal 12: double the amplification, charge a fee of 1 %',
        gasUsed: 34_201,
        changes: [
          { parameter: 'backstop.A', before: '100', after: '200' },
          { parameter: 'backstop.fee', before: '0.5 %', after: '1 %' },
        ],
      },
      {
        from: address('b'),
        to: address('c'),
        contract: null,
        call: null,
        args: [],
        data: `0xdeadbeef${'9'.repeat(192)}`,
        value: '1500000000000000000',
        note: '',
        gasUsed: 21_064,
        changes: [],
      },
    ],
  };
}
