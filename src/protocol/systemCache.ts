import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Address, Hex } from 'viem';
import { CHAIN_ID, GENESIS_TIME, HARDFORK } from '../chain/chain.ts';
import { overlayState } from '../chain/stateFile.ts';
import { ownArtifact } from './artifacts.ts';
import { buildEmbeddedSystem, type EmbeddedSystem } from './embeddedSystem.ts';

/** Environment variable that names another folder for cached states. */
const CACHE_VARIABLE = 'BREAKWATER_CACHE';

export interface ContractOrigin {
  readonly role: string;
  readonly name: string;
  readonly address: Address;
  readonly source: string;
}

/** A wired system, ready to be loaded over a fork. */
export interface PreparedSystem {
  readonly state: Hex;
  readonly system: EmbeddedSystem;
  readonly contracts: readonly ContractOrigin[];
}

const require = createRequire(import.meta.url);
const PACKAGES = [
  '@sovryn-zero/contracts',
  '@uniswap/v2-core',
  '@uniswap/v2-periphery',
  'canonical-weth',
  '@foundry-rs/anvil',
];
const OWN_CONTRACTS = ['ScriptedFeed', 'RenamingFacade', 'RewardRate', 'ConstantReturn', 'BatchReader'];
const BUILDERS = ['embeddedSystem.ts', 'deployer.ts', 'zero/deployZero.ts', '../chain/stateFile.ts'];

/**
 * The embedded system, from the cache if it holds one built from the very same bytecode, wiring code and Anvil, else
 * built now (about 0.1 s) and kept. A cache that can't be read or written costs that time and nothing else.
 *
 * @throws BreakwaterError if it has to be built and can't be
 */
export async function prepareSystem(): Promise<PreparedSystem> {
  const folder =
    process.env[CACHE_VARIABLE] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'breakwater');
  const path = join(folder, `system-${contentKey()}.json`);
  const cached = readCache(path);
  if (cached !== undefined) return cached;
  const { state, system, deployed } = await buildEmbeddedSystem();
  const contracts = deployed.map(({ role, address, artifact }) => ({
    role,
    name: artifact.name,
    address,
    source: artifact.source,
  }));
  const prepared = { state: overlayState(state), system, contracts };
  writeCache(folder, path, prepared);
  return prepared;
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
  for (const name of BUILDERS) hash.update(readFileSync(fileURLToPath(new URL(name, import.meta.url))));
  return hash.digest('hex').slice(0, 32);
}

function checksum(state: Hex): string {
  return createHash('sha256').update(state).digest('hex');
}

function readCache(path: string): PreparedSystem | undefined {
  try {
    const { checksum: expected, ...prepared } = JSON.parse(readFileSync(path, 'utf8')) as PreparedSystem & {
      checksum: string;
    };
    return checksum(prepared.state) === expected ? prepared : undefined;
  } catch {
    return undefined;
  }
}

function writeCache(folder: string, path: string, prepared: PreparedSystem): void {
  try {
    mkdirSync(folder, { recursive: true });
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify({ ...prepared, checksum: checksum(prepared.state) }));
    renameSync(temporary, path);
  } catch {
    // The next trial builds it again.
  }
}
