import { type Abi, getAddress, type Hex, keccak256, parseAbi, toFunctionSelector, toHex } from 'viem';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Chain, type Contract, fixtures } from './support.ts';

const fixture = fixtures();
/** Names of the implementation's functions by the names that the facade offers. */
const names = {
  'oldName(address)': 'newName(address)',
  'put(uint256)': 'store(uint256)',
  'get()': 'stored()',
  'decline(uint256)': 'refuse(uint256)',
  'nothing()': 'unknown()',
};
const from = Object.keys(names).map((name) => toFunctionSelector(name));
const to = Object.values(names).map((name) => toFunctionSelector(name));
const abi: Abi = parseAbi([
  'error Refused(uint256 code, string why)',
  'function oldName(address) view returns (uint256, address, address)',
  'function put(uint256) payable returns (uint256)',
  'function get() view returns (uint256)',
  'function decline(uint256) pure',
]);

let chain: Chain;
let implementation: Contract;
/** The facade under its own names. */
let facade: Contract;

beforeAll(async () => {
  chain = await Chain.start();
  implementation = await chain.deploy(fixture('TestImplementation'));
});

afterAll(() => chain?.stop());

const deploy = (old: readonly Hex[], known: readonly Hex[]) =>
  chain.deploy(fixture('ManyNamesFacade'), [implementation.address, old, known]);

beforeEach(async () => {
  facade = { ...(await deploy(from, to)), abi };
});

it('answers each name, and the implementation’s own', async () => {
  expect((await chain.send(facade, 'put', [42n])).result).toBe(0n);
  const [who, sender] = [getAddress(chain.account(3)), getAddress(chain.account(0))];
  const { result } = await chain.client.simulateContract({
    ...facade,
    functionName: 'oldName',
    args: [who],
    account: sender,
  });
  expect(result).toEqual([42n, who, sender]);
  expect(await chain.read(facade, 'get')).toBe(42n);
  expect(await chain.read({ ...facade, abi: implementation.abi }, 'stored')).toBe(42n);
});

it('replaces the four bytes and keeps the rest', async () => {
  const selector = toFunctionSelector('nothing()');
  for (const tail of ['', 'ff', 'ab'.repeat(28), 'cd'.repeat(100)]) {
    const { data } = await chain.client.call({ to: facade.address, data: `${selector}${tail}` });
    expect(data).toBe(`${toFunctionSelector('unknown()')}${tail}`);
  }
});

it('passes on other names, and what is too short for one, as they are', async () => {
  const short = await deploy(['0x11223300'], to.slice(0, 1));
  for (const [{ address }, data] of [
    [facade, '0x11223344aabb'],
    [facade, `0x00${from[0]?.slice(2)}`],
    [short, '0x112233'],
  ] as const) {
    expect((await chain.client.call({ to: address, data: data as Hex })).data).toBe(data);
  }
});

it('can rename to the selector of zeros, and nothing at all', async () => {
  const zeros = await deploy(['0x11223344'], ['0x00000000']);
  expect((await chain.client.call({ to: zeros.address, data: '0x11223344ff' })).data).toBe('0x00000000ff');
  const none = await deploy([], []);
  expect((await chain.client.call({ to: none.address, data: '0x11223344ff' })).data).toBe('0x11223344ff');
});

it('passes ether on and hands revert data up', async () => {
  expect((await chain.send(facade, 'put', [1n], { value: 5n })).result).toBe(5n);
  const transfer = { from: chain.account(0), to: facade.address, value: '0x3' };
  const receipt = (await chain.request('eth_sendTransactionSync', [transfer])) as { logs: unknown[] };
  expect(receipt.logs).toHaveLength(1);
  expect(await chain.balance(facade.address)).toBe(8n);
  await expect(chain.read(facade, 'decline', [9n])).rejects.toThrow(
    /Refused\(uint256 code, string why\)\s+\(9, because\)/,
  );
});

it('leaves the implementation its slots, and the implementation without state', async () => {
  const slots = () =>
    Promise.all(
      Array.from({ length: 11 }, (_, slot) =>
        chain.client.getStorageAt({ address: facade.address, slot: toHex(slot) }),
      ),
    );
  const empty = Array.from({ length: 11 }, () => word(0n));
  expect(await slots()).toEqual(empty);
  await chain.send(facade, 'put', [7n]);
  expect(await slots()).toEqual([word(7n), ...empty.slice(1)]);
  expect(await chain.read(implementation, 'stored')).toBe(0n);
  const slot = keccak256(toHex('key.ownable.owner'));
  expect(await chain.client.getStorageAt({ address: facade.address, slot })).toBe(word(BigInt(chain.account(0))));
});

it('refuses lists that do not fit, a name given twice and an implementation without code', async () => {
  await expect(deploy(from, to.slice(1))).rejects.toThrow('facade: not one name for each');
  await expect(deploy(['0x11223344', '0x11223344'], to.slice(0, 2))).rejects.toThrow('facade: a name is renamed twice');
  const nowhere = chain.deploy(fixture('ManyNamesFacade'), [chain.account(5), from, to]);
  await expect(nowhere).rejects.toThrow('facade: implementation has no code');
});

function word(value: bigint): Hex {
  return toHex(value, { size: 32 });
}
