import { Document, isMap, parseDocument, type YAMLMap } from 'yaml';
import { HEX_IS_TEXT } from '../../core/yamlText.ts';
import { BASELINE_VERSION } from '../../metric/baseline.ts';
import { noTolerance } from '../../metric/baselineTolerance.ts';
import { figureName, KEY_FAMILY } from '../../metric/compareFamily.ts';
import type { MetricDefinition } from '../../metric/ensembleRecord.ts';
import { figureOf } from '../../metric/judgeBaseline.ts';

/** A whole run, as it is to be kept. */
export interface RunToKeep {
  readonly scenario: string;
  readonly scenarioHash: string;
  readonly resultHash: string;
  readonly seed: number;
  readonly overrides: readonly string[];
  readonly trials: number;
  readonly metrics: Readonly<Record<string, Pick<MetricDefinition, 'unit'>>>;
  /** `metric.aggregate` → one value a trial; what is not finite is none. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** A file's new text, and what it says of the scenario. */
export interface Updated {
  readonly text: string;
  readonly figures: readonly string[];
  /** Figures of the file that the run does not measure: they are left out now. */
  readonly dropped: readonly string[];
}

const HEADER = ` What each scenario came to, trial by trial; runs are held against it:
   breakwater run <scenarios> --baseline <this file>
 It is written by the same command with --update-baseline and by nothing else. Tolerances, comments and the choice of
 figures are yours to edit, and stay; docs/baseline.md says how.`;
/** One line a figure, however many trials: so a diff names the figures that changed. */
const LINES = { lineWidth: 0, flowCollectionPadding: false };

/** Names of the columns that a run's part of a file takes: those it has, else the usual ones. */
export function figuresToKeep(text: string | undefined, scenario: string): string[] {
  const named = text === undefined ? undefined : parse(text).getIn(['scenarios', scenario, 'figures']);
  const chosen = isMap(named) ? named.items.map(({ key }) => String(key)) : [];
  return chosen.length > 0 ? chosen : KEY_FAMILY.map(figureName);
}

/**
 * Puts a run into a baseline file, over what it says of that scenario; everything else stays as it is: other scenarios,
 * comments, tolerances, the choice of figures.
 *
 * @param text of the file, valid; undefined: there is none yet
 */
export function updateBaseline(text: string | undefined, run: RunToKeep): Updated {
  const document = text === undefined ? emptyFile() : parse(text);
  const path = ['scenarios', run.scenario];
  const names = figuresToKeep(text, run.scenario);
  const unitOf = (name: string) => unitIn(run.metrics, name);
  const figures = names.filter((name) => unitOf(name) !== undefined);
  const isNew = !document.hasIn([...path, 'figures']);
  const set = (key: readonly string[], value: unknown) => document.setIn([...path, ...key], value);
  if (document.getIn(['scenarios']) == null) document.setIn(['scenarios'], document.createNode({}));
  if (!document.hasIn(path)) document.setIn(path, document.createNode({}));
  set(['scenarioHash'], run.scenarioHash);
  set(['resultHash'], run.resultHash);
  set(['seed'], run.seed);
  set(['trials'], run.trials);
  if (run.overrides.length > 0) set(['overrides'], document.createNode(run.overrides));
  else document.deleteIn([...path, 'overrides']);
  if (isNew || !isMap(document.getIn([...path, 'figures']))) set(['figures'], document.createNode({}));
  const dropped = isNew ? [] : names.filter((name) => !figures.includes(name));
  for (const name of dropped) document.deleteIn([...path, 'figures', name]);
  for (const name of figures) {
    const at = [...path, 'figures', name];
    const unit = unitOf(name) as string;
    if (!isMap(document.getIn(at))) document.setIn(at, document.createNode({}));
    const figure = document.getIn(at) as YAMLMap;
    figure.flow = false;
    figure.set('unit', unit);
    if (!figure.has('tolerance')) figure.set('tolerance', noTolerance(unit));
    figure.set('values', document.createNode(valuesOf(run, name), { flow: true }));
  }
  return { text: document.toString(LINES), figures, dropped };
}

function emptyFile(): Document {
  const document = new Document({ version: BASELINE_VERSION, scenarios: {} });
  document.commentBefore = HEADER;
  return document;
}

function parse(text: string): Document {
  return parseDocument(text, { merge: true, ...HEX_IS_TEXT }) as Document;
}

function unitIn(metrics: RunToKeep['metrics'], name: string): string | undefined {
  const of = figureOf(name);
  const unit = of === undefined ? undefined : metrics[of.metric]?.unit;
  return unit !== undefined && of?.aggregate === 'count' ? 'count' : unit;
}

function valuesOf({ columns, trials }: RunToKeep, name: string): (number | null)[] {
  const column = columns.get(name);
  return Array.from({ length: trials }, (_, index) => {
    const value = column?.[index] ?? Number.NaN;
    // Zero has no sign in the file.
    return Number.isFinite(value) ? value || 0 : null;
  });
}
