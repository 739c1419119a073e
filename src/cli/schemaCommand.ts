import { ExitCode } from '../core/errors.ts';
import { scenarioJsonSchema } from '../scenario/jsonSchema.ts';

/** `breakwater schema`. */
export function schemaCommand(): ExitCode {
  process.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  return ExitCode.pass;
}
