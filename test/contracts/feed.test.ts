import { getAddress, parseAbi } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poolOfZero } from './poolOfZero.ts';
import { Chain, type Contract, projectArtifact } from './support.ts';

let chain: Chain;

beforeAll(async () => {
  chain = await Chain.start();
});

afterAll(() => chain?.stop());

const deploy = (decimals = 8, zeroStyle = true, description = 'ETH / USD') =>
  chain.deploy(projectArtifact('ScriptedFeed'), [decimals, description, chain.account(1), zeroStyle]);
const operator = () => ({ from: chain.account(1) });

describe('as a Chainlink aggregator', () => {
  it('describes itself', async () => {
    const feed = await deploy();
    expect(await chain.read(feed, 'decimals')).toBe(8);
    expect(await chain.read(feed, 'description')).toBe('ETH / USD');
    expect(await chain.read(feed, 'version')).toBe(1n);
    expect(await chain.read(feed, 'operator')).toBe(getAddress(chain.account(1)));
    expect(await chain.read(feed, 'zeroStyle')).toBe(true);
    expect(await chain.read(await deploy(8, false), 'zeroStyle')).toBe(false);
  });

  it.each(['', 'x', 'thirty-one bytes, the most ever', 'Ξ / €'])('describes itself as %j', async (text) => {
    expect(await chain.read(await deploy(8, true, text), 'description')).toBe(text);
  });

  it('refuses a description that an immutable does not hold', async () => {
    const tooLong = 'feed: description is over 31 bytes';
    await expect(deploy(8, true, 'x'.repeat(32))).rejects.toThrow(tooLong);
    // 16 characters of two bytes.
    await expect(deploy(8, true, 'Ξ'.repeat(16))).rejects.toThrow(tooLong);
  });

  it('counts rounds from 1 and keeps them', async () => {
    const feed = await deploy();
    const first = await chain.send(feed, 'publish', [2000n * 10n ** 8n], operator());
    const second = await chain.send(feed, 'publish', [1999n * 10n ** 8n], operator());
    expect(second.events).toEqual([
      { name: 'AnswerUpdated', args: { current: 199900000000n, roundId: 2n, updatedAt: second.timestamp } },
    ]);
    const newest = [2n, 199900000000n, second.timestamp, second.timestamp, 2n];
    expect(await chain.read(feed, 'latestRoundData')).toEqual(newest);
    expect(await chain.read(feed, 'getRoundData', [2n])).toEqual(newest);
    expect(await chain.read(feed, 'getRoundData', [1n])).toEqual([
      1n,
      200000000000n,
      first.timestamp,
      first.timestamp,
      1n,
    ]);
  });

  it('has no data before the first round nor outside the rounds', async () => {
    const feed = await deploy();
    await expect(chain.read(feed, 'latestRoundData')).rejects.toThrow('No data present');
    await chain.send(feed, 'publish', [1n], operator());
    await expect(chain.read(feed, 'getRoundData', [0n])).rejects.toThrow('No data present');
    await expect(chain.read(feed, 'getRoundData', [2n])).rejects.toThrow('No data present');
  });

  it('publishes at any claimed time, with any sign', async () => {
    const feed = await deploy();
    const late = 2n ** 256n - 3001n;
    await chain.send(feed, 'publishAt', [-5n, 12n], operator());
    expect(await chain.read(feed, 'latestRoundData')).toEqual([1n, -5n, 12n, 12n, 1n]);
    await chain.send(feed, 'publishAt', [7n, late], operator());
    expect(await chain.read(feed, 'latestRoundData')).toEqual([2n, 7n, late, late, 2n]);
  });

  it('takes about two new words of storage for a round', async () => {
    const feed = await deploy();
    await chain.send(feed, 'publish', [1n], operator());
    const { gasUsed } = await chain.send(feed, 'publish', [2000n * 10n ** 8n], operator());
    // 21 000 for a transaction, 22 100 for each new word, 5 000 for the counter and 2 000 for the event.
    expect(gasUsed).toBeLessThan(75_000n);
  });

  it('lets nobody but the operator publish', async () => {
    const feed = await deploy();
    await expect(chain.send(feed, 'publish', [1n])).rejects.toThrow('feed: caller is not the operator');
    await expect(chain.send(feed, 'publishAt', [1n, 1n])).rejects.toThrow('feed: caller is not the operator');
  });
});

describe('in the legacy reads of a Chainlink aggregator', () => {
  const abi = parseAbi(['function latestAnswer() view returns (int256)']);
  const latestAnswer = ({ address }: Contract) => chain.read({ address, abi }, 'latestAnswer');

  it('gives 0 before the first round', async () => {
    const feed = await deploy(8, false);
    expect(await latestAnswer(feed)).toBe(0n);
    expect(await chain.read(feed, 'latestRound')).toBe(0n);
    expect(await chain.read(feed, 'latestTimestamp')).toBe(0n);
    expect(await chain.read(feed, 'getAnswer', [0n])).toBe(0n);
    expect(await chain.read(feed, 'getTimestamp', [1n])).toBe(0n);
  });

  it.each([2000n * 10n ** 8n, -5n, 0n, 2n ** 255n - 1n, -(2n ** 255n)])('gives %d as it is', async (answer) => {
    const feed = await deploy(8, false);
    await chain.send(feed, 'publish', [answer], operator());
    expect(await latestAnswer(feed)).toBe(answer);
    // One word, as from Chainlink: keccak256('latestAnswer()') starts with 50d25bcd.
    const { data } = await chain.client.call({ to: feed.address, data: '0x50d25bcd' });
    expect(data).toMatch(/^0x[0-9a-f]{64}$/);
  });

  it('gives rounds by their ids, and 0 for others', async () => {
    const feed = await deploy(8, false);
    await chain.send(feed, 'publishAt', [70n, 7n], operator());
    await chain.send(feed, 'publishAt', [80n, 8n], operator());
    expect(await chain.read(feed, 'latestRound')).toBe(2n);
    expect(await chain.read(feed, 'latestTimestamp')).toBe(8n);
    for (const [id, answer, timestamp] of [
      [1n, 70n, 7n],
      [2n, 80n, 8n],
      [3n, 0n, 0n],
      [2n ** 80n + 1n, 0n, 0n],
    ] as const) {
      expect(await chain.read(feed, 'getAnswer', [id])).toBe(answer);
      expect(await chain.read(feed, 'getTimestamp', [id])).toBe(timestamp);
    }
  });
});

describe('as the PriceFeed of a Liquity core', () => {
  it.each([
    { decimals: 8, answer: 200012345678n, price: 2000123456780000000000n },
    { decimals: 18, answer: 1n, price: 1n },
    { decimals: 20, answer: 12345n, price: 123n },
  ])('scales $answer of $decimals decimals to 18', async ({ decimals, answer, price }) => {
    const feed = await deploy(decimals, false);
    await chain.send(feed, 'publish', [1n], operator());
    await chain.send(feed, 'publish', [answer], operator());
    expect(await chain.read(feed, 'fetchPrice')).toBe(price);
    expect(await chain.read(feed, 'lastGoodPrice')).toBe(price);
  });

  it('reverts if there is no price', async () => {
    const feed = await deploy();
    for (const name of ['fetchPrice', 'lastGoodPrice']) {
      await expect(chain.read(feed, name)).rejects.toThrow('feed: no price');
    }
    await chain.send(feed, 'publish', [1n], operator());
    await chain.send(feed, 'publish', [0n], operator());
    await expect(chain.read(feed, 'fetchPrice')).rejects.toThrow('feed: no price');
    await chain.send(feed, 'publish', [-1n], operator());
    await expect(chain.read(feed, 'fetchPrice')).rejects.toThrow('feed: no price');
  });

  it('is asked by Zero under this name', async () => {
    const feed = await deploy();
    const pool = await poolOfZero(chain, feed);
    await expect(chain.send(pool, 'withdrawFromSP', [40n])).rejects.toThrow('feed: no price');
    await chain.send(feed, 'publish', [2000n * 10n ** 8n], operator());
    await chain.send(pool, 'withdrawFromSP', [40n]);
    expect(await chain.read(pool, 'getCompoundedZUSDDeposit', [chain.account(0)])).toBe(60n);
  });
});

describe("as the feed of Zero's oracle", () => {
  const max = 2n ** 255n - 1n;
  it.each([
    { decimals: 8, answer: 200012345678n, price: 2000123456780000000000n },
    { decimals: 18, answer: 2000123456780000000000n, price: 2000123456780000000000n },
    { decimals: 0, answer: 3n, price: 3000000000000000000n },
    { decimals: 20, answer: 12345n, price: 123n },
    { decimals: 18, answer: max, price: max },
  ])('scales $answer of $decimals decimals to 18', async ({ decimals, answer, price }) => {
    const feed = await deploy(decimals);
    await chain.send(feed, 'publish', [answer], operator());
    expect(await chain.read(feed, 'latestAnswer')).toEqual([price, true]);
  });

  it.each([
    { why: 'it is zero', decimals: 8, answer: 0n },
    { why: 'it is negative', decimals: 8, answer: -1n },
    { why: 'it is below the last of 18 decimals', decimals: 20, answer: 99n },
    { why: '18 decimals do not hold it', decimals: 17, answer: max },
    { why: 'no price has so many decimals', decimals: 255, answer: max },
  ])('says that there is no price when $why', async ({ decimals, answer }) => {
    const feed = await deploy(decimals);
    await chain.send(feed, 'publish', [answer], operator());
    expect(await chain.read(feed, 'latestAnswer')).toEqual([0n, false]);
  });

  it('says that there is no price before the first round', async () => {
    expect(await chain.read(await deploy(), 'latestAnswer')).toEqual([0n, false]);
  });
});
