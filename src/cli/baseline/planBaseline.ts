import { dirname } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import type { Baseline, KeptScenario } from '../../metric/baseline.ts';
import { type MetricCatalogue, metricCatalogue } from '../../metric/catalogue.ts';
import { figureOf } from '../../metric/judgeBaseline.ts';
import { unknownMetric } from '../../metric/threshold.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import type { Problem } from '../../scenario/problems.ts';
import { classesOf } from '../../scenario/rawData.ts';
import { makeOutputFolder } from '../outputFolder.ts';
import type { BaselineFlags } from './baselineFlags.ts';
import { BaselineError, baselineText, parseBaseline } from './readBaseline.ts';

/** What runs are held against, or kept in. */
export interface BaselinePlan extends BaselineFlags {
  /** As it stood before anything ran; undefined: there is no file yet. */
  readonly before: Baseline | undefined;
}

/**
 * Reads the baseline and checks that each scenario can be held against it, before anything runs.
 *
 * @throws UsageError if there is no file, it can't be written, is invalid or names what is no metric, two scenarios have one name, or one is to be
 *   run with another seed, number of trials or unit than its baseline
 */
export function planBaseline(flags: BaselineFlags, planned: readonly LoadedScenario[]): BaselinePlan {
  const { file, isUpdated } = flags;
  expectDistinct(planned);
  const text = baselineText(file);
  if (text === undefined && !isUpdated) {
    throw new UsageError(`There is no baseline ${file}`, {
      remedy: 'make it from this run: the same command with --update-baseline',
    });
  }
  // That it can't be written is no news for after an hour of trials.
  if (isUpdated) makeOutputFolder(dirname(file));
  const before = text === undefined ? undefined : parseBaseline(file, text);
  if (before !== undefined) expectKnownMetrics(before, planned);
  for (const loaded of planned) {
    const kept = before?.scenarios.get(loaded.scenario.name);
    if (kept === undefined) continue;
    if (!isUpdated) expectSameTrials(file, kept, loaded);
    expectSameUnits(file, kept, loaded);
  }
  return { ...flags, before };
}

function expectDistinct(planned: readonly LoadedScenario[]): void {
  const files = new Map<string, string>();
  for (const { scenario, path } of planned) {
    const other = files.get(scenario.name);
    if (other !== undefined) {
      throw new UsageError(`Two scenarios are named ${scenario.name}: a baseline keeps one of each name`, {
        facts: { first: other, second: path },
        remedy: 'give one of them another name, or run them with a baseline each',
      });
    }
    files.set(scenario.name, path);
  }
}

/** A name mistyped would cost a whole run, and then be inconclusive or, in an update, be left out. */
function expectKnownMetrics({ file, scenarios }: Baseline, planned: readonly LoadedScenario[]): void {
  const problems = planned.flatMap(({ scenario }) =>
    (scenarios.get(scenario.name)?.figures ?? []).flatMap(({ name, line }): Problem[] => {
      const metric = figureOf(name)?.metric ?? name;
      const message = unknownText(metric, scenario);
      return message === undefined ? [] : [{ place: `${file}:${line}`, path: name, message }];
    }),
  );
  if (problems.length === 0) return;
  throw new BaselineError(file, problems, "correct the figure's name, or take its lines out of the file");
}

/** A class that this scenario does not have, for want of a group (--without) say, may be another's: its metrics are known. */
function unknownText(metric: string, scenario: LoadedScenario['scenario']): string | undefined {
  const agentClass = /^agent\.([^.]+)\./.exec(metric)?.[1];
  if (catalogueOf(scenario, agentClass === undefined ? [] : [agentClass]).has(metric)) return undefined;
  return unknownMetric(metric, catalogueOf(scenario)).message;
}

function catalogueOf(scenario: LoadedScenario['scenario'], more: readonly string[] = []): MetricCatalogue {
  const { collateral, stable } = scenario.market;
  const classes = [...new Set([...classesOf(scenario), ...more])];
  return metricCatalogue({ collateral: collateral.symbol, stable: stable.symbol, classes });
}

function expectSameTrials(file: string, kept: KeptScenario, { scenario, path }: LoadedScenario): void {
  for (const [what, flag] of [
    ['seed', '--seed'],
    ['trials', '--trials'],
  ] as const) {
    if (kept[what] === scenario[what]) continue;
    throw new UsageError(`${path} can not be held against its baseline: it is to be run with other ${what}`, {
      facts: { baseline: `${file}:${kept.line}`, there: kept[what], here: scenario[what] },
      remedy: `run it with ${flag} ${kept[what]}, or make the baseline anew with --update-baseline`,
    });
  }
}

function expectSameUnits(file: string, { figures }: KeptScenario, { scenario, path }: LoadedScenario): void {
  const catalogue = catalogueOf(scenario);
  for (const { name, kept, line } of figures) {
    const of = figureOf(name);
    const metric = of === undefined ? undefined : catalogue.get(of.metric);
    const unit = of?.aggregate === 'count' ? 'count' : metric?.unit;
    // That of a class which is not there is not measured: the run says so.
    if (kept === null || metric === undefined || kept.unit === unit) continue;
    throw new UsageError(`${path} measures ${name} in another unit than its baseline`, {
      facts: { baseline: `${file}:${line}`, there: kept.unit, here: unit },
      remedy: `take the figure's lines out of ${file}, write \`${name}:\` in their place, and update with --update-baseline`,
    });
  }
}
