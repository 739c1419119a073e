import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EXAMPLE = new URL('./fixtures/example.yaml', import.meta.url);

/** A fresh folder for tests with a scenario that uses every section, and the files that it names. */
export interface ExampleFolder {
  /** Absolute path of the scenario file. */
  readonly file: string;
  /** The example's text. */
  readonly text: string;
  /** Writes the scenario with replacements made in the example's text; each must be found. */
  readonly write: (...replacements: readonly (readonly [from: string, to: string])[]) => void;
  /** Writes a file beside the scenario. */
  readonly writeBeside: (name: string, content: string) => void;
  readonly remove: () => void;
}

export function exampleFolder(): ExampleFolder {
  const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  const file = join(folder, 'example.yaml');
  const text = readFileSync(EXAMPLE, 'utf8');
  const writeBeside = (name: string, content: string) => writeFileSync(join(folder, name), content);
  writeBeside('example.yaml', text);
  writeBeside('MyBamm.json', '{"abi": [], "bytecode": "0x00"}');
  writeBeside('momentum.ts', 'export const policy = {};\n');
  return {
    file,
    text,
    write: (...replacements) => {
      const edited = replacements.reduce((current, [from, to]) => {
        if (!current.includes(from)) throw new Error(`the example has no ${from}`);
        return current.replace(from, () => to);
      }, text);
      writeBeside('example.yaml', edited);
    },
    writeBeside,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
