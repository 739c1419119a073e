import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { classOf } from '../../agent/createPolicy.ts';
import { UsageError } from '../../core/errors.ts';
import type { CalibrationPlan } from '../../metric/calibrationRecord.ts';
import { metricCatalogue } from '../../metric/catalogue.ts';
import { readDocument } from '../document.ts';
import { type LoadedScenario, loadScenario } from '../load.ts';
import { placedProblems, syntaxProblems } from '../placedProblems.ts';
import { type Finding, findingsOf, type Problem, problemLine } from '../problems.ts';
import { planCases } from './planFigures.ts';
import { type SuiteFile, suiteSchema } from './suiteSchema.ts';

/** Name of the suite's file in a folder. */
export const SUITE_FILE = 'suite.yaml';

export interface LoadedSuite {
  readonly plan: CalibrationPlan;
  /** The runs' scenarios, checked with their overrides, by the runs' names. */
  readonly scenarios: ReadonlyMap<string, LoadedScenario>;
}

/** A suite that can't be used, with everything that is wrong with it. */
export class SuiteError extends UsageError {
  override name = 'SuiteError';
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super([`${file} is not a valid calibration suite: ${count}`, ...problems.map(problemLine)].join('\n'), {
      remedy: 'docs/calibration.md says what a suite holds',
    });
    this.problems = problems;
  }
}

/**
 * Reads a suite and checks all of it, without running anything: each run's scenario with its overrides, each measure,
 * each documented figure.
 *
 * @param place the suite's file, or a folder with a `suite.yaml`
 * @throws SuiteError (exit code 2) with all problems at once, each with `file:line:column`
 * @throws UsageError if the file can't be read
 */
export function loadSuite(place: string): LoadedSuite {
  const file = statSync(place, { throwIfNoEntry: false })?.isDirectory() ? join(place, SUITE_FILE) : place;
  const document = readDocument(readSource(file));
  if (document.syntaxProblems.length > 0) {
    throw new SuiteError(file, syntaxProblems(file, document));
  }
  const parsed = suiteSchema.safeParse(document.data);
  if (!parsed.success)
    throw new SuiteError(file, placedProblems(findingsOf(parsed.error.issues, document.data), file, document));

  const { scenarios, findings } = loadRuns(parsed.data, file);
  const names = Object.keys(parsed.data.runs);
  const catalogues = new Map(names.map((name) => [name, catalogueOf(scenarios.get(name))] as const));
  const { cases, findings: inCases } = planCases(parsed.data, catalogues);
  // Of a mistyped run only the slip itself is told.
  const idle = inCases.length === 0 ? unused(parsed.data) : [];
  const all = [...findings, ...inCases, ...idle];
  if (all.length > 0) throw new SuiteError(file, placedProblems(all, file, document));
  const { title, about } = parsed.data;
  return { plan: { title, about, file, runs: runsOf(parsed.data, scenarios), cases }, scenarios };
}

function readSource(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(cause);
    throw new UsageError(`Cannot read the calibration suite ${file}: ${reason}`, {
      remedy: `name a suite's file or a folder with a ${SUITE_FILE}, such as scenarios/calibration`,
      cause,
    });
  }
}

function loadRuns({ runs }: SuiteFile, file: string) {
  const scenarios = new Map<string, LoadedScenario>();
  const findings: Finding[] = [];
  for (const [name, { scenario, set }] of Object.entries(runs)) {
    try {
      scenarios.set(name, loadScenario(join(dirname(file), scenario), { set }));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      findings.push({ path: ['runs', name], message: error.shortMessage, aboutKey: false });
    }
  }
  return { scenarios, findings };
}

function catalogueOf(loaded: LoadedScenario | undefined) {
  if (loaded === undefined) return undefined;
  const { market, agents } = loaded.scenario;
  const classes = [...new Set(Object.values(agents).map(classOf))];
  return metricCatalogue({ collateral: market.collateral.symbol, stable: market.stable.symbol, classes });
}

/** A run that no figure is taken from is a slip: it would cost time and show nothing. */
function unused({ runs, cases }: SuiteFile): Finding[] {
  const used = new Set(
    Object.values(cases).flatMap(({ figures, table }) => [
      ...Object.values(figures).map(({ run }) => run),
      ...(table?.runs.flat() ?? []),
    ]),
  );
  return Object.keys(runs)
    .filter((name) => !used.has(name))
    .map((name) => ({ path: ['runs', name], message: 'no figure is taken from this run', aboutKey: true }));
}

function runsOf({ runs }: SuiteFile, scenarios: ReadonlyMap<string, LoadedScenario>) {
  return Object.entries(runs).flatMap(([name, { scenario, set, seeds }]) => {
    const loaded = scenarios.get(name);
    if (loaded === undefined) return [];
    const { title, seed } = loaded.scenario;
    return [{ name, scenario, title, set, scenarioHash: loaded.hash, seeds: seeds ?? [seed] }];
  });
}
