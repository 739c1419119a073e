import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isCompiled, markCompiled, stateOfSources } from '../../src/cli/compiled.mjs';

const THEN = 1_000_000_000.784;

let root: string;
const place = (name: string, content: string): void => {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), content);
  utimesSync(join(root, name), THEN, THEN);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bw-compiled-'));
  for (const name of ['src/cli/main.ts', 'src/b.ts', 'tsconfig.build.json', 'dist/cli/main.js']) place(name, '1');
});
afterEach(() => rmSync(root, { recursive: true }));

test('a compilation that did not end is none', () => {
  expect(isCompiled(root)).toBe(false);
});

test('what was compiled from these very sources is used', () => {
  markCompiled(root, stateOfSources(root));
  expect(isCompiled(root)).toBe(true);
});

test.each<[string, () => void]>([
  ['a source is newer', () => utimesSync(join(root, 'src/b.ts'), THEN + 1, THEN + 1)],
  ['a source is older', () => utimesSync(join(root, 'src/b.ts'), THEN - 1, THEN - 1)],
  ['a source of the same time has another size', () => place('src/b.ts', '12')],
  ['a source was taken away', () => rmSync(join(root, 'src/b.ts'))],
  ['one came with an old time', () => place('src/c.ts', '1')],
  ['the compiler has other settings', () => place('tsconfig.build.json', '12')],
])('it is not once %s', (_, change) => {
  markCompiled(root, stateOfSources(root));
  change();
  expect(isCompiled(root)).toBe(false);
});

test('a test that was written since does not matter', () => {
  markCompiled(root, stateOfSources(root));
  place('src/cli/main.test.ts', '1');
  expect(isCompiled(root)).toBe(true);
});
