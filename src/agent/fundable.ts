import { divWad, minBig, mulWad, toNumber, toWad } from '../core/units.ts';
import type { TroveView } from '../protocol/troveBook.ts';
import type { Observation } from './policy.ts';

/** A trove that can be liquidated by whoever brings its debt, and what that brings. */
export interface Fundable extends TroveView {
  /** Collateral that whoever pays the debt gets, compensation included; 18 decimals. */
  readonly gain: bigint;
}

/**
 * Troves that a batch may hold, the riskiest first, if it pays each one's whole debt: those under the minimum ratio, and
 * in recovery mode those under the TCR, as long as the batch leaves the core in it. In recovery mode the core puts the
 * debt of a trove at 100 % or less on the others, whoever pays: those are left out.
 *
 * @param takes asked of each in turn; what it refuses stays in the system
 */
export function fundable(observation: Observation, takes: (trove: Fundable) => boolean): Fundable[] {
  const { lending, oracle } = observation;
  const { troves, mcr, ccr, recoveryMode } = lending;
  const price = oracle.collateral.usd;
  // Nothing can be liquidated on most ticks.
  if ((troves[0]?.ratio ?? Number.POSITIVE_INFINITY) * price >= (recoveryMode ? ccr : mcr)) return [];
  const cap = divWad(toWad(mcr, 12), oracle.collateral.wad);
  const rest = recoveryMode ? totalsOf(observation) : undefined;
  const taken: Fundable[] = [];
  for (const trove of troves) {
    const icr = trove.ratio * price;
    const tcr = rest === undefined ? Number.POSITIVE_INFINITY : (rest.collateral * price) / rest.debt;
    const inRecovery = tcr < ccr;
    if (icr >= (inRecovery ? Math.max(mcr, tcr) : mcr)) break;
    if (inRecovery && icr <= 1) continue;
    // Recovery mode takes no more than the minimum ratio: the rest is the borrower's.
    const gain = inRecovery && icr >= mcr ? minBig(trove.collateral, mulWad(trove.debt, cap)) : trove.collateral;
    const candidate = { ...trove, gain };
    if (!takes(candidate)) continue;
    taken.push(candidate);
    if (rest === undefined) continue;
    rest.collateral -= toNumber(trove.collateral);
    rest.debt -= toNumber(trove.debt);
  }
  return taken;
}

/** Collateral and debt of all open troves, whole units; for decisions. */
function totalsOf({ lending: { troves } }: Observation): { collateral: number; debt: number } {
  const totals = { collateral: 0, debt: 0 };
  for (const { collateral, debt } of troves) {
    totals.collateral += toNumber(collateral);
    totals.debt += toNumber(debt);
  }
  return totals;
}
