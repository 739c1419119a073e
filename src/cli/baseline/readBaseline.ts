import { readFileSync } from 'node:fs';
import { isAlias, LineCounter, parseDocument, visit } from 'yaml';
import { UsageError } from '../../core/errors.ts';
import { parseRatio } from '../../core/quantity.ts';
import type { Baseline, KeptFigure, KeptScenario, KeptValues } from '../../metric/baseline.ts';
import { parseTolerance } from '../../metric/baselineTolerance.ts';
import { figureOf } from '../../metric/judgeBaseline.ts';
import { AGGREGATE_NAMES } from '../../metric/trialTable.ts';
import { type Path, readDocument, type ScenarioDocument } from '../../scenario/document.ts';
import { placedProblems, syntaxProblems } from '../../scenario/placedProblems.ts';
import { type Finding, findingsOf, type Problem, problemLine } from '../../scenario/problems.ts';
import { type BaselineFile, baselineSchema } from './baselineSchema.ts';

type ScenarioEntry = BaselineFile['scenarios'][string];

const REMEDY = 'docs/baseline.md says what it holds; or restore it from git, and make it anew with --update-baseline';

/** A baseline file that can't be used, with everything that is wrong with it. */
export class BaselineError extends UsageError {
  override name = 'BaselineError';
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[], remedy: string = REMEDY) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super([`${file} is not a valid baseline: ${count}`, ...problems.map(problemLine)].join('\n'), { remedy });
    this.problems = problems;
  }
}

/**
 * The text of a baseline file.
 *
 * @returns undefined if there is none
 * @throws UsageError if it can't be read
 */
export function baselineText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`The baseline ${file} can not be read`, {
      facts: { reason: cause instanceof Error ? cause.message : String(cause) },
      remedy: 'name a YAML file with --baseline',
      cause,
    });
  }
}

/**
 * Reads and checks a baseline file.
 *
 * @param text of the file
 * @throws BaselineError (exit code 2) with all problems at once, each with `file:line:column`
 */
export function parseBaseline(file: string, text: string): Baseline {
  const document = readDocument(text);
  if (document.syntaxProblems.length > 0) throw new BaselineError(file, syntaxProblems(file, document));
  const shared = aliases(file, text);
  if (shared.length > 0) throw new BaselineError(file, shared);
  const parsed = baselineSchema.safeParse(document.data);
  const refuse = (findings: readonly Finding[]): never => {
    throw new BaselineError(file, placedProblems(findings, file, document));
  };
  if (!parsed.success) return refuse(findingsOf(parsed.error.issues, document.data));
  const findings: Finding[] = [];
  const level = parseRatio(parsed.data.level);
  if (level === undefined || level <= 0 || level >= 0.5) {
    findings.push(wrong(['level'], `expected the chance of a false alarm, above 0% and under 50%`));
  }
  const scenarios = new Map<string, KeptScenario>();
  for (const [name, entry] of Object.entries(parsed.data.scenarios)) {
    scenarios.set(name, keptScenario(name, entry, { document, findings }));
  }
  if (findings.length > 0) return refuse(findings);
  return { file, level: level as number, scenarios };
}

/** What stands in two places can't be updated in one. */
function aliases(file: string, text: string): Problem[] {
  const lineCounter = new LineCounter();
  const found: Problem[] = [];
  visit(parseDocument(text, { lineCounter }), {
    Node: (_, node) => {
      if (!isAlias(node)) return;
      const { line, col } = lineCounter.linePos(node.range?.[0] ?? 0);
      const message = `*${node.source} stands for what is written elsewhere, and an update of one would change both; write it out`;
      found.push({ place: `${file}:${line}:${col}`, path: '', message });
    },
  });
  return found;
}

interface Reading {
  readonly document: ScenarioDocument;
  /** What is wrong, added to. */
  readonly findings: Finding[];
}

function keptScenario(
  name: string,
  { figures, overrides: _, ...entry }: ScenarioEntry,
  reading: Reading,
): KeptScenario {
  const path = ['scenarios', name];
  const { document } = reading;
  return {
    ...entry,
    line: document.positionOfKey(path).line,
    figures: Object.entries(figures).map(([figure, given]): KeptFigure => {
      const at = [...path, 'figures', figure];
      if (figureOf(figure) === undefined) {
        const message = `expected a metric and an aggregate (${AGGREGATE_NAMES.join(', ')}), such as backstop.return.final`;
        reading.findings.push({ ...wrong(at, message), aboutKey: true });
      }
      const kept = keptValues(at, given, entry.trials, reading.findings);
      return { name: figure, kept, line: document.positionOfKey(at).line };
    }),
  };
}

function keptValues(
  path: Path,
  { unit, tolerance, values }: ScenarioEntry['figures'][string],
  trials: number,
  findings: Finding[],
): KeptValues | null {
  if (tolerance !== undefined && unit === undefined) {
    findings.push(wrong(path, 'a tolerance needs the unit that it is in: unit: ratio, say'));
  }
  if (unit === undefined) {
    if (values !== undefined) findings.push(wrong(path, 'values need their unit: unit: ratio, say'));
    return null;
  }
  if (values !== undefined && tolerance === undefined) {
    findings.push(wrong(path, 'tolerance is missing; 0 of the unit allows none'));
  }
  const parsed = tolerance === undefined ? { value: 0 } : parseTolerance(tolerance, unit);
  if ('problem' in parsed) findings.push(wrong([...path, 'tolerance'], parsed.problem));
  if (values !== undefined && values.length !== trials) {
    findings.push(wrong([...path, 'values'], `expected one value a trial, ${trials} in all; found ${values.length}`));
  }
  return values === undefined || 'problem' in parsed ? null : { unit, tolerance: parsed.value, values };
}

function wrong(path: Path, message: string): Finding {
  return { path, message, aboutKey: false };
}
