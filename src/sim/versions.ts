import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { anvilBinary } from '../chain/anvilBinary.ts';

const require = createRequire(import.meta.url);
const PACKAGES = { viem: 'viem', solc: 'solc' } as const;
const ANSWER_MS = 5000;

/** Breakwater's own version. */
export function breakwaterVersion(): string {
  return versionIn(fileURLToPath(new URL('../../package.json', import.meta.url)));
}

/** The version of an optional dependency that this version of Breakwater names. */
export function dependencyVersion(name: string): string {
  const path = fileURLToPath(new URL('../../package.json', import.meta.url));
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { optionalDependencies?: Record<string, string> };
  return manifest.optionalDependencies?.[name] ?? 'latest';
}

/** Versions that a result depends on, and Node's. @throws BreakwaterError if there is no Anvil */
export function versions(): Record<string, string> {
  const packages = Object.entries(PACKAGES).map(([name, packageName]) => [name, packageVersion(packageName)]);
  return {
    breakwater: breakwaterVersion(),
    anvil: anvilVersion(),
    ...Object.fromEntries(packages),
    node: process.versions.node,
  };
}

/** As the binary itself says it: it need not be the one that came with the package. */
function anvilVersion(): string {
  const { stdout } = spawnSync(anvilBinary(), ['--version'], { encoding: 'utf8', timeout: ANSWER_MS });
  return /\d+\.\d+\.\d+\S*/.exec(stdout ?? '')?.[0] ?? 'unknown';
}

/** Some packages don't export their package.json; its folder is looked for from the entry point up. */
function packageVersion(name: string): string {
  const folder = require.resolve.paths(name)?.find((path) => canRead(`${path}/${name}/package.json`));
  return folder === undefined ? 'unknown' : versionIn(`${folder}/${name}/package.json`);
}

function canRead(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

function versionIn(path: string): string {
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
