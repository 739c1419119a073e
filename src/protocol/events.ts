import { type Address, type Hex, toEventSelector } from 'viem';
import type { Log } from '../chain/chain.ts';
import { type CoreNaming, coreTopic } from './core/naming.ts';

/** First topics of the events that are followed, by the names used here; the same in every core. */
export const TOPIC = {
  troveUpdated: toEventSelector('TroveUpdated(address,uint256,uint256,uint256,uint8)'),
  troveLiquidated: toEventSelector('TroveLiquidated(address,uint256,uint256,uint8)'),
  liquidation: toEventSelector('Liquidation(uint256,uint256,uint256,uint256)'),
  redemption: toEventSelector('Redemption(uint256,uint256,uint256,uint256)'),
  rewardTerms: toEventSelector('LTermsUpdated(uint256,uint256)'),
  surplus: toEventSelector('CollBalanceUpdated(address,uint256)'),
  transfer: toEventSelector('Transfer(address,address,uint256)'),
  answer: toEventSelector('AnswerUpdated(int256,uint256,uint256)'),
  backstopDeposit: toEventSelector('UserDeposit(address,uint256,uint256)'),
  backstopWithdraw: toEventSelector('UserWithdraw(address,uint256,uint256,uint256)'),
  backstopSwap: toEventSelector('RebalanceSwap(address,uint256,uint256,uint256)'),
} as const;

/** First topics of the events that a core names after its tokens. */
export interface CoreTopics {
  readonly poolStable: Hex;
  readonly poolCollateral: Hex;
  readonly poolGain: Hex;
  readonly rewardIssued: Hex;
}

export function coreTopics(naming: CoreNaming): CoreTopics {
  return {
    poolStable: coreTopic(naming, 'StabilityPoolLUSDBalanceUpdated(uint256)'),
    poolCollateral: coreTopic(naming, 'StabilityPoolETHBalanceUpdated(uint256)'),
    poolGain: coreTopic(naming, 'ETHGainWithdrawn(address,uint256,uint256)'),
    rewardIssued: coreTopic(naming, 'TotalLQTYIssuedUpdated(uint256)'),
  };
}

/** Unsigned word `index` of a log's data; viem's decoder costs a hundred times as much, and this runs for every log. */
export function word(log: Log, index: number): bigint {
  return BigInt(`0x${log.data.slice(2 + 64 * index, 66 + 64 * index)}`);
}

/** Indexed address in a log's topic `index` (1–3), lower case. */
export function topicAddress(log: Log, index: number): Address {
  return `0x${(log.topics[index] as Hex).slice(26)}`;
}
