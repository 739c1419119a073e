import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { generatedDocs } from './generatedDocs.ts';

test.each(generatedDocs().map((doc) => [basename(doc.path), doc] as const))(
  'docs/%s is current (npx tsx src/scenario/writeDocs.ts writes it)',
  (_, { path, content }) => {
    expect(readFileSync(path, 'utf8') === content, 'the committed file differs from the schema').toBe(true);
  },
);

test('the reference names every key of the agents', () => {
  const [reference] = generatedDocs().filter(({ path }) => path.endsWith('.md'));
  for (const key of ['collateralRatio', 'actions.topUp', 'bid.tip', 'settlement', 'onLoss', 'band', 'params']) {
    expect(reference?.content).toContain(`| \`${key}\` `);
  }
});
