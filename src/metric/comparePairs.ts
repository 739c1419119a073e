import type { PairedValues, PairingRecord } from './compareRecord.ts';
import type { TrialTable } from './trialTable.ts';

/** Trials of two ensembles put in pairs. */
export interface TrialPairs extends Omit<PairingRecord, 'seed' | 'least'> {
  readonly base: TrialTable;
  readonly proposal: TrialTable;
  /** Rows of the two tables that belong together, in the order of trials. */
  readonly rows: readonly (readonly [base: number, proposal: number])[];
}

/** Values of a figure, and how many pairs have none. */
export interface PairedColumn extends PairedValues {
  readonly lacking: { readonly base: number; readonly proposal: number; readonly both: number };
}

/** Columns that two trials with the same market have the same of. */
export const MARKET_COLUMNS: readonly string[] = ['market.price', 'market.stable'].flatMap((metric) =>
  ['final', 'min', 'max', 'mean', 'p25', 'p75'].map((aggregate) => `${metric}.${aggregate}`),
);

/**
 * Puts trials of the same index in pairs; they have the same draws if both ensembles have the same seed. A pair with a failed
 * side, or with sides of different length, is counted and left out.
 */
export function pairTrials(base: TrialTable, proposal: TrialTable): TrialPairs {
  const rowOf = new Map(proposal.records.map(({ index }, row) => [index, row]));
  const failed: PairingRecord['failed'][number][] = [];
  const uneven: number[] = [];
  const rows: [number, number][] = [];
  let both = 0;
  base.records.forEach((mine, row) => {
    const partner = rowOf.get(mine.index);
    const theirs = partner === undefined ? undefined : proposal.records[partner];
    if (partner === undefined || theirs === undefined) return;
    both++;
    const sides = [mine.status === 'failed', theirs.status === 'failed'] as const;
    if (sides[0] || sides[1]) {
      const { message = '', replay = '' } = (sides[0] ? mine : theirs).failure ?? {};
      const side = sides[0] && sides[1] ? 'both' : sides[0] ? 'base' : 'proposal';
      failed.push({ trial: mine.index, side, message, replay });
    } else if (mine.ticks !== theirs.ticks) uneven.push(mine.index);
    else rows.push([row, partner]);
  });
  const [first] = rows;
  return {
    ...{ base, proposal, rows, failed, uneven, pairs: rows.length },
    alone: { base: base.records.length - both, proposal: proposal.records.length - both },
    sameMarket: rows.filter((pair) => MARKET_COLUMNS.every((name) => isSame({ base, proposal }, name, pair))).length,
    ticks: first === undefined ? 0 : (base.records[first[0]]?.ticks ?? 0),
  };
}

/** A figure's finite values pair by pair. @param name of the column: `metric.aggregate` */
export function pairedColumn({ base, proposal, rows }: TrialPairs, name: string): PairedColumn {
  const [mine, theirs] = [base.columns.get(name), proposal.columns.get(name)];
  const values = { trial: [] as number[], base: [] as number[], proposal: [] as number[] };
  const lacking = { base: 0, proposal: 0, both: 0 };
  for (const [row, partner] of rows) {
    const [a, b] = [mine?.[row] ?? Number.NaN, theirs?.[partner] ?? Number.NaN];
    if (Number.isFinite(a) && Number.isFinite(b)) {
      values.trial.push(base.records[row]?.index ?? 0);
      values.base.push(a);
      values.proposal.push(b);
    } else if (Number.isFinite(b)) lacking.base++;
    else if (Number.isFinite(a)) lacking.proposal++;
    else lacking.both++;
  }
  return { ...values, lacking };
}

/** Whether a figure was measured in some trial of both sides. */
export function isMeasured({ base, proposal }: Pick<TrialPairs, 'base' | 'proposal'>, name: string): boolean {
  return base.columns.has(name) && proposal.columns.has(name);
}

function isSame(
  { base, proposal }: Pick<TrialPairs, 'base' | 'proposal'>,
  name: string,
  [row, partner]: readonly [number, number],
): boolean {
  return Object.is(base.columns.get(name)?.[row], proposal.columns.get(name)?.[partner]);
}
