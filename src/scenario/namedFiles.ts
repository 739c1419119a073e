import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Path } from './document.ts';
import { groupsOf, isBuiltInPolicy, valueAt } from './rawData.ts';

/** A file that a scenario names: a CSV of prices, a BAMM artifact, a policy, an address book, a pack. */
export interface NamedFile {
  /** Absolute path. */
  readonly path: string;
  /** Hex SHA-256 of its content. */
  readonly sha256: string;
}

export interface FileReference {
  /** Field that names it. */
  readonly path: Path;
  /** As written, relative to the scenario file. */
  readonly written: string;
}

/** The files that unvalidated data names; fields that hold something else are left for the schema to refuse. */
export function fileReferences(data: unknown): FileReference[] {
  const csv = ['collateral', 'stable']
    .map((token) => ['market', token, 'process'])
    .filter((process) => valueAt(data, [...process, 'kind']) === 'csv')
    .map((process) => [...process, 'file']);
  const policies = groupsOf(data)
    .filter(([, group]) => isPolicyFile(valueAt(group, ['policy'])))
    .map(([name]) => ['agents', name, 'policy']);
  const source = valueAt(data, ['chain', 'source']);
  const hasBook = source === 'fork' && isFilePath(valueAt(data, ['chain', 'book']));
  const chain = source === 'pack' ? [['chain', 'file']] : hasBook ? [['chain', 'book']] : [];
  return [...csv, ...chain, ['backstop', 'artifact'], ...policies].flatMap((path) => {
    const written = valueAt(data, path);
    return typeof written === 'string' && written !== '' ? [{ path, written }] : [];
  });
}

/** Reads a named file; undefined if there is no readable file. */
export function readNamedFile(scenarioPath: string, written: string): NamedFile | undefined {
  const path = resolve(dirname(scenarioPath), written);
  try {
    return { path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
  } catch {
    return undefined;
  }
}

/** Built-in address books are bare words. */
function isFilePath(book: unknown): boolean {
  return typeof book === 'string' && /[./]/.test(book);
}

function isPolicyFile(policy: unknown): boolean {
  return typeof policy === 'string' && !isBuiltInPolicy(policy) && /\.(?:ts|mts|js|mjs)$/.test(policy);
}
