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
    loaded = (await import(pathToFileURL(path).href)) as { default?: unknown };
  } catch (cause) {
    throw new UsageError('The policy file can not be loaded', {
      facts: { file: path, problem: cause instanceof Error ? cause.message : String(cause) },
      remedy: REMEDY,
      cause,
    });
  }
  const exported = loaded.default as Partial<PolicyModule> | undefined;
  if (typeof exported?.create !== 'function') {
    throw new UsageError('The policy file exports no policy', {
      facts: { file: path, expected: 'a default export with a function "create"' },
      remedy: REMEDY,
    });
  }
  return exported as PolicyModule;
}
