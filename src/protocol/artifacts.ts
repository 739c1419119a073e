import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Abi, type Hex, toFunctionSignature } from 'viem';
import { BreakwaterError, UsageError } from '../core/errors.ts';

/** A compiled contract and where it came from. */
export interface Artifact {
  readonly name: string;
  readonly abi: Abi;
  /** Creation bytecode, nothing left to link. */
  readonly bytecode: Hex;
  /** npm package and version, our source, or the user's file; goes into the provenance. */
  readonly source: string;
}

const require = createRequire(import.meta.url);
const OURS = fileURLToPath(new URL('../../contracts/artifacts/', import.meta.url));

/**
 * One of our own contracts, compiled by `npm run build:contracts`.
 *
 * @throws BreakwaterError if the contracts have not been built
 */
export function ownArtifact(name: string): Artifact {
  const path = join(OURS, `${name}.json`);
  try {
    return { ...parse(readFileSync(path, 'utf8')), name, source: `breakwater contracts/${name}.sol` };
  } catch (cause) {
    throw new BreakwaterError(`Contract ${name} is not built`, {
      facts: { looked: `contracts/artifacts/${name}.json` },
      remedy: 'run "npm run build:contracts"',
      cause,
    });
  }
}

/**
 * A contract from an npm package's own build output.
 *
 * @param path of the artifact inside the package
 * @throws BreakwaterError if the package or the file is missing, or has no bytecode
 */
export function packageArtifact(packageName: string, path: string, name: string): Artifact {
  try {
    const manifest = require.resolve(`${packageName}/package.json`);
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    const text = readFileSync(join(dirname(manifest), path), 'utf8');
    return { ...parse(text), name, source: `npm ${packageName}@${version}` };
  } catch (cause) {
    throw new BreakwaterError(`Contract ${name} is missing`, {
      facts: { package: packageName, file: path },
      remedy: 'run "npm ci"',
      cause,
    });
  }
}

/**
 * A user's compiled contract as Hardhat (`bytecode: "0x…"`) or Foundry (`bytecode: {object: "0x…"}`) write it.
 *
 * @param like interface to compare with
 * @param required names of functions of it that the contract must have as well; the constructor's parameters must be the same
 * @throws UsageError if the file can't be read, is no artifact, has no bytecode, is not linked, or lacks a function
 */
export function userArtifact(path: string, like: Abi, required: readonly string[]): Artifact {
  const remedy = 'name a JSON artifact as Hardhat or Foundry write it, with "abi" and linked "bytecode"';
  let artifact: { abi: Abi; bytecode: Hex };
  try {
    artifact = parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new UsageError('The backstop artifact can not be used', {
      facts: { file: path, problem: cause instanceof Error ? cause.message : String(cause) },
      remedy,
      cause,
    });
  }
  const offered = new Set(signatures(artifact.abi));
  const wanted = signatures(like).filter(
    (text) => required.includes(text.replace(/\(.*/, '')) || /^constructor\(/.test(text),
  );
  const lacking = wanted.filter((signature) => !offered.has(signature));
  if (lacking.length > 0) {
    throw new UsageError('The backstop artifact is not a BAMM', {
      facts: { file: path, lacks: lacking.join(', ') },
      remedy:
        'the contract needs the interface of the deployed BAMM; see docs/scenario-reference.md, backstop.artifact',
    });
  }
  return { ...artifact, name: 'backstop', source: 'artifact of the scenario' };
}

/** `name(types)` of each function and of the constructor. */
function signatures(abi: Abi): string[] {
  return abi.flatMap((item) => {
    if (item.type === 'function') return [toFunctionSignature(item)];
    return item.type === 'constructor' ? [`constructor(${item.inputs.map(({ type }) => type).join(',')})`] : [];
  });
}

function parse(text: string): { abi: Abi; bytecode: Hex } {
  const json = JSON.parse(text) as { abi?: unknown; bytecode?: unknown };
  const found =
    typeof json.bytecode === 'object' ? (json.bytecode as { object?: unknown } | null)?.object : json.bytecode;
  if (!Array.isArray(json.abi)) throw new Error('it has no "abi" list');
  if (typeof found !== 'string' || found.replace(/^0x/, '') === '') throw new Error('it has no "bytecode"');
  const digits = found.replace(/^0x/, '');
  if (!/^([0-9a-fA-F]{2})+$/.test(digits)) throw new Error('its "bytecode" is not plain hex (are libraries linked?)');
  return { abi: json.abi as Abi, bytecode: `0x${digits}` };
}
