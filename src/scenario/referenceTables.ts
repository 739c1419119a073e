import type { z } from 'zod';

type JsonSchema = z.core.JSONSchema.BaseSchema;

interface Subject {
  /** Dotted path of the mapping; empty for the top level. */
  readonly path: string;
  readonly schema: JsonSchema;
  /** Tables written so far → the heading under which each stands, so that none is repeated. */
  readonly seen: Map<string, string>;
}

/** One table of a mapping's keys, with plain mappings inside it folded in, then one for each kind of what has kinds. */
export function keyTables({ path, schema, seen }: Subject): string[] {
  if (isRecord(schema)) {
    return keyTables({ path: `${path}.<name>`, schema: schema.additionalProperties as JsonSchema, seen });
  }
  const kinds = kindsOf(schema);
  if (kinds.length > 0) {
    return kinds.flatMap((kind) => titledTables({ path, schema: kind, seen }));
  }
  const { rows, inner } = rowsOf(schema, '');
  const nested = inner.flatMap(({ key, schema: part }) => keyTables({ path: join(path, key), schema: part, seen }));
  return [rows.length > 0 ? table(['Key', 'Type', 'Default', 'Example', 'What it is'], rows) : '', ...nested];
}

/** Markdown table with aligned columns, as the formatter of this repository writes it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[], fill = ' ') =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  const [first = [], ...rest] = cells;
  return [line(first), line([], '-'), ...rest.map((row) => line(row))].join('\n');
}

function titledTables({ path, schema, seen }: Subject): string[] {
  const title = [path, discriminatorOf(schema)]
    .filter((part) => part !== '')
    .map((part) => `\`${part}\``)
    .join(', ');
  const { description = '' } = property(schema, 'kind') ?? {};
  const [own = '', ...nested] = keyTables({ path, schema, seen });
  const before = seen.get(own);
  if (before !== undefined) return [`### ${title}`, `The same keys as under ${before}.`];
  if (own !== '') seen.set(own, title);
  return [`### ${title}`, description, own, ...nested];
}

/** Rows for a mapping's keys; what has kinds of its own comes back apart. */
function rowsOf(
  schema: JsonSchema,
  prefix: string,
): { rows: string[][]; inner: { key: string; schema: JsonSchema }[] } {
  const rows: string[][] = [];
  const inner: { key: string; schema: JsonSchema }[] = [];
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    const field = part as JsonSchema;
    const key = join(prefix, name);
    const required = schema.required?.includes(name) === true && field.default === undefined;
    rows.push([`\`${key}\``, typeOf(field), defaultOf(field, required), exampleOf(field), field.description ?? '']);
    if (isPlainMapping(field)) {
      const folded = rowsOf(field, key);
      rows.push(...folded.rows);
      inner.push(...folded.inner);
    } else if (kindsOf(field).length > 0) {
      inner.push({ key, schema: field });
    } else if (field.type === 'array' && isPlainMapping(field.items as JsonSchema)) {
      const folded = rowsOf(field.items as JsonSchema, `${key}[]`);
      rows.push(...folded.rows);
    } else if (field.type === 'array' && kindsOf((field.items ?? {}) as JsonSchema).length > 0) {
      inner.push({ key: `${key}[]`, schema: field.items as JsonSchema });
    }
  }
  return { rows, inner };
}

/** The alternatives of a field that are mappings; distributions are explained once, in the introduction. */
function kindsOf(schema: JsonSchema): JsonSchema[] {
  if (isDistribution(schema)) return [];
  return alternatives(schema).flatMap((option) => {
    const inner = kindsOf(option);
    if (inner.length > 0) return inner;
    return option.type === 'object' ? [option] : [];
  });
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  return (schema.anyOf ?? schema.oneOf ?? []) as JsonSchema[];
}

function property({ properties }: JsonSchema, key: string): JsonSchema | undefined {
  return properties?.[key] as JsonSchema | undefined;
}

function isDistribution(schema: JsonSchema): boolean {
  return alternatives(schema).some((option) =>
    alternatives(option).some((mapping) => property(mapping, 'distribution') !== undefined),
  );
}

function isPlainMapping(schema: JsonSchema): boolean {
  return schema.type === 'object' && schema.properties !== undefined;
}

function isRecord(schema: JsonSchema): boolean {
  return schema.type === 'object' && schema.properties === undefined;
}

/** `kind: bamm`, `policy: borrower`, `{after}`: what tells this mapping from its siblings. */
function discriminatorOf({ properties = {} }: JsonSchema): string {
  const [[key, first] = [], ...others] = Object.entries(properties);
  const { const: value, examples } = (first ?? {}) as JsonSchema;
  if (value !== undefined) return `${key}: ${value}`;
  if (key === 'policy' && Array.isArray(examples)) return `${key}: ${examples[0]}`;
  return others.length === 0 ? `{${key}}` : '';
}

function typeOf(schema: JsonSchema): string {
  const options = alternatives(schema);
  if (isDistribution(schema)) return `distribution of ${typeOf(options[0] ?? {})}`;
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (options.length > 0) return [...new Set(options.map(typeOf))].join(' or ');
  if (Array.isArray(schema.items)) return `[${schema.items.map((item) => typeOf(item as JsonSchema)).join(', ')}]`;
  if (schema.type === 'array') return `list of ${typeOf((schema.items ?? {}) as JsonSchema)}`;
  if (schema.type === 'object') return 'mapping';
  if (schema.type === 'integer') return `whole number, ${schema.minimum} to ${schema.maximum}`;
  if (schema.type === 'number') return `number, ${schema.minimum} to ${schema.maximum}`;
  return 'text';
}

function defaultOf({ default: value }: JsonSchema, required: boolean): string {
  if (required) return '_required_';
  if (value === undefined || ['{}', '[]', '""'].includes(JSON.stringify(value))) return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function exampleOf(schema: JsonSchema): string {
  const { items } = schema;
  const inner = [
    schema,
    ...alternatives(schema),
    ...(items !== undefined && !Array.isArray(items) ? [items as JsonSchema] : []),
  ];
  const { examples } = inner.find((part) => part.examples !== undefined) ?? {};
  return Array.isArray(examples) && examples.length > 0 ? `\`${examples[0]}\`` : '';
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
