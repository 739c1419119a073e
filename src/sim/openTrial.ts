import { type Abi, type Address, encodeFunctionData, type Hex, maxUint256, padHex, parseAbi } from 'viem';
import { Chain, type ChainTransaction, type Receipt } from '../chain/chain.ts';
import { BreakwaterError } from '../core/errors.ts';
import { mulWad, toWad, WAD } from '../core/units.ts';
import { accountOf } from '../protocol/accounts.ts';
import { type Artifact, ownArtifact } from '../protocol/artifacts.ts';
import { Deployer } from '../protocol/deployer.ts';
import { FEED_DECIMALS, ORACLE_OPERATOR, OWNER } from '../protocol/embeddedSystem.ts';
import { encodeIntent, encodeTransfer, type IntentTargets } from '../protocol/encodeIntent.ts';
import { type ContractOrigin, type PreparedSystem, prepareSystem } from '../protocol/systemCache.ts';
import { TroveBook } from '../protocol/troveBook.ts';
import { encodeOpenTrove } from '../protocol/zero/encodeLending.ts';
import type { Scenario } from '../scenario/schema.ts';
import { backstopArtifact, deploymentError } from './backstopArtifact.ts';
import type { AgentSeed, OpeningTrove, Population } from './population.ts';

/** Account of the outside market: pays out what agents sold or bought there. */
export const VENUE: Address = accountOf('venue');
/** Account that sold stablecoin for the borrowers before the first block, and holds what nobody in the model has. */
const TREASURY: Address = accountOf('treasury');
/** The BAMM's fee pool. */
export const FEE_POOL: Address = accountOf('feePool');

/** Set-up blocks are a second apart and end before the first tick. */
const SETUP_SECONDS = 3000;
const SETUP_GAS_LIMIT = 10n ** 12n;
const SETUP_GAS = 3_000_000n;
const CHUNK = 200;
/** Native balance of accounts that stand for the rest of the world: never a limit. */
const PLENTY = 10n ** 12n * WAD;
const BPS = 10_000;
const NOBODY: Address = '0x0000000000000000000000000000000000000000';

const PARAMS = parseAbi([
  'function setMCR(uint256)',
  'function setCCR(uint256)',
  'function setBorrowingFeeFloor(uint256)',
  'function setRedemptionFeeFloor(uint256)',
]);
const TOKEN = parseAbi(['function approve(address spender, uint256 amount) returns (bool)']);
const BAMM = parseAbi(['function total() view returns (uint256)']);
const FEED = parseAbi(['function publish(int256 answer)']);
const WETH = parseAbi(['function deposit() payable', 'function transfer(address to, uint256 amount) returns (bool)']);
const PAIR = parseAbi(['function mint(address to) returns (uint256)']);
const ISSUANCE = parseAbi(['function setAPR(uint256 apr)']);
const SETUP_ABI = [...PARAMS, ...TOKEN, ...FEED, ...WETH, ...PAIR, ...ISSUANCE] as const;

/** A trial's chain at its first block: system wired, troves open, deposits made, pool filled, prices published. */
export interface OpenedTrial {
  readonly chain: Chain;
  readonly prepared: PreparedSystem;
  readonly targets: IntentTargets;
  /** Every receipt of the set-up, in order: what mirrors of the state are built from. */
  readonly receipts: readonly Receipt[];
  readonly contracts: readonly ContractOrigin[];
}

export interface OpenTrialOptions {
  readonly scenario: Scenario;
  readonly population: Population;
  /** Market prices at the first block in USD, 18 decimals. */
  readonly prices: { readonly collateral: bigint; readonly stable: bigint };
  /** Folder that the scenario's file names are relative to. */
  readonly baseDir: string;
}

/**
 * Opens a chain and makes everything ready for tick 0. Set-up blocks carry no fees.
 *
 * @throws UsageError for an artifact that can't be used, BreakwaterError if a step reverts
 */
export async function openTrial(options: OpenTrialOptions): Promise<OpenedTrial> {
  const { scenario } = options;
  const artifact = backstopArtifact(scenario, options.baseDir);
  const prepared = await prepareSystem();
  const chain = await Chain.open({ state: prepared.state, gasLimit: SETUP_GAS_LIMIT });
  try {
    const setup = new Setup(chain, prepared, options);
    await setup.fund();
    await setup.publish();
    await setup.setParameters();
    await setup.deployBackstop(artifact).catch((cause: unknown) => {
      throw deploymentError(scenario, cause);
    });
    await setup.openTroves();
    await setup.handOutStable();
    await setup.fillDex();
    await setup.approve();
    await setup.deposit();
    await setup.publish();
    await chain.setGasLimit(scenario.chain.gasLimit);
    await chain.setBlockInterval(scenario.clock.block);
    const contracts = [...prepared.contracts, ...setup.ownContracts()];
    return { chain, prepared, targets: setup.targets(), receipts: setup.receipts, contracts };
  } catch (error) {
    await chain.close();
    throw error;
  }
}

class Setup {
  readonly receipts: Receipt[] = [];
  readonly #prepared: PreparedSystem;
  readonly #options: OpenTrialOptions;
  readonly #deployer: Deployer;
  readonly #chain: Chain;
  readonly #book: TroveBook;
  #backstop: IntentTargets['backstop'];
  #executor: Address | undefined;

  constructor(chain: Chain, prepared: PreparedSystem, options: OpenTrialOptions) {
    const { zero } = prepared.system;
    this.#chain = chain;
    this.#prepared = prepared;
    this.#options = options;
    this.#deployer = new Deployer(chain, OWNER, options.scenario.clock.start - SETUP_SECONDS);
    this.#book = new TroveBook(zero.troveManager, zero.borrowerOperations);
  }

  targets(): IntentTargets {
    const { system } = this.#prepared;
    return { system, book: this.#book, backstop: this.#backstop, executor: this.#executor, venue: VENUE };
  }

  ownContracts(): ContractOrigin[] {
    return this.#deployer.deployed.map(({ role, address, artifact }) => ({
      role,
      name: artifact.name,
      address,
      source: artifact.source,
    }));
  }

  async fund(): Promise<void> {
    const balances = new Map([OWNER, ORACLE_OPERATOR, VENUE, TREASURY].map((account) => [account, PLENTY]));
    for (const { address, collateral, trove } of this.#agents) {
      balances.set(address, collateral + (trove?.collateral ?? 0n));
    }
    await this.#chain.setBalances(balances);
  }

  async publish(): Promise<void> {
    const { prices } = this.#options;
    const { collateralFeed, stableFeed } = this.#prepared.system;
    const scale = 10n ** BigInt(18 - FEED_DECIMALS);
    const answer = (feed: Address, price: bigint) => this.#call(ORACLE_OPERATOR, feed, 'publish', [price / scale]);
    await this.#mine(
      [answer(collateralFeed, prices.collateral), answer(stableFeed, prices.stable)],
      'publishing prices',
    );
  }

  async setParameters(): Promise<void> {
    const { lending, backstop } = this.#options.scenario;
    const { baseParams, communityIssuance } = this.#prepared.system.zero;
    const set = (to: Address, functionName: string, value: bigint) => this.#call(OWNER, to, functionName, [value]);
    const apr = backstop.kind === 'none' ? 0 : backstop.rewards.apr;
    await this.#mine(
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

  async deployBackstop(artifact: Artifact): Promise<void> {
    const { backstop } = this.#options.scenario;
    const { zero, pair, weth, collateralFeed, stableFeed } = this.#prepared.system;
    if (backstop.kind === 'none') return;
    if (backstop.kind === 'stability-pool') {
      this.#backstop = { kind: 'stability-pool', address: zero.stabilityPool };
      return;
    }
    const address = await this.#deployer.deploy('backstop', artifact, [
      ...[collateralFeed, stableFeed, zero.stabilityPool, zero.stablecoin, zero.rewardToken],
      ...[Math.round(backstop.maxDiscount * BPS), FEE_POOL, NOBODY],
    ]);
    const parameters = [backstop.amplification, Math.round(backstop.fee * BPS)];
    await this.#deployer.send(address, artifact.abi, 'setParams', parameters);
    await this.#checkBackstop(address);
    this.#backstop = { kind: 'bamm', address };
    const executor = ownArtifact('ArbitrageExecutor');
    this.#executor = await this.#deployer.deploy('arbitrageExecutor', executor, [pair, address, zero.stablecoin, weth]);
  }

  /** Calls to what is no BAMM may pass all the same, and return nothing. */
  async #checkBackstop(to: Address): Promise<void> {
    const data = encodeFunctionData({ abi: BAMM, functionName: 'total' });
    const [total] = (await this.#chain.read({ calls: [{ to, data }], accounts: [] })).data;
    if (total !== padHex('0x')) throw new BreakwaterError(`total() of the new contract returned ${total}, not a zero`);
  }

  /** The safest first: the TCR never dips, and each trove goes to the end of the sorted list. */
  async openTroves(): Promise<void> {
    const borrowers = this.#agents
      .flatMap((agent) => (agent.trove === undefined ? [] : [{ address: agent.address, trove: agent.trove }]))
      .sort((a, b) => safestFirst(a.trove, b.trove));
    const { borrowerOperations } = this.#prepared.system.zero;
    const transactions = borrowers.map(({ address, trove }, i) => {
      const encoded = encodeOpenTrove(trove, borrowerOperations, [borrowers[i - 1]?.address ?? NOBODY, NOBODY]);
      return { ...encoded, from: address, gas: SETUP_GAS };
    });
    for (const part of chunks(transactions)) await this.#mine(part, 'opening troves');
  }

  /** Borrowers part with what they sold; it goes to those who hold it at the first block. */
  async handOutStable(): Promise<void> {
    const { stablecoin } = this.#prepared.system.zero;
    const { population } = this.#options;
    const sold = this.#agents.flatMap(({ address, trove, stable }) => {
      const amount = trove === undefined ? 0n : trove.borrow - stable;
      return amount > 0n ? [{ ...encodeTransfer(stablecoin, TREASURY, amount), from: address, gas: SETUP_GAS }] : [];
    });
    const bought = this.#agents
      .filter(({ trove, stable }) => trove === undefined && stable > 0n)
      .map(({ address, stable }) => ({ to: address, stable }));
    if (population.venue > 0n) bought.push({ to: VENUE, stable: population.venue });
    const transfers = bought.map(({ to, stable }) => ({
      ...encodeTransfer(stablecoin, to, stable),
      from: TREASURY,
      gas: SETUP_GAS,
    }));
    for (const part of chunks([...sold, ...transfers])) await this.#mine(part, 'handing out stablecoin');
  }

  async fillDex(): Promise<void> {
    const { scenario, prices } = this.#options;
    const { pair, weth, zero } = this.#prepared.system;
    const { stable } = scenario.dex;
    const collateral = mulWad(stable * prices.stable, WAD) / prices.collateral;
    await this.#mine(
      [
        { ...this.#call(TREASURY, weth, 'deposit', []), value: collateral },
        this.#call(TREASURY, weth, 'transfer', [pair, collateral]),
        { ...encodeTransfer(zero.stablecoin, pair, stable), from: TREASURY, gas: SETUP_GAS },
        this.#call(TREASURY, pair, 'mint', [TREASURY]),
      ],
      'filling the DEX pool',
    );
  }

  async approve(): Promise<void> {
    const { zero, router } = this.#prepared.system;
    const spenders = [router, ...(this.#backstop?.kind === 'bamm' ? [this.#backstop.address] : [])];
    const approvals = this.#agents
      .filter(({ trove }) => trove === undefined)
      .flatMap(({ address }) =>
        spenders.map((spender) => this.#call(address, zero.stablecoin, 'approve', [spender, maxUint256])),
      );
    for (const part of chunks(approvals)) await this.#mine(part, 'approving');
  }

  async deposit(): Promise<void> {
    const deposits = this.#agents
      .filter(({ isDeposited, stable }) => isDeposited && stable > 0n)
      .map(({ address, stable }) => this.#intent(address, { kind: 'deposit', amount: stable }));
    for (const part of chunks(deposits)) await this.#mine(part, 'depositing');
  }

  get #agents(): readonly AgentSeed[] {
    return this.#options.population.agents;
  }

  #call(from: Address, to: Address, functionName: string, args: readonly unknown[]): ChainTransaction {
    const data: Hex = encodeFunctionData({ abi: SETUP_ABI as Abi, functionName, args });
    return { from, to, data, gas: SETUP_GAS };
  }

  #intent(from: Address, intent: Parameters<typeof encodeIntent>[0]): ChainTransaction {
    const encoded = encodeIntent(intent, from, this.targets());
    if (encoded === undefined) throw new TypeError(`nothing stands for ${intent.kind}`);
    return { ...encoded, from, gas: SETUP_GAS };
  }

  async #mine(transactions: readonly ChainTransaction[], what: string): Promise<void> {
    const receipts = await this.#deployer.mine(transactions, what);
    for (const receipt of receipts) for (const log of receipt.logs) this.#book.apply(log);
    this.receipts.push(...receipts);
  }
}

/** By nominal ICR, exactly: a trove out of order would walk the whole sorted list. */
function safestFirst(a: OpeningTrove, b: OpeningTrove): number {
  const [left, right] = [a.collateral * b.debt, b.collateral * a.debt];
  return left === right ? 0 : left > right ? -1 : 1;
}

function* chunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}
