import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, readSources, settings, sourceFolder } from '../src/protocol/solidity/compile.ts';

const require = createRequire(import.meta.url);
const artifactFolder = join(sourceFolder, 'artifacts');

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
