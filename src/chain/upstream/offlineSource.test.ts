import { expect, test } from 'vitest';
import { ExitCode } from '../../core/errors.ts';
import { MissingStateError, OfflineSource } from './offlineSource.ts';

const source = new OfflineSource({ file: 'flash-crash.pack.json.zst', scenario: 'flash-crash' });
const A = '0x66017d22b0f8556afdd19fc67041899eb65a21bb';
const SLOT = `0x${'0'.repeat(63)}a` as const;

test.each([
  [`account ${A}`, () => source.account(A)],
  [`slot ${SLOT} of ${A}`, () => source.slot(A, SLOT)],
  ['header of block 7', () => source.header(7)],
  [
    `log search {"address":["${A}"],"topics":[null],"fromBlock":1,"toBlock":2}`,
    () => source.logs({ address: A, topics: [null], fromBlock: 1, toBlock: 2 }),
  ],
])('a miss says what is missing: %s', async (missing, read) => {
  const error: unknown = await read().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MissingStateError);
  expect(error).toMatchObject({ facts: { missing }, exitCode: ExitCode.usage });
});

test('in words', async () => {
  const error = await source.slot(A, SLOT).catch((thrown: unknown) => thrown as Error);
  expect((error as Error).message).toMatchInlineSnapshot(`
    "The pack does not hold all the state that is read
      missing:      slot 0x000000000000000000000000000000000000000000000000000000000000000a of 0x66017d22b0f8556afdd19fc67041899eb65a21bb
      pack:         flash-crash.pack.json.zst
      captured for: flash-crash
      fix:          capture it again with what is run now: breakwater capture <scenario> --out flash-crash.pack.json.zst"
  `);
});
