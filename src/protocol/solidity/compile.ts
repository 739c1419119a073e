import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Bytes of a contract's code. */
export interface CodeRange {
  /** Offset of the first, in bytes. */
  readonly start: number;
  /** How many. */
  readonly length: number;
}

/** One compiled contract, as written to `artifacts/<contractName>.json`. */
export interface Artifact {
  readonly contractName: string;
  readonly abi: readonly unknown[];
  /** Creation code, 0x-prefixed. Constructor arguments are appended to it. */
  readonly bytecode: `0x${string}`;
  /** Runtime code, 0x-prefixed. Immutables are zero in it. */
  readonly deployedBytecode: `0x${string}`;
  /** Where immutables lie in the runtime code, in order. */
  readonly immutableReferences: readonly CodeRange[];
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
    readonly deployedBytecode: {
      readonly object: string;
      /** By the compiler's own number for each immutable. */
      readonly immutableReferences?: Readonly<Record<string, readonly CodeRange[]>>;
    };
  };
}

const require = createRequire(import.meta.url);

/** Where this project's own Solidity sources lie. */
export const sourceFolder = fileURLToPath(new URL('../../../contracts/', import.meta.url));

/** What every compilation is told. */
export const settings = {
  // Anvil runs under Shanghai rules: code for a later target does not deploy there.
  evmVersion: 'shanghai',
  optimizer: { enabled: true, runs: 200 },
  // Without the hash of the metadata the same source gives the same bytecode, wherever it lies.
  metadata: { bytecodeHash: 'none' },
  outputSelection: {
    '*': {
      '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object', 'evm.deployedBytecode.immutableReferences'],
    },
  },
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
      immutableReferences: Object.values(evm.deployedBytecode.immutableReferences ?? {})
        .flat()
        .sort((a, b) => a.start - b.start),
      compiler: solc.version(),
    }));
}

/** Reads every Solidity source in a folder, in the order of their names. */
export function readSources(folder: string): Sources {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sol'));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
