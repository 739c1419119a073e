/** Where a default of the scenario file comes from. */
export interface DefaultSource {
  /** Dotted path as the reference's tables have it; `*` stands for any one name in it. */
  readonly key: string;
  /** As the tables have it, in their column of defaults or in the words of the key's meaning. */
  readonly default: string;
  /** Whether it is words rather than a value to be written; the tables then state it in the key's meaning. */
  readonly isInWords?: true;
  /** A fact with its source, or `choice`: off, neutral, or a figure that nothing vouches for. */
  readonly source: string;
}

const FIGURE = 'choice, no source';
const OFF = 'choice: off';
const NEUTRAL = 'choice: neutral';

const CHAINLINK = 'fact: Chainlink ETH/USD on Ethereum, 0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419';
const LIQUITY = "fact: Liquity v1's constant";
const STABLE_FEED =
  "choice, no source: equal to what is reported of Chainlink's USDC/USD feed; not read off a LUSD or ZUSD feed";
const STEP = "choice: above the 10 % of go-ethereum's pricebump; EIP-1559's greatest rise of the base fee in one block";
const SHOWN = 'choice: it changes what is shown, not what is simulated';

function inWords(key: string, words: string, source: string): DefaultSource {
  return { key, default: words, isInWords: true, source };
}

function value(key: string, written: string, source: string): DefaultSource {
  return { key, default: written, source };
}

/** Every default that the reference's tables state, in their order. */
export const DEFAULT_SOURCES: readonly DefaultSource[] = [
  inWords('title', 'the name', SHOWN),
  value('seed', '1', 'choice: any number would do'),
  value('trials', '1', 'choice: one trial, no ensemble'),

  value('chain.source', 'embedded', 'choice: needs no network'),
  value('chain.gasLimit', '30M gas', "fact: 15M before London, doubled by EIP-1559's ELASTICITY_MULTIPLIER of 2"),
  value('chain.baseFee', '10 gwei', FIGURE),
  inWords('chain.pricing', '`eip1559` (default)', 'fact: the rule of Ethereum since London (EIP-1559)'),
  inWords('chain.demand', 'blocks are ours alone', OFF),
  inWords('chain.outages', 'none', OFF),
  inWords('chain.outages[].for', 'to the end', 'choice: the harsher reading of what is left out'),
  value('chain.actions[].value', '0 ETH', NEUTRAL),
  value('chain.baseFee.elasticity', '1', `${FIGURE}: twice the price, half the demand`),
  value('chain.chainId', '1', 'fact: Ethereum mainnet'),
  value('chain.book', 'liquity', 'choice: the system that the BAMM was first made for'),
  value('chain.retry.attempts', '6', `${FIGURE}; no bearing on results`),
  value('chain.retry.timeout', '30s', `${FIGURE}; no bearing on results`),

  value('market.*.shocks[].over', '0s', 'choice: at once'),
  inWords('market.*.shocks[].recover', 'it stays', NEUTRAL),
  value('market.*.shocks[].recover.share', '100%', NEUTRAL),
  inWords(
    'market.venue',
    'it holds all the stablecoin that is borrowed and that nobody else in the model holds, and no trade moves its prices',
    'choice: every stablecoin is somebody’s debt, so the rest has to be somewhere; impact is off',
  ),
  inWords(
    'market.venue.stable',
    'all that is borrowed and that nobody else in the model holds',
    'choice: every stablecoin is somebody’s debt, so the rest has to be somewhere',
  ),
  inWords('market.venue.impact', 'none', OFF),
  inWords('market.venue.impact.*', 'nothing', OFF),
  value('market.venue.impact.*.permanent', '0%', 'choice: all of the impact passes'),
  inWords('market.venue.impact.*.liquidity', 'all of it', NEUTRAL),
  value('market.venue.impact.*.liquidity.path', '100%', NEUTRAL),
  value(
    'market.venue.impact.*.liquidity.evaporation.elasticity',
    '1',
    'choice: the form of Kyle (1985), Econometrica 53; no estimate for any market',
  ),
  value('market.venue.impact.*.liquidity.evaporation.halfLife', '1h', FIGURE),
  value('market.venue.impact.*.liquidity.evaporation.floor', '5%', FIGURE),
  value('market.*.process.interpolation', 'bridge', 'choice: points far apart have an unknown path between them'),
  value('market.*.process.time', 'timestamp', 'choice: a name'),
  value('market.*.process.price', 'price', 'choice: a name'),
  value('market.*.process.interpolation', 'straight', "choice: a file's rows stand close together"),
  inWords('market.*.process.maxGap', 'three times the median step', FIGURE),
  value('market.*.process.drift', '0%', NEUTRAL),

  value('oracle.collateral.deviation', '0.5%', CHAINLINK),
  value('oracle.collateral.heartbeat', '1h', CHAINLINK),
  value('oracle.stable.deviation', '0.25%', STABLE_FEED),
  value('oracle.stable.heartbeat', '24h', STABLE_FEED),
  value('oracle.*.delay', '1 block', FIGURE),
  value('oracle.*.tip', '5 gwei', FIGURE),
  inWords('oracle.*.raise', 'it waits at its first bid', OFF),
  value('oracle.*.raise.step', '12.5%', STEP),
  value('oracle.*.raise.every', '3 blocks', FIGURE),
  inWords('oracle.*.faults', 'none', OFF),
  inWords('oracle.*.faults[].for', 'to the end', 'choice: the harsher reading of what is left out'),
  value('oracle.*.faults[].tip', '0 gwei', 'choice: the least that can be bid'),

  value('lending.core', 'zero', 'fact: npm carries its bytecode; the packages of Liquity itself hold none'),
  value('lending.minimumCollateralRatio', '110%', LIQUITY),
  value('lending.criticalCollateralRatio', '150%', LIQUITY),
  value('lending.borrowingFeeFloor', '0.5%', LIQUITY),
  value('lending.redemptionFeeFloor', '0.5%', LIQUITY),

  value('backstop.amplification', '20', "fact: the BAMM's own initial A, and its least"),
  value('backstop.fee', '0%', "fact: the BAMM's own initial fee"),
  value(
    'backstop.maxDiscount',
    '4%',
    'fact: 400 bps in every known test set-up of the BAMM; not read from the deployed contract',
  ),
  inWords(
    'backstop.stableCompensation',
    'since the contract of 2022 (default `on`)',
    'fact: the rule of the BAMM deployed in January 2022',
  ),
  value('backstop.rewards.apr', '0%', OFF),
  value('backstop.rewards.price', '1 USD', 'choice: counts nothing while `apr` is 0%'),

  value('dex.pool', 'new', 'choice: the embedded chain has no other'),
  value('dex.liquidity.path', '100%', NEUTRAL),
  value(
    'dex.liquidity.evaporation.elasticity',
    '1',
    'choice: the form of Kyle (1985), Econometrica 53; no estimate for any market',
  ),
  value('dex.liquidity.evaporation.halfLife', '1h', FIGURE),
  value('dex.liquidity.evaporation.floor', '5%', FIGURE),
  value('dex.liquidity.step', '5%', FIGURE),
  value('dex.liquidity.slippage', '1%', FIGURE),
  value('dex.liquidity.tip', '5 gwei', FIGURE),

  value('agents.<name>.keeps', '0%', 'choice: all that was borrowed was sold'),
  value('agents.<name>.reserve', '0%', 'choice: nothing to top up with'),
  value('agents.<name>.passive', '0%', NEUTRAL),
  value('agents.<name>.actions.*', '0%', NEUTRAL),
  inWords('agents.<name>.bid.strategy', '`fixed` (default)', 'choice: the plainest'),
  value('agents.<name>.bid.tip', '2 gwei', FIGURE),
  inWords('agents.<name>.bid.escalating', '12.5% every 3 blocks', 'see the two keys below'),
  value('agents.<name>.bid.escalating.step', '12.5%', STEP),
  value('agents.<name>.bid.escalating.every', '3 blocks', FIGURE),
  value('agents.<name>.bid.expiry', '50 blocks', FIGURE),
  inWords('agents.<name>.bid.cap', 'no cap of its own', OFF),
  inWords('agents.<name>.expectedProfit', 'it acts as if it always won', OFF),
  value('agents.<name>.expectedProfit.memory', '20', FIGURE),
  value('agents.<name>.expectedProfit.forgets', '30m', FIGURE),
  value('agents.<name>.batch', '10', FIGURE),
  value('agents.<name>.latency', '0 blocks', 'choice: acts in the block in which it sees, the fastest there is'),
  value('agents.<name>.collateral', '50 ETH', `${FIGURE}: money for gas`),
  value('agents.<name>.marketFee', '0%', 'choice: a frictionless leg, which favours those who trade'),
  value('agents.<name>.settlement', '0 blocks', 'choice: paid in the next block, which favours those who trade'),
  value('agents.<name>.joins', '0h', 'choice: in place before the first block'),
  value('agents.<name>.exit', 'never', OFF),
  value('agents.<name>.collateralRatio', '200%', FIGURE),
  value('agents.<name>.closeAt', '1 USD', 'choice: par, at which the stablecoin is redeemable'),
  value('agents.<name>.stable', '0 ZUSD', NEUTRAL),

  inWords('probes.icrHistogram', 'a 144th of the duration', SHOWN),
  value('probes.invariants', '1000 blocks', 'choice: a check; no bearing on results'),
  value('probes.quote', '1000 ZUSD', SHOWN),

  value('sweep.design', 'grid', 'choice: what a heat map needs'),
  value('sweep.seed', '1', 'choice: any number would do'),
  inWords('sweep.trials', "the scenario's", 'choice: the same at every point as alone'),
  inWords('sweep.metrics', 'a few key figures', SHOWN),
];
