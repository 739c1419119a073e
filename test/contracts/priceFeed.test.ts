import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { poolOfZero } from './poolOfZero.ts';
import { Chain, type Contract, fixtures } from './support.ts';

const fixture = fixtures();
const [working, untrusted, frozen] = [0, 1, 2];
const dollars = (cents: bigint) => cents * 10n ** 6n;
const price = (cents: bigint) => cents * 10n ** 16n;

let chain: Chain;
let aggregator: Contract;
let priceFeed: Contract;
/** Time of the block before each test, Unix seconds. */
let now: bigint;

beforeAll(async () => {
  chain = await Chain.start();
});

afterAll(() => chain?.stop());

const setRound = (id: bigint, answer: bigint, updatedAt: bigint) =>
  chain.send(aggregator, 'set', [id, { answer, startedAt: updatedAt, updatedAt, answeredInRound: id }]);

/** What the price feed does in a block of a given time. */
async function fetchAt(time: bigint) {
  await chain.request('evm_setNextBlockTimestamp', [Number(time)]);
  const { events, timestamp } = await chain.send(priceFeed, 'fetchPrice');
  expect(timestamp).toBe(time);
  return {
    price: await chain.read(priceFeed, 'lastGoodPrice'),
    status: await chain.read<number>(priceFeed, 'status'),
    changes: events,
  };
}

const changed = (newStatus: number | undefined) => [{ name: 'PriceFeedStatusChanged', args: { newStatus } }];

/** Two rounds of 2 000 dollars, under ids 6 and 7. */
beforeEach(async () => {
  aggregator = await chain.deploy(fixture('TestAggregator'), [8]);
  now = (await chain.client.getBlock()).timestamp;
  await setRound(6n, dollars(2000_00n), now - 3600n);
  await setRound(7n, dollars(2000_00n), now);
  priceFeed = await chain.deploy(fixture('LiquityPriceFeed'), [aggregator.address]);
});

describe('a feed that works', () => {
  it('is followed', async () => {
    expect(await chain.read(priceFeed, 'lastGoodPrice')).toBe(price(2000_00n));
    await setRound(8n, dollars(1900_00n), now);
    expect(await fetchAt(now + 100n)).toEqual({ price: price(1900_00n), status: working, changes: [] });
    // The answer is what the function returns, too.
    expect((await chain.send(priceFeed, 'fetchPrice')).result).toBe(price(1900_00n));
  });

  it('may be of the block itself', async () => {
    await setRound(8n, dollars(1900_00n), now + 100n);
    expect((await fetchAt(now + 100n)).status).toBe(working);
  });
});

describe('a feed that is silent', () => {
  beforeEach(() => setRound(8n, dollars(1900_00n), now));

  it('is followed for exactly 4 hours', async () => {
    expect(await fetchAt(now + 14_400n)).toEqual({ price: price(1900_00n), status: working, changes: [] });
  });

  it('is frozen a second later, until it speaks', async () => {
    expect(await fetchAt(now + 14_401n)).toEqual({
      price: price(2000_00n),
      status: frozen,
      changes: changed(frozen),
    });
    expect(await fetchAt(now + 20_000n)).toEqual({ price: price(2000_00n), status: frozen, changes: [] });
    await setRound(9n, dollars(1800_00n), now + 20_100n);
    expect(await fetchAt(now + 20_100n)).toEqual({
      price: price(1800_00n),
      status: working,
      changes: changed(working),
    });
  });
});

describe('a feed that jumps', () => {
  it.each([
    { how: 'falls to a half', answer: 1000_00000000n },
    { how: 'doubles', answer: 4000_00000000n },
  ])('is followed if it $how', async ({ answer }) => {
    await setRound(8n, answer, now);
    expect(await fetchAt(now + 100n)).toEqual({ price: answer * 10n ** 10n, status: working, changes: [] });
  });

  it.each([
    { how: 'falls to just under a half', answer: 999_99999999n, next: 1100_00n },
    { how: 'rises to just over the double', answer: 4000_00000001n, next: 3900_00n },
  ])('is not trusted if it $how, until the next round is near', async ({ answer, next }) => {
    await setRound(8n, answer, now);
    expect(await fetchAt(now + 100n)).toEqual({
      price: price(2000_00n),
      status: untrusted,
      changes: changed(untrusted),
    });
    expect(await fetchAt(now + 200n)).toEqual({ price: price(2000_00n), status: untrusted, changes: [] });
    await setRound(9n, dollars(next), now + 200n);
    expect(await fetchAt(now + 300n)).toEqual({ price: price(next), status: working, changes: changed(working) });
  });

  it('is not trusted yet if the next round jumps back', async () => {
    await setRound(8n, dollars(900_00n), now);
    await setRound(9n, dollars(2000_00n), now);
    expect((await fetchAt(now + 100n)).status).toBe(untrusted);
    await setRound(10n, dollars(2000_00n), now);
    expect((await fetchAt(now + 200n)).status).toBe(working);
  });
});

describe('a feed that is broken', () => {
  const time = () => now + 100n;
  const healthy = dollars(1900_00n);

  it.each([
    { how: 'has no decimals', damage: () => chain.send(aggregator, 'fail', [1]) },
    { how: 'has no newest round', damage: () => chain.send(aggregator, 'fail', [2]) },
    { how: 'has no past rounds', damage: () => chain.send(aggregator, 'fail', [3]) },
    { how: 'gives id 0', damage: () => setRound(0n, healthy, now) },
    { how: 'answers 0', damage: () => setRound(8n, 0n, now) },
    { how: 'answers below 0', damage: () => setRound(8n, -healthy, now) },
    { how: 'has no time', damage: () => setRound(8n, healthy, 0n) },
    { how: 'is of the future', damage: () => setRound(8n, healthy, time() + 1n) },
    { how: 'skipped a round', damage: () => setRound(9n, healthy, now) },
    { how: 'answered 0 before', damage: () => setRound(7n, 0n, now).then(() => setRound(8n, healthy, now)) },
    {
      how: 'was of the future',
      damage: () => setRound(7n, healthy, time() + 1n).then(() => setRound(8n, healthy, now)),
    },
  ])('is not trusted if it $how, until it works again', async ({ damage }) => {
    await damage();
    expect(await fetchAt(time())).toEqual({
      price: price(2000_00n),
      status: untrusted,
      changes: changed(untrusted),
    });
    await chain.send(aggregator, 'fail', [0]);
    await setRound(20n, healthy, now);
    await setRound(21n, healthy, now);
    expect(await fetchAt(time() + 100n)).toEqual({
      price: price(1900_00n),
      status: working,
      changes: changed(working),
    });
  });

  it('is none to start with', async () => {
    const fresh = await chain.deploy(fixture('TestAggregator'), [8]);
    const attempt = chain.deploy(fixture('LiquityPriceFeed'), [fresh.address]);
    await expect(attempt).rejects.toThrow('PriceFeed: the aggregator is not working');
  });
});

describe("in the place of Zero's PriceFeed", () => {
  it('is asked by the core, which stores the price', async () => {
    const pool = await poolOfZero(chain, priceFeed);
    await setRound(8n, dollars(1900_00n), now);
    expect(await chain.read(priceFeed, 'lastGoodPrice')).toBe(price(2000_00n));
    await chain.send(pool, 'withdrawFromSP', [40n]);
    expect(await chain.read(priceFeed, 'lastGoodPrice')).toBe(price(1900_00n));
  });
});
