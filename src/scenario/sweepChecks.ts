import { UsageError } from '../core/errors.ts';
import { parseFigure } from '../metric/sweepFigure.ts';
import type { ThresholdCatalogue } from '../metric/threshold.ts';
import type { Finding } from './problems.ts';
import { valueAt } from './rawData.ts';

/** Why a field is not to be swept. */
const NOT_SWEPT: Readonly<Record<string, string>> = {
  seed: 'is the same at each design point, so that each trial has the same draws everywhere; use --seed for other draws',
  trials: 'is the same at each design point; set sweep.trials',
  sweep: 'can not sweep itself',
  ...Object.fromEntries(
    ['name', 'title', 'description', 'assumptions'].map((name) => [name, 'changes nothing that is simulated']),
  ),
  thresholds:
    'are judged at each design point, and change nothing that is simulated; state each as a threshold of its own',
};

/** What is wrong with the sweep of unvalidated data, besides the form of its fields. */
export function sweepFindings(data: unknown, catalogue: ThresholdCatalogue | undefined): Finding[] {
  return [...pathFindings(data), ...(catalogue === undefined ? [] : metricFindings(data, catalogue))];
}

function pathFindings(data: unknown): Finding[] {
  const parameters = valueAt(data, ['sweep', 'parameters']);
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) return [];
  const paths = Object.keys(parameters);
  return paths.flatMap((path): Finding[] => {
    const message = sweptPathProblem(path, paths);
    return message === undefined ? [] : [{ path: ['sweep', 'parameters', path], aboutKey: true, message }];
  });
}

/** What is wrong with the path of a parameter; undefined if nothing is. @param all paths that are swept */
export function sweptPathProblem(path: string, all: readonly string[]): string | undefined {
  const parts = path.split('.');
  if (path.includes('=') || parts.some((part) => part === '')) {
    return 'expected a dotted path in this scenario such as lending.minimumCollateralRatio';
  }
  const reason = NOT_SWEPT[parts[0] as string];
  if (reason !== undefined) return reason;
  const around = all.find((other) => path.startsWith(`${other}.`));
  return around === undefined ? undefined : `lies within ${around}, which is swept as well`;
}

function metricFindings(data: unknown, catalogue: ThresholdCatalogue): Finding[] {
  const metrics = valueAt(data, ['sweep', 'metrics']);
  if (!Array.isArray(metrics)) return [];
  return metrics.flatMap((text, index): Finding[] => {
    if (typeof text !== 'string' || text === '') return [];
    try {
      parseFigure(text, catalogue);
      return [];
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return [{ path: ['sweep', 'metrics', index], aboutKey: false, message: error.shortMessage }];
    }
  });
}
