import type * as Api from '@duckdb/node-api';
import { BreakwaterError, messageOf } from '../../core/errors.ts';

export type DuckDb = typeof Api;

/**
 * DuckDB, which is an optional dependency: it has no build for some platforms.
 *
 * @param version that this version of Breakwater was tried with
 * @throws BreakwaterError if it is not there or can't be loaded
 */
export async function loadDuckDb(version: string): Promise<DuckDb> {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    throw new BreakwaterError('DuckDB is not installed, and queries need it', {
      facts: { platform: `${process.platform} ${process.arch}`, reason: messageOf(cause).split('\n')[0] },
      remedy: `npm install --no-save @duckdb/node-api@${version}; or open the Parquet files with another tool, see docs/analysis.md`,
      cause,
    });
  }
}
