import { Chain } from '../chain/chain.ts';
import { WAD } from '../core/units.ts';
import { ORACLE_OPERATOR, OWNER } from '../protocol/embeddedSystem.ts';
import { prepareSystem } from '../protocol/systemCache.ts';
import type { Ground } from './ground.ts';
import { SETUP_GAS_LIMIT, Setup } from './setup.ts';

/**
 * The embedded system on a chain of its own.
 *
 * @param start Unix time of the first tick, seconds
 */
export async function embeddedGround(start: number): Promise<Ground> {
  const { state, system, contracts } = await prepareSystem();
  const chain = await Chain.open({ state, gasLimit: SETUP_GAS_LIMIT });
  try {
    await chain.setBalances(new Map([OWNER, ORACLE_OPERATOR].map((account) => [account, WAD])));
    const names = new Map([['owner', OWNER], ...contracts.map(({ role, address }) => [role, address] as const)]);
    return { chain, setup: new Setup(chain, start), system, book: undefined, contracts, names };
  } catch (error) {
    await chain.close();
    throw error;
  }
}
