import { type Abi, type Address, encodeFunctionData, type Hex, parseAbi, parseEventLogs } from 'viem';
import { describe, expect, it } from 'vitest';
import { WAD } from '../../src/core/units.ts';
import { accountOf } from '../../src/protocol/accounts.ts';
import { ownArtifact } from '../../src/protocol/artifacts.ts';
import { ORACLE_OPERATOR } from '../../src/protocol/embeddedSystem.ts';
import { openSimulation, STILL, scenarioWith } from '../sim/support.ts';

const { abi } = ownArtifact('FundedLiquidator');
const OTHERS = parseAbi([
  'function publish(int256 answer)',
  'function transfer(address to, uint256 amount) returns (bool)',
  'function approve(address spender, uint256 amount) returns (bool)',
  'function provideToSP(uint256 amount, address tag)',
  'function swap(uint256 out0, uint256 out1, address to, bytes data)',
  'function balanceOf(address) view returns (uint256)',
  'function getReserves() view returns (uint112, uint112, uint32)',
  'function token0() view returns (address)',
  'function getEntireDebtAndColl(address) view returns (uint256, uint256, uint256, uint256)',
  'function getCollateral(address) view returns (uint256)',
]);
const KEEPER = accountOf('keepers/0');
const STRANGER = accountOf('stranger');
const NOBODY: Address = '0x0000000000000000000000000000000000000000';
/** What the core pays for each trove, 18 decimals. */
const COMPENSATION = 20n * WAD;

const borrowers = (count: number, debt: string, collateralRatio: string) => ({
  ...{ policy: 'borrower', count, debt, collateralRatio, passive: '100%', reaction: '0h', actAt: '120%' },
  ...{ target: '200%', actions: { topUp: '100%', repay: '0%', close: '0%' } },
});

/** Two weak troves of 10 000 and 12 000, strong ones of 100 000 and 20 000, ETH at 2000, 50 000 in the DEX pool. */
async function openWorld(weak: string, strong: string) {
  const { opened, simulation } = await openSimulation(
    scenarioWith({
      market: STILL,
      backstop: { kind: 'none' },
      dex: { stable: '50k ZUSD' },
      agents: {
        first: borrowers(1, '10k ZUSD', weak),
        second: borrowers(1, '12k ZUSD', weak),
        strong: borrowers(1, '100k ZUSD', strong),
        small: borrowers(1, '20k ZUSD', strong),
        keepers: { policy: 'keeper', count: 1, stable: '60k ZUSD', minProfit: '1 USD' },
      },
    }),
  );
  const { chain, targets } = opened;
  const { system, fundedLiquidator: liquidator } = targets;
  if (liquidator === undefined) throw new TypeError('the contract is not there');
  const { core, pair, weth, collateralFeed } = system;
  let time = simulation.scenario.clock.start;

  const encode = (functionName: string, args: readonly unknown[], of: Abi = abi): Hex =>
    encodeFunctionData({ abi: of, functionName, args });
  const send = async (from: Address, to: Address, data: Hex) => {
    const transaction = { from, to, data, gas: 10_000_000n, tip: 0n };
    // The call comes first because its error carries the reason.
    await chain.read({ calls: [transaction], accounts: [] });
    time += 12;
    const [receipt] = await chain.mine({ timestamp: time, baseFee: 0n, transactions: [transaction] });
    if (receipt?.succeeded !== true) throw new TypeError('it failed');
    return receipt;
  };
  const read = async (to: Address, functionName: string, args: readonly unknown[] = []): Promise<unknown> =>
    chain.viem().readContract({ address: to, abi: OTHERS as Abi, functionName, args });
  const stableOf = (account: Address) => read(core.stablecoin, 'balanceOf', [account]) as Promise<bigint>;
  const wallet = async (account: Address) => {
    const { balances } = await chain.read({ calls: [], accounts: [account] });
    return { collateral: balances[0] as bigint, stable: await stableOf(account) };
  };
  const reserves = async () => {
    const [a, b] = (await read(pair, 'getReserves')) as [bigint, bigint, number];
    const stableFirst = ((await read(pair, 'token0')) as string).toLowerCase() === core.stablecoin;
    return stableFirst ? { stable: a, collateral: b } : { stable: b, collateral: a };
  };
  const troveOf = async (owner: Address) => {
    const [debt, collateral] = (await read(core.troveManager, 'getEntireDebtAndColl', [owner])) as bigint[];
    return { debt: debt as bigint, collateral: collateral as bigint };
  };
  return {
    ...{ system, liquidator, encode, send, read, wallet, reserves, troveOf, stableOf, weth },
    first: accountOf('first/0'),
    second: accountOf('second/0'),
    strong: accountOf('strong/0'),
    small: accountOf('small/0'),
    price: (usd: number) =>
      send(
        ORACLE_OPERATOR,
        collateralFeed.address,
        encode('publish', [BigInt(usd) * 10n ** BigInt(collateralFeed.decimals)], OTHERS as Abi),
      ),
    liquidate: (how: 'Wallet' | 'Pair', troves: readonly Address[], least = 0n, from: Address = KEEPER) =>
      send(from, liquidator, encode(`liquidateFrom${how}`, [troves, least])),
    surplusOf: (owner: Address) => read(core.collSurplusPool, 'getCollateral', [owner]) as Promise<bigint>,
    /** What stays behind anywhere that should be empty. */
    leftovers: async () => [
      await wallet(liquidator),
      await read(weth, 'balanceOf', [liquidator]),
      await stableOf(core.stabilityPool),
    ],
  };
}

/** The pool pays by whole wei for each wei put in, and keeps what that division leaves: at most a wei a stablecoin. */
function expectPaid(paid: bigint, whole: bigint, debt: bigint): void {
  expect(paid).toBeLessThanOrEqual(whole);
  expect(paid).toBeGreaterThanOrEqual(whole - dustOf(debt));
}

function dustOf(debt: bigint): bigint {
  return debt / WAD + 1n;
}

const NOTHING_LEFT = [{ collateral: 0n, stable: 0n }, 0n, 0n];

/** What Uniswap v2 wants for a loan: the least that keeps (1000 x + 997 in) (y − out) ≥ 1000 x y, rounded up. */
function due(out: bigint, { stable, collateral }: { stable: bigint; collateral: bigint }): bigint {
  const [top, bottom] = [collateral * out * 1000n, (stable - out) * 997n];
  return top / bottom + (top % bottom === 0n ? 0n : 1n);
}

describe('in normal mode', () => {
  // 150 % at 2000 is 105 % at 1400; the strong ones are at 280 %.
  const open = async () => {
    const world = await openWorld('150%', '400%');
    await world.price(1400);
    return world;
  };

  it("takes exactly the debt from the caller's wallet, and pays all collateral and the compensation", async () => {
    const world = await open();
    const { first, second } = world;
    const [a, b, before] = [await world.troveOf(first), await world.troveOf(second), await world.wallet(KEEPER)];
    const receipt = await world.liquidate('Wallet', [first, second]);
    const after = await world.wallet(KEEPER);
    const paid = after.collateral - before.collateral;
    expectPaid(paid, a.collateral + b.collateral, a.debt + b.debt);
    expect(before.stable - after.stable).toBe(a.debt + b.debt - 2n * COMPENSATION);
    expect(await world.leftovers()).toEqual(NOTHING_LEFT);
    expect(await world.troveOf(first)).toEqual({ debt: 0n, collateral: 0n });
    const strong = await world.troveOf(world.strong);
    // Debt is opened to the fee's last wei.
    expect(Number(strong.debt) / 1e18).toBeCloseTo(100_000, 6);
    expect(parseEventLogs({ abi, logs: receipt.logs as never }).map((log) => (log as { args?: unknown }).args)).toEqual(
      [
        {
          caller: expect.stringMatching(new RegExp(KEEPER, 'i')),
          debt: a.debt + b.debt,
          collateralRepaid: 0n,
          collateralLeft: paid,
          stableLeft: 2n * COMPENSATION,
        },
      ],
    );
  });

  it('repays the pair to the wei for what it lent, and pays the rest to the caller', async () => {
    const world = await open();
    const { first } = world;
    const [trove, pool, before] = [await world.troveOf(first), await world.reserves(), await world.wallet(STRANGER)];
    // A pool of 50 000 at 2000: 10 000 cost 6.27 ETH, which at 1400 the trove's 7.5 ETH repay.
    const owed = due(trove.debt, pool);
    const left = trove.collateral - owed;
    expect(left).toBeGreaterThan(WAD);
    await world.liquidate('Pair', [first], left - dustOf(trove.debt), STRANGER);
    const after = await world.wallet(STRANGER);
    expectPaid(after.collateral - before.collateral, left, trove.debt);
    expect(after.stable - before.stable).toBe(COMPENSATION);
    expect(await world.reserves()).toEqual({ stable: pool.stable - trove.debt, collateral: pool.collateral + owed });
    expect(await world.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('leaves out what somebody else has liquidated, and pays for the rest', async () => {
    const world = await open();
    const { first, second } = world;
    await world.liquidate('Wallet', [first]);
    const before = await world.wallet(KEEPER);
    const { debt, collateral } = await world.troveOf(second);
    await world.liquidate('Wallet', [first, second]);
    const after = await world.wallet(KEEPER);
    expectPaid(after.collateral - before.collateral, collateral, debt);
    expect(before.stable - after.stable).toBe(debt - COMPENSATION);
    await expect(world.liquidate('Wallet', [first, second])).rejects.toThrow('liquidator: nothing owed');
  });

  it('reverts if less would be left than asked for', async () => {
    const world = await open();
    const { first } = world;
    const [trove, pool] = [await world.troveOf(first), await world.reserves()];
    const message = 'liquidator: less left than asked for';
    await expect(world.liquidate('Wallet', [first], trove.collateral + 1n)).rejects.toThrow(message);
    const left = trove.collateral - due(trove.debt, pool);
    await expect(world.liquidate('Pair', [first], left + 1n)).rejects.toThrow(message);
  });

  it('reverts if the collateral does not repay the pair', async () => {
    const world = await open();
    // Both are 22 000 of the pool's 50 000: x × 22 / 28 × 1.003 ≈ 19.7 of the 16.5 ETH that they have.
    const attempt = world.liquidate('Pair', [world.first, world.second]);
    await expect(attempt).rejects.toThrow('liquidator: collateral does not repay the pair');
  });

  it('reverts if the pair holds too little', async () => {
    const world = await openWorld('150%', '400%');
    await world.price(500);
    const attempt = world.liquidate('Pair', [world.strong]);
    await expect(attempt).rejects.toThrow('liquidator: more than the pair holds');
  });

  it('reverts if the caller has too little', async () => {
    const world = await openWorld('150%', '400%');
    await world.price(500);
    const { first, strong } = world;
    await expect(world.liquidate('Wallet', [first, strong])).rejects.toThrow('transfer amount exceeds balance');
    await expect(world.liquidate('Wallet', [first], 0n, STRANGER)).rejects.toThrow('transfer amount exceeds');
  });

  it('reverts if a trove is left alone, or named twice', async () => {
    const world = await open();
    const { first, small } = world;
    await expect(world.liquidate('Wallet', [first, first])).rejects.toThrow('liquidator: debt left');
    await expect(world.liquidate('Wallet', [first, small])).rejects.toThrow('liquidator: debt left');
    await expect(world.liquidate('Wallet', [small])).rejects.toThrow('nothing to liquidate');
  });

  it('reverts while others stand in the pool: they would share', async () => {
    const world = await open();
    const { core } = world.system;
    await world.send(KEEPER, core.stabilityPool, world.encode('provideToSP', [1n, NOBODY], OTHERS as Abi));
    await expect(world.liquidate('Wallet', [world.first])).rejects.toThrow('liquidator: others in the pool');
  });

  it('refuses callbacks that it did not ask for, and ether from anyone but the core', async () => {
    const world = await open();
    const foreign = 'liquidator: foreign callback';
    const callback = world.encode('uniswapV2Call', [world.liquidator, 0n, 0n, '0x']);
    await expect(world.send(KEEPER, world.liquidator, callback)).rejects.toThrow(foreign);
    const swap = world.encode('swap', [1n, 0n, world.liquidator, '0x01'], OTHERS as Abi);
    await expect(world.send(KEEPER, world.system.pair, swap)).rejects.toThrow(foreign);
    const ether = { to: world.liquidator, from: KEEPER, value: 1n, data: '0x' as const };
    await expect(world.send(KEEPER, world.liquidator, ether.data)).rejects.toThrow('ether not from the core');
  });
});

describe('in recovery mode', () => {
  it('takes the minimum ratio, and leaves the rest to the borrower', async () => {
    // At 1500 the weak are at 120 %, the strong at 142.5 %: the TCR is 139 %, under the 150 % of recovery mode.
    const world = await openWorld('160%', '190%');
    await world.price(1500);
    const { first } = world;
    const [trove, before] = [await world.troveOf(first), await world.wallet(KEEPER)];
    await world.liquidate('Wallet', [first]);
    const after = await world.wallet(KEEPER);
    const taken = (trove.debt * 110n) / 100n / 1500n;
    expectPaid(after.collateral - before.collateral, taken, trove.debt);
    expect(await world.surplusOf(first)).toBe(trove.collateral - taken);
    expect(before.stable - after.stable).toBe(trove.debt - COMPENSATION);
    expect(await world.leftovers()).toEqual(NOTHING_LEFT);
  });

  it('reverts where the core puts the debt on others whoever pays: at 100 % or less', async () => {
    // At 1200 the weak are at 96 %, the strong at 114 %.
    const world = await openWorld('160%', '190%');
    await world.price(1200);
    await expect(world.liquidate('Wallet', [world.first])).rejects.toThrow('liquidator: debt left');
  });
});
