import { createRequire } from 'node:module';
import { type Abi, type Address, encodeFunctionData, getAddress } from 'viem';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deployWorld, deposit, ether } from './backstopWorld.ts';
import { Chain, type Contract, fixtures, projectArtifact } from './support.ts';

const require = createRequire(import.meta.url);
const artifacts = {
  factory: require('@uniswap/v2-core/build/UniswapV2Factory.json') as { abi: Abi; bytecode: string },
  pair: require('@uniswap/v2-core/build/UniswapV2Pair.json') as { abi: Abi; bytecode: string },
  weth: require('canonical-weth/build/contracts/WETH9.json') as { abi: Abi; bytecode: string },
};
const fixture = fixtures();

// The pair holds 100 WETH and 200 000 stablecoin. For 1 000 stablecoin it is due the least a with
// (1000 * 100 + 997 a) * 199 000 >= 1000 * 100 * 200 000, that is 10^8 / (199 000 * 997) ether, rounded up.
const wethReserve = ether(100);
const stableReserve = ether(200_000);
const borrowed = ether(1_000);
const due = 504024636724243082n;
/** The backstop sells at 0.00052 ether, 4 % more than the pair's 0.0005. */
const rate = 520_000_000_000_000n;
const bought = (ether(1) * 52n) / 100n;
const profit = 15975363275756918n;

let chain: Chain;
let weth: Contract;
let factory: Contract;
let caller: Address;

beforeAll(async () => {
  chain = await Chain.start();
  caller = getAddress(chain.account(1));
  weth = await chain.deploy(artifacts.weth);
  factory = await chain.deploy(artifacts.factory, [chain.account(0)]);
});

afterAll(() => chain?.stop());

async function createPair(stable: Contract, wethAmount: bigint, stableAmount: bigint): Promise<Contract> {
  await chain.send(factory, 'createPair', [stable.address, weth.address]);
  const address = await chain.read<Address>(factory, 'getPair', [stable.address, weth.address]);
  const pair = { address, abi: artifacts.pair.abi };
  await chain.send(weth, 'deposit', [], { value: wethAmount });
  await chain.send(weth, 'transfer', [address, wethAmount]);
  await chain.send(stable, 'mint', [address, stableAmount]);
  await chain.send(pair, 'mint', [chain.account(0)]);
  return pair;
}

/** Deploys stablecoins until one sorts as wanted beside WETH: a pair's token0 is the lower address. */
async function stableSorted(order: 'before' | 'after'): Promise<Contract> {
  const stable = await chain.deploy(fixture('TestToken'));
  const before = stable.address.toLowerCase() < weth.address.toLowerCase();
  return before === (order === 'before') ? stable : stableSorted(order);
}

it('the figures hold: one wei less would leave the pair short', () => {
  const keeps = (paid: bigint) =>
    (1000n * wethReserve + 997n * paid) * (stableReserve - borrowed) >= 1000n * wethReserve * stableReserve;
  expect([keeps(due), keeps(due - 1n)]).toEqual([true, false]);
  expect(bought - due).toBe(profit);
});

describe.each(['before', 'after'] as const)('with a stablecoin that sorts %s WETH', (order) => {
  let stable: Contract;
  let pair: Contract;
  let backstop: Contract;
  let executor: Contract;

  beforeEach(async () => {
    stable = await stableSorted(order);
    pair = await createPair(stable, wethReserve, stableReserve);
    backstop = await chain.deploy(fixture('TestBackstop'), [stable.address, rate], { value: ether(10) });
    const args = [pair.address, backstop.address, stable.address, weth.address];
    executor = await chain.deploy(projectArtifact('ArbitrageExecutor'), args);
  });

  const execute = (minimum: bigint) => chain.send(executor, 'execute', [borrowed, minimum], { from: caller });

  it('repays the pair to the wei and sends the rest to the caller', async () => {
    expect(await chain.read(executor, 'quote', [borrowed])).toBe(profit);
    const before = await chain.balance(caller);
    const { result, events, cost } = await execute(profit);
    expect(result).toBe(profit);
    expect((await chain.balance(caller)) - before + cost).toBe(profit);
    expect(events).toEqual([
      {
        name: 'Arbitrage',
        args: { caller, stableAmount: borrowed, collateralBought: bought, collateralRepaid: due, profit },
      },
    ]);
    expect(await chain.read(weth, 'balanceOf', [pair.address])).toBe(wethReserve + due);
    expect(await chain.read(stable, 'balanceOf', [pair.address])).toBe(stableReserve - borrowed);
    expect(await chain.read(stable, 'balanceOf', [backstop.address])).toBe(borrowed);
    // Nothing stays behind.
    expect(await chain.balance(executor.address)).toBe(0n);
    expect(await chain.read(weth, 'balanceOf', [executor.address])).toBe(0n);
    expect(await chain.read(stable, 'balanceOf', [executor.address])).toBe(0n);
    expect(await chain.read(stable, 'allowance', [executor.address, backstop.address])).toBe(0n);
  });

  it('reverts if the profit is under the minimum', async () => {
    await expect(execute(profit + 1n)).rejects.toThrow('arbitrage: profit under minimum');
  });

  it('reverts in the backstop if it sells for less than the pair is due', async () => {
    await chain.send(backstop, 'setRate', [504024636724243n]);
    // 0.504024636724243 bought for 0.504024636724243082 due.
    expect(await chain.read(executor, 'quote', [borrowed])).toBe(-82n);
    await expect(execute(0n)).rejects.toThrow('swap: low return');
  });

  it('is content with a few wei if no profit is asked for', async () => {
    // The least rate that covers what is due: 0.504024636724244 for it.
    await chain.send(backstop, 'setRate', [504024636724244n]);
    expect((await execute(0n)).result).toBe(918n);
  });

  it('refuses callbacks that it did not ask for', async () => {
    const data = '0x';
    const foreign = 'arbitrage: foreign callback';
    for (const sender of [caller, executor.address]) {
      await expect(chain.send(executor, 'uniswapV2Call', [sender, 0n, 0n, data])).rejects.toThrow(foreign);
    }
    // From the pair, on someone else's order.
    const amounts = order === 'before' ? [borrowed, 0n] : [0n, borrowed];
    await expect(chain.send(pair, 'swap', [...amounts, executor.address, '0x01'])).rejects.toThrow(foreign);
  });

  it('refuses to borrow all that the pair holds', async () => {
    const attempt = chain.send(executor, 'execute', [stableReserve, 0n]);
    await expect(attempt).rejects.toThrow('arbitrage: more than the pair holds');
  });

  it('refuses ether from anyone but the backstop', async () => {
    const call = chain.client.call({ account: caller, to: executor.address, value: 1n });
    await expect(call).rejects.toThrow('arbitrage: ether not from the backstop');
  });

  it('reverts if the caller refuses the profit', async () => {
    const contract = await chain.deploy(fixture('TestCaller'));
    const data = encodeFunctionData({ abi: executor.abi, functionName: 'execute', args: [borrowed, 0n] });
    const attempt = chain.send(contract, 'run', [executor.address, data]);
    await expect(attempt).rejects.toThrow('arbitrage: sending profit failed');
  });

  it('refuses a pair of other tokens', async () => {
    const other = await chain.deploy(fixture('TestToken'));
    const args = [pair.address, backstop.address, other.address, weth.address];
    const attempt = chain.deploy(projectArtifact('ArbitrageExecutor'), args);
    await expect(attempt).rejects.toThrow('arbitrage: pair of other tokens');
  });
});

it('takes the discount of the reference backstop, and nothing while its price is stale', async () => {
  const world = await deployWorld(chain, fixture, 200);
  await deposit(chain, world, chain.account(2), ether(200_000));
  await chain.send(world.pool, 'liquidate', [world.backstop.address, 0n], { value: ether(100) });
  const pair = await createPair(world.stable, ether(1_000), ether(200_000));
  const args = [pair.address, world.backstop.address, world.stable.address, weth.address];
  const executor = await chain.deploy(projectArtifact('ArbitrageExecutor'), args);
  // 0.529622965177545527 is the original's quote of 105; due are 1000 * 105 000 / (199 895 * 997), rounded up.
  const { result } = await chain.send(executor, 'execute', [ether(105), 1n], { from: caller });
  expect(result).toBe(529622965177545527n - 526856338795520608n);

  await chain.send(world.ethFeed, 'publishAt', [200n * 10n ** 8n, 1n]);
  const attempt = chain.send(executor, 'execute', [ether(105), 0n], { from: caller });
  await expect(attempt).rejects.toThrow('swap: low return');
});
