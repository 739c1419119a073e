import pc from 'picocolors';
import type { DistributionRecord, EnsembleRecord } from '../../metric/ensembleRecord.ts';
import type { Verdict } from '../../metric/runRecord.ts';
import { clipped, wrapped } from '../consoleLines.ts';
import { formatValue, plainText } from '../format.ts';
import { thresholdParts } from '../thresholdBound.ts';
import {
  boundsText,
  countText,
  ensembleHeadline,
  ensembleHorizon,
  FAILURE_RULE,
  missingText,
  observedText,
} from './ensembleText.ts';

export interface EnsembleConsoleOptions {
  readonly color: boolean;
  /** Columns of the terminal; default 100. */
  readonly width?: number;
  /** Where the report lies. */
  readonly path: string;
}

const MARK: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✗', inconclusive: '?' };
/** Figures that the screen has room for; the report has them all. */
const SHOWN = 6;

/** The ensemble on one screen: verdict, tail figures with intervals, thresholds, worst trials. Ends without a newline. */
export function renderEnsembleConsole(
  record: EnsembleRecord,
  { color, width = 100, path }: EnsembleConsoleOptions,
): string {
  const paint = pc.createColors(color);
  const tint: Readonly<Record<Verdict, (text: string) => string>> = {
    pass: paint.green,
    fail: paint.red,
    inconclusive: paint.yellow,
  };
  const clip = (text: string) => clipped(plainText(text), width);
  const missing = missingText(record);
  const { seed, scenario, counts } = record;
  return [
    ...(missing === null ? [] : [paint.inverse(paint.red(clip(missing)))]),
    paint.bold(
      tint[record.verdict](
        clip(`${MARK[record.verdict]} ${record.verdict.toUpperCase()}: ${ensembleHeadline(record)}`),
      ),
    ),
    paint.dim(
      clip(
        `${scenario.title} | ${countText(record)} | horizon ${ensembleHorizon(record)} | seed ${seed} | 95% intervals`,
      ),
    ),
    ...(counts.failed === 0 ? [] : wrapped(FAILURE_RULE, width).map((line) => paint.yellow(line))),
    '',
    paint.dim(clip(row('', 'median', 'VaR 95%', 'ES 95%, with its interval'))),
    ...record.distributions.slice(0, SHOWN).map((each) => clip(figureRow(each))),
    '',
    ...thresholdLines(record).map(({ text, verdict }) => tint[verdict](clip(text))),
    ...(record.thresholds.length === 0 ? ['No thresholds are set.'] : []),
    ...worstLines(record).map((line) => paint.dim(line)),
    '',
    `Report  ${path}`,
  ].join('\n');
}

function figureRow(each: DistributionRecord): string {
  const { unit, es95 } = each;
  const es = es95.estimate === null ? 'no value' : `${formatValue(es95.estimate, unit)} ${boundsText(es95, unit)}`;
  const name = `${each.metric}.${each.aggregate}`;
  return row(name, formatValue(each.median.estimate, unit), formatValue(each.var95.estimate, unit), es);
}

function row(name: string, median: string, valueAtRisk: string, es: string): string {
  return `${name.padEnd(34)}${plainText(median).padStart(14)}${plainText(valueAtRisk).padStart(14)}  ${es}`;
}

function thresholdLines({ thresholds }: EnsembleRecord): { text: string; verdict: Verdict }[] {
  return thresholds.map((threshold) => {
    const { subject, bound } = thresholdParts(threshold);
    return {
      text: `${MARK[threshold.verdict]} ${subject} ${bound}  (${observedText(threshold)})`,
      verdict: threshold.verdict,
    };
  });
}

/** A command is never cut short: it is there to be copied. */
function worstLines({ worst }: EnsembleRecord): string[] {
  return worst.flatMap(({ metric, aggregate, unit, trials: [first] }) =>
    first === undefined
      ? []
      : [
          plainText(
            `Worst ${metric}.${aggregate}: trial ${first.index}, ${formatValue(first.value, unit)}: ${first.replay}`,
          ),
        ],
  );
}
