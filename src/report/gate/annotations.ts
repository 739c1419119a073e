import { isAbsolute, relative, resolve } from 'node:path';
import type { GateCheck, GateOutcome, GateRun } from '../../metric/gate.ts';
import { plural } from '../format.ts';
import { checkOutcome, findingText, gravestFirst, OUTCOMES, placeText } from './gateText.ts';

/** GitHub shows ten errors a step and drops the rest unsaid; the tenth is its own, of the exit code. */
const SHOWN = 9;

const TITLE: Readonly<Record<Exclude<GateOutcome, 'pass'>, Readonly<Record<GateCheck['kind'], string>>>> = {
  broken: { run: 'broken', threshold: 'broken', baseline: 'broken' },
  fail: { run: 'failed', threshold: 'threshold failed', baseline: 'worse than its baseline' },
  inconclusive: { run: 'inconclusive', threshold: 'threshold inconclusive', baseline: 'inconclusive' },
};

/**
 * What did not pass as GitHub's workflow commands, one a line, gravest first: each becomes an annotation at the line of the
 * scenario file that asks for it. What is inconclusive is a warning: whether it ends the step
 * is for the step to say.
 *
 * @param workspace folder of the checkout: GitHub knows files by their path in it
 */
export function renderAnnotations(runs: readonly GateRun[], workspace: string): string[] {
  const all = gravestFirst(runs)
    .flatMap((run) => told(run).map((check) => ({ run, check, rank: OUTCOMES.indexOf(checkOutcome(check)) })))
    .sort((a, b) => a.rank - b.rank);
  const shown = all.length > SHOWN ? all.slice(0, SHOWN - 1) : all;
  const hidden = all.slice(shown.length);
  return [
    ...shown.map(({ run, check }) => annotation(run, check, workspace)),
    ...hidden
      .slice(0, 1)
      .map(({ check }) =>
        command(
          levelOf(check),
          { title: 'Breakwater' },
          `${plural(hidden.length, 'more check')} did not pass: see the summary of this job`,
        ),
      ),
  ];
}

/** What could not be judged because the run did not come to its end says nothing beside that. */
function told({ checks }: GateRun): GateCheck[] {
  const isCut = checks.some(({ kind, verdict }) => kind === 'run' && verdict !== 'pass');
  return checks.filter(
    ({ kind, verdict }) => verdict === 'fail' || (verdict === 'inconclusive' && (kind === 'run' || !isCut)),
  );
}

function annotation(run: GateRun, check: GateCheck, workspace: string): string {
  const outcome = checkOutcome(check);
  const title = `${run.name}: ${outcome === 'pass' ? 'passed' : TITLE[outcome][check.kind]}`;
  const path = relative(workspace, resolve(check.file));
  const isInside = path !== '' && !path.startsWith('..') && !isAbsolute(path);
  const text = [
    findingText(check),
    ...(isInside ? [] : [`at ${placeText(check)}`]),
    `reproduce: ${run.reproduce}`,
  ].join('\n');
  const place = isInside ? { file: path, ...(check.line === null ? {} : { line: String(check.line) }) } : {};
  return command(levelOf(check), { ...place, title }, text);
}

function levelOf(check: GateCheck): 'error' | 'warning' {
  return checkOutcome(check) === 'inconclusive' ? 'warning' : 'error';
}

function command(level: 'error' | 'warning', properties: Readonly<Record<string, string>>, text: string): string {
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  return `::${level} ${written.join(',')}::${escapeData(text)}`;
}

/** As GitHub's runner undoes it. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
