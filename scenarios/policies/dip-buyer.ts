import { definePolicy } from 'breakwater/policy';

/** An example of a user's own policy: spends its stablecoin on the DEX once the market price is under `params.below`, USD. */
export default definePolicy({
  create({ params }) {
    const below = Number(params['below']);
    return {
      decide(observation, self) {
        if (self.pending > 0 || self.stable === 0n || observation.market.collateral.usd > below) return [];
        return [{ kind: 'buyOnDex', stable: self.stable, minCollateral: 0n }];
      },
    };
  },
});
