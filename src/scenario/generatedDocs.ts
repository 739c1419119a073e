import { fileURLToPath } from 'node:url';
import { scenarioJsonSchema } from './jsonSchema.ts';
import { scenarioReference } from './reference.ts';

export interface GeneratedDoc {
  /** Absolute path. */
  readonly path: string;
  readonly content: string;
}

/** The committed files in docs/ that come from the schema, as they should be. */
export function generatedDocs(): GeneratedDoc[] {
  const inDocs = (name: string) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
  return [
    { path: inDocs('scenario.schema.json'), content: `${JSON.stringify(scenarioJsonSchema(), null, 1)}\n` },
    { path: inDocs('scenario-reference.md'), content: scenarioReference() },
  ];
}
