import type { Changed } from './agentState.ts';
import type { BackstopAccount } from './backstopAccount.ts';
import type { ProfitByClass } from './profit.ts';

/**
 * Books wallets and claims that a block changed; shares of a BAMM count at the NAV of the moment.
 *
 * @param backstop.account undefined unless the backstop is a BAMM
 * @param backstop.shares of all depositors, 18 decimals
 */
export function bookFlows(
  changed: readonly Changed[],
  profits: ProfitByClass,
  { account, shares: total }: { readonly account: BackstopAccount | undefined; readonly shares: bigint },
): void {
  for (const { agent, before } of changed) {
    const { stable, surplus, shares } = agent;
    if (stable !== before.stable || surplus !== before.surplus) {
      profits.change(agent.class, surplus - before.surplus, stable - before.stable);
    }
    if (account !== undefined && shares !== before.shares && total > 0n) {
      const value = ((shares - before.shares) * account.attribution.value) / total;
      profits.add(agent.class, value);
      if (agent.class !== 'backstopper') account.bookOther(value);
    }
  }
}
