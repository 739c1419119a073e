import type { ComparedFigure, CompareRecord, CompareVerdict, FigureVerdict } from '../../metric/compareRecord.ts';
import { formatValue, plural } from '../format.ts';
import { escapeText, table } from '../markdown.ts';
import {
  caveats,
  compareHeadline,
  confidenceText,
  differenceText,
  FIGURE_WORDS,
  figureNote,
  identicalText,
  intervalBounds,
  nameOf,
  percentText,
  readFirst,
  ruledOutText,
  shareText,
  VERDICT_WORDS,
} from './compareText.ts';
import { parameterText } from './parameterText.ts';

const VERDICT_MARK: Readonly<Record<CompareVerdict, string>> = {
  better: '✅',
  worse: '❌',
  mixed: '❌',
  changed: '🔷',
  undetected: '➖',
  identical: '🟰',
  inconclusive: '⚠️',
};
const FIGURE_MARK: Readonly<Record<FigureVerdict, string>> = {
  better: '✅',
  worse: '❌',
  changed: '🔷',
  undetected: '➖',
  identical: '🟰',
  unknown: '⚠️',
};

/** The comparison in Markdown, to be pasted into a governance forum: tables, lists and code, nothing that a forum lacks. */
export function renderCompareSummary(record: CompareRecord): string {
  const { base, proposal, verdict, pairing, key, level } = record;
  const confidence = confidenceText(record);
  const notes = readFirst(record);
  const sameTitle = base.title === proposal.title;
  const lines = [
    `## Stress test: ${escapeText(sameTitle ? base.title : `${proposal.title} against ${base.title}`)}`,
    '',
    ...parameterLines(record),
    '',
    `**${VERDICT_MARK[verdict]} ${VERDICT_WORDS[verdict]}:** ${escapeText(compareHeadline(record))}.`,
    '',
    ...table(
      ['Key figure', 'Base', 'Proposal', `Difference, ${confidence} interval`, 'Trials', 'Verdict'],
      ['-', '-:', '-:', '-:', '-', '-'],
      key.map(keyRow),
    ),
    '',
    `Means over ${plural(pairing.pairs, 'pair')} of trials with the same draws; the verdict is at ${percentText(level)} after correction for ${plural(key.length, 'figure')}.`,
    '',
    ...notes.flatMap((note) => [`> **Note:** ${escapeText(note)}`, '']),
    '**What this rules out**',
    '',
    ...key.flatMap((figure) =>
      figure.verdict === 'identical'
        ? []
        : `- ${escapeText(nameOf(figure))}: ${lowered(ruledOutText(figure, confidence))}${suffix(figureNote(figure))}`,
    ),
    ...[identicalText(record) ?? []].flat().map((text) => `- ${escapeText(text)}`),
    '',
    ...otherLines(record),
    '**How to read it**',
    '',
    ...caveats(record).map((text) => `- ${escapeText(text)}`),
    '',
    '**Where it comes from**',
    '',
    `- Base: ${sideLine(record, 'base')}`,
    `- Proposal: ${sideLine(record, 'proposal')}`,
    `- Seed ${pairing.seed}, ${plural(pairing.ticks, 'block')} a trial; ${versionsText(proposal.versions)}`,
    '- Reproduce:',
    '',
    '```sh',
    record.reproduce,
    '```',
  ];
  return `${lines.join('\n')}\n`;
}

function parameterLines({ parameters, parametersLack }: CompareRecord): string[] {
  if (parameters === null) return [`What the proposal changes is not known: ${escapeText(parametersLack ?? '')}`];
  if (parameters.length === 0) return ['The proposal changes no parameter.'];
  return table(
    ['Parameter', 'Base', 'Proposal'],
    ['-', '-', '-'],
    parameters.map((parameter) => [
      `\`${parameter.path}\``,
      escapeText(parameterText(parameter, 'base')),
      escapeText(parameterText(parameter, 'proposal')),
    ]),
  );
}

function keyRow(figure: ComparedFigure): string[] {
  const { unit, base, proposal, estimate, verdict } = figure;
  return [
    escapeText(nameOf(figure)),
    formatValue(base, unit),
    formatValue(proposal, unit),
    verdict === 'identical' ? differenceText(0, unit) : `${differenceText(estimate, unit)} ${intervalBounds(figure)}`,
    shareText(figure),
    `${FIGURE_MARK[verdict]} ${FIGURE_WORDS[verdict]}`,
  ];
}

function otherLines({ others, unchanged, unmeasured }: CompareRecord): string[] {
  const found = others.filter(({ verdict }) => verdict !== 'undetected');
  const rows = found.map((figure) => [
    `\`${figure.metric}.${figure.aggregate}\``,
    `${differenceText(figure.estimate, figure.unit)} ${intervalBounds(figure)}`,
    `${FIGURE_MARK[figure.verdict]} ${FIGURE_WORDS[figure.verdict]}`,
  ]);
  return [
    `**Other figures** (exploratory, corrected among themselves, no part of the verdict): ${found.length} of ${others.length + unchanged.length} differ detectably, ${others.length - found.length} undetectably, ${unchanged.length} are identical.`,
    '',
    ...(rows.length === 0 ? [] : [...table(['Figure', 'Difference, interval', ''], ['-', '-:', '-'], rows), '']),
    ...(unmeasured.length === 0
      ? []
      : [`Key figures not measured on both sides: ${unmeasured.map((name) => `\`${name}\``).join(', ')}.`, '']),
  ];
}

function sideLine(record: CompareRecord, name: 'base' | 'proposal'): string {
  const side = record[name];
  const failed = side.failed === 0 ? '' : `, ${side.failed} failed`;
  const sets = side.overrides.map((text) => ` with \`${text}\``).join('');
  return `\`${side.file}\`${sets}, ${plural(side.trials, 'trial')}${failed}, scenario hash \`${side.scenarioHash}\`, result hash \`${side.resultHash}\`, ${escapeText(side.chain)}`;
}

function versionsText(versions: Readonly<Record<string, string>>): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function suffix(note: string | null): string {
  return note === null ? '' : ` ${note}`;
}
