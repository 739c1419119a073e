import { type Hex, keccak256 } from 'viem';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { RemoteReader } from '../../src/chain/upstream/remoteReader.ts';
import { RpcClient } from '../../src/chain/upstream/rpcClient.ts';
import { parseBook } from '../../src/protocol/book/loadBook.ts';
import { type ContractReport, probeBook } from '../../src/protocol/book/probeBook.ts';
import { startUpstream } from '../upstream/upstream.ts';
import { type BookWorld, type Changes, openBookWorld } from './bookWorld.ts';

let world: BookWorld;
beforeAll(async () => {
  world = await openBookWorld();
});
afterAll(() => world.stop());

async function reportsOf(book: string, url: string, block: number | 'latest' = 'latest'): Promise<ContractReport[]> {
  const client = new RpcClient({ url, label: 'test', attempts: 1 });
  const reader = await RemoteReader.connect({ client, block });
  const reports: ContractReport[] = [];
  for await (const report of probeBook(parseBook(book, 'book.yaml'), reader)) reports.push(report);
  return reports;
}

/** What is found of a book with these changes, a line a finding, addresses by their names. */
async function probed(changes: Changes, block: number | 'latest' = 'latest') {
  const reports = await reportsOf(world.book(changes), world.url, block);
  const lines = reports.flatMap(({ contract, findings }) =>
    findings.map(({ ok, text, remedy }) => ({ ok, line: world.named(`${contract}: ${text}`), remedy })),
  );
  return { reports, lines, wrong: lines.filter(({ ok }) => !ok).map(({ line, remedy }) => [line, remedy]) };
}

describe('a book that fits', () => {
  test('says of each contract what was looked at', async () => {
    const { lines, reports } = await probed({});
    expect(lines.every(({ ok, remedy }) => ok && remedy === undefined)).toBe(true);
    const code = await world.ask<Hex>('eth_getCode', [world.system.core.activePool, 'latest']);
    expect(reports.find(({ contract }) => contract === 'activePool')).toMatchObject({
      address: world.system.core.activePool,
      codeHash: keccak256(code),
      isPinned: undefined,
    });
    expect(lines.map(({ line }) => line.replace(/\d+ s old/, '0 s old'))).toMatchInlineSnapshot(`
      [
        "troveManager: answers 8 functions; wired to stabilityPool, borrowerOperations, activePool, defaultPool, sortedTroves, stablecoin, baseParams; takes 1 transaction; emits 4 events",
        "borrowerOperations: answers 1 function; wired to troveManager, activePool, defaultPool, sortedTroves, stablecoin; takes 5 transactions; emits 1 event",
        "stabilityPool: answers 4 functions; wired to troveManager, borrowerOperations, activePool, sortedTroves, stablecoin, communityIssuance; a proxy: transactions and events not looked for",
        "activePool: answers 2 functions; wired to troveManager, borrowerOperations, stabilityPool, defaultPool",
        "defaultPool: answers 2 functions; wired to troveManager, activePool",
        "gasPool: is there; nothing is asked of it",
        "collSurplusPool: answers 1 function; wired to troveManager, borrowerOperations, activePool; emits 1 event",
        "sortedTroves: answers 1 function; wired to troveManager, borrowerOperations",
        "multiTroveGetter: answers 1 function; wired to troveManager, sortedTroves",
        "stablecoin: answers 3 functions; takes 2 transactions; emits 1 event",
        "rewardToken: answers 2 functions",
        "communityIssuance: wired to stabilityPool, rewardToken; emits 1 event",
        "baseParams: answers 4 functions; takes 4 transactions",
        "collateralFeed: answers 2000",
        "stableFeed: answers 1, 8 decimals, 0 s old",
        "backstop: answers 5 functions; wired to stabilityPool, stablecoin, collateralFeed, stableFeed; takes 5 transactions; emits 3 events",
        "dexPair: trades stablecoin for weth; holds 10000 ZUSD and 5 wrapped coin",
        "dexRouter: wired to weth; finds dexPair",
        "weth: answers 2 functions; takes 2 transactions",
      ]
    `);
  });

  test("as feeds of another kind too: ours answer as Chainlink's and as a core's own", async () => {
    const { address } = world.system.collateralFeed;
    expect((await probed({ feeds: { collateral: { address, kind: 'chainlink' }, stable: undefined } })).wrong).toEqual([
      [expect.stringContaining('the book names no feed of the stablecoin'), 'add feeds.stable to the book'],
    ]);
    const asCore = await probed({ backstop: undefined, feeds: { collateral: { address, kind: 'price-feed' } } });
    expect(asCore.lines).toContainEqual(
      expect.objectContaining({ line: 'collateralFeed: fetchPrice() answers 2000', ok: true }),
    );
    // On Zero the core's own price feed is another contract, which asks this one.
    expect(asCore.wrong[0]?.[0]).toBe(
      "troveManager: its priceFeed is <priceFeed>; the book's priceFeed is <collateralFeed>",
    );
  });
});

test.each(['liquity', 'renamed'] as const)(
  "holds of a core that has %s names, and not under another one's",
  async (naming) => {
    const { url, bookText, close } = await startUpstream({ naming, troves: 8 });
    onTestFinished(close);
    const wrong = (reports: readonly ContractReport[]) =>
      reports.flatMap(({ contract, findings }) =>
        findings.filter(({ ok }) => !ok).map(({ text }) => `${contract}: ${text}`),
      );
    expect(wrong(await reportsOf(bookText, url))).toEqual([]);
    const misnamed = stringify({ ...(parse(bookText) as object), naming: { stable: 'ZUSD', reward: 'SOV' } });
    expect(wrong(await reportsOf(misnamed, url))).toEqual(
      expect.arrayContaining([
        'troveManager: does not answer ZUSD_GAS_COMPENSATION()',
        'stabilityPool: has no event StabilityPoolZUSDBalanceUpdated(uint256)',
        'communityIssuance: has no event TotalSOVIssuedUpdated(uint256)',
      ]),
    );
  },
);

describe('what does not fit is told, and what to do', () => {
  test('nothing there', async () => {
    const gasPool = '0x00000000000000000000000000000000000000e0';
    expect((await probed({ core: { ...world.system.core, gasPool } })).wrong).toEqual([
      [
        `gasPool: there is no contract at block ${await world.lastBlock()}`,
        'correct core.gasPool in the book, or name a block after its deployment with --block',
      ],
    ]);
  });

  test('a block before the BAMM was there', async () => {
    expect((await probed({}, 0)).wrong).toContainEqual([
      'backstop: there is no contract at block 0',
      'correct backstop.address in the book, or name a block after its deployment with --block',
    ]);
  });

  test('a Stability Pool that nobody is wired to', async () => {
    const core = { ...world.system.core, stabilityPool: world.at('stabilityPoolImplementation') };
    const remedy = (field: string) => `correct core.stabilityPool or ${field} in the book: they are not of one system`;
    const other = "is <stabilityPool>; the book's stabilityPool is <stabilityPoolImplementation>";
    expect((await probed({ core })).wrong).toEqual([
      [`troveManager: its stabilityPool ${other}`, remedy('core.troveManager')],
      [`activePool: its stabilityPoolAddress ${other}`, remedy('core.activePool')],
      [`communityIssuance: its stabilityPoolAddress ${other}`, remedy('core.communityIssuance')],
      [`backstop: its SP ${other}`, remedy('backstop.address')],
    ]);
  });

  test("two contracts in each other's place", async () => {
    const { activePool, defaultPool } = world.system.core;
    const { wrong } = await probed({
      core: { ...world.system.core, activePool: defaultPool, defaultPool: activePool },
    });
    expect(wrong[0]?.[0]).toBe(
      "troveManager: its activePool is <activePool>, the book's defaultPool; the book's activePool is <defaultPool>",
    );
  });

  test('names of another core, of functions and of events', async () => {
    const { wrong } = await probed({ naming: { stable: 'USDL', names: { getLUSDDebt: 'getZUSDDebt' } } });
    const remedy = (name: string, field: string) =>
      `if this core names it otherwise, set naming.names.${name} (or the words of naming); else correct ${field}`;
    expect(wrong).toEqual(
      expect.arrayContaining([
        ['stabilityPool: does not answer getTotalUSDLDeposits()', remedy('getTotalLUSDDeposits', 'core.stabilityPool')],
        [
          'communityIssuance: has no event TotalLQTYIssuedUpdated(uint256)',
          remedy('TotalLQTYIssuedUpdated', 'core.communityIssuance'),
        ],
      ]),
    );
    expect(wrong.some(([line]) => line?.startsWith('activePool'))).toBe(false);
  });

  test('contracts of another kind', async () => {
    const core = {
      ...world.system.core,
      multiTroveGetter: world.at('reader'),
      rewardToken: world.at('collateralFeed'),
    };
    const { wrong } = await probed({ core });
    expect(wrong).toEqual(
      expect.arrayContaining([
        [
          'multiTroveGetter: does not answer getMultipleSortedTroves(int256,uint256)',
          'correct core.multiTroveGetter in the book; Breakwater works with the Liquity v1 interface alone',
        ],
        [
          'rewardToken: decimals() answers 8, expected 18',
          'check that core.rewardToken is the contract that is meant, of the Liquity v1 interface',
        ],
      ]),
    );
  });

  test('other code than is pinned', async () => {
    const { activePool, defaultPool } = world.system.core;
    const [active, fallback] = await Promise.all(
      [activePool, defaultPool].map(async (at) => keccak256(await world.ask<Hex>('eth_getCode', [at, 'latest']))),
    );
    const { wrong, reports } = await probed({ codeHashes: { activePool: fallback, defaultPool: fallback } });
    expect(wrong).toEqual([
      [
        'activePool: the code is not the one that the book pins',
        `find out what was changed there; if it is to be trusted, set codeHashes.activePool to ${active}`,
      ],
    ]);
    const pinned = reports.filter(({ isPinned }) => isPinned !== undefined);
    expect(pinned.map(({ contract, isPinned }) => [contract, isPinned])).toEqual([
      ['activePool', false],
      ['defaultPool', true],
    ]);
  });

  test('a feed of another kind', async () => {
    const collateral = { address: world.system.core.sortedTroves, kind: 'zero' };
    const { wrong } = await probed({ backstop: undefined, feeds: { collateral } });
    expect(wrong).toEqual([
      [
        'collateralFeed: does not answer latestAnswer() with a price and whether it is good, as feeds of Zero do',
        'correct feeds.collateral.address, or the kind beside it (chainlink, zero, price-feed)',
      ],
    ]);
    const chainlink = await probed({
      backstop: undefined,
      feeds: { collateral: { ...collateral, kind: 'chainlink' } },
    });
    expect(chainlink.wrong[0]?.[0]).toContain('does not answer decimals() and latestRoundData()');
  });

  test('a BAMM of other feeds, that begins later', async () => {
    const address = world.system.stableFeed.address;
    const feed = { address, kind: 'chainlink' };
    const backstop = { address: world.backstop, fromBlock: 14_067_816 };
    expect((await probed({ backstop, feeds: { collateral: feed, stable: feed } })).wrong).toEqual([
      [
        "backstop: its priceAggregator is <collateralFeed>; the book's collateralFeed is <stableFeed>",
        'correct feeds.collateral.address or backstop.address in the book: they are not of one system',
      ],
      [
        `backstop: fromBlock is 14067816, after block ${await world.lastBlock()}`,
        'set backstop.fromBlock to the block that the BAMM was deployed in',
      ],
    ]);
  });

  test('a DEX pool of other tokens, and what is no router', async () => {
    expect((await probed({ dex: { pair: world.backstop, router: world.system.core.activePool } })).wrong).toEqual([
      [
        'dexPair: its tokens are unknown and unknown, not stablecoin and weth',
        'name in dex.pair a Uniswap v2 pair of core.stablecoin and weth',
      ],
      ['dexRouter: does not answer factory()', 'name in dex.router a Uniswap v2 router'],
    ]);
    expect((await probed({ dex: { pair: world.backstop, router: world.system.router } })).wrong[1]).toEqual([
      "dexRouter: finds the pair <dexPair> for stablecoin and weth; the book's dexPair is <backstop>",
      'correct dex.pair or dex.router in the book: they are not of one DEX',
    ]);
  });

  test('a DEX pool that is empty', async () => {
    await world.ask('evm_revert', [world.emptyPool]);
    expect((await probed({})).wrong).toEqual([
      ['dexPair: its reserves are empty', expect.stringMatching(/^leave dex out of the book, .* or name a block/)],
    ]);
  });
});
