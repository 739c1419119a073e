import type { Address } from 'viem';
import type { Chain, Receipt } from '../chain/chain.ts';
import { RpcError } from '../chain/ipcClient.ts';
import { toWad } from '../core/units.ts';
import type { ActionRecord } from '../metric/runRecord.ts';
import { applyActions } from '../protocol/action/applyActions.ts';
import { type CoreTerms, readTerms } from '../protocol/core/readCore.ts';
import { ORACLE_OPERATOR, OWNER } from '../protocol/embeddedSystem.ts';
import type { IntentTargets } from '../protocol/encodeIntent.ts';
import type { ContractOrigin } from '../protocol/systemCache.ts';
import type { Scenario } from '../scenario/schema.ts';
import { scenarioArtifact } from './backstopArtifact.ts';
import { checkLendingTerms } from './checkLendingTerms.ts';
import { embeddedGround } from './embeddedGround.ts';
import { forkGround } from './forkGround.ts';
import type { Ground } from './ground.ts';
import { type Existing, meetInhabitants } from './inhabitants.ts';
import { JoinAgents } from './joinAgents.ts';
import type { BammTerms } from './observe.ts';
import { compensates, type PlacedBackstop, placeBackstop, readBammTerms } from './placeBackstop.ts';
import { placeLiquidator } from './placeLiquidator.ts';
import { VENUE } from './places.ts';
import { drawPopulation, type Population } from './population.ts';
import type { Setup } from './setup.ts';
import type { ForkSource } from './source.ts';

export interface OpenTrialOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly trial: number;
  /** Market prices at the first block in USD, 18 decimals. */
  readonly prices: { readonly collateral: bigint; readonly stable: bigint };
  /** Folder that the scenario's file names are relative to. */
  readonly baseDir: string;
  /** Undefined for the embedded chain. */
  readonly fork?: ForkSource | undefined;
}

/** A trial's chain at its first block: system wired, troves open, deposits made, pool filled, prices published. */
export interface OpenedTrial {
  readonly chain: Chain;
  readonly targets: IntentTargets & { readonly backstop: PlacedBackstop | undefined };
  readonly population: Population;
  readonly terms: CoreTerms;
  /** Undefined unless the backstop is a BAMM. */
  readonly bamm: BammTerms | undefined;
  /** What was there before agents joined. */
  readonly existing: Existing;
  /** Every receipt since then, in order: what mirrors of the state are built from. */
  readonly receipts: readonly Receipt[];
  readonly contracts: readonly ContractOrigin[];
  readonly actions: readonly ActionRecord[];
}

/**
 * Opens a chain and makes everything ready for tick 0. Set-up blocks carry no fees.
 *
 * @throws UsageError for what the scenario asks and can't have, BreakwaterError if a step reverts
 */
export async function openTrial(options: OpenTrialOptions): Promise<OpenedTrial> {
  const { scenario, baseDir, fork } = options;
  // What can be refused at once is.
  scenarioArtifact(scenario, baseDir);
  const { start } = scenario.clock;
  const ground = fork === undefined ? await embeddedGround(start) : await forkGround(scenario, fork);
  try {
    return await open(ground, options);
  } catch (error) {
    await ground.chain.close();
    throw error;
  }
}

async function open(ground: Ground, options: OpenTrialOptions): Promise<OpenedTrial> {
  const { chain, setup, system, book } = ground;
  const { scenario, seed, trial, prices, baseDir } = options;
  // Twice, so that no round seems to jump: what the price does is the scenario's business.
  await publish(setup, system, prices);
  await publish(setup, system, prices);
  if (scenario.chain.source === 'embedded') await setParameters(setup, system, scenario);
  else await checkLendingTerms(chain, system, scenario);
  const backstop = await placeBackstop(setup, system, { scenario, book, baseDir });
  const actions = await applyActions({
    ...{ chain, deployer: setup.deployer, actions: scenario.chain.actions, system, backstop: backstop?.address },
    names: backstop === undefined ? ground.names : new Map([...ground.names, ['backstop', backstop.address]]),
  });
  const terms = await readTerms(chain, system);
  const bamm = backstop?.kind === 'bamm' ? await bammTermsOf(chain, backstop, scenario) : undefined;

  const trove = setup.follow(system.core);
  const existing = await meetInhabitants(ground, { scenario, backstop, book: trove, fork: options.fork, prices });
  const { inhabitants } = existing;
  const population = drawPopulation(scenario, { seed, trial, price: prices.collateral, terms, inhabitants });
  const fundedLiquidator = await placeLiquidator(setup, system, scenario);
  const targets = { system, book: trove, backstop, executor: backstop?.executor, fundedLiquidator, venue: VENUE };
  await new JoinAgents(setup, targets, population, options).join();
  await publish(setup, system, prices);
  await chain.setGasLimit(scenario.chain.gasLimit);
  await chain.setBlockInterval(scenario.clock.block);
  const own = originsOf(setup);
  const contracts = [...besides(ground.contracts, own), ...own];
  return { chain, targets, population, terms, bamm, existing, receipts: setup.receipts, contracts, actions };
}

async function publish(setup: Setup, system: Ground['system'], prices: OpenTrialOptions['prices']): Promise<void> {
  const { collateralFeed, stableFeed } = system;
  const answer = ({ address, decimals }: typeof collateralFeed, price: bigint) =>
    setup.call(ORACLE_OPERATOR, address, 'publish', [(price * 10n ** BigInt(decimals)) / 10n ** 18n]);
  await setup.mine([answer(collateralFeed, prices.collateral), answer(stableFeed, prices.stable)], 'publishing prices');
}

const BPS = 10_000;
const NO_TERMS = { amplification: 0n, fee: 0n, maxDiscount: 0n };

async function setParameters(setup: Setup, system: Ground['system'], scenario: Scenario): Promise<void> {
  const { lending, backstop } = scenario;
  const { baseParams, communityIssuance } = system.core;
  const set = (to: Address | undefined, functionName: string, value: bigint) =>
    setup.call(OWNER, to as Address, functionName, [value]);
  const apr = 'rewards' in backstop ? backstop.rewards.apr : 0;
  await setup.mine(
    [
      set(baseParams, 'setMCR', toWad(lending.minimumCollateralRatio, 12)),
      set(baseParams, 'setCCR', toWad(lending.criticalCollateralRatio, 12)),
      set(baseParams, 'setBorrowingFeeFloor', toWad(lending.borrowingFeeFloor, 12)),
      set(baseParams, 'setRedemptionFeeFloor', toWad(lending.redemptionFeeFloor, 12)),
      set(communityIssuance, 'setAPR', BigInt(Math.round(apr * BPS))),
    ],
    'setting parameters',
  );
}

/** Quotes of a BAMM that is asked for them need no terms: they are for the record. */
async function bammTermsOf(
  chain: Chain,
  { address, hasFormula }: PlacedBackstop,
  { backstop }: Scenario,
): Promise<BammTerms> {
  const own = { compensates: compensates(backstop) };
  if (hasFormula) return { ...(await readBammTerms(chain, address)), ...own };
  try {
    return { ...(await readBammTerms(chain, address)), ...own };
  } catch (error) {
    if (error instanceof RpcError) return { ...NO_TERMS, ...own };
    throw error;
  }
}

/** What the address book names and the scenario has one of its own of, under a role that says so. */
function besides(found: readonly ContractOrigin[], own: readonly ContractOrigin[]): ContractOrigin[] {
  const taken = new Set(own.map(({ role }) => role));
  return found.map((origin) => (taken.has(origin.role) ? { ...origin, role: `${origin.role}, the book's` } : origin));
}

function originsOf({ deployer }: Setup): ContractOrigin[] {
  return deployer.deployed.map(({ role, address, artifact: { name, source } }) => ({ role, name, address, source }));
}
