import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { scenarioJsonSchema } from './jsonSchema.ts';

const validate = new Ajv({ allErrors: true }).compile(scenarioJsonSchema());
const text = readFileSync(new URL('./fixtures/example.yaml', import.meta.url), 'utf8');
const read = (yaml: string): unknown => parse(yaml, { merge: true });

test('takes the example', () => {
  validate(read(text));
  expect(validate.errors).toBeNull();
});

test.each([
  ['a mistyped key', 'deviation: 0.5%', 'deviaton: 0.5%', '/oracle/collateral', 'additionalProperties'],
  ['a mistyped section', 'probes:', 'probe:', '', 'additionalProperties'],
  ['a number without unit', 'block: 13s', 'block: 13', '/clock/block', 'type'],
  ['a wrong unit', 'tip: 5 gwei', 'tip: 5 ETH', '/oracle/collateral/tip', 'pattern'],
  ['an unknown policy', 'policy: liquidator', 'policy: liquidatr', '/agents/liquidators/policy', 'const'],
  ['an unknown kind', 'kind: bamm', 'kind: bam', '/backstop/kind', 'const'],
  ['a missing key', '  block: 13s\n', '', '/clock', 'required'],
  ['a bad group name', '  maker:', '  Maker one:', '/agents', 'propertyNames'],
])('refuses %s', (_, from, to, instancePath, keyword) => {
  expect(text).toContain(from);
  expect(validate(read(text.replace(from, to)))).toBe(false);
  expect(validate.errors).toContainEqual(expect.objectContaining({ instancePath, keyword }));
});

test('every field says what it is', () => {
  const silent: string[] = [];
  const visit = (node: unknown, path: string) => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, field] of Object.entries('properties' in node ? (node.properties ?? {}) : {})) {
      const isDiscriminator = typeof field === 'object' && field !== null && 'const' in field;
      if (!isDiscriminator && !(field as { description?: string }).description) silent.push(`${path}.${key}`);
    }
    for (const [key, part] of Object.entries(node)) visit(part, `${path}.${key}`);
  };
  visit(scenarioJsonSchema(), '');
  expect(silent).toEqual([]);
});

test('every example and default matches its own pattern', () => {
  const wrong: unknown[] = [];
  const visit = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return;
    const { pattern, examples, default: fallback } = node as Record<string, unknown>;
    if (typeof pattern === 'string') {
      const shown = [...(Array.isArray(examples) ? examples : []), ...(fallback === undefined ? [] : [fallback])];
      wrong.push(...shown.filter((text) => !new RegExp(pattern).test(String(text))));
    }
    Object.values(node).forEach(visit);
  };
  visit(scenarioJsonSchema());
  expect(wrong).toEqual([]);
});
