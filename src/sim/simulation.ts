import type { Address, Hex } from 'viem';
import type { BackstopView, Observation, PolicyModule, Price } from '../agent/policy.ts';
import type { BlockResult, Chain, Receipt } from '../chain/chain.ts';
import type { Fees } from '../market/demand.ts';
import { FeeMarket } from '../market/feeMarket.ts';
import type { Pending } from '../market/mempool.ts';
import { blockRoom } from '../market/outages.ts';
import type { Marks } from '../metric/attribution.ts';
import type { CoreTerms } from '../protocol/core/readCore.ts';
import { type SystemState, SystemStateReader } from '../protocol/systemState.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type AgentState, Agents } from './agentState.ts';
import { type BackstopAccount, type BackstopHoldings, backstopHoldings, openBackstop } from './backstopAccount.ts';
import { BlockBuilder } from './blockBuilder.ts';
import type { Counts } from './counts.ts';
import { EventLog } from './eventLog.ts';
import { FactBook } from './factBook.ts';
import { bookFlows } from './flows.ts';
import { checkCheap, checkTroves, type Offsets, offsetsOf } from './invariants.ts';
import { Ledger } from './ledger.ts';
import { type LiquidityProviders, openProviders } from './liquidityProviders.ts';
import type { MarketPath } from './marketPath.ts';
import { backstopView, observe } from './observe.ts';
import type { OpenedTrial } from './openTrial.ts';
import { Oracles } from './oracles.ts';
import { OutsideMarket } from './outsideMarket.ts';
import { type PendingTransaction, touchedAgents } from './pendingTransaction.ts';
import { ProfitByClass } from './profit.ts';
import { QuoteSource } from './quoteSource.ts';
import type { Recorder } from './recorder.ts';
import { SolvencyBook } from './solvencyBook.ts';
import { TransactionBook } from './transactionBook.ts';
import { Venue } from './venue.ts';

export interface SimulationOptions {
  readonly scenario: Scenario;
  readonly opened: OpenedTrial;
  readonly market: MarketPath;
  readonly modules: ReadonlyMap<string, PolicyModule>;
  readonly recorder: Recorder;
  /** Agent classes of the scenario. */
  readonly classes: readonly string[];
}

/** A running trial: one call of `tick` is one decision round and one block. */
export class Simulation {
  readonly scenario: Scenario;
  readonly chain: Chain;
  readonly agents: Agents;
  readonly ledger: Ledger;
  readonly oracles: Oracles;
  readonly solvency = new SolvencyBook();
  readonly profits: ProfitByClass;
  readonly builder: BlockBuilder;
  readonly venue: Venue;
  readonly transactions: TransactionBook;
  /** Undefined unless the scenario lets the DEX pool's liquidity come and go. */
  readonly providers: LiquidityProviders | undefined;
  /** Undefined without a backstop. */
  readonly account: BackstopAccount | undefined;
  state: SystemState;
  /** What agents saw before the last block. */
  observation: Observation | undefined;
  /** Market prices at the first block. */
  readonly opening: Marks;
  readonly #opened: OpenedTrial;
  readonly outside: OutsideMarket;
  readonly #feeMarket: FeeMarket;
  readonly log: EventLog;
  /** Running totals of what happened. */
  readonly facts: FactBook;
  readonly #reader: SystemStateReader;
  readonly #offsets: Offsets;
  readonly #bamm: Address | undefined;
  /** Undefined where the reference contract's formula tells them. */
  readonly #quotes: QuoteSource | undefined;
  #marks: Marks;
  #time = 0;
  #tick = 0;

  private constructor(
    options: SimulationOptions,
    start: { state: SystemState; balance: bigint; reader: SystemStateReader },
  ) {
    const { scenario, opened, market, modules, recorder, classes } = options;
    const { targets, existing, population } = opened;
    this.scenario = scenario;
    this.chain = opened.chain;
    this.#opened = opened;
    this.outside = new OutsideMarket(market, scenario);
    this.log = new EventLog(recorder);
    this.#reader = start.reader;
    this.state = start.state;
    this.#bamm = targets.backstop?.kind === 'bamm' ? targets.backstop.address : undefined;
    this.#offsets = offsetsOf(start.state);
    if (this.#bamm !== undefined && targets.backstop?.hasFormula === false) {
      this.#quotes = new QuoteSource(targets.system.reader, this.#bamm);
    }
    this.#marks = { collateral: market.collateral(0).wad, stable: market.stable(0).wad };
    this.opening = this.#marks;

    this.ledger = new Ledger(targets);
    this.ledger.adopt(existing);
    const joined = opened.receipts.flatMap((receipt) => this.ledger.apply(receipt, false));
    const facts = [...existing.flows, ...joined];
    this.agents = new Agents(population.agents, modules);
    const { state, ledger } = this;
    const opening = { state, ledger, facts, balance: start.balance, marks: this.#marks };
    this.account = openBackstop(targets.backstop, scenario.clock.start, opening);
    const { system } = targets;
    this.oracles = new Oracles({ scenario, system, facts, log: this.log });
    this.profits = new ProfitByClass(classes, (owner) => this.agents.get(owner)?.class, this.#marks);
    this.profits.followTroves(targets.book);
    this.agents.refresh(this.ledger, targets.book);
    const room = blockRoom(scenario);
    this.builder = new BlockBuilder(targets, this.agents, room);
    this.#feeMarket = new FeeMarket({ ...scenario.chain, room, blockSeconds: scenario.clock.block });
    this.transactions = new TransactionBook({ log: this.log, feed: system.collateralFeed.address });
    this.venue = new Venue({
      market: this.outside,
      ledger: this.ledger,
      profits: this.profits,
      stablecoin: system.core.stablecoin,
    });
    this.providers = openProviders({ scenario, opened, market, ledger });
    const { account, oracles, agents, profits, solvency } = this;
    const books = { account, oracles, agents, profits, solvency, log: this.log };
    this.facts = new FactBook({ ...books, hasBamm: this.#bamm !== undefined });
  }

  /** Reads where the opened trial stands and takes it over. */
  static async start(options: SimulationOptions): Promise<Simulation> {
    const { chain, targets } = options.opened;
    const bamm = targets.backstop?.kind === 'bamm' ? targets.backstop.address : undefined;
    const { agents } = options.scenario;
    const redemption = Object.values(agents).some(({ policy }) => ['redeemer', 'minter', 'custom'].includes(policy));
    const reader = new SystemStateReader(targets.system, { bamm, redemption });
    const { data, balances } = await chain.read({ calls: [reader.call], accounts: bamm === undefined ? [] : [bamm] });
    return new Simulation(options, { state: reader.decode(data[0] as Hex), balance: balances[0] ?? 0n, reader });
  }

  /** Transactions so far. */
  get counts(): Counts {
    return this.transactions.counts;
  }

  /** What the core asks of troves. */
  get terms(): CoreTerms {
    return this.#opened.terms;
  }

  get book() {
    return this.#opened.targets.book;
  }

  /** Market prices of the current tick. */
  get marks(): Marks {
    return this.#marks;
  }

  /**
   * market → oracle → observe → decide → select block → mine → decode.
   *
   * @throws InvariantError if something that must hold after every block does not
   */
  async tick(tick: number): Promise<void> {
    const { clock } = this.scenario;
    this.#tick = tick;
    this.#time = clock.start + tick * clock.block;
    this.log.begin(tick, this.#time);
    const prices = this.outside.begin(tick);
    this.#mark(prices);
    const { mempool } = this.builder;
    this.oracles.observe({ tick, time: this.#time }, prices, mempool);
    this.providers?.observe(tick, { stable: this.state.dexStable, collateral: this.state.dexCollateral }, mempool);
    const fees = this.#feeMarket.at(tick);
    const { baseFee } = fees;
    this.venue.settle(tick, fees, mempool);
    this.observation = this.#observe(prices, fees);
    this.builder.collect(this.observation);
    const { included, transactions, dropped } = this.builder.plan(tick, fees);
    for (const { transaction, reason } of dropped) this.#drop(transaction, reason);
    let gasUsed = 0n;
    if (transactions.length === 0) await this.chain.mineEmpty({ timestamp: this.#time, baseFee });
    else {
      const touched = touchedAgents(included);
      const accounts = [...touched.map(({ address }) => address), ...(this.#bamm === undefined ? [] : [this.#bamm])];
      // An oracle's answer changes nothing that the system says of itself.
      const calls = included.every(({ payload }) => payload.what === 'publish') ? [] : [this.#reader.call];
      const block = { timestamp: this.#time, baseFee, transactions };
      const result = await this.chain.mineAndRead(block, { calls, accounts });
      this.#decode(included, touched, result);
      gasUsed = result.receipts.reduce((sum, receipt) => sum + receipt.gasUsed, 0n);
    }
    this.#feeMarket.mined(gasUsed);
    this.oracles.look(this.#time);
    const collateral = this.account?.holdings.collateral ?? 0n;
    await this.#quotes?.refresh(this.chain, collateral, this.oracles.collateral.price.wad);
  }

  #mark({ collateral, stable }: { collateral: Price; stable: Price }): void {
    this.#marks = { collateral: collateral.wad, stable: stable.wad };
    this.account?.mark(this.#marks, this.#time, this.state.poolStable);
    this.profits.mark(this.#marks);
  }

  #observe(market: { collateral: Price; stable: Price }, fees: Fees): Observation {
    return observe({
      scenario: this.scenario,
      tick: this.#tick,
      time: this.#time,
      market: {
        ...market,
        stock: this.venue.stock,
        worth: this.outside.worth,
        worthOfStable: this.outside.worthOfStable,
      },
      oracles: this.oracles,
      book: this.book,
      state: this.state,
      account: this.account,
      shares: this.ledger.sharesTotal,
      quotes: this.#quotes?.quotes,
      bamm: this.#opened.bamm,
      terms: this.terms,
      fees,
    });
  }

  #drop(pending: Pending<PendingTransaction>, reason: string): void {
    const { agent, onEnd } = pending.payload;
    if (agent !== undefined) agent.pending--;
    onEnd?.('expired');
    this.transactions.dropped(pending, reason);
  }

  #decode(included: readonly Pending<PendingTransaction>[], touched: readonly AgentState[], result: BlockResult): void {
    for (const [i, pending] of included.entries()) this.#decodeOne(pending, result.receipts[i] as Receipt);
    const state = result.data[0];
    if (state === undefined) return;
    this.state = this.#reader.decode(state);
    this.#settleBackstop(result.balances[touched.length] ?? 0n);
    const changed = this.agents.refresh(this.ledger, this.book);
    for (const [i, agent] of touched.entries()) {
      const balance = result.balances[i] as bigint;
      this.profits.change(agent.class, balance - agent.collateral, 0n);
      agent.collateral = balance;
    }
    const isBamm = this.#bamm !== undefined;
    bookFlows(changed, this.profits, { account: isBamm ? this.account : undefined, shares: this.ledger.sharesTotal });
    this.profits.followTroves(this.book);
  }

  #settleBackstop(balance: bigint): void {
    let expected: BackstopHoldings | undefined;
    const { backstop } = this.#opened.targets;
    if (this.account !== undefined && backstop !== undefined) {
      expected = this.account.attribution.expected;
      this.account.settle(backstopHoldings(backstop.kind, this.state, balance));
    }
    checkCheap({
      tick: this.#tick,
      state: this.state,
      offsets: this.#offsets,
      attributionGap: this.account?.attribution.gap() ?? 0,
      backstop:
        this.account === undefined || expected === undefined || this.#bamm === undefined
          ? undefined
          : { holdings: this.account.holdings, expected, shares: this.ledger.sharesTotal },
    });
  }

  #decodeOne(pending: Pending<PendingTransaction>, receipt: Receipt): void {
    const { agent, intent, what, onEnd } = pending.payload;
    if (what !== 'settlement' && agent !== undefined) {
      agent.pending--;
      if (agent.class === 'backstopper') this.account?.attribution.gas(receipt.fee);
    }
    onEnd?.(receipt.succeeded ? 'succeeded' : 'reverted', receipt);
    this.transactions.included(pending, receipt, { tick: this.#tick, price: this.#marks.collateral });
    if (!receipt.succeeded) return;
    const now = { marks: this.#marks, time: this.#time };
    for (const fact of this.ledger.apply(receipt)) this.facts.take(fact, agent, now);
    if (intent !== undefined && agent !== undefined) this.venue.accept(intent, agent, this.#tick);
  }

  /** The backstop after the last block. */
  backstopNow(): BackstopView | undefined {
    const { account, oracles } = this;
    const [shares, time, quotes, bamm] = [this.ledger.sharesTotal, this.#time, this.#quotes?.quotes, this.#opened.bamm];
    return backstopView({ oracles, account, shares, time, quotes, bamm });
  }

  /** The full sums over troves. @throws InvariantError */
  async checkTroves(): Promise<void> {
    const { system } = this.#opened.targets;
    await checkTroves(this.chain, { system, book: this.book, state: this.state, tick: this.#tick });
  }
}
