import { type Address, encodeFunctionData, getAddress } from 'viem';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deployWorld, deposit, ether, feePool, frontEnd, fund, type World } from './backstopWorld.ts';
import { Chain, fixtures } from './support.ts';

const fixture = fixtures();
let chain: Chain;
let world: World;
let alice: Address;
let bob: Address;
let carol: Address;

beforeAll(async () => {
  chain = await Chain.start();
  [alice, bob, carol] = [1, 2, 3].map((index) => getAddress(chain.account(index))) as [Address, Address, Address];
});

afterAll(() => chain?.stop());

beforeEach(async () => {
  world = await deployWorld(chain, fixture, 2000);
});

const shares = (account: Address) => chain.read(world.backstop, 'balanceOf', [account]);
const stable = (account: Address) => chain.read(world.stable, 'balanceOf', [account]);
const reward = (account: Address) => chain.read(world.reward, 'balanceOf', [account]);
const inPool = () => chain.read(world.pool, 'getCompoundedLUSDDeposit', [world.backstop.address]);
const withdraw = (account: Address, amount: bigint) =>
  chain.send(world.backstop, 'withdraw', [amount], { from: account });
/** Debt taken from the backstop's deposit, ether given for it. */
const liquidate = (debt: bigint, collateral: bigint) =>
  chain.send(world.pool, 'liquidate', [world.backstop.address, debt], { value: collateral });
const donate = (value: bigint) =>
  chain.request('eth_sendTransactionSync', [
    { from: chain.account(9), to: world.backstop.address, value: `0x${value.toString(16)}` },
  ]);

async function grant(amount: bigint): Promise<void> {
  await chain.send(world.reward, 'mint', [world.pool.address, amount]);
  await chain.send(world.pool, 'grant', [world.backstop.address, amount]);
}

describe('set-up', () => {
  it('keeps the constructor arguments and the defaults', async () => {
    const { backstop, ethFeed, lusdFeed, pool, stable, reward } = world;
    const expected = {
      priceAggregator: getAddress(ethFeed.address),
      lusd2UsdPriceAggregator: getAddress(lusdFeed.address),
      SP: getAddress(pool.address),
      LUSD: getAddress(stable.address),
      bonus: getAddress(reward.address),
      maxDiscount: 400n,
      feePool: getAddress(feePool),
      frontEndTag: getAddress(frontEnd),
      owner: getAddress(chain.account(0)),
      A: 20n,
      fee: 0n,
      MIN_A: 20n,
      MAX_A: 200n,
      MAX_FEE: 100n,
      PRECISION: 10n ** 18n,
      total: 0n,
      totalSupply: 0n,
      name: 'B.AMM LUSD-ETH',
      symbol: 'LUSDETH',
      decimals: 18n,
    };
    for (const [getter, value] of Object.entries(expected)) {
      expect(await chain.read<unknown>(backstop, getter), getter).toBe(value);
    }
  });

  it('lets the owner set parameters within bounds', async () => {
    const { events } = await chain.send(world.backstop, 'setParams', [200n, 100n]);
    expect(events).toEqual([{ name: 'ParamsSet', args: { A: 200n, fee: 100n } }]);
    expect([await chain.read(world.backstop, 'A'), await chain.read(world.backstop, 'fee')]).toEqual([200n, 100n]);
    await chain.send(world.backstop, 'setParams', [20n, 0n]);
    for (const [params, reason] of [
      [[20n, 101n], 'setParams: fee is too big'],
      [[19n, 0n], 'setParams: A too small'],
      [[201n, 0n], 'setParams: A too big'],
    ] as const) {
      await expect(chain.send(world.backstop, 'setParams', params)).rejects.toThrow(reason);
    }
  });

  it('has one owner, who can hand over', async () => {
    const { backstop } = world;
    const refused = 'Ownable: caller is not the owner';
    await expect(chain.send(backstop, 'setParams', [20n, 0n], { from: alice })).rejects.toThrow(refused);
    await expect(chain.send(backstop, 'transferOwnership', [alice], { from: alice })).rejects.toThrow(refused);
    await chain.send(backstop, 'transferOwnership', [alice]);
    expect(await chain.read(backstop, 'owner')).toBe(alice);
    const isOwner = { ...backstop, functionName: 'isOwner' };
    expect(await chain.client.readContract({ ...isOwner, account: alice })).toBe(true);
    expect(await chain.client.readContract({ ...isOwner, account: bob })).toBe(false);
    await expect(chain.send(backstop, 'setParams', [20n, 0n])).rejects.toThrow(refused);
  });
});

describe('deposit', () => {
  it('mints one whole share for the first, and in proportion after', async () => {
    const first = await deposit(chain, world, alice, ether(10_000));
    expect(first.events).toEqual([
      { name: 'Transfer', args: { from: `0x${'0'.repeat(40)}`, to: alice, value: ether(1) } },
      { name: 'UserDeposit', args: { user: alice, lusdAmount: ether(10_000), numShares: ether(1) } },
    ]);
    await deposit(chain, world, bob, ether(5_000));
    expect([await shares(alice), await shares(bob)]).toEqual([ether(1), ether(1) / 2n]);
    expect(await chain.read(world.backstop, 'total')).toBe((ether(1) * 3n) / 2n);
    expect(await chain.read(world.backstop, 'totalSupply')).toBe((ether(1) * 3n) / 2n);
    expect(await inPool()).toBe(ether(15_000));
    expect(await chain.read(world.pool, 'frontEndOf', [world.backstop.address])).toBe(getAddress(frontEnd));
  });

  it('counts collateral at the oracle price and ether that was donated, not stablecoin that was', async () => {
    await deposit(chain, world, alice, ether(15_000));
    await liquidate(ether(3_000), (ether(1) * 3n) / 2n);
    await donate(ether(3) / 20n);
    await chain.send(world.stable, 'mint', [world.backstop.address, ether(777)]);
    // V = 12 000 + 1.65 * 2 000 = 15 300, of which 1 530 is a tenth.
    await deposit(chain, world, bob, ether(1_530));
    expect(await shares(bob)).toBe(ether(1) / 10n);
    // The pool pays the gain out with the deposit.
    expect(await chain.balance(world.backstop.address)).toBe((ether(1) * 165n) / 100n);
  });

  it('rounds shares down', async () => {
    await deposit(chain, world, alice, ether(3));
    await deposit(chain, world, bob, ether(1));
    expect(await shares(bob)).toBe(333333333333333333n);
  });

  it('stops while there is collateral and no price', async () => {
    await deposit(chain, world, alice, ether(100));
    await fund(chain, world, bob, ether(200));
    await chain.send(world.ethFeed, 'publishAt', [2000n * 10n ** 8n, 1n]);
    await chain.send(world.backstop, 'deposit', [ether(100)], { from: bob });
    await liquidate(ether(10), 1n);
    const attempt = chain.send(world.backstop, 'deposit', [ether(100)], { from: bob });
    await expect(attempt).rejects.toThrow('deposit: chainlink is down');
  });

  it('stops once shares are worth nothing', async () => {
    await deposit(chain, world, alice, ether(100));
    await liquidate(ether(100), 0n);
    await expect(deposit(chain, world, bob, ether(1))).rejects.toThrow('deposit: system is rekt');
  });
});

describe('withdraw', () => {
  it('pays the part of both sides, without a price', async () => {
    await deposit(chain, world, alice, ether(10_000));
    await deposit(chain, world, bob, ether(5_000));
    await liquidate(ether(3_000), (ether(1) * 165n) / 100n);
    await chain.send(world.ethFeed, 'publishAt', [0n, 1n]);
    const before = await chain.balance(bob);
    const { events, cost } = await withdraw(bob, ether(1) / 2n);
    // A third of 12 000 and of 1.65.
    expect(await stable(bob)).toBe(ether(4_000));
    expect((await chain.balance(bob)) - before + cost).toBe((ether(1) * 55n) / 100n);
    expect(events).toEqual([
      { name: 'Transfer', args: { from: bob, to: `0x${'0'.repeat(40)}`, value: ether(1) / 2n } },
      {
        name: 'UserWithdraw',
        args: { user: bob, lusdAmount: ether(4_000), ethAmount: (ether(1) * 55n) / 100n, numShares: ether(1) / 2n },
      },
    ]);
    expect(await shares(bob)).toBe(0n);
    expect(await chain.read(world.backstop, 'total')).toBe(ether(1));
  });

  it('rounds both sides down', async () => {
    await deposit(chain, world, alice, 10n);
    await liquidate(0n, 10n);
    await withdraw(alice, ether(1) / 3n);
    expect(await stable(alice)).toBe(3n);
    expect(await inPool()).toBe(7n);
    expect(await chain.balance(world.backstop.address)).toBe(7n);
  });

  it('reverts for more than one has, and without any shares at all', async () => {
    await expect(withdraw(alice, 0n)).rejects.toThrow();
    await deposit(chain, world, alice, ether(10));
    await deposit(chain, world, bob, ether(10));
    await expect(withdraw(bob, ether(1) + 1n)).rejects.toThrow('overflow');
  });

  it('reverts if the ether is refused', async () => {
    const caller = await chain.deploy(fixture('TestCaller'));
    await chain.send(world.stable, 'mint', [caller.address, ether(10)]);
    const run = (to: Address, functionName: string, args: readonly unknown[], abi = world.backstop.abi) =>
      chain.send(caller, 'run', [to, encodeFunctionData({ abi, functionName, args })]);
    await run(world.stable.address, 'approve', [world.backstop.address, ether(10)], world.stable.abi);
    await run(world.backstop.address, 'deposit', [ether(10)]);
    await liquidate(0n, 1n);
    const attempt = run(world.backstop.address, 'withdraw', [ether(1)]);
    await expect(attempt).rejects.toThrow('withdraw: sending ETH failed');
  });
});

describe('reward', () => {
  it('is split by shares and paid on every deposit and withdrawal', async () => {
    await deposit(chain, world, alice, ether(10_000));
    await deposit(chain, world, bob, ether(5_000));
    await grant(ether(300));
    await withdraw(bob, 0n);
    expect(await reward(bob)).toBe(ether(100));
    // What came in before carol did is not hers, though it is paid out while she is in.
    await grant(ether(30));
    await deposit(chain, world, carol, ether(15_000));
    expect(await reward(carol)).toBe(0n);
    await grant(ether(60));
    await withdraw(carol, ether(1));
    expect(await reward(carol)).toBe(ether(30));
    await deposit(chain, world, alice, ether(1));
    // 2/3 of 300, 2/3 of 30 and 1/3 of 60.
    expect(await reward(alice)).toBe(ether(240));
    await withdraw(bob, ether(1) / 2n);
    expect(await reward(bob)).toBe(ether(120));
    expect(await reward(world.backstop.address)).toBe(0n);
  });

  it('never promises more than is held: the mark of what was paid rounds up', async () => {
    await deposit(chain, world, alice, ether(10_000));
    await deposit(chain, world, bob, ether(5_000));
    await grant(ether(1));
    await withdraw(bob, 0n);
    // share = floor(10^45 / (1.5 * 10^18)); half a share has earned 333333333333333333.33
    expect(await chain.read(world.backstop, 'share')).toBe(666666666666666666666666666n);
    expect(await reward(bob)).toBe(333333333333333333n);
    expect(await chain.read(world.backstop, 'crops', [bob])).toBe(333333333333333334n);
    expect(await chain.read(world.backstop, 'stock')).toBe(666666666666666667n);
    await grant(ether(1));
    await withdraw(bob, 0n);
    // 666666666666666666.67 earned by now, less the mark.
    expect(await reward(bob)).toBe(333333333333333333n + 333333333333333332n);
  });

  it('belongs to nobody if nobody holds a share when it comes', async () => {
    await chain.send(world.reward, 'mint', [world.backstop.address, ether(5)]);
    await deposit(chain, world, alice, ether(1));
    await withdraw(alice, 0n);
    expect(await reward(alice)).toBe(0n);
    expect(await chain.read(world.backstop, 'stock')).toBe(ether(5));
  });
});
