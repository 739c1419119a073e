import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { versions } from './versions.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-versions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

function useAnvil(script: string): void {
  const path = join(folder, 'anvil');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  vi.stubEnv('BREAKWATER_ANVIL', path);
}

describe('versions', () => {
  test('of all that a result depends on', () => {
    const found = versions();
    expect(Object.keys(found)).toEqual(['breakwater', 'anvil', 'viem', 'solc', 'node']);
    expect(found).toMatchObject({ anvil: '1.7.1', node: process.versions.node });
  });

  test('of the Anvil that runs, not of the package', () => {
    useAnvil('echo "anvil Version: 9.8.7-nightly"');
    expect(versions()['anvil']).toBe('9.8.7-nightly');
  });

  test('of an Anvil that does not say', () => {
    useAnvil('exit 1');
    expect(versions()['anvil']).toBe('unknown');
  });
});
