import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Hex, keccak256 } from 'viem';
import { BreakwaterError } from '../core/errors.ts';

const require = createRequire(import.meta.url);
const OURS = fileURLToPath(new URL('../../contracts/artifacts/', import.meta.url));

/** Build output of npm packages: all contracts of a folder and those below it, or the ones named. */
const PACKAGES: readonly { readonly name: string; readonly folder: string; readonly only?: readonly string[] }[] = [
  { name: '@uniswap/v2-core', folder: 'build', only: ['UniswapV2Pair', 'UniswapV2Factory', 'ERC20'] },
  { name: '@uniswap/v2-periphery', folder: 'build', only: ['UniswapV2Router02'] },
  { name: 'canonical-weth', folder: 'build/contracts', only: ['WETH9'] },
  { name: '@sovryn-zero/contracts', folder: 'artifacts/contracts' },
  // These two come with the record of the deployment alone.
  { name: '@sovryn-zero/contracts', folder: 'deployment/rskSovrynMainnet', only: ['ZEROToken', 'ZEROStaking'] },
];

/** Operation that pushes 32 bytes: what an immutable is read by. */
const PUSH1 = 0x60;
const PUSH32 = 0x7f;
const WORD = 32;

interface Reference {
  /** Whose code it is. */
  readonly owner: string;
  /** Runtime code in lower-case hex without a prefix; immutables are zero in it. */
  readonly code: string;
  /** Where immutables begin in it, in bytes. */
  readonly immutables: readonly number[];
}

/** By the length of the code in hex digits; built when first asked for. */
let references: ReadonlyMap<number, readonly Reference[]> | undefined;
const answers = new Map<Hex, string | null>();

/**
 * Whose code it is known to be, whatever its immutables are: one of our contracts or an npm package's, as
 * `breakwater contracts/BackstopAMM.sol` or `npm @uniswap/v2-core@1.0.1 UniswapV2Pair`, or the very code that an address
 * book names.
 *
 * Artifacts are read at the first call; the same code is not looked up twice.
 *
 * @param runtimeCode as `eth_getCode` gives it
 * @param pinned keccak256 that an address book gives for the contract, if it gives one
 * @returns null if it is nobody's, or if there is no code
 * @throws BreakwaterError if a package is missing or our contracts are not built
 */
export function knownCode(runtimeCode: Hex, pinned?: Hex): string | null {
  if (runtimeCode === '0x') return null;
  let owner = answers.get(runtimeCode);
  if (owner === undefined) {
    owner = lookUp(runtimeCode.slice(2).toLowerCase());
    answers.set(runtimeCode, owner);
  }
  if (owner !== null || pinned === undefined) return owner;
  return keccak256(runtimeCode) === pinned.toLowerCase() ? 'pinned in the address book' : null;
}

/**
 * Where immutables begin in code that was not deployed yet: a pushed word of zeros. Compilers push a zero that is meant
 * as one in fewer bytes, and say nothing of immutables in some artifacts.
 *
 * @param code hex without a prefix
 * @returns offsets in bytes, in order
 */
export function immutablesOf(code: string): number[] {
  const bytes = Buffer.from(code, 'hex');
  const found: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const operation = bytes[at] as number;
    if (operation < PUSH1 || operation > PUSH32) continue;
    const word = bytes.subarray(at + 1, at + 1 + WORD);
    if (operation === PUSH32 && word.length === WORD && word.every((byte) => byte === 0)) found.push(at + 1);
    at += operation - PUSH1 + 1;
  }
  return found;
}

function lookUp(code: string): string | null {
  references ??= byLength([...ownCode(), ...PACKAGES.flatMap(packageCode)]);
  const like = references.get(code.length) ?? [];
  return like.find((reference) => masked(code, reference) === reference.code)?.owner ?? null;
}

function masked(code: string, { immutables }: Reference): string {
  const parts = [0, ...immutables.map((start) => 2 * (start + WORD))].map((from, i) => {
    const next = immutables[i];
    return code.slice(from, next === undefined ? undefined : 2 * next);
  });
  return parts.join('0'.repeat(2 * WORD));
}

function byLength(all: readonly Reference[]): Map<number, Reference[]> {
  const map = new Map<number, Reference[]>();
  for (const reference of all) {
    const like = map.get(reference.code.length) ?? [];
    map.set(reference.code.length, [...like, reference]);
  }
  return map;
}

function ownCode(): Reference[] {
  try {
    const names = readdirSync(OURS).filter((name) => name.endsWith('.json'));
    return names.flatMap((name) => {
      const owner = `breakwater contracts/${name.replace(/json$/, 'sol')}`;
      return referenceIn(join(OURS, name), owner);
    });
  } catch (cause) {
    throw new BreakwaterError('Our contracts are not built', { remedy: 'run "npm run build:contracts"', cause });
  }
}

function packageCode({ name, folder, only }: (typeof PACKAGES)[number]): Reference[] {
  try {
    const manifest = require.resolve(`${name}/package.json`);
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    const root = join(dirname(manifest), folder);
    const files = only?.map((contract) => `${contract}.json`) ?? artifactsBelow(root);
    return files.flatMap((file) => {
      const contract = file.replace(/^.*[\\/]|\.json$/g, '');
      return referenceIn(join(root, file), `npm ${name}@${version} ${contract}`);
    });
  } catch (cause) {
    throw new BreakwaterError('The contracts of a package are missing', {
      facts: { package: name, folder },
      remedy: 'run "npm ci"',
      cause,
    });
  }
}

/** In an order that is the same on every machine. */
function artifactsBelow(root: string): string[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.json') && !name.endsWith('.dbg.json')).sort();
}

/** None for an interface, which has no code. */
function referenceIn(path: string, owner: string): Reference[] {
  const artifact = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly deployedBytecode?: string;
    /** As the compiler itself writes it. */
    readonly evm?: { readonly deployedBytecode?: { readonly object?: string } };
  };
  const found = artifact.deployedBytecode ?? artifact.evm?.deployedBytecode?.object ?? '';
  const code = found.replace(/^0x/, '').toLowerCase();
  return code === '' ? [] : [{ owner, code, immutables: immutablesOf(code) }];
}
