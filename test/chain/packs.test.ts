import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Chain } from '../../src/chain/chain.ts';
import { Capture } from '../../src/chain/upstream/capture.ts';
import { readPack, writePack } from '../../src/chain/upstream/pack.ts';
import { HASHER, TABLE, word } from './forkedNode.ts';
import { block, copyOf, errorOf, ForkStage, look, play, put } from './forkStage.ts';
import { account } from './support.ts';

let stage: ForkStage;
beforeEach(async () => {
  stage = await ForkStage.open();
});
afterEach(() => stage.close());

describe('a pack', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bw-forks-'));
  const path = join(folder, 'a.pack');
  afterAll(() => rmSync(folder, { recursive: true }));

  test('replays without a network what was captured, to the same block hash', async () => {
    const { chain, capture } = await stage.fork();
    const hash = await play(chain);
    await writePack(path, { capture, extra: {} });
    await stage.node.proxy.die();
    const pack = await readPack(path);
    const gate = await stage.offline(pack.capture);
    expect(await play(await stage.chain(gate))).toBe(hash);
    expect(gate.requests).toBe(0);
  });

  test.each<[string, RegExp, (chain: Chain) => Promise<unknown>]>([
    ['a slot', new RegExp(`^slot ${word(7)} of ${TABLE}$`), (chain) => chain.read(look(7))],
    ['a slot, in a block', new RegExp(`^slot ${word(7)} of ${TABLE}$`), (chain) => chain.mine(block(9, put(7, 1)))],
    ['an account', new RegExp(`^account ${account(30)}$`), (chain) => chain.code([account(30)])],
    [
      'a header',
      /^header of block 2$/,
      (chain) => chain.read({ calls: [{ to: HASHER, data: word(2) }], accounts: [] }),
    ],
  ])('names what it lacks: %s', async (_, missing, act) => {
    const { chain, capture } = await stage.fork();
    await play(chain);
    const error = await errorOf(act(await stage.chain(await stage.offline(copyOf(capture)))));
    expect(error).toMatchObject({
      ...{ name: 'MissingStateError', remedy: expect.stringContaining('breakwater capture <scenario> --out a.pack') },
      facts: { missing: expect.stringMatching(missing), pack: 'a.pack', 'captured for': 'crash' },
    });
  });

  test('of a capture without the forked block opens no gate', async () => {
    const point = { number: 8, hash: word(8), timestamp: 1 };
    const opening = stage.offline(new Capture({ chainId: 1, block: point }));
    await expect(opening).rejects.toMatchObject({ facts: { missing: 'header of block 8' } });
  });
});
