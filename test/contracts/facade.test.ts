import { createRequire } from 'node:module';
import { type Abi, encodeFunctionData, getAddress, type Hex, keccak256, toFunctionSelector, toHex } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chain, type Contract, fixtures, projectArtifact } from './support.ts';

const require = createRequire(import.meta.url);
const from = toFunctionSelector('oldName(address)');
const to = toFunctionSelector('newName(address)');

let chain: Chain;
let implementation: Contract;
/** The facade under the implementation's ABI. */
let facade: Contract;

beforeAll(async () => {
  chain = await Chain.start();
  implementation = await chain.deploy(fixtures()('TestImplementation'));
  const deployed = await chain.deploy(projectArtifact('RenamingFacade'), [implementation.address, from, to]);
  facade = { ...deployed, abi: implementation.abi };
});

afterAll(() => chain?.stop());

async function call(data: Hex): Promise<Hex | undefined> {
  return (await chain.client.call({ to: facade.address, data })).data;
}

it('answers the old name with what the implementation answers to the new one', async () => {
  await chain.send(facade, 'store', [42n]);
  const who = getAddress(chain.account(3));
  const sender = getAddress(chain.account(0));
  const renamed = encodeFunctionData({ abi: facade.abi, functionName: 'newName', args: [who] }).replace(
    to,
    from,
  ) as Hex;
  const { data } = await chain.client.call({ to: facade.address, data: renamed, account: sender });
  const { result } = await chain.client.simulateContract({
    ...facade,
    functionName: 'newName',
    args: [who],
    account: sender,
  });
  expect(result).toEqual([42n, who, sender]);
  expect(data).toBe(`0x${'2a'.padStart(64, '0')}${word(who)}${word(sender)}`);
});

it.each([
  { what: 'another selector', sent: '0x11223344aabb', received: '0x11223344aabb' },
  { what: 'three bytes of the old selector', sent: from.slice(0, 8), received: from.slice(0, 8) },
  { what: 'the old selector further on', sent: `0x00${from.slice(2)}`, received: `0x00${from.slice(2)}` },
])('passes on $what as it is', async ({ sent, received }) => {
  expect(await call(sent as Hex)).toBe(received);
});

it('replaces the four bytes and keeps the rest', async () => {
  const other = toFunctionSelector('unknown()');
  const artifact = projectArtifact('RenamingFacade');
  const echo = await chain.deploy(artifact, [implementation.address, from, other]);
  for (const tail of ['', 'ff', 'ab'.repeat(28), 'cd'.repeat(100)]) {
    const { data } = await chain.client.call({ to: echo.address, data: `${from}${tail}` });
    expect(data).toBe(`${other}${tail}`);
  }
});

it('takes fewer than four bytes for no selector, even if zeros would complete it', async () => {
  const args = [implementation.address, '0x11223300', to];
  const other = await chain.deploy(projectArtifact('RenamingFacade'), args);
  expect(await chain.client.call({ to: other.address, data: '0x112233' })).toEqual({ data: '0x112233' });
});

it('keeps the state, and leaves the implementation without any', async () => {
  await chain.send(facade, 'store', [7n]);
  expect(await chain.read(facade, 'stored')).toBe(7n);
  expect(await chain.read(implementation, 'stored')).toBe(0n);
});

it('passes ether on to functions and takes plain transfers', async () => {
  const before = await chain.balance(facade.address);
  const { result } = await chain.send(facade, 'store', [1n], { value: 5n });
  expect(result).toBe(5n);
  const sender = chain.account(0);
  const receipt = (await chain.request('eth_sendTransactionSync', [
    { from: sender, to: facade.address, value: '0x3' },
  ])) as { logs: { address: string; topics: string[]; data: string }[] };
  expect(receipt.logs.map(({ address, topics, data }) => [getAddress(address), topics[1], data])).toEqual([
    [getAddress(facade.address), `0x${word(sender)}`, `0x${'3'.padStart(64, '0')}`],
  ]);
  expect((await chain.balance(facade.address)) - before).toBe(8n);
});

it('hands revert data up', async () => {
  await expect(chain.read(facade, 'refuse', [9n])).rejects.toThrow(
    /Refused\(uint256 code, string why\)\s+\(9, because\)/,
  );
});

it('makes its deployer the owner where the implementation looks for it', async () => {
  const slot = keccak256(toHex('key.ownable.owner'));
  expect(await chain.client.getStorageAt({ address: facade.address, slot })).toBe(`0x${word(chain.account(0))}`);
});

it('refuses an implementation without code', async () => {
  const args = [chain.account(5), from, to];
  await expect(chain.deploy(projectArtifact('RenamingFacade'), args)).rejects.toThrow(
    'facade: implementation has no code',
  );
});

describe("before Zero's Stability Pool", () => {
  it("gives Liquity's name to its deposit getter and is owned", async () => {
    const path = '@sovryn-zero/contracts/artifacts/contracts/StabilityPool.sol/StabilityPool.json';
    const artifact: { abi: Abi; bytecode: string } = require(path);
    const pool = await chain.deploy(artifact, [chain.account(9)]);
    const oldName = toFunctionSelector('getCompoundedLUSDDeposit(address)');
    const newName = toFunctionSelector('getCompoundedZUSDDeposit(address)');
    expect([oldName, newName]).toEqual(['0x1cdc4700', '0x40ed1afd']);
    const options = { from: chain.account(2) };
    const args = [pool.address, oldName, newName];
    const { address } = await chain.deploy(projectArtifact('RenamingFacade'), args, options);

    const data: Hex = `${oldName}${word(chain.account(0))}`;
    expect(await chain.client.call({ to: address, data })).toEqual({ data: `0x${'0'.repeat(64)}` });
    await expect(chain.client.call({ to: pool.address, data })).rejects.toThrow('revert');
    expect(await chain.read({ address, abi: pool.abi }, 'getOwner')).toBe(getAddress(chain.account(2)));
  });
});

/** An address as a word, without prefix. */
function word(address: string): string {
  return address.slice(2).toLowerCase().padStart(64, '0');
}
