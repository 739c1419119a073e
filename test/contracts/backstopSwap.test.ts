import { type Address, getAddress } from 'viem';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { deployWorld, deposit, ether, feePool, fund, type World } from './backstopWorld.ts';
import { Chain, fixtures } from './support.ts';

const fixture = fixtures();
const nobody: Address = '0x00000000000000000000000000000000000000bb';

/** The original's quote of 105 for 200 000 stablecoin and 100 ether at 200 USD. */
const quoted = 529622965177545527n;
const paid = ether(105);

let chain: Chain;
let world: World;
let alice: Address;
let bob: Address;

beforeAll(async () => {
  chain = await Chain.start();
  [alice, bob] = [getAddress(chain.account(1)), getAddress(chain.account(2))];
});

afterAll(() => chain?.stop());

beforeEach(async () => {
  world = await deployWorld(chain, fixture, 200);
  await deposit(chain, world, alice, ether(200_000));
  await chain.send(world.pool, 'liquidate', [world.backstop.address, 0n], { value: ether(100) });
  await fund(chain, world, bob, paid);
});

const stable = (account: Address) => chain.read(world.stable, 'balanceOf', [account]);
const inPool = () => chain.read(world.pool, 'getCompoundedLUSDDeposit', [world.backstop.address]);
const swap = (minimum: bigint, dest: Address = nobody) =>
  chain.send(world.backstop, 'swap', [paid, minimum, dest], { from: bob });

it('pays the quote to whom the buyer names and puts the stablecoin into the pool', async () => {
  const before = await chain.balance(nobody);
  const { result, events, timestamp } = await swap(quoted);
  expect(result).toBe(quoted);
  expect((await chain.balance(nobody)) - before).toBe(quoted);
  expect(await chain.balance(world.backstop.address)).toBe(ether(100) - quoted);
  expect([await inPool(), await stable(bob)]).toEqual([ether(200_105), 0n]);
  expect(events).toEqual([
    { name: 'RebalanceSwap', args: { user: bob, lusdAmount: paid, ethAmount: quoted, timestamp } },
  ]);
});

it('takes the fee out of the stablecoin, not out of the quote', async () => {
  await chain.send(world.backstop, 'setParams', [20n, 100n]);
  expect(await chain.read(world.backstop, 'getSwapEthAmount', [paid])).toEqual([quoted, paid / 100n]);
  const before = await stable(feePool);
  expect((await swap(quoted)).result).toBe(quoted);
  expect((await stable(feePool)) - before).toBe(paid / 100n);
  expect(await inPool()).toBe(ether(200_000) + (paid * 99n) / 100n);
  expect(await stable(world.backstop.address)).toBe(0n);
});

it('reverts for less than the buyer accepts, for nothing, and if the ether is refused', async () => {
  await expect(swap(quoted + 1n)).rejects.toThrow('swap: low return');
  await expect(chain.send(world.backstop, 'swap', [0n, 0n, nobody], { from: bob })).rejects.toThrow();
  await expect(swap(quoted, world.stable.address)).rejects.toThrow('swap: sending ETH failed');
});

it('takes stablecoin for nothing if the price is missing and the buyer accepts nothing', async () => {
  await chain.advance(3700);
  expect(await chain.read(world.backstop, 'getSwapEthAmount', [paid])).toEqual([0n, 0n]);
  await expect(swap(1n)).rejects.toThrow('swap: low return');
  expect((await swap(0n)).result).toBe(0n);
  expect([await inPool(), await stable(bob)]).toEqual([ether(200_105), 0n]);
});

it('serves as a Kyber reserve', async () => {
  const { backstop } = world;
  const rate = await chain.read(backstop, 'getConversionRate', [nobody, nobody, paid, 0n]);
  // floor(529622965177545527 / 105)
  expect(rate).toBe(5044028239786147n);
  const before = await chain.balance(nobody);
  const args = [alice, paid, alice, nobody, 10n ** 30n, true];
  expect((await chain.send(backstop, 'trade', args, { from: bob })).result).toBe(true);
  expect((await chain.balance(nobody)) - before).toBe(quoted);
});

it('says of a trade that paid nothing that it failed, and keeps the stablecoin', async () => {
  await chain.send(world.ethFeed, 'publishAt', [200n * 10n ** 8n, 1n]);
  const args = [alice, paid, alice, nobody, 0n, false];
  expect((await chain.send(world.backstop, 'trade', args, { from: bob })).result).toBe(false);
  expect(await stable(bob)).toBe(0n);
});
