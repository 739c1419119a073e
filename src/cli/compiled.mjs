// Plain JavaScript: it runs before anything that could read TypeScript.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Written when a compilation is whole: of which sources it is. */
const STAMP = join('dist', '.compiled');
const COMPILER_FILES = ['build.mjs', 'tsconfig.json', 'tsconfig.build.json'];

/**
 * Loads a module of this folder: as `npm run build` compiled it if the sources are still the same, else the source itself
 * through tsx, which costs about a second more. So nobody ever runs what they did not write.
 *
 * @param {string} name without an extension
 */
export async function load(name) {
  if (isCompiled(ROOT)) return import(new URL(`../../dist/cli/${name}.js`, import.meta.url).href);
  const [{ register: registerImport }, { register: registerRequire }] = await Promise.all([
    import('tsx/esm/api'),
    import('tsx/cjs/api'),
  ]);
  registerImport();
  // A policy file outside of a package with "type": "module" is loaded by require().
  registerRequire();
  return import(new URL(`./${name}.ts`, import.meta.url).href);
}

/**
 * Whether the compiled code is that of the sources.
 *
 * @param {string} root folder of the package
 * @returns {boolean}
 */
export function isCompiled(root) {
  const stamp = join(root, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === stateOfSources(root);
}

/**
 * Marks the compiled code as that of a state of the sources.
 *
 * @param {string} root folder of the package
 * @param {string} state by {@link stateOfSources}, as it was before the compilation
 */
export function markCompiled(root, state) {
  writeFileSync(join(root, STAMP), `${state}\n`);
}

/**
 * Which sources there are: a hash of names, sizes and times. Any change is seen, be it to an older file.
 *
 * @param {string} root folder of the package
 * @returns {string}
 */
export function stateOfSources(root) {
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && !file.name.endsWith('.test.ts'))
    .map((file) => join(file.parentPath, file.name));
  const hash = createHash('sha256');
  for (const path of [...files.sort(), ...COMPILER_FILES.map((name) => join(root, name))]) {
    const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
    hash.update(`${relative(root, path)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
