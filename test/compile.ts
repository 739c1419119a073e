import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Before any test: compiles what has changed, so that no test waits for sources to be read as they are. */
export default function compile(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../build.mjs', import.meta.url))]);
}
