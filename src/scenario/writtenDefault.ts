import type { z } from 'zod';
import type { Path } from './document.ts';
import { scenarioJsonSchema } from './jsonSchema.ts';
import { valueAt } from './rawData.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Made when it is first asked for: few commands need it. */
let known: JsonSchema | undefined;

/** A field's default as a file would have it, units included; undefined if it has none of its own. */
export function defaultAt(data: unknown, path: Path): unknown {
  return schemasAt(data, path).find((schema) => schema.default !== undefined)?.default;
}

/** What a field's values are, in the reference's words: `duration`, `ratio`; undefined if it has no unit. */
export function unitAt(data: unknown, path: Path): string | undefined {
  return schemasAt(data, path).find((schema) => schema.title !== undefined)?.title;
}

/** The schemas that a field may have, given what the file says around it. */
function schemasAt(data: unknown, path: Path): JsonSchema[] {
  known ??= scenarioJsonSchema();
  let schemas: JsonSchema[] = [known];
  for (const [depth, part] of path.entries()) {
    const around = valueAt(data, path.slice(0, depth));
    schemas = schemas.flatMap((schema) => branches(schema, around)).flatMap((schema) => childOf(schema, String(part)));
  }
  return schemas.flatMap((schema) => [schema, ...branches(schema, undefined)]);
}

/** The alternatives of a schema that a value may be: those whose fixed words it has. */
function branches(schema: JsonSchema, value: unknown): JsonSchema[] {
  const options = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])] as JsonSchema[];
  if (options.length === 0) return [schema];
  const fits = (option: JsonSchema) =>
    Object.entries(option.properties ?? {}).every(([key, property]) => {
      const word = (property as JsonSchema).const;
      const found = valueAt(value, [key]);
      return word === undefined || found === undefined || found === word;
    });
  return options.filter(fits).flatMap((option) => branches(option, value));
}

function childOf({ properties, additionalProperties, items }: JsonSchema, key: string): JsonSchema[] {
  const named = properties?.[key];
  if (typeof named === 'object') return [named];
  if (typeof items === 'object' && !Array.isArray(items)) return [items as JsonSchema];
  return typeof additionalProperties === 'object' ? [additionalProperties] : [];
}
