import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonSplitter } from './jsonSplitter.ts';

/** fast-check prints seed and path of a failure. */
test('texts come out the same however the bytes are cut, with nothing or white space between them', () => {
  const text = fc
    .oneof(
      fc.object({ maxDepth: 3 }),
      fc.array(fc.jsonValue()),
      fc.record({ quoted: fc.constantFrom('}"{', '\\', '"]') }),
    )
    .map((value) => JSON.stringify(value));
  const gap = fc.constantFrom('', '\n', ' ');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(gap, text), { maxLength: 8 }),
      fc.array(fc.nat(400), { maxLength: 12 }),
      (pieces, cuts) => {
        const bytes = Buffer.from(pieces.flat().join(''));
        const splitter = new JsonSplitter();
        const places = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort(
          (a, b) => a - b,
        );
        const got = places.flatMap((place, i) => splitter.push(bytes.subarray(place, places[i + 1] ?? bytes.length)));
        expect(got).toEqual(pieces.map(([, json]) => json));
      },
    ),
  );
});

test('a text without its end waits for it', () => {
  const splitter = new JsonSplitter();
  expect(splitter.push(Buffer.from('{"a":"}'))).toEqual([]);
  expect(splitter.push(Buffer.from('"}{'))).toEqual(['{"a":"}"}']);
});
