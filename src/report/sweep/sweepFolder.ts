import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import type { KeptSeries } from '../../metric/ensembleRecord.ts';
import { EnsembleFolder } from '../ensemble/ensembleFolder.ts';
import { writeFile } from '../writeFile.ts';

/** Says which points a folder's trials belong to; the first file that a sweep writes. */
export const SWEEP_PLAN_FILE = 'sweep-plan.json';
const POINTS = 'points';
const DIGITS = 4;
const FOLDER_VERSION = 1;

/** What makes a sweep: two with the same plan have the same trials. */
export interface SweepPlan {
  readonly scenarioHash: string;
  readonly seed: number;
  /** At each point. */
  readonly trials: number;
  /** `path=value` of each point. */
  readonly points: readonly (readonly string[])[];
  /** Overrides that pin what the scenario leaves open. */
  readonly pinned: readonly string[];
  /** What is kept of each trial's series; absent in older plans: all. */
  readonly series?: KeptSeries;
  /** One command that makes the sweep. */
  readonly reproduce: string;
}

/** Where a point's trials lie, below the sweep's folder. */
export function pointPath(index: number): string {
  return `${POINTS}/${String(index).padStart(DIGITS, '0')}`;
}

/** A sweep on disk while it is made: its plan, and a whole ensemble below it for each point. */
export class SweepFolder {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** Undefined if the folder holds no sweep. @throws UsageError if its plan is damaged or of another version */
  readPlan(): SweepPlan | undefined {
    const path = join(this.dir, SWEEP_PLAN_FILE);
    if (!existsSync(path)) return undefined;
    try {
      const { version, plan } = JSON.parse(readFileSync(path, 'utf8')) as { version?: number; plan?: SweepPlan };
      if (version === FOLDER_VERSION && plan !== undefined) return plan;
      throw new TypeError(`version ${version}`);
    } catch (cause) {
      throw new UsageError('The plan of the sweep can not be read', {
        facts: { path, reason: cause instanceof Error ? cause.message : String(cause) },
        remedy: 'run the sweep again into another folder',
        cause,
      });
    }
  }

  writePlan(plan: SweepPlan): void {
    writeFile(join(this.dir, SWEEP_PLAN_FILE), `${JSON.stringify({ version: FOLDER_VERSION, plan }, null, 1)}\n`);
  }

  point(index: number): EnsembleFolder {
    return new EnsembleFolder(join(this.dir, pointPath(index)));
  }
}
