import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ablationRecord } from '../metric/ablationRecord.ts';
import type { RunRecord } from '../metric/runRecord.ts';
import type { ComparedField } from '../report/compareRecords.ts';
import { readRunRecord } from '../report/readRecord.ts';
import { RECORD_FILE } from '../report/writeRecord.ts';
import { BASELINE_FOLDER } from './ablation.ts';

export interface BaselineCheck {
  readonly fields: readonly ComparedField[];
  readonly notes: readonly string[];
}

/**
 * Whether a record says of its baseline what the baseline's own record says. The baseline is not run again: it is
 * verified like any other run.
 *
 * @param dir folder of the record
 * @throws UsageError if the baseline's record is there and can't be read
 */
export function checkBaseline(dir: string, { ablation }: RunRecord): BaselineCheck {
  if (ablation === undefined) return { fields: [], notes: [] };
  const place = join(dir, BASELINE_FOLDER);
  if (!existsSync(join(place, RECORD_FILE))) {
    return { fields: [], notes: [`the run that it is compared with is not checked: it does not lie in ${place}`] };
  }
  const { baseline } = ablationRecord(ablation.without, readRunRecord(place));
  const names = { scenarioHash: 'scenario hash', resultHash: 'result hash', verdict: 'verdict', reproduce: 'command' };
  const recorded = ablation.baseline;
  const fields = Object.entries(names).map(([key, name]) =>
    field(name, recorded[key as keyof typeof names], baseline[key as keyof typeof names]),
  );
  const [before, now] = [recorded.metrics, baseline.metrics].map((metrics) => JSON.stringify(metrics));
  const figures = `all figures of ${Object.keys(baseline.metrics).length} metrics`;
  const isEqual = before === now;
  return {
    fields: [...fields, { ...field('figures', isEqual ? figures : 'others', figures), isEqual }],
    notes: [`the run that it is compared with is not run again; verify it alike: breakwater verify ${place}`],
  };
}

function field(name: string, recorded: string, now: string): ComparedField {
  return { name: `baseline: ${name}`, kind: 'result', isEqual: recorded === now, recorded, now };
}
