import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Address, Hex } from 'viem';
import { cacheFolder } from '../chain/cacheFolder.ts';
import { CHAIN_ID, GENESIS_TIME, HARDFORK } from '../chain/chain.ts';
import { overlayState } from '../chain/stateFile.ts';
import { ownArtifact } from './artifacts.ts';
import { buildEmbeddedSystem } from './embeddedSystem.ts';
import type { System } from './system.ts';
import { ZERO_CONSTANTS } from './zero/constants.ts';

export interface ContractOrigin {
  readonly role: string;
  readonly name: string;
  readonly address: Address;
  readonly source: string;
}

/** A wired system, ready to be loaded over a fork. */
export interface PreparedSystem {
  readonly state: Hex;
  readonly system: System;
  readonly contracts: readonly ContractOrigin[];
}

/** What the cache holds: JSON, so no bigint. */
type CachedSystem = Omit<PreparedSystem, 'system'> & { readonly system: Omit<System, 'constants'> };

const require = createRequire(import.meta.url);
const PACKAGES = [
  '@sovryn-zero/contracts',
  '@uniswap/v2-core',
  '@uniswap/v2-periphery',
  'canonical-weth',
  '@foundry-rs/anvil',
];
const OWN_CONTRACTS = ['ScriptedFeed', 'RenamingFacade', 'RewardRate', 'ConstantReturn', 'BatchReader'];
const BUILDERS = ['embeddedSystem', 'deployer', 'zero/deployZero', 'zero/constants', '../chain/stateFile'];

/**
 * The embedded system, from the cache if it holds one built from the very same bytecode, wiring code and Anvil, else
 * built now (about 0.1 s) and kept. A cache that can't be read or written costs that time and nothing else.
 *
 * @throws BreakwaterError if it has to be built and can't be
 */
export async function prepareSystem(): Promise<PreparedSystem> {
  const folder = cacheFolder();
  const path = join(folder, `system-${contentKey()}.json`);
  const cached = readCache(path);
  if (cached !== undefined) return prepared(cached);
  const { state, system, deployed } = await buildEmbeddedSystem();
  const contracts = deployed.map(({ role, address, artifact }) => ({
    role,
    name: artifact.name,
    address,
    source: artifact.source,
  }));
  const built = { state: overlayState(state), system, contracts };
  writeCache(folder, path, built);
  return prepared(built);
}

function prepared({ state, system, contracts }: CachedSystem): PreparedSystem {
  return { state, system: { ...system, constants: ZERO_CONSTANTS }, contracts };
}

/** Hash of all that the state follows from. */
function contentKey(): string {
  const hash = createHash('sha256');
  hash.update(`${CHAIN_ID} ${GENESIS_TIME} ${HARDFORK}\n`);
  for (const name of PACKAGES) {
    const { version } = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')) as {
      version: string;
    };
    hash.update(`${name}@${version}\n`);
  }
  for (const name of OWN_CONTRACTS) hash.update(ownArtifact(name).bytecode);
  // As source or compiled, whichever runs.
  const extension = extname(import.meta.url);
  for (const name of BUILDERS) {
    hash.update(readFileSync(fileURLToPath(new URL(`${name}${extension}`, import.meta.url))));
  }
  return hash.digest('hex').slice(0, 32);
}

function checksum(state: Hex): string {
  return createHash('sha256').update(state).digest('hex');
}

function readCache(path: string): CachedSystem | undefined {
  try {
    const { checksum: expected, ...cached } = JSON.parse(readFileSync(path, 'utf8')) as CachedSystem & {
      checksum: string;
    };
    return checksum(cached.state) === expected ? cached : undefined;
  } catch {
    return undefined;
  }
}

function writeCache(folder: string, path: string, built: CachedSystem): void {
  try {
    mkdirSync(folder, { recursive: true });
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify({ ...built, checksum: checksum(built.state) }));
    renameSync(temporary, path);
  } catch {
    // The next trial builds it again.
  }
}
