import { createHash } from 'node:crypto';
import { canonicalize } from 'json-canonicalize';
import type { NamedFile } from './namedFiles.ts';
import type { Scenario } from './schema.ts';

/**
 * Hash of what a scenario says: its validated content in canonical order, defaults filled in, and the content of the
 * files it names in place of their names. Comments, spelling of units, order of keys, folders, the endpoint of a fork, the seed, the number of
 * trials and what the scenario is swept over don't count.
 *
 * @returns hex SHA-256
 */
export function scenarioHash(scenario: Scenario, files: ReadonlyMap<string, NamedFile>): string {
  const {
    seed: _seed,
    trials: _trials,
    sweep: _sweep,
    ...content
  } = { ...scenario, chain: withoutPlaces(scenario.chain) };
  return createHash('sha256')
    .update(canonicalize(hashable(content, files)))
    .digest('hex');
}

/** What says where a chain is got from, not which it is. */
function withoutPlaces(chain: Scenario['chain']): object {
  if (chain.source === 'embedded') return chain;
  const { url: _url, retry: _retry, ...rest } = chain;
  if (chain.source === 'pack') return { ...rest, book: undefined };
  return { ...rest, file: undefined };
}

function hashable(value: unknown, files: ReadonlyMap<string, NamedFile>): unknown {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map((item) => hashable(item, files));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(
    entries.map(([key, part]) => {
      const file = FILE_KEYS.includes(key) && typeof part === 'string' ? files.get(part) : undefined;
      return [key, file === undefined ? hashable(part, files) : { sha256: file.sha256 }];
    }),
  );
}

/** Keys of the validated scenario that name files. */
export const FILE_KEYS: readonly string[] = ['file', 'artifact', 'book'];
