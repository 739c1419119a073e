import { readFileSync } from 'node:fs';
import { type Address, getAddress, toFunctionSelector } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../src/protocol/solidity/compile.ts';
import { compileVariant } from '../../src/protocol/solidity/variants.ts';
import { deployWorld, deposit, ether, fund, type Parts } from './backstopWorld.ts';
import { Chain, fixtures, projectArtifact } from './support.ts';

const fixture = fixtures();
const nobody: Address = '0x00000000000000000000000000000000000000bb';

const forkNames = {
  getCompoundedLUSDDeposit: 'getCompoundedUSDLDeposit',
  getDepositorETHGain: 'getDepositorPLSGain',
  provideToSP: 'provideToStabilityPool',
  withdrawFromSP: 'withdraw_$',
};
/** Each gets the other's name. */
const traded = {
  getCompoundedLUSDDeposit: 'getDepositorETHGain',
  getDepositorETHGain: 'getCompoundedLUSDDeposit',
};

/** The tests' Stability Pool with other names. */
function poolWith(rename: Record<string, string>) {
  let source = readFileSync(new URL('./TestStabilityPool.sol', import.meta.url), 'utf8');
  for (const from of Object.keys(rename)) source = source.replaceAll(from, `<${from}>`);
  for (const [from, to] of Object.entries(rename)) source = source.replaceAll(`<${from}>`, to);
  const artifact = compile({ 'Pool.sol': source }).find(({ contractName }) => contractName === 'TestStabilityPool');
  if (artifact === undefined) throw new Error('The pool is gone.');
  return artifact;
}

let chain: Chain;
let alice: Address;
let bob: Address;

beforeAll(async () => {
  chain = await Chain.start();
  [alice, bob] = [getAddress(chain.account(1)), getAddress(chain.account(2))];
});

afterAll(() => chain?.stop());

/** Deposits, a liquidation, a swap, a reward and a withdrawal; what each brought. */
async function story(parts: Parts) {
  const world = await deployWorld(chain, fixture, 200, parts);
  const { backstop, pool, stable, reward } = world;
  const outcomes: unknown[] = [];
  const keep = ({ result, events }: { result: unknown; events: readonly { name: string; args: unknown }[] }) =>
    outcomes.push(
      result,
      // Time runs on between the stories.
      events.map(({ name, args }) => ({ name, args: { ...(args as object), timestamp: undefined } })),
    );
  keep(await deposit(chain, world, alice, ether(200_000)));
  await chain.send(pool, 'liquidate', [backstop.address, 0n], { value: ether(100) });
  await fund(chain, world, bob, ether(105));
  const swap = await chain.send(backstop, 'swap', [ether(105), 0n, nobody], { from: bob });
  keep(swap);
  keep(await deposit(chain, world, bob, ether(1_000)));
  const bobsShares = await chain.read(backstop, 'balanceOf', [bob]);
  await chain.send(pool, 'liquidate', [backstop.address, ether(500)], { value: ether(3) });
  await chain.send(reward, 'mint', [pool.address, ether(30)]);
  await chain.send(pool, 'grant', [backstop.address, ether(30)]);
  keep(await chain.send(backstop, 'withdraw', [ether(1) / 2n], { from: alice }));
  return {
    outcomes,
    bought: swap.result,
    bobsShares,
    withdrawn: await chain.read(stable, 'balanceOf', [alice]),
    rewarded: await chain.read(reward, 'balanceOf', [alice]),
    left: await chain.balance(backstop.address),
  };
}

/** The story in integers: the swap's quote is the original contract's, the rest follows from shares alone. */
function expectedStory() {
  const bought = 529622965177545527n;
  const value = ether(200_105) + (ether(100) - bought) * 200n;
  const bobsShares = (ether(1) * ether(1_000)) / value;
  const total = ether(1) + bobsShares;
  const half = ether(1) / 2n;
  const lusd = ether(200_105) + ether(1_000) - ether(500);
  const eth = ether(103) - bought;
  const perShare = (ether(30) * 10n ** 27n) / total;
  return {
    bought,
    bobsShares,
    withdrawn: (lusd * half) / total,
    left: eth - (eth * half) / total,
    rewarded: perShare / 10n ** 9n,
  };
}

describe('the reference backstop with other names to call', () => {
  it.each([
    { where: 'with the names of a fork', names: forkNames },
    { where: 'that trades two names', names: traded },
  ])('does on a pool $where what it does on its own', async ({ names }) => {
    const pool = poolWith(names);
    const variant = compileVariant('BackstopAMM', names);
    const deployPool = (...tokens: Address[]) => chain.deploy(pool, tokens);
    const here = await story({ backstop: variant, deployPool });
    expect(here).toMatchObject(expectedStory());
    expect(here).toEqual(await story({}));
    expect(variant.abi).toEqual(projectArtifact('BackstopAMM').abi);
  });

  it('could not do it without, unless behind a facade of those names', async () => {
    const pool = poolWith(forkNames);
    const deployPool = (...tokens: Address[]) => chain.deploy(pool, tokens);
    const world = await deployWorld(chain, fixture, 200, { deployPool });
    await expect(deposit(chain, world, alice, ether(1))).rejects.toThrow('reverted');

    const selectors = ['getCompoundedLUSDDeposit(address)', 'getDepositorETHGain(address)', 'withdrawFromSP(uint256)'];
    const known = ['getCompoundedUSDLDeposit(address)', 'getDepositorPLSGain(address)', 'withdraw_$(uint256)'];
    const deployFacade = async (...tokens: Address[]) => {
      const { address } = await chain.deploy(pool, tokens);
      const names = [
        [...selectors, 'provideToSP(uint256,address)'],
        [...known, 'provideToStabilityPool(uint256,address)'],
      ].map((list) => list.map((name) => toFunctionSelector(name)));
      const facade = await chain.deploy(fixture('ManyNamesFacade'), [address, ...names]);
      return { ...facade, abi: pool.abi as typeof facade.abi };
    };
    expect(await story({ deployPool: deployFacade })).toMatchObject(expectedStory());
  });
});

describe('compiling a variant', () => {
  it('without a name brings the reference', () => {
    expect(compileVariant('BackstopAMM', {})).toEqual(projectArtifact('BackstopAMM'));
  });

  it('happens once for the same names, in whatever order', () => {
    const { provideToSP, withdrawFromSP } = forkNames;
    const once = compileVariant('BackstopAMM', { provideToSP, withdrawFromSP });
    expect(compileVariant('BackstopAMM', { withdrawFromSP, provideToSP })).toBe(once);
    expect(compileVariant('BackstopAMM', { provideToSP })).not.toEqual(once);
  });

  it.each([
    // The backstop's own, another interface's, one that there is nowhere, and one that every object has.
    'deposit',
    'decimals',
    'getCompoundedZUSDDeposit',
    'toString',
  ])('refuses to rename %s', (name) => {
    expect(() => compileVariant('BackstopAMM', { [name]: 'other' })).toThrow(
      `${name} is no function that is called on the Stability Pool: those are getCompoundedLUSDDeposit, getDepositorETHGain, provideToSP, withdrawFromSP.`,
    );
  });

  it.each(['', '1st', 'a b', 'a-b', 'a.b', 'f(address)', 'naïve', 'a\n'])('refuses %j as a name', (name) => {
    const problem = `${JSON.stringify(name)} is no Solidity identifier.`;
    expect(() => compileVariant('BackstopAMM', { provideToSP: name })).toThrow(problem);
    expect(() => compileVariant('BackstopAMM', { [name]: 'provideToSP' })).toThrow(problem);
  });

  it.each(['for', 'address'])('leaves it to the compiler to refuse the keyword %s', (name) => {
    expect(() => compileVariant('BackstopAMM', { provideToSP: name })).toThrow(/did not compile.*ParserError/s);
  });
});
