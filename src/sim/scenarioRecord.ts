import { basename, isAbsolute, relative } from 'node:path';
import { classOf } from '../agent/createPolicy.ts';
import type { ExitCondition, ExitSpec } from '../agent/exitSchema.ts';
import type { AgentGroupSpec, LiquidatorSpec } from '../agent/schema.ts';
import type { DistributionSpec } from '../core/distributionSpec.ts';
import { toNumber } from '../core/units.ts';
import type { ScenarioRecord } from '../metric/runRecord.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/schema.ts';
import { ticksOf } from '../scenario/sections.ts';
import type { BammTerms } from './observe.ts';
import type { Opening } from './runTrial.ts';

const BPS = 10_000;

/** Classes of a scenario's agents, each once, in the order of group names. */
export function classesOf({ agents }: Scenario): readonly string[] {
  const groups = Object.entries(agents).sort(([a], [b]) => (a < b ? -1 : 1));
  return [...new Set(groups.map(([, spec]) => classOf(spec)))];
}

/** A path as it may stand in a record: relative to the working folder if it is below it, else the bare name. */
export function recordedPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') || isAbsolute(below) ? basename(path) : below;
}

/** What the run record says of its scenario. @param scenario as it was run: with the clock of a fork; @param opening what the chain said */
export function scenarioRecord(
  { source, hash, path, overrides }: LoadedScenario,
  scenario: Scenario,
  { core, mcr, ccr, bamm, counts }: Opening,
): ScenarioRecord {
  const { market, clock, backstop } = scenario;
  return {
    name: scenario.name,
    title: scenario.title,
    description: scenario.description,
    hash,
    file: recordedPath(path),
    source,
    overrides,
    assumptions: scenario.assumptions,
    sources: sourcesOf(scenario),
    symbols: { collateral: market.collateral.symbol, stable: market.stable.symbol },
    clock: { start: clock.start, blockSeconds: clock.block, ticks: ticksOf(clock) },
    lending: { core, mcr, ccr },
    backstop: { kind: backstop.kind, facts: backstopFacts(scenario, bamm) },
    groups: Object.entries(scenario.agents).map(([name, spec]) => ({
      name,
      class: classOf(spec),
      count: counts.get(name) ?? 0,
      note: noteOf(spec, market.stable.symbol),
    })),
  };
}

function sourcesOf({ market, chain }: Scenario): string[] {
  const named = [market.collateral.process, market.stable.process, chain.baseFee, chain.demand];
  return named.flatMap((part) =>
    part !== undefined && 'source' in part && part.source !== undefined ? [part.source] : [],
  );
}

function backstopFacts({ backstop }: Scenario, bamm: BammTerms | undefined): Record<string, string> {
  if (backstop.kind === 'none') return {};
  const rewards = 'rewards' in backstop ? { 'reward APR': percent(backstop.rewards.apr) } : {};
  if (bamm === undefined) return rewards;
  return {
    A: String(bamm.amplification),
    fee: percent(Number(bamm.fee) / BPS),
    'maximum discount': percent(Number(bamm.maxDiscount) / BPS),
    ...(bamm.compensates ? {} : { 'stablecoin compensation': 'off: its feed always answers 1 USD (rule of 2021)' }),
    contract: contractInWords(backstop),
    ...rewards,
  };
}

function contractInWords(backstop: Scenario['backstop']): string {
  if (backstop.kind === 'deployed') return 'deployed on the forked chain';
  return 'artifact' in backstop && backstop.artifact !== undefined ? "the scenario's artifact" : 'reference BAMM';
}

/** The figures of a group that matter most, in words. */
function noteOf(spec: AgentGroupSpec, stable: string): string {
  switch (spec.policy) {
    case 'borrower':
      return `debt ${inWords(spec.debt, (x) => `${x.toFixed(0)} ${stable}`)}; ICR ${inWords(spec.collateralRatio, percent)}; ${percent(spec.passive)} passive`;
    case 'liquidator':
      return `at least ${toNumber(spec.minProfit)} USD after gas${oddsInWords(spec.expectedProfit)}; up to ${spec.batch} troves a transaction; latency ${inWords(spec.latency, blocks)}`;
    case 'redeemer':
      return `${toNumber(spec.stable)} ${stable} each to redeem; at least ${toNumber(spec.minProfit)} USD after gas; settles in ${spec.settlement} blocks`;
    case 'minter':
      return `${toNumber(spec.collateral)} of collateral each, minted against at ${percent(spec.collateralRatio)}; closes at ${spec.closeAt} USD`;
    case 'jit-depositor':
      return `${toNumber(spec.stable)} ${stable} each, in and out within a block; at least ${toNumber(spec.minProfit)} USD after gas; settles in ${spec.settlement} blocks`;
    case 'keeper':
      return `${toNumber(spec.stable)} ${stable} each to liquidate with; at least ${toNumber(spec.minProfit)} USD after gas; up to ${spec.batch} troves a transaction; latency ${inWords(spec.latency, blocks)}; settles in ${spec.settlement} blocks`;
    case 'flash-liquidator':
      return `no capital, funded by the DEX pool; at least ${toNumber(spec.minProfit)} USD after gas; up to ${spec.batch} troves a transaction; latency ${inWords(spec.latency, blocks)}`;
    case 'atomic-arbitrageur':
      return `at least ${toNumber(spec.minProfit)} USD after gas; latency ${inWords(spec.latency, blocks)}`;
    case 'capital-arbitrageur':
      return `${toNumber(spec.stable)} ${stable} each; at least ${toNumber(spec.minProfit)} USD after gas; settles in ${spec.settlement} blocks`;
    case 'backstopper':
      return `deposit ${inWords(spec.deposit, (x) => `${x.toFixed(0)} ${stable}`)}; exit ${exitInWords(spec.exit)}`;
    case 'market-maker':
      return `${toNumber(spec.stable)} ${stable} and ${toNumber(spec.collateral)} of collateral each; band ${percent(spec.band)}`;
    case 'existing-borrower':
      return `owners of the fork's troves; ${percent(spec.passive)} passive`;
    case 'existing-backstopper':
      return `depositors of the deployed BAMM; exit ${exitInWords(spec.exit)}`;
    case 'custom':
      return `policy file ${basename(spec.file)}`;
  }
}

function oddsInWords(spec: LiquidatorSpec['expectedProfit']): string {
  return spec === undefined
    ? ''
    : ` at the odds of its last ${spec.memory} liquidations within ${spec.forgets / 60} min`;
}

function exitInWords(exit: ExitSpec): string {
  if (exit === 'never') return 'never';
  return 'length' in exit ? exit.map(reasonInWords).join(' or ') : reasonInWords(exit);
}

function reasonInWords(reason: ExitCondition): string {
  if ('onLoss' in reason) return `on a loss of ${percent(reason.onLoss)}`;
  if ('after' in reason) return `after ${reason.after / 3600} h`;
  if ('threshold' in reason) return `under a TCR of ${percent(reason.threshold.tcr)}`;
  return `once ${percent(reason.herd.share)} has left within ${reason.herd.within / 3600} h`;
}

function inWords(spec: DistributionSpec, form: (value: number) => string): string {
  switch (spec.kind) {
    case 'constant':
      return form(spec.value);
    case 'uniform':
      return `${form(spec.min)} to ${form(spec.max)}`;
    case 'lognormal':
      return `log-normal around ${form(spec.median)}, sigma ${spec.sigma}, ${form(spec.min)} to ${form(spec.max)}`;
    case 'exponential':
      return `exponential, mean ${form(spec.mean)}`;
  }
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(6))}%`;
}

function blocks(count: number): string {
  return `${count} ${count === 1 ? 'block' : 'blocks'}`;
}
