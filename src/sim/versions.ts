import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const PACKAGES = { anvil: '@foundry-rs/anvil', viem: 'viem', solc: 'solc' } as const;

/** Breakwater's own version. */
export function breakwaterVersion(): string {
  return versionIn(fileURLToPath(new URL('../../package.json', import.meta.url)));
}

/** Versions that a result depends on, and Node's. */
export function versions(): Record<string, string> {
  const packages = Object.entries(PACKAGES).map(([name, packageName]) => [name, packageVersion(packageName)]);
  return { breakwater: breakwaterVersion(), ...Object.fromEntries(packages), node: process.versions.node };
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
