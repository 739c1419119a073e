import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Hex, keccak256 } from 'viem';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cacheFolder } from '../cacheFolder.ts';
import { Capture } from './capture.ts';
import { readCapture, writeCapture } from './captureCache.ts';

const A = '0x66017d22b0f8556afdd19fc67041899eb65a21bb';
const URL_WITH_KEY = 'https://eth.example/v2/k3y-5e3f02';
const KEY = { url: URL_WITH_KEY, chainId: 1, block: 7 };

function capture(slot: Hex, hash: Hex = keccak256('0x07')): Capture {
  const made = new Capture({ chainId: 1, block: { number: 7, hash, timestamp: 100 } });
  made.setSlot(A, slot, '0x1');
  return made;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bw-cache-'));
  vi.stubEnv('BREAKWATER_CACHE', join(folder, 'cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});
const kept = (): string[] => readdirSync(join(folder, 'cache'));
const onlyFile = (): string => join(folder, 'cache', kept()[0] as string);

describe('the folder', () => {
  test.each([
    [{ BREAKWATER_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/a'],
    [{ BREAKWATER_CACHE: '', XDG_CACHE_HOME: '/b' }, '/b/breakwater'],
    [{ BREAKWATER_CACHE: '', XDG_CACHE_HOME: '' }, join(homedir(), '.cache/breakwater')],
  ])('%j: %s', (env, expected) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    expect(cacheFolder()).toBe(expected);
  });
});

test('a capture comes back for its upstream, chain and block alone', async () => {
  expect(await readCapture(KEY)).toBeUndefined();
  await writeCapture({ url: URL_WITH_KEY, capture: capture('0x1') });
  expect(JSON.stringify(await readCapture(KEY))).toBe(JSON.stringify(capture('0x1')));
  for (const other of [{ url: 'https://eth.example' }, { chainId: 2 }, { block: 8 }]) {
    expect(await readCapture({ ...KEY, ...other })).toBeUndefined();
  }
});

test('nothing of the URL is kept but a hash', async () => {
  await writeCapture({ url: URL_WITH_KEY, capture: capture('0x1') });
  expect(kept()).toEqual([expect.stringMatching(/^fork-1-7-[0-9a-f]{16}\.json\.zst$/)]);
  expect(readFileSync(onlyFile()).includes('k3y')).toBe(false);
});

test('what is kept grows, and the capture that is written stays as it is', async () => {
  await writeCapture({ url: URL_WITH_KEY, capture: capture('0x1') });
  const second = capture('0x2');
  await writeCapture({ url: URL_WITH_KEY, capture: second });
  expect((await readCapture(KEY))?.slots).toBe(2);
  expect(second.slots).toBe(1);
});

test('a block that was replaced on the chain replaces what was kept', async () => {
  await writeCapture({ url: URL_WITH_KEY, capture: capture('0x1') });
  await writeCapture({ url: URL_WITH_KEY, capture: capture('0x2', keccak256('0x08')) });
  const found = await readCapture(KEY);
  expect([found?.block.hash, found?.slots]).toEqual([keccak256('0x08'), 1]);
});

test.each<[string, (bytes: Buffer) => Uint8Array]>([
  ['cut off', (bytes) => bytes.subarray(0, bytes.length - 3)],
  ['damaged', (bytes) => bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 1 : byte))],
  ['empty', () => Buffer.alloc(0)],
])('a file that is %s counts as none, and is written over', async (_, damage) => {
  await writeCapture({ url: URL_WITH_KEY, capture: capture('0x1') });
  writeFileSync(onlyFile(), damage(readFileSync(onlyFile())));
  expect(await readCapture(KEY)).toBeUndefined();
  await writeCapture({ url: URL_WITH_KEY, capture: capture('0x2') });
  expect((await readCapture(KEY))?.slots).toBe(1);
});

test('a folder that can not be written costs nothing', async () => {
  writeFileSync(join(folder, 'file'), '');
  vi.stubEnv('BREAKWATER_CACHE', join(folder, 'file'));
  await writeCapture({ url: URL_WITH_KEY, capture: capture('0x1') });
  expect(await readCapture(KEY)).toBeUndefined();
});
