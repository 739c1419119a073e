import type { Address, Hex } from 'viem';
import type { Chain } from '../chain/chain.ts';
import { RpcError } from '../chain/ipcClient.ts';
import { UsageError } from '../core/errors.ts';
import { formatRatio } from '../core/quantityFields.ts';
import { toWad } from '../core/units.ts';
import { returnedWord } from '../protocol/batchRead.ts';
import { coreCall } from '../protocol/core/naming.ts';
import type { System } from '../protocol/system.ts';
import type { Scenario } from '../scenario/schema.ts';

const TERMS = [
  ['minimumCollateralRatio', 'MCR()'],
  ['criticalCollateralRatio', 'CCR()'],
  ['borrowingFeeFloor', 'BORROWING_FEE_FLOOR()'],
  ['redemptionFeeFloor', 'REDEMPTION_FEE_FLOOR()'],
] as const;

/**
 * On a fork the contracts' terms hold, whatever a scenario says: what it says must be so.
 *
 * @throws UsageError naming each term that is otherwise on chain
 */
export async function checkLendingTerms(chain: Chain, { core, naming }: System, { lending }: Scenario): Promise<void> {
  const found = await Promise.all(
    TERMS.map(async ([key, signature]) => {
      const places = [core.troveManager, ...(core.baseParams === undefined ? [] : [core.baseParams])];
      const onChain = await firstAnswer(chain, places, coreCall(naming, signature));
      return { key, stated: toWad(lending[key], 12), onChain };
    }),
  );
  const wrong = found.filter(({ stated, onChain }) => onChain !== undefined && onChain !== stated);
  if (wrong.length === 0) return;
  throw new UsageError('The lending terms of the scenario are not those of the forked chain', {
    facts: Object.fromEntries(
      wrong.map(({ key, stated, onChain }) => [
        `lending.${key}`,
        `${ratio(stated)} in the scenario (a default if it is not written there), ${ratio(onChain as bigint)} on chain`,
      ]),
    ),
    remedy: 'state what is on chain, or change the chain with chain.actions',
  });
}

function ratio(wad: bigint): string {
  return formatRatio(Number(wad) / 1e18);
}

/** The first contract that has the function answers; undefined if none has. */
async function firstAnswer(chain: Chain, places: readonly Address[], data: Hex): Promise<bigint | undefined> {
  for (const to of places) {
    try {
      const [returned] = (await chain.read({ calls: [{ to, data }], accounts: [] })).data;
      if (returned !== undefined && returned !== '0x') return returnedWord(returned);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
    }
  }
  return undefined;
}
