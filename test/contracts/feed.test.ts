import { getAddress } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chain, projectArtifact } from './support.ts';

let chain: Chain;

beforeAll(async () => {
  chain = await Chain.start();
});

afterAll(() => chain?.stop());

const deploy = (decimals = 8) =>
  chain.deploy(projectArtifact('ScriptedFeed'), [decimals, 'ETH / USD', chain.account(1)]);
const operator = () => ({ from: chain.account(1) });

describe('as a Chainlink aggregator', () => {
  it('describes itself', async () => {
    const feed = await deploy();
    expect(await chain.read(feed, 'decimals')).toBe(8);
    expect(await chain.read(feed, 'description')).toBe('ETH / USD');
    expect(await chain.read(feed, 'version')).toBe(1n);
    expect(await chain.read(feed, 'operator')).toBe(getAddress(chain.account(1)));
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

  it('lets nobody but the operator publish', async () => {
    const feed = await deploy();
    await expect(chain.send(feed, 'publish', [1n])).rejects.toThrow('feed: caller is not the operator');
    await expect(chain.send(feed, 'publishAt', [1n, 1n])).rejects.toThrow('feed: caller is not the operator');
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
