import { definePolicy } from 'breakwater/policy';

/**
 * Puts a little stablecoin into a BAMM that has none left. A BAMM that was emptied to the last wei over a large
 * inventory can't quote: its formula divides by twice the stablecoin plus one wei, and the result does not fit 256 bits.
 */
export default definePolicy({
  create({ params }) {
    const amount = BigInt(Number(params['amount'])) * 10n ** 18n;
    return {
      decide({ backstop }, self) {
        if (backstop === undefined || self.pending > 0 || self.stable < amount) return [];
        return backstop.stable < amount && backstop.collateral > 0n ? [{ kind: 'deposit', amount }] : [];
      },
    };
  },
});
