import { UsageError } from '../../core/errors.ts';
import { figureName, KEY_FAMILY, otherFigures, parseFigures } from '../../metric/compareFamily.ts';
import { compareFigures, leastPairs, overallVerdict } from '../../metric/compareFigures.ts';
import { isMeasured, MARKET_COLUMNS, pairTrials } from '../../metric/comparePairs.ts';
import {
  COMPARE_RECORD_VERSION,
  type CompareRecord,
  type CompareSide,
  type ParameterDifference,
} from '../../metric/compareRecord.ts';
import type { TrialFigure } from '../../metric/keyDistributions.ts';
import type { TrialTable } from '../../metric/trialTable.ts';
import { chainText } from '../../report/chainText.ts';
import { type RecordedSide, readSideTable } from '../../report/compare/readSide.ts';

/** One side as it lies on disk. */
export interface FinishedSide {
  /** As named on the command line. */
  readonly from: string;
  readonly dir: string;
  readonly record: RecordedSide;
  /** Trials that count: the first so many. */
  readonly trials: number;
}

export interface BuildOptions {
  readonly base: FinishedSide;
  readonly proposal: FinishedSide;
  readonly level: number;
  /** `--metrics`. */
  readonly metrics: string | undefined;
  /** What differs between the scenarios, or why that is not known. */
  readonly parameters: readonly ParameterDifference[] | string;
  readonly reproduce: string;
}

/**
 * Compares two finished sides.
 *
 * @throws UsageError for an unknown metric, more figures than can be decided at the level, or a damaged table
 */
export async function buildComparison(options: BuildOptions): Promise<CompareRecord> {
  const { base, proposal, level, parameters, reproduce } = options;
  const metrics = { ...proposal.record.metrics, ...base.record.metrics };
  const asked = options.metrics === undefined ? KEY_FAMILY : parseFigures(options.metrics, metrics);
  const rest = otherFigures(asked, metrics);
  const names = [...[...asked, ...rest].map(figureName), ...MARKET_COLUMNS];
  const [mine, theirs] = [await tableOf(base, names), await tableOf(proposal, names)];
  const pairs = pairTrials(mine, theirs);
  const { base: _base, proposal: _proposal, rows: _rows, ...pairing } = pairs;
  const measured = (figure: TrialFigure) => isMeasured(pairs, figureName(figure));
  const key = asked.filter(measured);
  const least = leastPairs(Math.max(1, key.length), level);
  if (!Number.isFinite(least)) {
    throw new UsageError('So many metrics can not be told from chance at this level', {
      facts: { metrics: key.length, level },
      remedy: 'name fewer with --metrics, or raise --level',
    });
  }
  const shared = { level, seed: base.record.seed, metrics };
  const judged = compareFigures(pairs, key, { ...shared, keepsValues: true });
  const others = compareFigures(pairs, rest.filter(measured), { ...shared, keepsValues: false });
  const isSame = base.record.scenario.hash === proposal.record.scenario.hash;
  const isSettled = pairing.pairs > 0 && (isSame || pairing.pairs >= least) && pairing.failed.length === 0;
  return {
    ...{ schemaVersion: COMPARE_RECORD_VERSION, kind: 'compare', level },
    verdict: overallVerdict(judged, isSettled),
    ...{ base: sideOf(base, mine), proposal: sideOf(proposal, theirs), reproduce },
    symbols: base.record.scenario.symbols,
    clock: base.record.scenario.clock,
    pairing: { ...pairing, seed: base.record.seed, least },
    parameters: typeof parameters === 'string' ? null : parameters,
    parametersLack: typeof parameters === 'string' ? parameters : null,
    isChosen: options.metrics !== undefined,
    key: judged,
    others: others.filter(({ verdict }) => verdict !== 'identical' && verdict !== 'unknown'),
    unchanged: others.filter(({ verdict }) => verdict === 'identical').map(figureName),
    unmeasured: asked.filter((figure) => !measured(figure)).map(figureName),
    assumptions: bothOf(base.record.scenario.assumptions, proposal.record.scenario.assumptions),
    notModelled: bothOf(base.record.notModelled, proposal.record.notModelled),
  };
}

async function tableOf({ dir, trials }: FinishedSide, names: readonly string[]): Promise<TrialTable> {
  const table = await readSideTable(dir, names);
  const kept = table.records.map(({ index }) => index < trials);
  return {
    ...table,
    records: table.records.filter((_, row) => kept[row]),
    columns: new Map([...table.columns].map(([name, values]) => [name, values.filter((_, row) => kept[row])])),
  };
}

function sideOf({ from, record }: FinishedSide, { records }: TrialTable): CompareSide {
  const { scenario, provenance, resultHash } = record;
  return {
    ...{ from, name: scenario.name, title: scenario.title, file: scenario.file, scenarioHash: scenario.hash },
    ...{ resultHash, overrides: scenario.overrides, trials: records.length },
    failed: records.filter(({ status }) => status === 'failed').length,
    ...{ versions: provenance.versions, chain: chainText(provenance.chain), reproduce: provenance.reproduce },
  };
}

function bothOf(mine: readonly string[], theirs: readonly string[]): string[] {
  return [...new Set([...mine, ...theirs])];
}
