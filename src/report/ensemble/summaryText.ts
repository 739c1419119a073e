import type { EnsembleRecord } from '../../metric/ensembleRecord.ts';
import { formatValue } from '../format.ts';
import { escapeText, originLines, table, VERDICT_MARK } from '../markdown.ts';
import { thresholdParts } from '../thresholdBound.ts';
import {
  countText,
  EVERY_TRIAL,
  ensembleHeadline,
  ensembleHorizon,
  FAILURE_RULE,
  intervalText,
  leftOutText,
  missingText,
  observedText,
} from './ensembleText.ts';

/** Failures that are listed; the report has all of them. */
const SHOWN_FAILURES = 5;

/** The ensemble in GitHub-flavoured Markdown, short enough to paste into a pull request. */
export function renderEnsembleSummary(record: EnsembleRecord): string {
  const { scenario, verdict, seed, counts, thresholds, distributions } = record;
  const missing = missingText(record);
  const leftOut = leftOutText(record);
  const lines = [
    `## ${VERDICT_MARK[verdict]} ${verdict.toUpperCase()}: ${ensembleHeadline(record)}`,
    '',
    ...(missing === null ? [] : ['> [!CAUTION]', `> ${missing}`, '']),
    `**${escapeText(scenario.title)}** · ${escapeText(countText(record))} · horizon ${ensembleHorizon(record)} · seed ${seed} · all intervals 95 %`,
    '',
    ...(counts.failed === 0 ? [] : ['> [!WARNING]', `> ${FAILURE_RULE}`, '']),
    ...table(
      ['Threshold', 'Bound', 'Observed', 'Verdict'],
      ['-', '-:', '-:', '-'],
      thresholds.length === 0
        ? [['none set', '', '', '']]
        : thresholds.map((threshold) => {
            const { subject, bound } = thresholdParts(threshold);
            return [
              `\`${subject}\``,
              bound,
              observedText(threshold),
              `${VERDICT_MARK[threshold.verdict]} ${threshold.verdict}`,
            ];
          }),
    ),
    '',
    ...(thresholds.some(({ scope }) => scope === 'every trial') ? [EVERY_TRIAL, ''] : []),
    ...table(
      ['Figure of a trial', 'Median', 'VaR 95 %', 'ES 95 %', 'Mean'],
      ['-', '-:', '-:', '-:', '-:'],
      distributions.map(({ metric, aggregate, unit, median, var95, es95, mean }) => [
        `\`${metric}.${aggregate}\``,
        ...[median, var95, es95, mean].map((each) => intervalText(each, unit)),
      ]),
    ),
    '',
    ...worstLines(record),
    ...failureLines(record),
    ...(leftOut === null ? [] : [`${leftOut.text} \`${leftOut.command}\``, '']),
    ...originLines(record, 'Reproduce:'),
  ];
  return `${lines.join('\n')}\n`;
}

function worstLines({ worst }: EnsembleRecord): string[] {
  if (worst.length === 0) return [];
  const rows = worst.flatMap(({ metric, aggregate, unit, trials }) =>
    trials
      .slice(0, 3)
      .map(({ index, value, replay }) => [
        `\`${metric}.${aggregate}\``,
        String(index),
        formatValue(value, unit),
        `\`${replay}\``,
      ]),
  );
  return [...table(['Worst trials by', 'Trial', 'Value', 'Full report of it'], ['-', '-:', '-:', '-'], rows), ''];
}

function failureLines({ trials, counts }: EnsembleRecord): string[] {
  if (counts.failed === 0) return [];
  const rows = trials.flatMap(({ index, failure }) =>
    failure === undefined
      ? []
      : [
          [
            String(index),
            failure.stage,
            String(failure.tick ?? ''),
            escapeText(failure.message),
            `\`${failure.replay}\``,
          ],
        ],
  );
  const hidden = rows.length - SHOWN_FAILURES;
  return [
    ...table(
      ['Failed trial', 'Stage', 'Tick', 'Message', 'Replay'],
      ['-:', '-', '-:', '-', '-'],
      rows.slice(0, SHOWN_FAILURES),
    ),
    ...(hidden > 0 ? ['', `and ${hidden} more failed trials in the report`] : []),
    '',
  ];
}
