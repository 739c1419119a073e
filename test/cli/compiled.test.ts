import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isCompiled, markCompiled, newestSource } from '../../src/cli/compiled.mjs';

const OLD = 1_000_000_000.784;
const LATER = OLD + 0.001;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bw-compiled-'));
  for (const name of ['src/cli/main.ts', 'build.mjs', 'tsconfig.json', 'tsconfig.build.json', 'dist/cli/main.js']) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), '');
  }
  for (const name of ['build.mjs', 'tsconfig.json', 'tsconfig.build.json', 'src/cli/main.ts', 'src/cli']) {
    utimesSync(join(root, name), OLD, OLD);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

test('a compilation that did not end is none', () => {
  expect(isCompiled(root)).toBe(false);
});

test('what was compiled from these very sources is used', () => {
  expect(newestSource(root)).toBeCloseTo(OLD * 1000, 3);
  markCompiled(root, newestSource(root));
  expect(isCompiled(root)).toBe(true);
});

test.each([
  ['a source', 'src/cli/main.ts'],
  ['the compiler’s settings', 'tsconfig.build.json'],
  ['a folder, as something was taken out of it', 'src/cli'],
])('it is not once %s has changed', (_, name) => {
  markCompiled(root, newestSource(root));
  utimesSync(join(root, name), LATER, LATER);
  expect(isCompiled(root)).toBe(false);
});

test('a test that was written since does not matter', () => {
  markCompiled(root, newestSource(root));
  writeFileSync(join(root, 'src/cli/main.test.ts'), '');
  utimesSync(join(root, 'src/cli'), OLD, OLD);
  expect(isCompiled(root)).toBe(true);
});
