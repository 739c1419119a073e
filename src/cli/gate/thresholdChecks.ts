import type { EnsembleRecord, EnsembleThresholdRecord } from '../../metric/ensembleRecord.ts';
import { isEnsembleThreshold } from '../../metric/ensembleThreshold.ts';
import type { GateCheck } from '../../metric/gate.ts';
import type { RunRecord, ThresholdRecord } from '../../metric/runRecord.ts';
import { observedText } from '../../report/ensemble/ensembleText.ts';
import { formatValue } from '../../report/format.ts';
import { readDocument } from '../../scenario/document.ts';
import { valueAt } from '../../scenario/rawData.ts';

/**
 * A check for each threshold of a record.
 *
 * @param file the scenario's, as it was named
 * @param source its text; undefined: lines are not known
 */
export function thresholdChecks(
  { thresholds }: RunRecord | EnsembleRecord,
  file: string,
  source: string | undefined,
): GateCheck[] {
  const lineOf = source === undefined ? () => null : linesOf(source);
  return thresholds.map((threshold, index) => ({
    kind: 'threshold',
    name: threshold.text,
    verdict: threshold.verdict,
    detail: observed(threshold),
    file,
    line: lineOf(index, threshold.text),
  }));
}

/** One that `--set` put there stands nowhere in the file. */
function linesOf(source: string): (index: number, text: string) => number | null {
  const document = readDocument(source);
  return (index, text) => {
    const path = ['thresholds', index];
    return valueAt(document.data, path) === text ? document.positionOf(path).line : null;
  };
}

function observed(threshold: ThresholdRecord | EnsembleThresholdRecord): string {
  if ('scope' in threshold) {
    const hasInterval = threshold.scope === 'ensemble' && threshold.estimate !== null;
    return `${observedText(threshold)}${hasInterval ? ' (95 % interval)' : ''}`;
  }
  if (threshold.observed !== null) return formatValue(threshold.observed, threshold.unit);
  return isEnsembleThreshold(threshold.text)
    ? 'no value: it speaks of several trials, and this was one (--trials)'
    : 'no sample';
}
