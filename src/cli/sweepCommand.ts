import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { type ExitCode, UsageError } from '../core/errors.ts';
import { quoted } from '../core/shellText.ts';
import { HEX_IS_TEXT } from '../core/yamlText.ts';
import { sweptPathProblem } from '../scenario/sweepChecks.ts';
import { type LoadedSweep, loadSweep, setText } from '../scenario/sweepPoints.ts';
import { sweptValues } from '../scenario/sweepSection.ts';
import { keptSeries, once, wholeNumber } from './flags.ts';
import { stopOnInterrupt } from './interrupt.ts';
import { outputFolder, removeIfEmpty } from './outputFolder.ts';

/** As cac gives them: a flag that is repeated is a list, a value that looks like a number is one. */
export interface SweepFlags {
  readonly param?: unknown;
  readonly out?: unknown;
  readonly seed?: unknown;
  readonly set?: unknown;
  readonly without?: unknown;
  readonly trials?: unknown;
  readonly jobs?: unknown;
  readonly resume?: unknown;
  readonly series?: unknown;
  readonly quiet?: boolean;
}

/**
 * `breakwater sweep`: every design point is validated before anything starts; then their trials run on all cores.
 *
 * @throws UsageError for a bad flag, scenario, design point or output folder
 */
export async function sweepCommand(file: string, flags: SweepFlags): Promise<ExitCode> {
  const seed = wholeNumber('--seed', once('--seed', flags.seed), 0);
  const trials = wholeNumber('--trials', once('--trials', flags.trials), 1);
  const jobs = wholeNumber('--jobs', once('--jobs', flags.jobs), 1);
  const series = keptSeries(once('--series', flags.series)) ?? 'all';
  const [out, resume] = [once('--out', flags.out), once('--resume', flags.resume)];
  if (resume !== undefined && out !== undefined) {
    throw new UsageError('--resume and --out do not go together', { remedy: '--resume names the folder' });
  }
  const params = several(flags.param);
  const set = several(flags.set);
  const laid = params.length === 0 ? set : [sectionOf(params), ...set];
  const sweep = loadSweep(file, { set: laid, without: several(flags.without), seed, trials });
  const dir = outputFolder(sweep.base, { out: resume ?? out, isShared: false, kind: `sweep-${designId(sweep)}` });
  const interrupt = stopOnInterrupt();
  try {
    // The simulator is loaded once there is something to simulate: bad input is answered at once.
    const { runSweep } = await import('./sweep/runSweep.ts');
    return await runSweep(sweep, dir, {
      ...{ interrupt, jobs, isResumed: resume !== undefined, isQuiet: flags.quiet === true, series },
      flags: [
        ...set.filter((text) => /^\s*sweep[.=]/.test(text)).map((text) => `--set ${quoted(text)}`),
        ...params.map((text) => `--param ${quoted(text)}`),
        ...(series === 'all' ? [] : [`--series ${series}`]),
      ],
    });
  } finally {
    interrupt.release();
    removeIfEmpty(dir);
  }
}

/** `path=v1,v2,…` or `path={ from: …, to: … }` as a section of a scenario, for `--set`. @throws UsageError for a bad one */
function sectionOf(params: readonly string[]): string {
  const read = params.map(readParam);
  const paths = read.map(({ path }) => path);
  for (const [i, { path, text }] of read.entries()) {
    const problem = paths.indexOf(path) < i ? 'is given twice' : sweptPathProblem(path, paths);
    if (problem !== undefined) throw new UsageError(`--param ${text}: ${path} ${problem}`);
  }
  return `sweep=${JSON.stringify({ parameters: Object.fromEntries(read.map(({ path, values }) => [path, values])) })}`;
}

function readParam(text: string): { path: string; values: unknown; text: string } {
  const equals = text.indexOf('=');
  const written = text.slice(equals + 1).trim();
  const refuse = (reason: string): never => {
    throw new UsageError(`--param ${text}: ${reason}`, {
      remedy:
        "write path=v1,v2,… such as lending.minimumCollateralRatio=110%,120% or 'path={ from: 110%, to: 150%, steps: 5 }'",
    });
  };
  if (equals < 1 || written === '') return refuse('expected a path and its values');
  let values: unknown;
  try {
    const range: unknown = written.startsWith('{') ? parse(written, HEX_IS_TEXT) : undefined;
    const isRange = typeof range === 'object' && range !== null && 'from' in range && 'to' in range;
    values = isRange ? range : parse(`[${written}]`, HEX_IS_TEXT);
  } catch {
    return refuse('the values are not valid YAML');
  }
  const checked = sweptValues.safeParse(values);
  if (!checked.success) return refuse(checked.error.issues.map(({ message }) => message).join('; '));
  return { path: text.slice(0, equals).trim(), values, text };
}

/** Tells the folder of one design from that of another. */
function designId({ points }: LoadedSweep): string {
  const text = JSON.stringify(points.map(({ assignments }) => assignments.map(setText)));
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** A flag that may be repeated. */
function several(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}
