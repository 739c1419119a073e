import type { Address } from 'viem';
import type { Chain } from '../chain/chain.ts';
import { NO_QUOTES, type Quotes } from '../protocol/backstop/bammQuotes.ts';
import { QuoteLadder } from '../protocol/backstop/quoteLadder.ts';

/** Quotes of a BAMM whose code is not ours: it is asked for them after every block. */
export class QuoteSource {
  readonly #ladder: QuoteLadder;
  /** As of the last block. */
  quotes: Quotes = NO_QUOTES;

  /** @param reader our batch reader */
  constructor(reader: Address, bamm: Address) {
    this.#ladder = new QuoteLadder(reader, bamm);
  }

  /** @param collateral what the BAMM holds; @param price its oracle's, USD; 18 decimals both */
  async refresh(chain: Chain, collateral: bigint, price: bigint): Promise<void> {
    this.quotes = await this.#ladder.read(chain, collateral, price);
  }
}
