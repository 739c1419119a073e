import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from './lineSplitter.ts';

/** fast-check prints seed and path of a failure. */
test('lines come out the same however the bytes are cut, inside of characters too', () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replaceAll('\n', ' '));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.array(fc.nat(400), { maxLength: 12 }), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
      const splitter = new LineSplitter();
      const places = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort((a, b) => a - b);
      const got = places.flatMap((place, i) => splitter.push(bytes.subarray(place, places[i + 1] ?? bytes.length)));
      expect(got).toEqual(lines.filter((text) => text !== ''));
    }),
  );
});

test('a line without its end waits for it', () => {
  const splitter = new LineSplitter();
  expect(splitter.push(Buffer.from('{"a":'))).toEqual([]);
  expect(splitter.push(Buffer.from('1}\n\n{'))).toEqual(['{"a":1}']);
});
