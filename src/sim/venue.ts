import type { Address } from 'viem';
import { minBig, mulWad, toWad, WAD } from '../core/units.ts';
import type { Mempool } from '../market/mempool.ts';
import type { Marks } from '../metric/attribution.ts';
import { encodeTransfer } from '../protocol/encodeIntent.ts';
import type { Intent } from '../protocol/intent.ts';
import type { AgentState } from './agentState.ts';
import type { Ledger } from './ledger.ts';
import { VENUE } from './openTrial.ts';
import type { PendingTransaction } from './pendingTransaction.ts';

interface Settlement {
  readonly due: number;
  readonly agent: AgentState;
  /** Paid out in stablecoin, as far as the venue has it; the rest in collateral at `rate`. */
  readonly stable: bigint;
  readonly collateral: bigint;
  /** Stablecoin for one collateral, 18 decimals: to give back what can't be paid. */
  readonly rate: bigint;
}

const TIP = 2n * 10n ** 9n;
const NO_FEE = { marketFee: 0, settlement: 0 };
const TRANSFER_GAS = 100_000n;

/**
 * The outside market: takes what agents send in, and pays out at the market price of the block in which it came, less
 * their fee, when their settlement time is over. Its collateral is without limit, its stablecoin is not.
 */
export class Venue {
  readonly #ledger: Ledger;
  readonly #stablecoin: Address;
  #settlements: Settlement[] = [];

  constructor(ledger: Ledger, stablecoin: Address) {
    this.#ledger = ledger;
    this.#stablecoin = stablecoin;
  }

  /** A trade came in. */
  accept(intent: Intent, agent: AgentState, tick: number, marks: Marks): void {
    const { spec } = agent.seed;
    const { marketFee, settlement } = 'marketFee' in spec ? spec : NO_FEE;
    const kept = WAD - toWad(marketFee, 12);
    const rate = (marks.collateral * WAD) / marks.stable;
    const due = tick + 1 + settlement;
    if (intent.kind === 'sellOnMarket') {
      const stable = mulWad(mulWad(intent.collateral, rate), kept);
      this.#settlements.push({ due, agent, stable, collateral: 0n, rate });
    } else if (intent.kind === 'buyOnMarket') {
      const collateral = mulWad((intent.stable * WAD) / rate, kept);
      this.#settlements.push({ due, agent, stable: 0n, collateral, rate });
    } else return;
    agent.pending++;
  }

  /** Sends what is due. */
  settle(tick: number, mempool: Mempool<PendingTransaction>): void {
    if (this.#settlements.length === 0) return;
    const due = this.#settlements.filter((settlement) => settlement.due <= tick);
    if (due.length === 0) return;
    this.#settlements = this.#settlements.filter((settlement) => settlement.due > tick);
    let stock = this.#ledger.stableOf(VENUE) - this.#promised;
    for (const { agent, stable, collateral, rate } of due) {
      const paid = minBig(stable, stock);
      stock -= paid;
      this.#promised += paid;
      const back = collateral + ((stable - paid) * WAD) / rate;
      const isBoth = paid > 0n && back > 0n;
      if (paid > 0n) {
        this.#send(encodeTransfer(this.#stablecoin, agent.address, paid), agent, tick, mempool, () => {
          this.#promised -= paid;
          if (!isBoth) agent.pending--;
        });
      }
      if (back > 0n || paid === 0n) {
        const encoded = { to: agent.address, data: '0x' as const, value: back, gas: TRANSFER_GAS };
        this.#send(encoded, agent, tick, mempool, () => {
          agent.pending--;
        });
      }
    }
  }

  /** Stablecoin in transfers that are not mined yet. */
  #promised = 0n;

  #send(
    encoded: PendingTransaction['encoded'],
    agent: AgentState,
    tick: number,
    mempool: Mempool<PendingTransaction>,
    onEnd: () => void,
  ): void {
    mempool.add({
      sender: VENUE,
      tip: TIP,
      maxFee: null,
      gas: encoded.gas,
      arrived: tick,
      expires: Number.MAX_SAFE_INTEGER,
      payload: { encoded, what: 'settlement', agent, onEnd },
    });
  }
}
