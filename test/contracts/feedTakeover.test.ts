import { type Address, getAddress, type Hex, keccak256, pad, stringToHex, toHex } from 'viem';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { maskImmutables } from './maskImmutables.ts';
import { Chain, type Contract, fixtures, projectArtifact } from './support.ts';

interface Round {
  readonly answer: bigint;
  readonly startedAt: bigint;
  readonly updatedAt: bigint;
  readonly answeredInRound: bigint;
}

const artifact = projectArtifact('ScriptedFeed');
const fixture = fixtures();
/** Ids as a Chainlink proxy gives them in its sixth phase. */
const first = (6n << 64n) + 12_345n;
const rounds: readonly Round[] = [
  { answer: 2000n * 10n ** 8n, startedAt: 1_700_000_000n, updatedAt: 1_700_000_012n, answeredInRound: first },
  { answer: 2010n * 10n ** 8n, startedAt: 1_700_003_600n, updatedAt: 1_700_003_611n, answeredInRound: first },
  { answer: 1990n * 10n ** 8n, startedAt: 1_700_007_200n, updatedAt: 1_700_007_213n, answeredInRound: first + 2n },
];
const last = first + 2n;
const leftovers = Array.from({ length: 11 }, (_, slot): Hex => `0x${(240 + slot).toString(16).repeat(32)}`);

let chain: Chain;
let live: Contract;
/** The live feed's address under the scripted feed's ABI. */
let feed: Contract;

beforeAll(async () => {
  chain = await Chain.start();
});

afterAll(() => chain?.stop());

/** Puts the code of a scripted feed, deployed elsewhere, at an address. */
async function takeOver(address: Address): Promise<Contract> {
  const fresh = await chain.deploy(artifact, [8, 'ETH / USD', chain.account(1), false]);
  await chain.request('anvil_setCode', [address, await chain.client.getCode({ address: fresh.address })]);
  return { address, abi: fresh.abi };
}

beforeEach(async () => {
  live = await chain.deploy(fixture('TestAggregator'), [8]);
  for (const [index, round] of rounds.entries()) await chain.send(live, 'set', [first + BigInt(index), round]);
});

const operator = () => ({ from: chain.account(1) });
const continueFrom = (history: readonly Round[], id: bigint) =>
  chain.send(feed, 'continueFrom', [history, id], operator());
const slotsOf = ({ address }: Contract) =>
  Promise.all(leftovers.map((_, slot) => chain.client.getStorageAt({ address, slot: toHex(slot) })));

describe('over the leftovers of another contract', () => {
  beforeEach(async () => {
    for (const [slot, word] of leftovers.entries()) {
      await chain.request('anvil_setStorageAt', [live.address, pad(toHex(slot)), word]);
    }
    feed = await takeOver(live.address);
  });

  it('describes itself as it was deployed', async () => {
    expect(await chain.read(feed, 'decimals')).toBe(8);
    expect(await chain.read(feed, 'description')).toBe('ETH / USD');
    expect(await chain.read(feed, 'operator')).toBe(getAddress(chain.account(1)));
    expect(await chain.read(feed, 'zeroStyle')).toBe(false);
  });

  it('takes none of them for a round', async () => {
    await expect(chain.read(feed, 'latestRoundData')).rejects.toThrow('No data present');
    for (const id of [0n, 1n, first]) {
      await expect(chain.read(feed, 'getRoundData', [id])).rejects.toThrow('No data present');
    }
    expect(await chain.read(feed, 'latestRound')).toBe(0n);
    expect(await chain.read(feed, 'latestTimestamp')).toBe(0n);
  });

  it('writes to none of them, but to its own place', async () => {
    await continueFrom(rounds, first);
    await chain.send(feed, 'publish', [1n], operator());
    expect(await slotsOf(feed)).toEqual(leftovers);
    // ERC-7201: the hash of the hashed name less one, its last byte cleared.
    const name = BigInt(keccak256(stringToHex('breakwater.scripted-feed'))) - 1n;
    const slot = toHex(BigInt(keccak256(pad(toHex(name)))) & ~0xffn, { size: 32 });
    const counters = BigInt((await chain.client.getStorageAt({ address: feed.address, slot })) ?? '0x');
    expect(counters).toBe(((last + 1n) << 160n) | (last << 80n) | (first - 1n));
  });

  it('can be told from other code by its artifact', async () => {
    const code = (await chain.client.getCode({ address: feed.address })) as Hex;
    expect(code).not.toBe(artifact.deployedBytecode);
    expect(maskImmutables(code, artifact)).toBe(artifact.deployedBytecode);
  });
});

describe('continuing the history of another feed', () => {
  it('gives the rounds as that feed gave them, and follows them with its own', async () => {
    const ids = rounds.map((_, index) => first + BigInt(index));
    const before = await Promise.all(ids.map((id) => chain.read(live, 'getRoundData', [id])));
    const newest = await chain.read(live, 'latestRoundData');
    feed = await takeOver(live.address);
    const { events } = await continueFrom(rounds, first);
    expect(events).toEqual([]);
    expect(await Promise.all(ids.map((id) => chain.read(feed, 'getRoundData', [id])))).toEqual(before);
    expect(before[1]).toEqual([first + 1n, 201000000000n, 1_700_003_600n, 1_700_003_611n, first]);
    expect(await chain.read(feed, 'latestRoundData')).toEqual(newest);

    const answer = 1995n * 10n ** 8n;
    const published = await chain.send(feed, 'publish', [answer], operator());
    const updatedAt = published.timestamp;
    expect(published.events).toEqual([
      { name: 'AnswerUpdated', args: { current: answer, roundId: last + 1n, updatedAt } },
    ]);
    const own = [last + 1n, answer, updatedAt, updatedAt, last + 1n];
    expect(await chain.read(feed, 'latestRoundData')).toEqual(own);
    expect(await chain.read(feed, 'getRoundData', [last])).toEqual(before[2]);
    for (const id of [0n, 1n, 12_345n, first - 1n, last + 2n]) {
      await expect(chain.read(feed, 'getRoundData', [id])).rejects.toThrow('No data present');
    }
  });

  it.each([
    { where: 'at the start of a phase', id: (7n << 64n) + 1n },
    { where: 'across the end of a phase', id: (7n << 64n) - 1n },
    { where: 'across 64 bits', id: 2n ** 64n - 1n },
    { where: 'from the first id', id: 1n },
    { where: 'up to the last id but one', id: 2n ** 80n - 3n },
  ])('counts on $where', async ({ id }) => {
    feed = await takeOver(live.address);
    const [one, two] = rounds as [Round, Round];
    await continueFrom([one, two], id);
    await chain.send(feed, 'publishAt', [5n, 6n], operator());
    const fields = ({ answer, startedAt, updatedAt, answeredInRound }: Round) => [
      answer,
      startedAt,
      updatedAt,
      answeredInRound,
    ];
    expect(await chain.read(feed, 'getRoundData', [id])).toEqual([id, ...fields(one)]);
    expect(await chain.read(feed, 'getRoundData', [id + 1n])).toEqual([id + 1n, ...fields(two)]);
    expect(await chain.read(feed, 'latestRoundData')).toEqual([id + 2n, 5n, 6n, 6n, id + 2n]);
    await expect(chain.read(feed, 'getRoundData', [id - 1n])).rejects.toThrow('No data present');
    expect(await chain.read(feed, 'latestRound')).toBe(id + 2n);
    expect(await chain.read(feed, 'getAnswer', [id + 1n])).toBe(two.answer);
    expect(await chain.read(feed, 'getTimestamp', [id])).toBe(one.updatedAt);
    expect(await chain.read(feed, 'getAnswer', [id - 1n])).toBe(0n);
  });

  it('reverts where ids end', async () => {
    feed = await takeOver(live.address);
    await expect(continueFrom(rounds, 2n ** 80n - 2n)).rejects.toThrow('overflow');
    await continueFrom(rounds, 2n ** 80n - 3n);
    await expect(chain.send(feed, 'publish', [1n], operator())).rejects.toThrow('overflow');
  });

  it('is for the operator alone, once, before any other round', async () => {
    feed = await takeOver(live.address);
    await expect(chain.send(feed, 'continueFrom', [rounds, first])).rejects.toThrow('feed: caller is not the operator');
    await expect(continueFrom([], first)).rejects.toThrow('feed: no round to continue from');
    await expect(continueFrom(rounds, 0n)).rejects.toThrow('feed: round ids start at 1');
    await continueFrom(rounds, first);
    await expect(continueFrom(rounds, last + 1n)).rejects.toThrow('feed: there are rounds already');

    feed = await chain.deploy(artifact, [8, 'ETH / USD', chain.account(1), false]);
    await chain.send(feed, 'publish', [1n], operator());
    await expect(continueFrom(rounds, first)).rejects.toThrow('feed: there are rounds already');
  });
});

describe('for who compares a round with the one before', () => {
  it('nothing breaks at the takeover', async () => {
    const now = (await chain.client.getBlock()).timestamp;
    const round = { ...(rounds[2] as Round), updatedAt: now };
    await chain.send(live, 'set', [last, round]);
    const priceFeed = await chain.deploy(fixture('LiquityPriceFeed'), [live.address]);
    feed = await takeOver(live.address);

    // Without the history there is no round before the first.
    await chain.send(feed, 'publish', [1980n * 10n ** 8n], operator());
    await chain.send(priceFeed, 'fetchPrice');
    expect(await chain.read(priceFeed, 'status')).toBe(1);

    live = await chain.deploy(fixture('TestAggregator'), [8]);
    for (const id of [last - 1n, last]) await chain.send(live, 'set', [id, round]);
    const another = await chain.deploy(fixture('LiquityPriceFeed'), [live.address]);
    feed = await takeOver(live.address);
    await continueFrom([round], last);
    await chain.send(feed, 'publish', [1980n * 10n ** 8n], operator());
    await chain.send(another, 'fetchPrice');
    expect(await chain.read(another, 'status')).toBe(0);
    expect(await chain.read(another, 'lastGoodPrice')).toBe(1980n * 10n ** 18n);
  });
});
