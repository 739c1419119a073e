import { expect, test } from 'vitest';
import { DEFAULT_SOURCES, type DefaultSource } from './defaultSources.ts';
import { scenarioReference } from './reference.ts';

interface TableKey {
  /** Dotted path from the top of the file. */
  readonly key: string;
  /** As the column of defaults has it, without backticks; empty if the meaning states the default. */
  readonly default: string;
  readonly meaning: string;
}

const HEADING = /^#{2,3} (.*)$/;
/** Where the tables of keys end. */
const KEYS_END = '## Thresholds';
const NEW_PART = '## Where the defaults come from';

/** Keys with a default, as someone who reads the generated page finds them. */
function keysWithDefault(page: string): TableKey[] {
  const found: TableKey[] = [];
  let path = '';
  for (const line of page.slice(0, page.indexOf(KEYS_END)).split('\n')) {
    const [, heading] = HEADING.exec(line) ?? [];
    if (heading !== undefined) path = pathOf(heading);
    const [, key, , written, , meaning] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    if (key === undefined || written === undefined || meaning === undefined || !/^`.*`$/.test(key)) continue;
    const isStated = written !== '' && written !== '_required_';
    if (!isStated && (written !== '' || !/\bdefault\b/i.test(meaning))) continue;
    found.push({ key: `${path}${bare(key)}`, default: bare(written), meaning });
  }
  return found;
}

/** "`agents.<name>`, `policy: borrower`" and "market" → what stands before the keys of the table. */
function pathOf(heading: string): string {
  const first = bare(heading.split(', ')[0] ?? '');
  return first === 'Top level' ? '' : `${first}.`;
}

function bare(text: string): string {
  return text.replaceAll('`', '');
}

function covers(source: DefaultSource, found: TableKey): boolean {
  const [wanted, names] = [source.key.split('.'), found.key.split('.')];
  if (wanted.length !== names.length) return false;
  if (!wanted.every((name, i) => name === names[i] || isAnyName(name, names[i]))) return false;
  if (found.default === '') return states(found.meaning, source.default);
  return source.isInWords !== true && found.default === source.default;
}

/** "Default: none", or words that speak of the default themselves. */
function states(meaning: string, words: string): boolean {
  const places = words.includes('default') ? [words] : [`efault: ${words}`, `default ${words}`];
  return places.some((place) => meaning.includes(place));
}

/** A list such as `faults[]` is no name. */
function isAnyName(wanted: string, name = ''): boolean {
  return wanted === '*' && /^[a-zA-Z]+$/.test(name);
}

const FOUND = keysWithDefault(scenarioReference());

test('the page is read as it is written', () => {
  expect(FOUND.length).toBeGreaterThan(150);
  const byKey = (key: string) => FOUND.filter((found) => found.key === key);
  expect(byKey('oracle.collateral.heartbeat').map((found) => found.default)).toEqual(['1h']);
  expect(byKey('chain.gasLimit').map((found) => found.default)).toEqual(['30M gas', '30M gas', '30M gas']);
  expect(byKey('agents.<name>.bid.cap').map((found) => found.default)).toContain('');
  expect(byKey('clock.block')).toEqual([]);
});

test('every default in the tables has exactly one source, with the same default', () => {
  const wrong = FOUND.filter((found) => DEFAULT_SOURCES.filter((source) => covers(source, found)).length !== 1);
  expect(wrong.map(({ key, default: written, meaning }) => `${key}: ${written === '' ? meaning : written}`)).toEqual(
    [],
  );
});

test('every source belongs to a default in the tables, and says what kind it is', () => {
  const unused = DEFAULT_SOURCES.filter((source) => !FOUND.some((found) => covers(source, found)));
  expect(unused.map(({ key, default: written }) => `${key}: ${written}`)).toEqual([]);
  for (const { key, source } of DEFAULT_SOURCES)
    expect(source, key).toMatch(/^(?:fact: |choice(?:: |, no source)|see )/);
});

test('the page shows every source', () => {
  const page = scenarioReference();
  const part = page.slice(page.indexOf(NEW_PART));
  for (const { key, source } of DEFAULT_SOURCES) {
    const row = part.split('\n').find((line) => line.startsWith(`| \`${key}\` `) && line.includes(source));
    expect(row, key).toBeDefined();
  }
});
