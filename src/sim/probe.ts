import { toNumber } from '../core/units.ts';
import { clearingTip } from '../market/demand.ts';
import { usdNumber } from '../metric/attribution.ts';
import { ATTRIBUTION_PARTS, ICR_QUANTILES } from '../metric/catalogue.ts';
import { spotPrice } from '../protocol/dex/constantProduct.ts';
import type { SystemState } from '../protocol/systemState.ts';
import type { TroveView } from '../protocol/troveBook.ts';
import type { Scenario } from '../scenario/schema.ts';
import { totalCollateralRatio } from './observe.ts';
import type { Recorder } from './recorder.ts';
import type { Simulation } from './simulation.ts';
import { icrQuantile, latentBadDebt } from './solvencyBook.ts';

/** Inventory share above which the backstop counts as not cleared. */
const CLEARED = 0.01;

/** Edges of the ICR heat map's bands, ratios: fine where it matters. */
const ICR_EDGES = [
  ...Array.from({ length: 23 }, (_, i) => 0.8 + i * 0.1).map((edge) => Math.round(edge * 10) / 10),
  3.5,
  4,
  5,
  6,
  8,
  10,
];

/** Takes every metric's sample after a block. Read-only. */
export class Probe {
  readonly #simulation: Simulation;
  readonly #recorder: Recorder;
  readonly #classes: readonly string[];
  readonly #icrEvery: number;
  readonly #quote: number;
  readonly #openingDepth: number;
  #isRecovery = false;
  #inventorySince: number | undefined;

  constructor(simulation: Simulation, recorder: Recorder, scenario: Scenario, classes: readonly string[]) {
    this.#simulation = simulation;
    this.#recorder = recorder;
    this.#classes = classes;
    this.#icrEvery = Math.max(1, Math.round(scenario.probes.icrHistogram / scenario.clock.block));
    this.#quote = toNumber(scenario.probes.quote);
    this.#openingDepth = depthOf(simulation.state);
  }

  /** @param time Unix seconds of the block */
  take(tick: number, time: number): void {
    this.#recorder.begin(tick, time);
    this.#prices(time);
    this.#solvency(tick, time);
    this.#backstop(tick, time);
    this.#transactions();
  }

  #prices(time: number): void {
    const { marks, oracles, outside, providers, state } = this.#simulation;
    const { collateral, stable } = oracles;
    this.#sample('market.price', toNumber(marks.collateral));
    this.#sample('market.stable', toNumber(marks.stable));
    this.#sample('market.impact', outside.impact.collateral);
    this.#sample('market.stableImpact', outside.impact.stable);
    const { volatility } = outside;
    const seen = [providers?.volatility ?? Number.NaN, volatility.collateral, volatility.stable];
    this.#sample('market.volatility', seen.find((value) => !Number.isNaN(value)) ?? Number.NaN);
    this.#sample('oracle.price', collateral.price.usd);
    this.#sample('oracle.stable', stable.price.usd);
    this.#sample('oracle.age', time - collateral.updatedAt);
    this.#sample('oracle.error', collateral.price.usd / toNumber(marks.collateral) - 1);
    this.#sample('oracle.updates', collateral.updates);
    this.#sample('dex.price', spotPrice({ stable: state.dexStable, collateral: state.dexCollateral }));
    this.#sample('dex.stable', toNumber(state.dexStable));
    this.#sample('dex.liquidity', depthOf(state) / this.#openingDepth);
  }

  #solvency(tick: number, time: number): void {
    const { state, marks, oracles, book, solvency, terms, facts } = this.#simulation;
    const [mcr, ccr] = [toNumber(terms.mcr), toNumber(terms.ccr)];
    const troves = book.sorted();
    const oracle = oracles.collateral.price.usd;
    const market = toNumber(marks.collateral);
    const tcr = totalCollateralRatio(state, oracle);
    // Without debt there is no ratio to sample.
    this.#sample('solvency.tcr', Number.isFinite(tcr) ? tcr : Number.NaN);
    const tcrMarket = totalCollateralRatio(state, market);
    this.#sample('solvency.tcrMarket', Number.isFinite(tcrMarket) ? tcrMarket : Number.NaN);
    for (const q of ICR_QUANTILES) {
      this.#sample(`solvency.icrQuantiles.p${String(q).padStart(2, '0')}`, icrQuantile(troves, oracle, q / 100));
    }
    this.#sample('solvency.debt', toNumber(state.debt));
    this.#sample('solvency.collateral', toNumber(state.collateral));
    this.#sample('solvency.troves', troves.length);
    this.#sample('solvency.pendingDebt', toNumber(solvency.follow(troves, oracle, mcr, time)));
    this.#sample('solvency.badDebtLatent', latentBadDebt(troves, market));
    this.#sample('solvency.badDebtRealised', solvency.badDebtRealised);
    this.#recovery(tcr < ccr, tcr);
    this.#sample('solvency.redistributedDebt', toNumber(solvency.redistributedDebt));
    this.#sample('liquidation.count', solvency.count);
    this.#sample('liquidation.debt', toNumber(solvency.debt));
    this.#sample('liquidation.collateral', toNumber(solvency.collateral));
    this.#sample('liquidation.missed', solvency.missed);
    this.#sample('liquidation.missedDebt', toNumber(solvency.missedDebt));
    this.#sample('liquidation.missedShare', solvency.missedShare);
    this.#sample('redemption.stable', toNumber(facts.redeemed));
    this.#sample('borrower.liquidationLoss', solvency.borrowersLoss);
    if (tick % this.#icrEvery === 0) this.#icr(tick, time, troves, oracle);
  }

  #recovery(isRecovery: boolean, tcr: number): void {
    this.#sample('solvency.recoveryMode', isRecovery ? 1 : 0);
    if (isRecovery === this.#isRecovery) return;
    this.#isRecovery = isRecovery;
    this.#simulation.log.event(isRecovery ? 'recoveryEntered' : 'recoveryLeft', { value: tcr });
  }

  #icr(tick: number, time: number, troves: readonly TroveView[], price: number): void {
    const cells = ICR_EDGES.map(() => ({ troves: 0, debt: 0 }));
    let band = 0;
    for (const trove of troves) {
      const icr = trove.ratio * price;
      while (band < ICR_EDGES.length - 1 && icr >= (ICR_EDGES[band + 1] as number)) band++;
      const cell = cells[band] as (typeof cells)[number];
      cell.troves++;
      cell.debt += toNumber(trove.debt);
    }
    for (const [i, cell] of cells.entries()) {
      if (cell.troves === 0) continue;
      // What lies under the first edge is in the first band, what lies above the last in the last.
      const low = ICR_EDGES[i] as number;
      this.#recorder.icr({ tick, time, low, high: ICR_EDGES[i + 1] ?? low * 1.25, ...cell });
    }
  }

  #backstop(tick: number, time: number): void {
    const { account, oracles, opening, marks, facts } = this.#simulation;
    this.#sample('benchmark.holdStable', toNumber(marks.stable) / toNumber(opening.stable) - 1);
    this.#sample('benchmark.holdCollateral', toNumber(marks.collateral) / toNumber(opening.collateral) - 1);
    if (account === undefined) return;
    const { attribution, holdings } = account;
    this.#sample('benchmark.stabilityPool', account.poolReturn(opening));
    this.#sample('backstop.nav', account.nav());
    this.#sample('backstop.navPerShare', account.navPerShare());
    this.#sample('backstop.return', account.totalReturn());
    this.#sample('backstop.maxDrawdown', account.maxDrawdown());
    this.#sample('backstop.stable', toNumber(holdings.stable));
    this.#sample('backstop.collateral', toNumber(holdings.collateral));
    const share = account.inventoryShare(oracles.collateral.price.wad);
    this.#sample('backstop.inventoryShare', share);
    this.#sample('backstop.discount', this.#discount());
    this.#sample('backstop.rebalanced', toNumber(facts.rebalanced));
    this.#sample('backstop.dilution', account.dilution());
    this.#sample('backstop.profit.total', usdNumber(attribution.total));
    for (const part of ATTRIBUTION_PARTS) this.#sample(`backstop.profit.${part}`, usdNumber(attribution.parts[part]));
    this.#clearing(share, tick, time);
  }

  #discount(): number {
    const backstop = this.#simulation.backstopNow();
    if (backstop?.kind !== 'bamm') return Number.NaN;
    const price = this.#simulation.oracles.collateral.price.usd;
    const paid = Math.min(this.#quote, toNumber(backstop.collateral) * price);
    const bought = paid > 0 ? backstop.estimate(paid) : 0;
    // A stale feed sells nothing: no discount, rather than one of −100 %.
    return bought > 0 ? (bought * price) / paid - 1 : 0;
  }

  #clearing(share: number, tick: number, time: number): void {
    if (share > CLEARED) this.#inventorySince ??= time;
    else if (this.#inventorySince !== undefined) {
      this.#recorder.trend({ metric: 'backstop.timeToClear', tick, time, value: time - this.#inventorySince });
      this.#inventorySince = undefined;
    }
  }

  #transactions(): void {
    const { counts, builder, account, profits, observation, transactions } = this.#simulation;
    for (const name of this.#classes) {
      const value = name === 'backstopper' && account !== undefined ? account.profitOfBackstoppers : profits.of(name);
      this.#sample(`agent.${name}.profit`, usdNumber(value));
      const { failed, gas, gasValue } = transactions.of(name);
      this.#sample(`agent.${name}.failed`, failed);
      this.#sample(`agent.${name}.gas`, toNumber(gas));
      const gross = value + gasValue;
      this.#sample(`agent.${name}.gasShare`, gross > 0n ? usdNumber(gasValue) / usdNumber(gross) : Number.NaN);
    }
    this.#sample('tx.included', counts.included);
    this.#sample('tx.reverted', counts.reverted);
    this.#sample('tx.expired', counts.expired);
    this.#sample('tx.pending', builder.mempool.size);
    this.#sample('fee.base', observation === undefined ? Number.NaN : Number(observation.baseFee) / 1e9);
    this.#sample('fee.demand', observation?.fees.fullness ?? Number.NaN);
    this.#sample('fee.clearing', observation === undefined ? Number.NaN : Number(clearingTip(observation.fees)) / 1e9);
    this.#sample('gas.spent', toNumber(counts.gas));
  }

  #sample(name: string, value: number): void {
    this.#recorder.sample(name, value);
  }
}

/** √(product of the DEX pool's reserves), in whole units. */
function depthOf({ dexStable, dexCollateral }: SystemState): number {
  return Math.sqrt(toNumber(dexStable) * toNumber(dexCollateral));
}
