// `npm run build`: compiles src into dist, unless what lies there is of the same sources. The command line starts faster
// from there (see src/cli/compiled.mjs), and runs from the sources without it.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isCompiled, markCompiled, stateOfSources } from './src/cli/compiled.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);

if (isCompiled(root)) {
  console.log('sources: up to date');
} else if (!existsSync(join(root, 'node_modules', 'typescript'))) {
  console.log('sources: not compiled, as TypeScript is not installed; the command line runs them as they are');
} else {
  const state = stateOfSources(root);
  const dist = join(root, 'dist');
  const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
  copyAssets(join(root, 'src'), dist);
  markCompiled(root, state);
  console.log('sources: compiled');
}

/** Style sheets, scripts of pages, and what is plain JavaScript already. */
function copyAssets(from, to) {
  const files = readdirSync(from, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  for (const { parentPath, name } of files.filter(({ name }) => !name.endsWith('.ts'))) {
    const target = join(to, relative(from, join(parentPath, name)));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(parentPath, name), target);
  }
}
