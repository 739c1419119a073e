import { describe, expect, it } from 'vitest';
import { BID, observe } from '../../test/agent/handmade.ts';
import { randomStream } from '../core/random.ts';
import { GWEI } from '../core/units.ts';
import { competingFees } from '../market/demand.ts';
import { Bidder } from './bidder.ts';
import type { BidSpec } from './bidSchema.ts';

const LIMIT = 30_000_000n;
/** Base fee 20 gwei; the 75th percentile lies halfway between the 60th and the 90th: at 6 gwei. */
const BUSY = observe({
  fees: competingFees({
    ...{ baseFee: 20n * GWEI, wanted: LIMIT, gasLimit: LIMIT },
    tips: { p35: GWEI, p60: 4n * GWEI, p90: 8n * GWEI },
  }),
});
const bidder = (own: Partial<BidSpec> = {}) => new Bidder({ ...BID, ...own }, randomStream(1, 'bids'));

describe('Bidder', () => {
  it('bids a fixed tip unless told otherwise', () => {
    expect(bidder().next(BUSY)).toEqual({ tip: 2n * GWEI, expiry: 50 });
  });

  it('bids what the market pays at a percentile, and nothing while nobody wants anything', () => {
    const spec = { strategy: 'percentile', percentile: 0.75 } as const;
    expect(bidder(spec).next(BUSY).tip).toBe(6n * GWEI);
    expect(bidder(spec).next(observe()).tip).toBe(0n);
  });

  it('begins an escalation with its tip or a percentile', () => {
    const raise = { step: 0.125, every: 3 };
    expect(bidder({ strategy: 'escalating' }).next(BUSY)).toEqual({ tip: 2n * GWEI, expiry: 50, raise });
    const steps = { step: 0.2, every: 1 };
    expect(bidder({ strategy: 'escalating', percentile: 0.9, escalating: steps }).next(BUSY)).toEqual({
      ...{ tip: 8n * GWEI, expiry: 50, raise: steps },
    });
  });

  describe('with a cap', () => {
    // 4 USD are 0.02 ETH at 200 USD; half of it over 400k gas is 25 gwei, 5 over the base fee.
    const prospect = { gas: 400_000n, profit: 4 };

    it('cuts tip and max fee to its share of the profit', () => {
      const percentile = { strategy: 'percentile', percentile: 0.75, cap: 0.5 } as const;
      expect(bidder(percentile).forProfit(prospect, BUSY)).toMatchObject({ tip: 5n * GWEI, maxFee: 25n * GWEI });
      expect(bidder({ cap: 0.5 }).forProfit(prospect, BUSY)).toMatchObject({ tip: 2n * GWEI, maxFee: 25n * GWEI });
      expect(bidder({ cap: 1 }).forProfit(prospect, BUSY)).toMatchObject({ tip: 2n * GWEI, maxFee: 42n * GWEI });
    });

    it('bids nothing where that does not pay the base fee', () => {
      expect(bidder({ cap: 0.5 }).forProfit({ ...prospect, profit: 3.1 }, BUSY)).toBeUndefined();
      expect(bidder({ cap: 0.5 }).forProfit({ ...prospect, profit: -1 }, BUSY)).toBeUndefined();
      expect(bidder().forProfit({ ...prospect, profit: -1 }, BUSY)).toMatchObject({ tip: 2n * GWEI });
    });

    it('is the ceiling of an escalation, which begins with room for one block’s rise of the base fee', () => {
      const bid = bidder({ strategy: 'escalating', cap: 0.5 }).forProfit(prospect, BUSY);
      // 20 × 9/8 + 2
      expect(bid).toMatchObject({ tip: 2n * GWEI, maxFee: 24_500_000_000n, raise: { ceiling: 25n * GWEI } });
    });
  });
});
