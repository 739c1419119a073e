import { describe, expect, it } from 'vitest';
import { toWad, WAD } from '../core/units.ts';
import { quietFees } from '../market/demand.ts';
import { Mempool } from '../market/mempool.ts';
import { accountOf } from '../protocol/accounts.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { AgentState } from './agentState.ts';
import type { Ledger } from './ledger.ts';
import type { MarketPath } from './marketPath.ts';
import { OutsideMarket } from './outsideMarket.ts';
import type { PendingTransaction } from './pendingTransaction.ts';
import { ProfitByClass } from './profit.ts';
import { Venue } from './venue.ts';

const MARKS = { collateral: toWad(200), stable: toWad(1) };
const PATH: MarketPath = {
  ...{ ticks: 100, collateral: () => ({ usd: 200, wad: MARKS.collateral }) },
  stable: () => ({ usd: 1, wad: MARKS.stable }),
};
const TOKEN = accountOf('token');
const BLOCK = { baseFee: 0n, gasLimit: 10n ** 9n };

/** A venue with this much stablecoin, and an agent who pays it 1 % and waits 3 blocks. */
function scene(stock: number) {
  const held = { stable: toWad(stock) };
  const profits = new ProfitByClass(['desk'], () => 'desk', MARKS);
  const ledger = { stableOf: () => held.stable } as unknown as Ledger;
  const market = new OutsideMarket(PATH, { market: {}, clock: { block: 13 } } as Scenario);
  market.begin(0);
  const venue = new Venue({ market, ledger, profits, stablecoin: TOKEN });
  const spec = { marketFee: 0.01, settlement: 3 };
  const agent = { class: 'desk', address: accountOf('desk'), seed: { spec }, pending: 0 } as unknown as AgentState;
  const mempool = new Mempool<PendingTransaction>();
  /** Mines what is due, as the simulation would: the wallet changes after the claim ends. */
  const mine = (tick: number) => {
    venue.settle(tick, quietFees(0n), mempool);
    return mempool.select({ tick, ...BLOCK }).included.map(({ payload }) => {
      payload.onEnd?.('succeeded');
      return payload.encoded;
    });
  };
  const profit = () => Number(profits.of('desk')) / 1e36;
  return { venue, agent, mine, profit, profits, held };
}

describe('Venue', () => {
  it('owes what was sold at the price of the block, less the fee, and pays when it is due', () => {
    const { venue, agent, mine, profit } = scene(10_000);
    venue.accept({ kind: 'sellOnMarket', collateral: 2n * WAD }, agent, 10);
    // 400 less 1 %: what left the wallet is the wallet's to book, the claim is worth 396.
    expect(venue.owed).toEqual({ stable: toWad(396), collateral: 0n });
    expect(profit()).toBeCloseTo(396, 9);
    expect(venue.stock).toBe(toWad(10_000 - 396));
    expect(agent.pending).toBe(1);
    expect(mine(13)).toEqual([]);
    const [paid] = mine(14);
    expect(paid?.to).toBe(TOKEN);
    expect(profit()).toBeCloseTo(0, 9);
    expect([venue.owed.stable, agent.pending]).toEqual([0n, 0]);
  });

  it('sells collateral without limit', () => {
    const { venue, agent, mine } = scene(0);
    venue.accept({ kind: 'buyOnMarket', stable: toWad(2000) }, agent, 0);
    expect(venue.owed).toEqual({ stable: 0n, collateral: toWad(9.9) });
    expect(mine(4)).toMatchObject([{ to: agent.address, value: toWad(9.9) }]);
    expect(venue.owed.collateral).toBe(0n);
  });

  it('gives back what it has no money for, without a fee on that part', () => {
    const { venue, agent, mine, profit } = scene(198);
    venue.accept({ kind: 'sellOnMarket', collateral: 4n * WAD }, agent, 0);
    // 198 pay for 1 of the 4.
    expect(venue.owed).toEqual({ stable: toWad(198), collateral: 3n * WAD });
    expect(profit()).toBeCloseTo(198 + 600, 9);
    expect(agent.pending).toBe(2);
    expect(mine(4)).toMatchObject([{ to: TOKEN }, { to: agent.address, value: 3n * WAD }]);
    expect([profit(), agent.pending]).toEqual([0, 0]);
  });

  it('promises the same money once', () => {
    const { venue, agent } = scene(300);
    venue.accept({ kind: 'sellOnMarket', collateral: WAD }, agent, 0);
    venue.accept({ kind: 'sellOnMarket', collateral: WAD }, agent, 0);
    expect(venue.owed.stable).toBe(toWad(300));
    expect(venue.stock).toBe(0n);
  });

  it('leaves later price changes of a claim out of the profit, as those of a wallet', () => {
    const { venue, agent, mine, profit, profits } = scene(10_000);
    venue.accept({ kind: 'buyOnMarket', stable: toWad(2000) }, agent, 0);
    const claimed = profit();
    profits.mark({ collateral: toWad(300), stable: toWad(1) });
    mine(4);
    // The claim of 9.9 goes at 300, and the wallet gets 9.9 at 300.
    profits.change('desk', toWad(9.9), 0n);
    expect(profit()).toBeCloseTo(claimed, 9);
  });
});
