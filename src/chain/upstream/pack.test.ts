import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Zstd } from '@hpcc-js/wasm-zstd';
import { keccak256, toHex } from 'viem';
import { afterAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { Capture } from './capture.ts';
import { readPack, writePack } from './pack.ts';
import { seal } from './sealedFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'bw-pack-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

/** Its slots in one order or the other. */
function capture(isReversed = false): Capture {
  const made = new Capture({ chainId: 1, block: { number: 7, hash: keccak256('0x'), timestamp: 100 } });
  const slots = Array.from({ length: 300 }, (_, i) => i);
  for (const slot of isReversed ? slots.reverse() : slots) {
    made.setSlot('0x66017d22b0f8556afdd19fc67041899eb65a21bb', toHex(slot), keccak256(toHex(slot)));
  }
  return made;
}
const extra = { scenario: { name: 'flash-crash', hash: 'ab' }, madeBy: { breakwater: '0.1.0' } };

/** A pack's file with its content changed. */
async function withContent(change: (content: string) => string): Promise<Uint8Array> {
  await writePack(file('plain'), { capture: capture(), extra });
  const zstd = await Zstd.load();
  const content = Buffer.from(zstd.decompress(readFileSync(file('plain')))).toString();
  return zstd.compress(Buffer.from(change(content)));
}

test('comes back as it was written, with the hash of its content', async () => {
  const { sha256, bytes } = await writePack(file('deep/er/a.pack'), { capture: capture(), extra });
  const pack = await readPack<typeof extra>(file('deep/er/a.pack'));
  expect(JSON.stringify(pack.capture)).toBe(JSON.stringify(capture()));
  expect(pack.extra).toEqual(extra);
  expect(pack.sha256).toBe(sha256);
  expect(bytes).toBe(readFileSync(file('deep/er/a.pack')).length);
  expect(readdirSync(file('deep/er'))).toEqual(['a.pack']);
});

test('is the same bytes for the same content, in whatever order it came', async () => {
  await writePack(file('one'), { capture: capture(), extra });
  await writePack(file('other'), {
    capture: capture(true),
    extra: { madeBy: extra.madeBy, scenario: { hash: 'ab', name: 'flash-crash' } },
  });
  expect(readFileSync(file('one')).equals(readFileSync(file('other')))).toBe(true);
});

test('says in its first line what it is, to anyone with zstd', async () => {
  await withContent((content) => {
    const end = content.indexOf('\n');
    const body = content.slice(end + 1);
    expect(JSON.parse(content.slice(0, end))).toEqual({
      ...{ format: 'breakwater-pack', version: 1, bytes: body.length },
      sha256: createHash('sha256').update(body).digest('hex'),
    });
    expect(JSON.parse(body)).toEqual({ capture: JSON.parse(JSON.stringify(capture())), extra });
    return content;
  });
});

describe('is refused, each time in words of its own, when it is', () => {
  const refused = async (name: string, content: Uint8Array | string | undefined): Promise<string> => {
    if (content !== undefined) writeFileSync(file(name), content);
    const error: unknown = await readPack(file(name)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).facts['file']).toBe(file(name));
    expect((error as UsageError).remedy).toMatch(/breakwater capture/);
    return (error as UsageError).shortMessage;
  };
  const whole = (): Promise<Uint8Array> => withContent((content) => content);
  const FOREIGN = 'The file is no pack of Breakwater';
  const CUT_OFF = 'The pack is cut off';
  const DAMAGED = 'The pack is damaged: its content does not match its hash';

  test('not there', async () => expect(await refused('nowhere', undefined)).toBe('The pack can not be read'));

  test('a folder', async () => {
    mkdirSync(file('folder'));
    expect(await refused('folder', undefined)).toBe('The pack can not be read');
  });

  test('something else', async () => {
    const zstd = await Zstd.load();
    const compressed = (text: string): Uint8Array => zstd.compress(Buffer.from(text));
    for (const content of [
      ...['', 'x', '{"format":"breakwater-pack","version":1}\n{}'],
      ...[
        compressed(''),
        compressed('no line'),
        compressed('{"format":"other","version":1}\n{}'),
        compressed('null\n'),
      ],
      (await seal({ format: 'breakwater-capture', version: 1 }, '{}')).file,
    ]) {
      expect(await refused('foreign', content)).toBe(FOREIGN);
    }
  });

  test('of another version', async () => {
    const { file: later } = await seal({ format: 'breakwater-pack', version: 2 }, '{}');
    expect(await refused('later', later)).toBe('The pack is of a version that is not known here');
    await expect(readPack(file('later'))).rejects.toMatchObject({ facts: { version: '2', known: '1' } });
  });

  test('cut off, wherever', async () => {
    const bytes = await whole();
    for (const length of [10, 100, Math.floor(bytes.length / 2), bytes.length - 1]) {
      expect(await refused('cut', bytes.subarray(0, length))).toBe(CUT_OFF);
    }
    expect(await refused('short', await withContent((content) => content.slice(0, -1)))).toBe(CUT_OFF);
  });

  test('damaged, wherever', async () => {
    const changed = await withContent((content) => content.replace('flash-crash', 'flash-brash'));
    expect(await refused('changed', changed)).toBe(DAMAGED);
    const bytes = await whole();
    const told = new Set<string>();
    for (let place = 4; place < bytes.length; place += 97) {
      const damaged = Buffer.from(bytes);
      damaged[place] = (damaged[place] as number) ^ 1;
      told.add(await refused('damaged', damaged));
    }
    expect([...told].filter((message) => ![DAMAGED, CUT_OFF, FOREIGN].includes(message))).toEqual([]);
    expect(told).toContain(DAMAGED);
  });
});

test('that can not be written leaves nothing', async () => {
  writeFileSync(file('in-the-way'), '');
  const writing = writePack(file('in-the-way/a.pack'), { capture: capture(), extra });
  await expect(writing).rejects.toThrow(UsageError);
  await expect(writing).rejects.toThrow(/^The pack can not be written\n {2}file: {3}.*in-the-way\/a.pack/);
  mkdirSync(file('folder-in-the-way.pack/x'), { recursive: true });
  await expect(writePack(file('folder-in-the-way.pack'), { capture: capture(), extra })).rejects.toThrow(UsageError);
  expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
});
