import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One compiled contract, as written to `artifacts/<contractName>.json`. */
export interface Artifact {
  readonly contractName: string;
  readonly abi: readonly unknown[];
  /** Creation code, 0x-prefixed. Constructor arguments are appended to it. */
  readonly bytecode: `0x${string}`;
  /** Runtime code, 0x-prefixed. Immutables are zero in it. */
  readonly deployedBytecode: `0x${string}`;
  /** Full version of the compiler. */
  readonly compiler: string;
}

/** Solidity sources by file name. */
export type Sources = Readonly<Record<string, string>>;

interface CompilerOutput {
  readonly errors?: readonly { readonly formattedMessage: string }[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>;
}

interface CompiledContract {
  readonly abi: readonly unknown[];
  readonly evm: {
    readonly bytecode: { readonly object: string };
    readonly deployedBytecode: { readonly object: string };
  };
}

const require = createRequire(import.meta.url);
const sourceFolder = fileURLToPath(new URL('.', import.meta.url));
const artifactFolder = join(sourceFolder, 'artifacts');

const settings = {
  // Anvil runs under Shanghai rules: code for a later target does not deploy there.
  evmVersion: 'shanghai',
  optimizer: { enabled: true, runs: 200 },
  // Without the hash of the metadata the same source gives the same bytecode, wherever it lies.
  metadata: { bytecodeHash: 'none' },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
};

/**
 * Compiles sources that import nothing but each other.
 *
 * @throws Error with the compiler's formatted messages, on any error and on any warning.
 */
export function compile(sources: Sources): Artifact[] {
  // Loaded only here: it is a few megabytes of WebAssembly, and most builds find nothing to do.
  const solc: { compile(input: string): string; version(): string } = require('solc');
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([name, content]) => [name, { content }])),
    settings,
  };
  const output: CompilerOutput = JSON.parse(solc.compile(JSON.stringify(input)));
  if (output.errors !== undefined && output.errors.length > 0) {
    throw new Error(`Solidity did not compile cleanly:\n\n${output.errors.map((e) => e.formattedMessage).join('\n')}`);
  }
  return Object.values(output.contracts ?? {})
    .flatMap((contracts) => Object.entries(contracts))
    .map(([contractName, { abi, evm }]) => ({
      contractName,
      abi,
      bytecode: `0x${evm.bytecode.object}` as const,
      deployedBytecode: `0x${evm.deployedBytecode.object}` as const,
      compiler: solc.version(),
    }));
}

/** Reads every Solidity source in a folder, in the order of their names. */
export function readSources(folder: string): Sources {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sol'));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/**
 * Compiles `contracts/*.sol` into `contracts/artifacts`, unless what lies there was made from the same sources with the
 * same settings and compiler.
 *
 * @returns whether anything was compiled.
 * @throws Error with the compiler's formatted messages, on any error and on any warning.
 */
export function build(): boolean {
  const sources = readSources(sourceFolder);
  const { version } = require('solc/package.json') as { version: string };
  const hash = createHash('sha256').update(JSON.stringify({ sources, settings, version })).digest('hex');
  if (recordedHash() === hash) return false;

  // An interface has no code: it serves its source file alone.
  const artifacts = compile(sources).filter(({ bytecode }) => bytecode !== '0x');
  rmSync(join(artifactFolder, '.hash'), { force: true });
  mkdirSync(artifactFolder, { recursive: true });
  const names = new Set(artifacts.map(({ contractName }) => `${contractName}.json`));
  for (const stale of readdirSync(artifactFolder).filter((name) => name.endsWith('.json') && !names.has(name))) {
    rmSync(join(artifactFolder, stale));
  }
  for (const artifact of artifacts) {
    write(join(artifactFolder, `${artifact.contractName}.json`), `${JSON.stringify(artifact, null, 2)}\n`);
  }
  // Last: a build that was cut short is done again.
  write(join(artifactFolder, '.hash'), `${hash}\n`);
  return true;
}

function recordedHash(): string | undefined {
  try {
    return readFileSync(join(artifactFolder, '.hash'), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Readers in other processes see the old file or the new one, never half of one. */
function write(path: string, content: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  console.log(build() ? 'contracts: compiled' : 'contracts: up to date');
}
