import type { Address } from 'viem';
import { GWEI, maxBig, toWad, WAD } from '../core/units.ts';
import type { Fees } from '../market/demand.ts';
import type { Mempool } from '../market/mempool.ts';
import { encodeTransfer } from '../protocol/encodeIntent.ts';
import type { EncodedIntent, Intent } from '../protocol/intent.ts';
import type { AgentState } from './agentState.ts';
import type { Ledger } from './ledger.ts';
import type { OutsideMarket } from './outsideMarket.ts';
import type { PendingTransaction } from './pendingTransaction.ts';
import { VENUE } from './places.ts';
import type { ProfitByClass } from './profit.ts';

/** What the venue owes an agent; 18 decimals. */
interface Claim {
  readonly agent: AgentState;
  /** Tick from which on it is paid out. */
  readonly due: number;
  readonly stable: bigint;
  readonly collateral: bigint;
}

interface VenueOptions {
  readonly market: OutsideMarket;
  readonly ledger: Ledger;
  readonly profits: ProfitByClass;
  readonly stablecoin: Address;
}

/** Least that it bids. */
const LEAST_TIP = 2n * GWEI;
/** It outbids this share of the others, so that what it owes does not get stuck. */
const PERCENTILE = 0.9;
const NO_FEE = { marketFee: 0, settlement: 0 };
const TRANSFER_GAS = 100_000n;

/**
 * The outside market: takes what agents send in, at the market price of the moment in which it comes, less their fee, and
 * pays out when their settlement time is over. Its collateral is without limit, its stablecoin is not: what it can't pay
 * for it gives back. Until it is paid out, a claim counts as held by the agent.
 */
export class Venue {
  readonly #market: OutsideMarket;
  readonly #ledger: Ledger;
  readonly #profits: ProfitByClass;
  readonly #stablecoin: Address;
  #claims: Claim[] = [];
  /** What is owed and has not left yet; 18 decimals. */
  readonly owed = { stable: 0n, collateral: 0n };

  constructor({ market, ledger, profits, stablecoin }: VenueOptions) {
    this.#market = market;
    this.#ledger = ledger;
    this.#profits = profits;
    this.#stablecoin = stablecoin;
  }

  /** Stablecoin for sale, 18 decimals. */
  get stock(): bigint {
    return this.#ledger.stableOf(VENUE) - this.owed.stable;
  }

  /** A trade came in. */
  accept(intent: Intent, agent: AgentState, tick: number): void {
    const { spec } = agent.seed;
    const { marketFee, settlement } = 'marketFee' in spec ? spec : NO_FEE;
    const kept = WAD - toWad(marketFee, 12);
    const due = tick + 1 + settlement;
    if (intent.kind === 'sellOnMarket') {
      const { stable, left } = this.#market.sell(intent.collateral, { kept, stock: this.stock });
      this.#owe({ agent, due, stable, collateral: left });
    } else if (intent.kind === 'buyOnMarket') {
      this.#owe({ agent, due, stable: 0n, collateral: this.#market.buy(intent.stable, kept) });
    }
  }

  #owe(claim: Claim): void {
    if (claim.stable > 0n) this.#owePart({ ...claim, collateral: 0n });
    if (claim.collateral > 0n) this.#owePart({ ...claim, stable: 0n });
  }

  #owePart(claim: Claim): void {
    const { agent, stable, collateral } = claim;
    this.#claims.push(claim);
    this.owed.stable += stable;
    this.owed.collateral += collateral;
    this.#profits.change(agent.class, collateral, stable);
    agent.pending++;
  }

  /** Sends what is due, at the 90th percentile of what others bid, or at 2 gwei if that is more. */
  settle(tick: number, fees: Pick<Fees, 'percentile'>, mempool: Mempool<PendingTransaction>): void {
    const due = this.#claims.filter((claim) => claim.due <= tick);
    if (due.length === 0) return;
    this.#claims = this.#claims.filter((claim) => claim.due > tick);
    const tip = maxBig(LEAST_TIP, fees.percentile(PERCENTILE));
    for (const claim of due) {
      const { agent, stable, collateral } = claim;
      const encoded: EncodedIntent =
        stable > 0n
          ? encodeTransfer(this.#stablecoin, agent.address, stable)
          : { to: agent.address, data: '0x', value: collateral, gas: TRANSFER_GAS };
      const onEnd = (): void => {
        this.owed.stable -= stable;
        this.owed.collateral -= collateral;
        this.#profits.change(agent.class, -collateral, -stable);
        agent.pending--;
      };
      mempool.add({
        sender: VENUE,
        tip,
        maxFee: null,
        gas: encoded.gas,
        arrived: tick,
        expires: Number.MAX_SAFE_INTEGER,
        payload: { encoded, what: 'settlement', agent, onEnd },
      });
    }
  }
}
