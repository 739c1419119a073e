import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../src/', import.meta.url));

/** What each room may import besides itself. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  core: [],
  chain: ['core'],
  market: ['core'],
  metric: ['core'],
  protocol: ['core', 'chain', 'market', 'metric'],
  agent: ['core', 'chain', 'market', 'metric', 'protocol'],
  scenario: ['core', 'chain', 'market', 'metric', 'protocol', 'agent'],
  sim: ['core', 'chain', 'market', 'metric', 'protocol', 'agent', 'scenario'],
  report: ['core', 'metric'],
  cli: ['core', 'chain', 'market', 'metric', 'protocol', 'agent', 'scenario', 'sim', 'report'],
};
const LONGEST = 300;

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('fixtures'))
  .map((path) => path.replaceAll('\\', '/'))
  .sort();
const texts = new Map(files.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));

/** Source without comments; strings stay. */
function codeOf(path: string): string {
  const text = texts.get(path) ?? '';
  return text.replace(/("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '$1');
}

/** Files of ours that one imports, by their path in src; `import type` among them unless told otherwise. */
function importsOf(path: string, withTypes = true): string[] {
  const statements = codeOf(path).matchAll(
    /(?:^|\n)\s*(import|export)\s([^;'"]*?from\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g,
  );
  return [...statements].flatMap(([, , clause = '', from, dynamic]) => {
    const name = from ?? dynamic ?? '';
    if (!name.startsWith('.')) return [];
    if (!withTypes && /^type\s/.test(clause.trim())) return [];
    return [relative(ROOT, resolve(ROOT, dirname(path), name)).replaceAll('\\', '/')];
  });
}

const roomOf = (path: string): string => path.split('/')[0] ?? '';

describe('architecture', () => {
  it('has files and imports to look at', () => {
    expect(files.length).toBeGreaterThan(80);
    expect(files.flatMap((path) => importsOf(path)).length).toBeGreaterThan(200);
    expect(importsOf('sim/simulation.ts')).toContain('sim/venue.ts');
    expect(importsOf('sim/venue.ts')).toContain('core/units.ts');
  });

  it('imports go one way', () => {
    const wrong = files.flatMap((path) =>
      importsOf(path)
        .filter((target) => !target.startsWith('..'))
        .filter((target) => roomOf(target) !== roomOf(path) && !BELOW[roomOf(path)]?.includes(roomOf(target)))
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('knows every room', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(BELOW).sort());
  });

  it('imports no test or build code, and only what is there', () => {
    const wrong = files.flatMap((path) =>
      importsOf(path)
        .filter((target) => target.startsWith('..') || !existsSync(join(ROOT, target)))
        .map((target) => `${path}: ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no import cycles', () => {
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'done') return;
      if (state.get(path) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
        return;
      }
      state.set(path, 'open');
      // A type is gone when the code runs: two files may know each other's.
      for (const target of importsOf(path, false)) if (texts.has(target)) visit(target, [...trail, path]);
      state.set(path, 'done');
    };
    for (const path of files) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it('draws no number and reads no clock but the scenario’s', () => {
    const wrong = files.flatMap((path) => {
      const found = codeOf(path).match(/Math\.random|Date\.now|new Date\(\s*\)/g) ?? [];
      return found.map((what) => `${path}: ${what}`);
    });
    expect(wrong).toEqual([]);
  });

  it('speaks JSON-RPC in the chain’s room alone', () => {
    const methods = /['"`](?:eth|evm|anvil|hardhat)_[a-zA-Z]+['"`]/;
    expect(files.filter((path) => roomOf(path) !== 'chain' && methods.test(codeOf(path)))).toEqual([]);
  });

  it(`keeps files to ${LONGEST} lines`, () => {
    const long = files.map((path) => ({ path, lines: (texts.get(path) ?? '').split('\n').length - 1 }));
    expect(long.filter(({ lines }) => lines > LONGEST)).toEqual([]);
  });
});
