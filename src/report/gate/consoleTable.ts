import pc from 'picocolors';
import { type GateOutcome, type GateRun, outcomeOf } from '../../metric/gate.ts';
import { formatDuration, plainText } from '../format.ts';
import { judgedText, OUTCOME_WORD, totalText, trialsCell } from './gateText.ts';

const MARK: Readonly<Record<GateOutcome, string>> = { broken: '!', fail: '✗', inconclusive: '?', pass: '✓' };
const GAP = '  ';

/** All runs as a table for a terminal, in the order they were named, and their count below. Ends without a newline. */
export function renderGateTable(runs: readonly GateRun[], { color }: { readonly color: boolean }): string {
  const paint = pc.createColors(color);
  const tint: Readonly<Record<GateOutcome, (text: string) => string>> = {
    broken: paint.red,
    fail: paint.red,
    inconclusive: paint.yellow,
    pass: paint.green,
  };
  const head = ['verdict', 'scenario', 'checks', 'trials', 'time'];
  const rows = runs.map((run) => {
    const outcome = outcomeOf(run);
    return [
      `${MARK[outcome]} ${OUTCOME_WORD[outcome]}`,
      run.name,
      judgedText(run),
      trialsCell(run),
      formatDuration(run.seconds),
    ].map(plainText);
  });
  const widths = head.map((text, i) => Math.max(text.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join(GAP)
      .trimEnd();
  return [
    paint.dim(line(head)),
    ...rows.map((row, i) => tint[outcomeOf(runs[i] as GateRun)](line(row))),
    paint.bold(plainText(totalText(runs))),
  ].join('\n');
}
