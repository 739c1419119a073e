import { type Address, decodeFunctionResult, type Hex, parseAbi } from 'viem';
import type { Chain } from '../../chain/chain.ts';
import { returnedWord } from '../batchRead.ts';
import { encodeCall } from '../encodeCall.ts';
import type { CoreConstants, System } from '../system.ts';
import type { OpenTrove } from '../troveBook.ts';
import { coreCall } from './naming.ts';

/** What the core asks of a trove now; 18 decimals. */
export interface CoreTerms extends CoreConstants {
  /** Minimum collateral ratio: troves under it are liquidated. */
  readonly mcr: bigint;
  /** Critical collateral ratio: recovery mode while the whole system is under it. */
  readonly ccr: bigint;
  /** Fee on new debt at the moment, base rate included. */
  readonly borrowingRate: bigint;
}

type Core = Pick<System, 'core' | 'naming'>;

/** @throws RpcError if the Trove Manager does not answer to the core's names */
export async function readConstants(chain: Chain, core: Core): Promise<CoreConstants> {
  const { gasCompensation, minimumNetDebt } = await readTerms(chain, core);
  return { gasCompensation, minimumNetDebt };
}

/** @throws RpcError if the Trove Manager does not answer to the core's names */
export async function readTerms(chain: Chain, { core, naming }: Core): Promise<CoreTerms> {
  const views = ['MCR()', 'CCR()', 'LUSD_GAS_COMPENSATION()', 'MIN_NET_DEBT()', 'getBorrowingRateWithDecay()'];
  const calls = views.map((signature) => ({ to: core.troveManager, data: coreCall(naming, signature) }));
  const { data } = await chain.read({ calls, accounts: [] });
  const at = (i: number): bigint => returnedWord(data[i] as Hex);
  return { mcr: at(0), ccr: at(1), gasCompensation: at(2), minimumNetDebt: at(3), borrowingRate: at(4) };
}

const GETTER = parseAbi([
  'struct Trove { address owner; uint256 debt; uint256 coll; uint256 stake; uint256 snapshotColl; uint256 snapshotDebt; }',
  'function getMultipleSortedTroves(int256 start, uint256 count) view returns (Trove[] troves)',
]);
const PAGE = 100;

/** All open troves as the contracts store them: without their share of redistributions since they were last touched. */
export async function readTroves(chain: Chain, { core }: Pick<Core, 'core'>): Promise<OpenTrove[]> {
  const troves: OpenTrove[] = [];
  for (;;) {
    const args = [BigInt(troves.length), BigInt(PAGE)] as const;
    const functionName = 'getMultipleSortedTroves';
    const to = core.multiTroveGetter;
    const { data } = await chain.read({
      calls: [{ to, data: encodeCall({ abi: GETTER, functionName, args }) }],
      accounts: [],
    });
    const page = decodeFunctionResult({ abi: GETTER, functionName, data: data[0] as Hex });
    troves.push(
      ...page.map(({ owner, debt, coll, stake, snapshotColl, snapshotDebt }) => ({
        owner: owner.toLowerCase() as Address,
        ...{ debt, collateral: coll, stake, collateralTerm: snapshotColl, debtTerm: snapshotDebt },
      })),
    );
    if (page.length < PAGE) return troves;
  }
}

/** Redistributed collateral and debt for each unit staked, since the core was deployed; 18 decimals. */
export async function readRewardTerms(
  chain: Chain,
  { core, naming }: Core,
): Promise<{ readonly collateralTerm: bigint; readonly debtTerm: bigint }> {
  const calls = ['L_ETH()', 'L_LUSDDebt()'].map((signature) => ({
    to: core.troveManager,
    data: coreCall(naming, signature),
  }));
  const { data } = await chain.read({ calls, accounts: [] });
  return { collateralTerm: returnedWord(data[0] as Hex), debtTerm: returnedWord(data[1] as Hex) };
}
