import { join } from 'node:path';
import type { SweepRecord } from '../../metric/sweepRecord.ts';
import { writeFile } from '../writeFile.ts';
import { pointsTsv } from './pointsTsv.ts';

export const SWEEP_FILE = 'sweep.json';
/** One row a design point. */
export const POINTS_FILE = 'points.tsv';

/**
 * Writes `points.tsv` and then `sweep.json`, each whole or not at all.
 *
 * @param dir folder of the sweep
 * @throws BreakwaterError if the folder can't be written or the disk is full
 */
export function writeSweepRecord(dir: string, record: SweepRecord): void {
  writeFile(join(dir, POINTS_FILE), pointsTsv(record));
  const { points, ...rest } = record;
  // Points one a line: there may be thousands.
  const lines = points.map((point) => `    ${JSON.stringify(point)}`).join(',\n');
  const head = JSON.stringify(rest, null, 2).replace(/\n\}$/, '');
  writeFile(join(dir, SWEEP_FILE), `${head},\n  "points": [\n${lines}\n  ]\n}\n`);
}
