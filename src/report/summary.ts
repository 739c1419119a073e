import type { RunRecord, Verdict } from '../metric/runRecord.ts';
import { ablationCaveat, leftOutClasses, shownRows, unchangedText } from './ablation.ts';
import { answers, incompleteness } from './answers.ts';
import { chainText } from './chainText.ts';
import { keyFigures } from './figures.ts';
import { formatValue } from './format.ts';
import { horizonText } from './horizon.ts';
import { leftOutText } from './leftOut.ts';
import { thresholdParts } from './thresholdBound.ts';
import { verifyText } from './verifyText.ts';

const VERDICT_MARK: Readonly<Record<Verdict, string>> = { pass: '✅', fail: '❌', inconclusive: '⚠️' };

/** The run in GitHub-flavoured Markdown, short enough to paste into a pull request. */
export function renderSummary(record: RunRecord): string {
  const { verdict, headline } = answers(record);
  const { scenario } = record;
  const warning = incompleteness(record);
  const lines = [
    `## ${VERDICT_MARK[record.verdict]} ${verdict}: ${headline}`,
    '',
    ...(warning === null ? [] : ['> [!CAUTION]', `> ${warning}`, '']),
    `**${escapeText(scenario.title)}** · horizon ${horizonText(record)} · ${trialsText(record)} · seed ${record.seed}${suffix(' · ', leftOutText(record))}`,
    '',
    ...table(['Threshold', 'Bound', 'Observed', 'Verdict'], ['-', '-:', '-:', '-'], thresholdRows(record)),
    '',
    ...table(
      ['Key figure', 'Value', ''],
      ['-', '-:', '-'],
      keyFigures(record).map(({ label, value, note }) => [label, value, note]),
    ),
    '',
    ...ablationLines(record),
    ...actionLines(record),
    `Run on ${escapeText(chainText(record.provenance.chain))}`,
    '',
    `Result hash \`${record.resultHash}\` · scenario hash \`${scenario.hash}\``,
    '',
    'Reproduce, and check the record:',
    '',
    '```sh',
    record.provenance.reproduce,
    verifyText(record),
    '```',
  ];
  return `${lines.join('\n')}\n`;
}

/** The run beside the same run with the agents that were left out. */
function ablationLines(record: RunRecord): string[] {
  if (record.ablation === undefined) return [];
  const unchanged = escapeText(unchangedText(record));
  const rows = shownRows(record).map((row) => [row.label, row.with, row.without, row.difference]);
  return [
    `### What changed without ${escapeText(leftOutClasses(record))}`,
    '',
    escapeText(ablationCaveat(record)),
    '',
    ...table(['Figure', 'With', 'Without', 'Difference'], ['-', '-:', '-:', '-:'], rows),
    '',
    ...(unchanged === '' ? [] : [unchanged, '']),
  ];
}

/** What was changed before the first tick: none of the figures above is of the system as it was. */
function actionLines({ provenance: { actions } }: RunRecord): string[] {
  if (actions.length === 0) return [];
  const rows = actions.map(({ contract, to, call, args, note, changes }, i) => [
    String(i + 1),
    `${code(contract ?? to)} ${call === null ? 'function not known' : code(`${call.replace(/\(.*$/, '')}(${args.join(', ')})`)}`,
    escapeText(note),
    escapeText(changes.map(({ parameter, before, after }) => `${parameter}: ${before} → ${after}`).join('; ')),
  ]);
  return [...table(['', 'Action before the first tick', 'Note', 'Changed'], ['-', '-', '-', '-'], rows), ''];
}

/** How many trials stand behind the figures, and what that means for an interval. */
export function trialsText({ trials }: RunRecord): string {
  return trials.length === 1 ? 'one trial: no interval can be given' : `${trials.length} trials`;
}

function suffix(mark: string, text: string | null): string {
  return text === null ? '' : `${mark}${escapeText(text)}`;
}

function thresholdRows({ thresholds }: RunRecord): string[][] {
  if (thresholds.length === 0) return [['none set', '', '', '']];
  return thresholds.map((threshold) => {
    const { subject, bound } = thresholdParts(threshold);
    const observed = threshold.observed === null ? 'no sample' : formatValue(threshold.observed, threshold.unit);
    return [`\`${subject}\``, bound, observed, `${VERDICT_MARK[threshold.verdict]} ${threshold.verdict}`];
  });
}

/** A table in Markdown. */
export function table(
  head: readonly string[],
  align: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  // A bar that is escaped already would end the cell if it were so twice.
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`;
  return [line(head), line(align.map((mark) => (mark === '-' ? '---' : '---:'))), ...rows.map(line)];
}

/** Text from a scenario must not turn into markup of the pull request it is pasted in. */
export function escapeText(text: string): string {
  return text.replace(/[\\`*_[\]<>|#@]/g, '\\$&').replace(/\s+/g, ' ');
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;
}
