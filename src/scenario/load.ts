import { readFileSync } from 'node:fs';
import { UsageError } from '../core/errors.ts';
import { deepFreeze } from '../core/freeze.ts';
import { type CatalogueOptions, metricCatalogue } from '../metric/catalogue.ts';
import { parseAnyThreshold } from '../metric/ensembleThreshold.ts';
import type { ThresholdCatalogue } from '../metric/threshold.ts';
import { type Path, readDocument, type ScenarioDocument } from './document.ts';
import { scenarioHash } from './hash.ts';
import { fileReferences, type NamedFile, readNamedFile } from './namedFiles.ts';
import { applyOverride, type Override, type OverrideProblem, parseOverride } from './overrides.ts';
import { type Finding, findingsOf, type Problem, ScenarioError } from './problems.ts';
import { classesOf, symbolsOf, valueAt } from './rawData.ts';
import { type Scenario, scenarioSchema } from './schema.ts';
import { sweepFindings } from './sweepChecks.ts';
import { withoutClass } from './withoutClass.ts';

/** How a problem begins that is about a file that the scenario names. */
export const UNREADABLE_FILE = 'cannot read the file';

export interface LoadOptions {
  /** `path=value` overrides in order, the value in YAML: `lending.minimumCollateralRatio=120%`. */
  readonly set?: readonly string[] | undefined;
  /** Classes whose groups are set to no agents, after `set`. */
  readonly without?: readonly string[] | undefined;
  /** Replaces the scenario's seed. */
  readonly seed?: number | undefined;
  /** Replaces the scenario's number of trials. */
  readonly trials?: number | undefined;
  /** Text to take in place of the file's, as a record kept it; files that it names are still looked up beside the path. */
  readonly source?: string | undefined;
  /** Metrics that thresholds may name, for the scenario's symbols and agent classes; default: all of ours. */
  readonly catalogue?: ((options: CatalogueOptions) => ThresholdCatalogue) | undefined;
}

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** The scenario's text. */
  readonly source: string;
  /** Hex SHA-256 of what the scenario says; see {@link scenarioHash}. */
  readonly hash: string;
  /** The path as given. */
  readonly path: string;
  /** `path=value` overrides as given, and those that leaving out a class comes to. */
  readonly overrides: readonly string[];
  /** The files it names, by their spelling in the scenario. */
  readonly files: ReadonlyMap<string, NamedFile>;
}

/**
 * Reads a scenario file, lays the overrides over it and validates all of it: fields, files it names, thresholds.
 *
 * @throws ScenarioError (exit code 2) with all problems at once, each with `file:line:column`
 * @throws UsageError if the file can't be read
 */
export function loadScenario(path: string, options: LoadOptions = {}): LoadedScenario {
  const source = options.source ?? readSource(path);
  const document = readDocument(source);
  if (document.syntaxProblems.length > 0) {
    const problems = document.syntaxProblems.map(({ line, column, message }) => ({
      place: `${path}:${line}:${column}`,
      path: '',
      message,
    }));
    throw new ScenarioError(path, problems);
  }

  const { data, overrides, texts, problems: overrideProblems } = withOverrides(document.data, options);
  const parsed = scenarioSchema(symbolsOf(data)).safeParse(data);
  const files = readFiles(path, data);
  const findings = [
    ...findingsOf(parsed.error?.issues ?? [], data),
    ...files.findings,
    ...metricFindings(data, options.catalogue ?? metricCatalogue),
  ];
  const problems = [...overrideProblems, ...located({ path, document, overrides, findings })];
  if (!parsed.success || problems.length > 0) throw new ScenarioError(path, problems);

  const scenario = deepFreeze(parsed.data);
  const hash = scenarioHash(scenario, files.files);
  return { scenario, source, hash, path, overrides: texts, files: files.files };
}

function readSource(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(cause);
    throw new UsageError(`cannot read scenario ${path}: ${reason}`, { cause });
  }
}

function withOverrides(initial: unknown, { set = [], without = [], seed, trials }: LoadOptions) {
  const problems: Problem[] = [];
  const overrides: Override[] = [];
  const texts = [...set];
  let data = initial;
  const refuse = ({ place, message }: OverrideProblem) => problems.push({ place, path: '', message });
  const lay = (override: Override | OverrideProblem) => {
    if ('message' in override) return refuse(override);
    const applied = applyOverride(data, override);
    if ('message' in applied) return refuse(applied);
    data = applied.data;
    return overrides.push(override);
  };
  for (const text of set) lay(parseOverride(text));
  for (const name of new Set(without)) {
    const counts = withoutClass(data, name);
    if ('message' in counts) refuse(counts);
    else {
      texts.push(...counts);
      for (const text of counts) lay(parseOverride(text));
    }
  }
  if (seed !== undefined) lay({ place: `--seed ${seed}`, path: ['seed'], value: seed });
  if (trials !== undefined) lay({ place: `--trials ${trials}`, path: ['trials'], value: trials });
  return { data, overrides, texts, problems };
}

function readFiles(scenarioPath: string, data: unknown) {
  const files = new Map<string, NamedFile>();
  const findings: Finding[] = [];
  for (const { path, written } of fileReferences(data)) {
    const file = readNamedFile(scenarioPath, written);
    if (file !== undefined) files.set(written, file);
    else
      findings.push({
        path,
        aboutKey: false,
        message: `${UNREADABLE_FILE} ${written}, relative to the scenario file`,
      });
  }
  return { files, findings };
}

function metricFindings(data: unknown, catalogueFor: (options: CatalogueOptions) => ThresholdCatalogue): Finding[] {
  const { collateral, stable } = symbolsOf(data);
  // Without the symbols half of the units would read wrong; that they are missing is reported already.
  if (collateral === undefined || stable === undefined) return sweepFindings(data, undefined);
  const catalogue = catalogueFor({ collateral, stable, classes: classesOf(data) });
  const thresholds = valueAt(data, ['thresholds']);
  if (!Array.isArray(thresholds)) return sweepFindings(data, catalogue);
  const findings = thresholds.flatMap((text, index): Finding[] => {
    if (typeof text !== 'string' || text === '') return [];
    try {
      parseAnyThreshold(text, catalogue);
      return [];
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return [{ path: ['thresholds', index], aboutKey: false, message: error.shortMessage }];
    }
  });
  return [...findings, ...sweepFindings(data, catalogue)];
}

/** Findings with the place each came from, in the order of the file; those from options last. */
function located(input: {
  readonly path: string;
  readonly document: ScenarioDocument;
  readonly overrides: readonly Override[];
  readonly findings: readonly Finding[];
}): Problem[] {
  const { path: file, document, overrides, findings } = input;
  const placed = findings.map(({ path, message, aboutKey }) => {
    const problem = { path: path.join('.'), message };
    const override = overrideBehind(path, overrides, document);
    if (override !== undefined) return { ...problem, place: override.place, line: Infinity, column: 0 };
    const { line, column } = aboutKey ? document.positionOfKey(path) : document.positionOf(path);
    return { ...problem, place: `${file}:${line}:${column}`, line, column };
  });
  placed.sort((a, b) => (a.line === b.line ? a.column - b.column : a.line - b.line));
  return placed.map(({ place, path, message }) => ({ place, path, message }));
}

/** The override that put a field there: one for the field or around it, or one inside a section that it made. */
function overrideBehind(path: Path, overrides: readonly Override[], document: ScenarioDocument): Override | undefined {
  const around = overrides.findLast((override) => startsWith(path, override.path));
  if (around !== undefined || document.has(path)) return around;
  return overrides.findLast((override) => startsWith(override.path, path));
}

function startsWith(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((part, index) => String(part) === String(path[index]));
}
