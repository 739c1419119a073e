// Plain JavaScript: it runs before anything that could read TypeScript.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Written when a compilation is whole: when the newest source had been changed as it began. */
const STAMP = join('dist', '.compiled');
const COMPILER_FILES = ['build.mjs', 'tsconfig.json', 'tsconfig.build.json'];

/**
 * Loads a module of this folder: as `npm run build` compiled it if no source is newer than that, else the source itself
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
  return existsSync(stamp) && Number(readFileSync(stamp, 'utf8')) >= newestSource(root);
}

/**
 * Marks the compiled code as that of sources up to a time.
 *
 * @param {string} root folder of the package
 * @param {number} time of the newest of them, by {@link newestSource}
 */
export function markCompiled(root, time) {
  writeFileSync(join(root, STAMP), `${time}\n`);
}

/**
 * When the newest source was changed, in Unix milliseconds.
 *
 * @param {string} root folder of the package
 * @returns {number}
 */
export function newestSource(root) {
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((file) => !file.name.endsWith('.test.ts'))
    // A folder's own time tells of a file that was taken away.
    .map((file) => join(file.parentPath, file.name));
  return Math.max(...[...files, ...COMPILER_FILES.map((name) => join(root, name))].map(changedAt));
}

/** @param {string} path @returns {number} Unix milliseconds; 0: it is not there */
function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
