import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BreakwaterError } from '../core/errors.ts';

const require = createRequire(import.meta.url);

/** Environment variable that names another Anvil binary. */
const ANVIL_VARIABLE = 'BREAKWATER_ANVIL';

/**
 * Path of the Anvil binary: `$BREAKWATER_ANVIL`, else the one in `@foundry-rs/anvil`'s package for this platform.
 * The package's own Node wrapper is passed by, because a killed wrapper leaves its child behind.
 *
 * @throws BreakwaterError if there is none
 */
export function anvilBinary(): string {
  const named = process.env[ANVIL_VARIABLE];
  const path = named === undefined || named === '' ? packagedBinary() : named;
  if (path !== undefined && existsSync(path)) return path;
  throw new BreakwaterError('Anvil is missing', {
    facts: { looked: path ?? packageName(), platform: `${process.platform} ${process.arch}` },
    remedy: `run "npm ci" with optional dependencies, or set ${ANVIL_VARIABLE} to an anvil 1.7 binary`,
  });
}

function packageName(): string {
  return `@foundry-rs/anvil-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
}

function packagedBinary(): string | undefined {
  try {
    const folder = dirname(require.resolve(`${packageName()}/package.json`));
    return join(folder, 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil');
  } catch {
    return undefined;
  }
}
