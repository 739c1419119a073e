import { type GateCheck, type GateOutcome, type GateRun, outcomeOf } from '../../metric/gate.ts';
import { formatDuration, plural } from '../format.ts';
import { code, escapeText, table } from '../markdown.ts';
import {
  checkOutcome,
  checkText,
  gravestFirst,
  judgedText,
  OUTCOME_WORD,
  OUTCOMES,
  placeText,
  totalText,
  trialsCell,
} from './gateText.ts';

const MARK: Readonly<Record<GateOutcome, string>> = { broken: '💥', fail: '❌', inconclusive: '⚠️', pass: '✅' };
/** Kept for the words on what was left out, bytes. */
const RESERVE = 500;

/**
 * All runs in GitHub-flavoured Markdown: a table of the scenarios, then what did not pass with what was observed, then hashes
 * and commands of what did.
 *
 * @param limit bytes it may take; GitHub throws a summary away that is larger than it takes
 */
export function renderStepSummary(runs: readonly GateRun[], limit: number): string {
  const sorted = gravestFirst(runs);
  const worst = OUTCOMES.find((outcome) => runs.some((run) => outcomeOf(run) === outcome)) ?? 'pass';
  const blocks = [
    [`## ${MARK[worst]} Breakwater · ${totalText(runs)}`, '', ...overview(sorted)],
    ...sorted.filter((run) => outcomeOf(run) !== 'pass').map(section),
    passed(sorted.filter((run) => outcomeOf(run) === 'pass')),
  ].map((lines) => (lines.length === 0 ? '' : `${lines.join('\n')}\n\n`));
  return withinLimit(blocks, limit);
}

/** Whole blocks as long as there is room: half a table reads as something else. */
function withinLimit(blocks: readonly string[], limit: number): string {
  const kept: string[] = [];
  let bytes = 0;
  for (const block of blocks) {
    const size = Buffer.byteLength(block);
    if (bytes + size > limit - RESERVE) continue;
    kept.push(block);
    bytes += size;
  }
  const leftOut = blocks.length - kept.length;
  if (leftOut > 0) {
    kept.push(`${plural(leftOut, 'part')} of this summary left out for want of room; the reports have all.\n\n`);
  }
  return limit < RESERVE ? '' : kept.join('');
}

function overview(runs: readonly GateRun[]): string[] {
  const rows = runs.map((run) => {
    const outcome = outcomeOf(run);
    const cells = [judgedText(run), trialsCell(run), formatDuration(run.seconds)];
    return [`${MARK[outcome]} ${OUTCOME_WORD[outcome]}`, code(run.name), ...cells];
  });
  return table(['', 'Scenario', 'Checks', 'Trials', 'Time'], ['-', '-', '-', '-:', '-:'], rows);
}

function section(run: GateRun): string[] {
  const rows = run.checks
    .filter(({ verdict }) => verdict !== 'pass')
    .sort((a, b) => OUTCOMES.indexOf(checkOutcome(a)) - OUTCOMES.indexOf(checkOutcome(b)))
    .map((check) => {
      const outcome = checkOutcome(check);
      return [`${MARK[outcome]} ${OUTCOME_WORD[outcome]}`, asked(check), observed(check), code(placeText(check))];
    });
  const title = run.title === '' ? '' : ` · ${escapeText(run.title)}`;
  return [
    `### ${MARK[outcomeOf(run)]} ${code(run.name)}${title}`,
    '',
    ...table(['', 'Check', 'Observed', 'Asked for in'], ['-', '-', '-', '-'], rows),
    '',
    hashes(run),
    '',
    ...fenced(run.reproduce),
  ];
}

/** Folded: it is there to be copied, not to be read. */
function passed(runs: readonly GateRun[]): string[] {
  if (runs.length === 0) return [];
  return [
    `<details><summary>Hashes and commands of what passed</summary>`,
    '',
    ...runs.flatMap((run) => [`${code(run.name)} · ${hashes(run)}`, '', ...fenced(run.reproduce), '']),
    '</details>',
  ];
}

function hashes({ seed, resultHash, scenarioHash, dir }: GateRun): string {
  return [
    resultHash === null ? 'no result' : `result hash \`${resultHash}\``,
    ...(scenarioHash === null ? [] : [`scenario hash \`${scenarioHash}\``]),
    ...(seed === null ? [] : [`seed ${seed}`]),
    ...(dir === null ? [] : [`record in ${code(dir)}`]),
  ].join(' · ');
}

function asked(check: GateCheck): string {
  return check.kind === 'run' ? escapeText(checkText(check)) : code(checkText(check));
}

function observed({ detail }: GateCheck): string {
  return detail
    .split('\n')
    .map((line) => escapeText(line.trim()))
    .join('<br>');
}

function fenced(command: string): string[] {
  // A fence is longer than any row of backticks in it.
  const longest = Math.max(2, ...[...command.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}sh`, command, fence];
}
