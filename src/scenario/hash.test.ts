import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ExampleFolder, exampleFolder } from './exampleFolder.ts';
import { loadScenario } from './load.ts';

let folder: ExampleFolder;
let before: string;
beforeEach(() => {
  folder = exampleFolder();
  before = loadScenario(folder.file).hash;
});
afterEach(() => folder.remove());

const hash = () => loadScenario(folder.file).hash;

test('is a SHA-256 in hex', () => {
  expect(before).toMatch(/^[0-9a-f]{64}$/);
});

describe('stays', () => {
  test.each([
    ['with another comment', 'clock:', '# a comment\nclock:'],
    ['with another order of keys', '  duration: 48h\n  block: 13s', '  block: 13s\n  duration: 48h'],
    ['with another spelling of a unit', 'duration: 48h', 'duration: 2d'],
    ['with a default written out', '  core: zero', '  core: zero\n  borrowingFeeFloor: 0.5%'],
    ['with another seed', 'seed: 20200312', 'seed: 1'],
  ])('%s', (_, from, to) => {
    folder.write([from, to]);
    expect(hash()).toBe(before);
  });

  test('with another order of agent groups', () => {
    const group = '  idle: { policy: liquidator, count: 0, minProfit: 0 USD }';
    folder.write(['agents:', `agents:\n${group}`]);
    const first = hash();
    folder.write(['probes:', `${group}\nprobes:`]);
    expect(hash()).toBe(first);
  });

  test('in another folder', () => {
    const other = exampleFolder();
    expect(loadScenario(other.file).hash).toBe(before);
    other.remove();
  });

  test('with a named file under another name', () => {
    folder.writeBeside('Other.json', '{"abi": [], "bytecode": "0x00"}');
    folder.write(['./MyBamm.json', './Other.json']);
    expect(hash()).toBe(before);
  });
});

describe('changes', () => {
  test.each([
    ['with a value', 'amplification: 20', 'amplification: 21'],
    ['with an item of a list', '- always solvency.tcr >= 110%', '- always solvency.tcr >= 111%'],
    ['with an optional key', '  venue: { stable: 5M ZUSD }\n', ''],
    ['with a parameter of an own policy', 'window: 12', 'window: 13'],
  ])('%s', (_, from, to) => {
    folder.write([from, to]);
    expect(hash()).not.toBe(before);
  });

  test.each(['MyBamm.json', 'momentum.ts'])('with the content of %s', (name) => {
    folder.writeBeside(name, '{}');
    expect(hash()).not.toBe(before);
  });

  test('with an override', () => {
    const { hash: overridden } = loadScenario(folder.file, { set: ['backstop.amplification=21'] });
    folder.write(['amplification: 20', 'amplification: 21']);
    expect(overridden).toBe(hash());
    expect(overridden).not.toBe(before);
  });
});
