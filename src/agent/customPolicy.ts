import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../core/errors.ts';
import type { PolicyModule } from './policy.ts';

const REMEDY =
  'export default { create({ random, params }) { return { decide(observation, self) { return []; } }; } }; see docs/scenario-reference.md';

/**
 * Loads a user's policy file.
 *
 * @param path absolute
 * @throws UsageError if it can't be loaded, throws while loading, or has no default export with `create`
 */
export async function loadPolicyModule(path: string): Promise<PolicyModule> {
  let loaded: { default?: unknown };
  try {
    await readTypeScript();
    loaded = (await import(pathToFileURL(path).href)) as { default?: unknown };
  } catch (cause) {
    throw new UsageError('The policy file can not be loaded', {
      facts: { file: path, problem: cause instanceof Error ? cause.message : String(cause) },
      remedy: REMEDY,
      cause,
    });
  }
  const exported = defaultOf(loaded) as Partial<PolicyModule> | undefined;
  if (typeof exported?.create !== 'function') {
    throw new UsageError('The policy file exports no policy', {
      facts: { file: path, expected: 'a default export with a function "create"' },
      remedy: REMEDY,
    });
  }
  return exported as PolicyModule;
}

/** A module that was compiled to CommonJS is the default export of what import() gives, and has its own inside. */
function defaultOf({ default: exported }: { readonly default?: unknown }): unknown {
  const inner = exported as { readonly __esModule?: unknown; readonly default?: unknown } | undefined;
  return inner?.__esModule === true ? inner.default : exported;
}

let isReading = extname(import.meta.url) === '.ts';

/** A user's file may be TypeScript, and of either kind of module. Where we run as TypeScript ourselves, it is read already. */
async function readTypeScript(): Promise<void> {
  if (isReading) return;
  isReading = true;
  const [{ register: registerImport }, { register: registerRequire }] = await Promise.all([
    import('tsx/esm/api'),
    import('tsx/cjs/api'),
  ]);
  registerImport();
  registerRequire();
}
