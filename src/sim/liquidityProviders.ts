import type { Address } from 'viem';
import type { Receipt } from '../chain/chain.ts';
import { minBig, toWad, WAD } from '../core/units.ts';
import { LiquidityLevel } from '../market/liquidityLevel.ts';
import type { Mempool } from '../market/mempool.ts';
import type { DexView } from '../protocol/dex/constantProduct.ts';
import {
  affordable,
  contribution,
  encodeAddLiquidity,
  encodeRemoveLiquidity,
  type PoolView,
  type TwoSided,
  withdrawal,
} from '../protocol/dex/liquidity.ts';
import { TOPIC, topicAddress, word } from '../protocol/events.ts';
import type { EncodedIntent } from '../protocol/intent.ts';
import type { System } from '../protocol/system.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Ledger } from './ledger.ts';
import type { MarketPath } from './marketPath.ts';
import type { OpenedTrial } from './openTrial.ts';
import type { PendingTransaction } from './pendingTransaction.ts';
import { NOBODY, PROVIDERS } from './places.ts';

type Spec = NonNullable<Scenario['dex']['liquidity']>;

export interface LiquidityProvidersOptions {
  readonly scenario: Pick<Scenario, 'dex' | 'clock'>;
  readonly opened: Pick<OpenedTrial, 'targets' | 'receipts'>;
  readonly market: MarketPath;
  readonly ledger: Ledger;
}

/** Blocks after which a transaction that waits is given up, and made anew with the figures of then: as agents' default. */
const EXPIRY = 50;
/** Decimals kept of a share. */
const SHARE_DECIMALS = 12;

/** @returns undefined unless the scenario states `dex.liquidity` */
export function openProviders(options: LiquidityProvidersOptions): LiquidityProviders | undefined {
  const { liquidity } = options.scenario.dex;
  return liquidity === undefined ? undefined : new LiquidityProviders(liquidity, options);
}

/**
 * The providers of the DEX pool, as one account. They aim at `level(t)` times the liquidity tokens of the opening, and
 * send a transaction when the pool is off that by more than a step. What they take out they hold, in both tokens, and put
 * back in the pool's proportion of then: if its price has moved, the side that is short decides, and the rest stays with
 * them. One transaction at a time.
 */
export class LiquidityProviders {
  readonly #spec: Spec;
  readonly #level: LiquidityLevel;
  readonly #market: MarketPath;
  readonly #ledger: Ledger;
  readonly #system: System;
  /** Liquidity tokens in all, as the chain's events tell; those of the opening. */
  #supply = 0n;
  readonly #opening: bigint;
  /** Liquidity tokens and wrapped collateral that the providers hold. */
  #own = 0n;
  #collateral = 0n;
  #isWaiting = false;

  constructor(spec: Spec, { scenario, opened, market, ledger }: LiquidityProvidersOptions) {
    this.#spec = spec;
    this.#level = new LiquidityLevel(spec, { blockSeconds: scenario.clock.block });
    this.#market = market;
    this.#ledger = ledger;
    this.#system = opened.targets.system;
    for (const receipt of opened.receipts) this.#follow(receipt);
    this.#opening = this.#supply;
  }

  /** Realised volatility behind the last decision, annualised; NaN if depth does not answer to it. */
  get volatility(): number {
    return this.#level.volatility;
  }

  /** Liquidity tokens: in all, of the providers, and at the opening; 18 decimals. */
  get tokens(): { readonly supply: bigint; readonly own: bigint; readonly opening: bigint } {
    return { supply: this.#supply, own: this.#own, opening: this.#opening };
  }

  /** What they hold outside of the pool; 18 decimals. */
  get held(): TwoSided {
    return { stable: this.#ledger.stableOf(PROVIDERS), collateral: this.#collateral };
  }

  /**
   * Looks at the market, and sends a transaction if the pool is off the level by more than a step. Each tick once, in order.
   *
   * @param reserves of the pool, after the last block
   */
  observe(tick: number, reserves: DexView, mempool: Mempool<PendingTransaction>): void {
    const level = this.#level.at(tick, this.#market.collateral(tick).usd);
    if (this.#isWaiting) return;
    const { stable, collateral } = reserves;
    const target = (this.#opening * toWad(level, SHARE_DECIMALS)) / WAD;
    const encoded = this.#move(target - this.#supply, { stable, collateral, supply: this.#supply });
    if (encoded !== undefined) this.#send(encoded, tick, mempool);
  }

  /** @param change of the liquidity tokens that is wanted */
  #move(change: bigint, pool: PoolView): EncodedIntent | undefined {
    const isOut = change < 0n;
    const liquidity = isOut ? minBig(-change, this.#own) : minBig(change, affordable(this.held, pool));
    if (liquidity * WAD <= pool.supply * toWad(this.#spec.step, SHARE_DECIMALS)) return undefined;
    const owner = PROVIDERS;
    if (isOut) {
      const least = this.#least(withdrawal(liquidity, pool));
      return encodeRemoveLiquidity(this.#system, { liquidity, least, owner });
    }
    const amounts = contribution(liquidity, pool);
    return encodeAddLiquidity(this.#system, { amounts, least: this.#least(amounts), owner });
  }

  #least({ stable, collateral }: TwoSided): TwoSided {
    const kept = WAD - toWad(this.#spec.slippage, SHARE_DECIMALS);
    return { stable: (stable * kept) / WAD, collateral: (collateral * kept) / WAD };
  }

  #send(encoded: EncodedIntent, tick: number, mempool: Mempool<PendingTransaction>): void {
    this.#isWaiting = true;
    mempool.add({
      sender: PROVIDERS,
      tip: this.#spec.tip,
      maxFee: null,
      gas: encoded.gas,
      arrived: tick,
      expires: tick + EXPIRY,
      payload: {
        encoded,
        what: 'liquidity',
        agent: undefined,
        onEnd: (_, receipt) => {
          this.#isWaiting = false;
          if (receipt?.succeeded === true) this.#follow(receipt);
        },
      },
    });
  }

  /** Nobody else mints or burns liquidity tokens, or sends the providers any collateral. */
  #follow({ logs }: Receipt): void {
    const { pair, weth } = this.#system;
    for (const log of logs) {
      if (log.topics[0] !== TOPIC.transfer || (log.address !== pair && log.address !== weth)) continue;
      const [from, to, amount] = [topicAddress(log, 1), topicAddress(log, 2), word(log, 0)];
      if (log.address === weth) this.#collateral += flow(from, to, amount);
      else {
        this.#own += flow(from, to, amount);
        // Uniswap v2 mints the thousand that it locks to nobody.
        if (from === NOBODY) this.#supply += amount;
        else if (to === NOBODY) this.#supply -= amount;
      }
    }
  }
}

function flow(from: Address, to: Address, amount: bigint): bigint {
  return (to === PROVIDERS ? amount : 0n) - (from === PROVIDERS ? amount : 0n);
}
