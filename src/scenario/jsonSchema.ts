import { z } from 'zod';
import { scenarioSchema } from './schema.ts';

/**
 * JSON Schema of scenario files as they are written, for editors: draft 7, which YAML language servers know best.
 * Checks between fields, and of a token's symbol against the scenario's own, are the loader's alone.
 */
export function scenarioJsonSchema(): z.core.JSONSchema.BaseSchema {
  const { $schema, ...schema } = z.toJSONSchema(scenarioSchema(), { io: 'input', target: 'draft-7' });
  return { $schema, title: 'Breakwater scenario', ...schema } as z.core.JSONSchema.BaseSchema;
}
