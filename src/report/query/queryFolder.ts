import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { COMPARE_FILE } from '../../metric/compareRecord.ts';
import type { MetricDefinition } from '../../metric/ensembleRecord.ts';
import { readCompareRecord } from '../compare/compareFile.ts';
import { isEnsembleRecord } from '../compare/readSide.ts';
import { readEnsembleRecord } from '../ensemble/readEnsemble.ts';
import { TABLE_FILE } from '../ensemble/writeEnsemble.ts';
import { readRunRecord } from '../readRecord.ts';
import { isSweepFolder, readSweepRecord } from '../sweep/readSweep.ts';
import { RECORD_FILE } from '../writeRecord.ts';
import { compareTables } from './compareTables.ts';
import type { QueryColumn, QueryTable } from './queryTable.ts';
import { textOf } from './queryTable.ts';
import { metricsTable, POINT, singleTrialTable, thresholdsTable } from './recordTables.ts';
import { pointsTable } from './sweepTables.ts';

/** A run or an ensemble, and what tells its rows from those of others: the design point of a sweep, say. */
export interface QueryPart {
  readonly dir: string;
  readonly label: { readonly column: QueryColumn; readonly value: string | number } | null;
}

/** What a folder has to be asked for. */
export interface QueryFolder {
  /** As named. */
  readonly dir: string;
  readonly parts: readonly QueryPart[];
  readonly tables: readonly QueryTable[];
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
  /** Empty where there is no record that says them. */
  readonly symbols: { readonly collateral: string; readonly stable: string };
}

/**
 * Reads what a folder is: a run, an ensemble, a sweep or a comparison.
 *
 * @throws UsageError if it is none of these, or its record is damaged or not there yet
 */
export function readQueryFolder(dir: string): QueryFolder {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError('There is no such folder', {
      facts: { folder: dir },
      remedy: "name the folder of a run, an ensemble, a sweep or a comparison: breakwater query '<sql>' <folder>",
    });
  }
  if (isSweepFolder(dir)) return sweepFolder(dir);
  if (existsSync(join(dir, COMPARE_FILE))) return compareFolder(dir);
  if (isEnsembleRecord(dir)) return ensembleFolder(dir);
  const record = readRunRecord(dir);
  return {
    ...{ dir, parts: [{ dir, label: null }], metrics: record.metrics, symbols: record.scenario.symbols },
    tables: [
      singleTrialTable(record),
      metricsTable(record.metrics),
      thresholdsTable([{ point: null, thresholds: record.thresholds }]),
    ],
  };
}

function ensembleFolder(dir: string): QueryFolder {
  const { thresholds, metrics, scenario } = readEnsembleRecord(dir);
  return {
    ...{ dir, parts: [{ dir, label: null }], metrics, symbols: scenario.symbols },
    tables: [metricsTable(metrics), thresholdsTable([{ point: null, thresholds }])],
  };
}

function sweepFolder(dir: string): QueryFolder {
  const record = readSweepRecord(dir);
  const { points, metrics, scenario } = record;
  const parts = points.map(({ index, folder }) => ({
    dir: join(dir, folder),
    label: { column: POINT, value: index },
  }));
  return {
    ...{ dir, metrics, symbols: scenario.symbols },
    // A point none of whose trials was opened has no table.
    parts: parts.filter((part) => existsSync(join(part.dir, TABLE_FILE))),
    tables: [
      pointsTable(record),
      metricsTable(metrics),
      thresholdsTable(points.map(({ index, thresholds }) => ({ point: index, thresholds }))),
    ],
  };
}

const SIDE = textOf('side', 'base or proposal');

/** Its sides lie below it if it was made with `--out`; else they are wherever they were made. */
function compareFolder(dir: string): QueryFolder {
  const record = readCompareRecord(dir);
  const sides = readdirSync(dir)
    .map((name) => join(dir, name))
    .filter((path) => existsSync(join(path, RECORD_FILE)) && existsSync(join(path, TABLE_FILE)))
    .map((path) => ({ path, ensemble: readEnsembleRecord(path) }));
  const parts = (['base', 'proposal'] as const).flatMap((side): QueryPart[] => {
    const found = sides.find(({ ensemble }) => ensemble.resultHash === record[side].resultHash);
    return found === undefined ? [] : [{ dir: found.path, label: { column: SIDE, value: side } }];
  });
  const metrics = Object.assign({}, ...sides.map(({ ensemble }) => ensemble.metrics)) as QueryFolder['metrics'];
  return {
    ...{ dir, parts, metrics, symbols: record.symbols },
    tables: [...compareTables(record), ...(parts.length === 0 ? [] : [metricsTable(metrics)])],
  };
}
