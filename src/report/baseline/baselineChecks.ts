import type { BaselineOutcome } from '../../metric/baselineOutcome.ts';
import type { GateCheck } from '../../metric/gate.ts';
import { plainText } from '../format.ts';
import { figureDetail } from './baselineText.ts';

/** What a gate says of a run's baseline: one check a figure, or one that there was nothing to hold it against. */
export function baselineChecks({ file, line, lack, figures, scenario }: BaselineOutcome): GateCheck[] {
  if (lack !== null) {
    return [{ kind: 'baseline', name: scenario, verdict: 'inconclusive', detail: lack, file, line }];
  }
  return figures.map((figure) => ({
    kind: 'baseline',
    name: figure.name,
    verdict: figure.kind === 'judged' ? figure.verdict : 'inconclusive',
    detail: plainText(figureDetail(figure)),
    file,
    line: figure.line,
  }));
}
