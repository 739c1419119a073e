import { ATTRIBUTION_PARTS } from '../metric/catalogue.ts';
import type { RunRecord } from '../metric/runRecord.ts';
import { formatDuration, formatInteger, formatMoney, formatPoints, formatRatio, plural } from './format.ts';
import { horizonText } from './horizon.ts';

/** The report's two answers, in words, all computed from the record. */
export interface Answers {
  /** `PASS`, `FAIL` or `INCONCLUSIVE`. */
  readonly verdict: string;
  /** Both answers in one line, horizon named. */
  readonly headline: string;
  readonly solvency: Answer;
  readonly backstop: Answer;
}

interface Answer {
  /** A word or two that answer the question. */
  readonly short: string;
  readonly sentences: readonly string[];
}

/** Answers «did the system stay solvent» and «what did the backstoppers earn» from the metrics. */
export function answers(record: RunRecord): Answers {
  const solvency = answerSolvency(record);
  const backstop = answerBackstop(record);
  return {
    verdict: record.verdict.toUpperCase(),
    headline: `${solvency.clause}; ${backstop.clause}`,
    solvency,
    backstop,
  };
}

type Clause = Answer & { readonly clause: string };

function reader(record: RunRecord) {
  return (metric: string, aggregate: 'final' | 'min' | 'max' | 'mean' = 'final') =>
    record.metrics[metric]?.[aggregate] ?? null;
}

function answerSolvency(record: RunRecord): Clause {
  const figure = reader(record);
  const worst = figure('solvency.tcrMarket', 'min') ?? figure('solvency.tcr', 'min');
  const realised = figure('solvency.badDebtRealised') ?? 0;
  const latent = figure('solvency.badDebtLatent') ?? 0;
  const peak = figure('solvency.badDebtLatent', 'max') ?? 0;
  const horizon = horizonText(record);
  if (worst === null) {
    return { short: 'Not known', clause: 'solvency was not measured', sentences: ['No collateral ratio was sampled.'] };
  }
  const sentences: string[] = [];
  let short: string;
  let clause: string;
  if (worst < 1) {
    short = 'No';
    clause = `the system was insolvent within ${horizon}`;
    sentences.push(
      `At its worst all collateral together was worth ${formatRatio(worst)} of the debt at the market price: the system as a whole was insolvent.`,
    );
  } else if (realised + latent > 0) {
    short = 'Yes, with bad debt';
    clause = `the system stayed solvent over ${horizon} but was left with ${formatMoney(realised + latent)} of bad debt`;
    sentences.push(
      `As a whole, yes: over ${horizon} all collateral together was never worth less than ${formatRatio(worst)} of the debt at the market price.`,
    );
  } else {
    short = 'Yes';
    clause = `the system stayed solvent over ${horizon}`;
    sentences.push(
      `Over ${horizon} all collateral together was never worth less than ${formatRatio(worst)} of the debt at the market price.`,
    );
  }
  sentences.push(
    badDebtSentence(record, realised, latent, peak),
    recoverySentence(record),
    liquidationSentence(record),
  );
  return { short, clause, sentences };
}

function badDebtSentence(record: RunRecord, realised: number, latent: number, peak: number): string {
  const horizon = horizonText(record);
  if (realised + peak === 0)
    return `No loan was under water at any tick of the ${horizon}: no bad debt, realised or latent.`;
  const open = latent > 0 ? `${formatMoney(latent)} were still open at the end` : 'none of it was open at the end';
  const put = realised === 0 ? 'none was realised' : `${formatMoney(realised)} were realised, put on solvent borrowers`;
  const still =
    peak === 0 ? 'there was no latent bad debt' : `latent bad debt was at most ${formatMoney(peak)}, and ${open}`;
  return `Bad debt over ${horizon}: ${put}; ${still}.`;
}

function recoverySentence(record: RunRecord): string {
  const figure = reader(record);
  const tcr = figure('solvency.tcr', 'min');
  const share = figure('solvency.recoveryMode', 'mean');
  if (tcr === null || share === null) return '';
  const { ccr } = record.scenario.lending;
  const time =
    share === 0 ? 'it was never in recovery mode' : `it spent ${formatRatio(share)} of the time in recovery mode`;
  return `At the oracle price the TCR was lowest at ${formatRatio(tcr)}, against a critical ratio of ${formatRatio(ccr, 0)}; ${time}.`;
}

function liquidationSentence(record: RunRecord): string {
  const figure = reader(record);
  const count = figure('liquidation.count');
  const { stable } = record.scenario.symbols;
  if (count === null) return '';
  if (count === 0) return 'Nothing was liquidated.';
  const redistributed = figure('solvency.redistributedDebt') ?? 0;
  const rest =
    redistributed > 0
      ? `${formatMoney(redistributed, stable)} of it ${record.scenario.backstop.kind === 'none' ? 'found no backstop to absorb it' : 'was more than the backstop could absorb'} and fell on other borrowers`
      : 'all of it was absorbed, none fell on other borrowers';
  return `${plural(count, 'liquidation')} closed ${formatMoney(figure('liquidation.debt'), stable)} of debt; ${rest}.`;
}

function answerBackstop(record: RunRecord): Clause {
  const figure = reader(record);
  const { kind } = record.scenario.backstop;
  if (kind === 'none') {
    const sentence = 'The scenario has no backstop: liquidated debt falls on the other borrowers.';
    return { short: 'No backstop', clause: 'there was no backstop', sentences: [sentence] };
  }
  const earned = figure('backstop.return');
  if (earned === null) {
    return {
      short: 'Not known',
      clause: "the backstop's return was not measured",
      sentences: ['No return was sampled.'],
    };
  }
  const level = Math.abs(earned) < 5e-6;
  const amount = formatRatio(Math.abs(earned));
  const sentences = [
    level
      ? `Over ${horizonText(record)} a share of the backstop neither gained nor lost.`
      : `Over ${horizonText(record)}, not annualised, a share of the backstop ${earned > 0 ? 'gained' : 'lost'} ${amount} at market prices, rewards included.`,
    drawdownSentence(record),
    benchmarkSentence(record, earned),
    causeSentence(record),
  ];
  return {
    short: level ? 'Nothing' : formatRatio(earned, 1, { sign: true }),
    clause: level ? 'backstoppers broke even' : `backstoppers ${earned > 0 ? 'earned' : 'lost'} ${amount}`,
    sentences: sentences.filter((sentence) => sentence !== ''),
  };
}

function drawdownSentence(record: RunRecord): string {
  const figure = reader(record);
  const drawdown = figure('backstop.maxDrawdown');
  const share = figure('backstop.inventoryShare', 'max');
  if (drawdown === null || share === null) return '';
  return `On the way it fell by at most ${formatRatio(drawdown)} from its peak, and held up to ${formatRatio(share, 0)} in ${record.scenario.symbols.collateral}.`;
}

function benchmarkSentence(record: RunRecord, earned: number): string {
  const figure = reader(record);
  const { collateral, stable } = record.scenario.symbols;
  const parts = [
    { metric: 'benchmark.stabilityPool', name: 'the plain Stability Pool' },
    { metric: 'benchmark.holdStable', name: `holding ${stable}` },
    { metric: 'benchmark.holdCollateral', name: `holding ${collateral}` },
  ].flatMap(({ metric, name }) => {
    const value = figure(metric);
    return value === null ? [] : [`${formatPoints(earned - value)} against ${name}`];
  });
  return parts.length === 0 ? '' : `That is ${parts.join(', ')}.`;
}

function causeSentence(record: RunRecord): string {
  const figure = reader(record);
  const total = figure('backstop.profit.total');
  if (total === null) return '';
  const parts = ATTRIBUTION_PARTS.flatMap((part) => {
    const metric = record.metrics[`backstop.profit.${part}`];
    return metric?.final ? [{ title: metric.title.toLowerCase(), amount: metric.final }] : [];
  });
  const largest = parts.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount)).slice(0, 3);
  if (largest.length === 0) return '';
  const words = largest.map(({ title, amount }) => `${title} ${formatMoney(amount, 'USD', { sign: true })}`);
  return `Together they made ${formatMoney(total, 'USD', { sign: true })}; the largest parts: ${words.join(', ')}.`;
}

/** Why the record is not whole, in words; null if it is. */
export function incompleteness(record: RunRecord): string | null {
  if (record.status === 'complete') return null;
  const done = record.trials.filter((trial) => trial.status === 'completed').length;
  const stopped = record.trials.find((trial) => trial.status !== 'completed');
  const where =
    stopped === undefined
      ? ''
      : ` Trial ${stopped.index} stopped after ${formatInteger(stopped.ticks)} of ${plural(stopped.plannedTicks, 'tick')}${
          stopped.ticks === 0
            ? ''
            : ` (${formatDuration(stopped.ticks * record.scenario.clock.blockSeconds)} simulated)`
        }.`;
  const head = record.status === 'failed' ? 'This run failed.' : 'This run is partial: it was stopped before its end.';
  return `${head}${where} ${done} of ${plural(record.trials.length, 'trial')} completed; every figure below covers only what was simulated.`;
}
