import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getAddress } from 'viem';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { bookContracts, CONTRACT_NAMES } from './addressBook.ts';
import { LIQUITY_BOOK } from './liquityBook.ts';
import { BookError, loadBook, parseBook } from './loadBook.ts';

const YAML = `name: liquid-loans
chainId: 369
naming: {stable: USDL, reward: LOAN, collateral: PLS, names: {getEntireDebtAndColl: getAll}}
core:
  troveManager: 0xA39739EF8b0231DbFA0DcdA07d7e29faAbCf4bb2
  borrowerOperations: '0x24179CD81c9e782A4096035f7eC97fB8B783e007'
  stabilityPool: 0x66017d22b0f8556afdd19fc67041899eb65a21bb
  activePool: 0xDF9EB223BAFBE5C5271415C75AECD68C21FE3D7F
  defaultPool: 0x896a3F03176f05CFbb4f006BfCd8723F2B0D741C
  gasPool: 0x9555b042F969E561855e5F28cB1230819149A8d9
  collSurplusPool: 0x3D32e8b97Ed5881324241Cf03b2DA5E2EBcE5521
  sortedTroves: 0x8FdD3fbFEb32b28fb73555518f8b361bCeA741A6
  multiTroveGetter: 0xFc92d0E9Fa35df17E3A6d9F40716ca2cE749922B
  stablecoin: 0x5f98805A4E8be255a32880FDeC7F6728C6568bA0
  rewardToken: 0x6DEA81C8171D0bA574754EF6F8b412F2Ed88c54D
  communityIssuance: 0xD8c9D9071123a059C6E0A945cF0e0c82b508d816
feeds:
  collateral: {address: 0x4c517D4e2C851CA76d7eC94B805269Df0f2201De, kind: price-feed}
codeHashes:
  troveManager: 0x${'Ab'.repeat(32)}
`;

/** What is wrong with the book above after replacements, a line a problem, without the file's name. */
function problems(...replacements: readonly (readonly [from: string, to: string])[]): string[] {
  const text = replacements.reduce((rest, [from, to]) => {
    expect(rest).toContain(from);
    return rest.replace(from, to);
  }, YAML);
  try {
    parseBook(text, 'book.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(BookError);
    const [head, ...lines] = (error as BookError).shortMessage.split('\n');
    expect(head).toBe(`book.yaml is not a valid address book: ${lines.length} problem${lines.length === 1 ? '' : 's'}`);
    return lines.map((line) => line.replace(/^ {2}book\.yaml:/, ''));
  }
  throw new Error('the book was taken');
}

describe('a book', () => {
  test('is read from YAML: unquoted addresses whole, everything in lower case, frozen', () => {
    const book = parseBook(YAML, 'book.yaml');
    expect(book).toMatchObject({
      name: 'liquid-loans',
      chainId: 369,
      naming: { stable: 'USDL', reward: 'LOAN', collateral: 'PLS', names: { getEntireDebtAndColl: 'getAll' } },
      feeds: { collateral: { address: '0x4c517d4e2c851ca76d7ec94b805269df0f2201de', kind: 'price-feed' } },
      codeHashes: { troveManager: `0x${'ab'.repeat(32)}` },
    });
    expect(book.core).toEqual(
      Object.fromEntries(Object.entries(LIQUITY_BOOK.core).map(([name, at]) => [name, at.toLowerCase()])),
    );
    for (const part of [book, book.core, book.naming.names, book.feeds.collateral]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  test('is read from JSON, relative to a folder, with the names of Liquity unless told otherwise', () => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'copy.json'), JSON.stringify(LIQUITY_BOOK, null, 2));
    expect(loadBook('./copy.json', folder)).toEqual(loadBook('liquity', folder));
    expect(loadBook('liquity', folder).naming).toEqual({ stable: 'LUSD', reward: 'LQTY', collateral: 'ETH' });
  });

  test('names its contracts, only those that it has', () => {
    const { core } = LIQUITY_BOOK;
    expect([...bookContracts(loadBook('liquity', '.')).keys()]).toEqual(
      CONTRACT_NAMES.filter((name) => name !== 'baseParams'),
    );
    expect([...bookContracts(parseBook(YAML, 'book.yaml')).keys()]).toEqual([...Object.keys(core), 'collateralFeed']);
  });

  test('of Liquity is built in, its figures as their sources have them: with valid checksums', () => {
    const written = JSON.stringify(LIQUITY_BOOK).match(/0x\w{40}/g) ?? [];
    expect(written).toHaveLength(19);
    expect(written).toEqual(written.map((address) => getAddress(address)));
    expect(loadBook('liquity', '.')).toMatchObject({
      chainId: 1,
      backstop: { address: '0x00ff66ab8699aafa050ee5ef5041d1503aa0849a', fromBlock: 14_067_816 },
      codeHashes: {},
    });
  });
});

describe('a book that is wrong says where, what, and what to do', () => {
  test('all at once, in the order of the file', () => {
    expect(
      problems(
        ['name: liquid-loans', 'name: Liquid Loans'],
        ['chainId: 369', 'chainId: none'],
        ['stable: USDL', 'stabel: USDL'],
        ['getEntireDebtAndColl: getAll', 'getEntireDebtAndCol: getAll, openTrove: open, MCR: MCR()'],
        ['0xA39739EF8b0231DbFA0DcdA07d7e29faAbCf4bb2', '0xA39739EF8b0231DbFA0DcdA07d7e29faAbCf4bb3'],
        ["'0x24179CD81c9e782A4096035f7eC97fB8B783e007'", '0x1234'],
        ['0x66017d22b0f8556afdd19fc67041899eb65a21bb', `0x${'0'.repeat(40)}`],
        ['0xDF9EB223BAFBE5C5271415C75AECD68C21FE3D7F', '0x896a3F03176f05CFbb4f006BfCd8723F2B0D741C'],
        ['  gasPool: 0x9555b042F969E561855e5F28cB1230819149A8d9\n', ''],
        ['kind: price-feed', 'kind: pricefeed'],
        ['  troveManager: 0xAb', '  troveManger: 0xAb'],
      ),
    ).toEqual([
      '1:7  name: expected a short name of a-z, 0-9 and - such as liquid-loans; found "Liquid Loans"',
      `2:10  chainId: expected a whole number from 1 to ${Number.MAX_SAFE_INTEGER}; found "none"`,
      '3:10  naming.stabel: unknown key; did you mean stable?',
      '3:63  naming.names.getEntireDebtAndCol: unknown name; did you mean getEntireDebtAndColl?',
      expect.stringMatching(
        /^3:92 {2}naming\.names\.openTrove: unknown name; expected one of MCR, CCR, LUSD_GAS_COMPENSATION, /,
      ),
      '3:114  naming.names.MCR: expected a name without parameters such as getTotalDeposits; found "MCR()"',
      '4:1  core.gasPool: is missing; expected an address of 0x and 40 hex digits',
      '5:17  core.troveManager: its checksum (EIP-55) does not fit, so a digit may be wrong: copy 0xA39739EF8b0231DbFA0DcdA07d7e29faAbCf4bb3 again, or write it in lower case if you are sure of it',
      '6:23  core.borrowerOperations: expected an address of 0x and 40 hex digits; found "0x1234"',
      '7:18  core.stabilityPool: is the zero address, where nothing stands',
      '17:75  feeds.collateral.kind: expected one of chainlink, zero, price-feed; found "pricefeed"; did you mean price-feed?',
      '19:3  codeHashes.troveManger: unknown name; did you mean troveManager?',
    ]);
  });

  test('what only the whole shows', () => {
    const copied = '0x896a3F03176f05CFbb4f006BfCd8723F2B0D741C';
    expect(problems(['0xDF9EB223BAFBE5C5271415C75AECD68C21FE3D7F', copied])).toEqual([
      '9:16  core.defaultPool: is the address of activePool too: copy its own',
    ]);
    expect(
      problems(
        ['codeHashes:\n  troveManager:', 'codeHashes:\n  backstop:'],
        ['feeds:', `priceFeed: ${copied}\ndex: {pair: ${copied}, router: ${copied}}\nfeeds:`],
      ),
    ).toEqual([
      '18:6  dex: needs weth besides: the wrapped coin of its pair',
      "20:25  feeds.collateral.address: is not the book's priceFeed: of kind price-feed it is the core's own; write the same address, or leave priceFeed out",
      '22:13  codeHashes.backstop: this book names no such contract: add it, or leave its hash out',
    ]);
  });

  test.each<[string, string, RegExp]>([
    ['malformed YAML', 'core: {troveManager: 0x12\nname: x\n', /^\d:\d+ {2}not valid YAML: /],
    ['the same key twice', 'name: x\nname: y\n', /^2:1 {2}not valid YAML: map keys must be unique$/],
    ['an alias of nothing', 'name: *x\n', /^1:1 {2}not valid YAML: unresolved alias.*x$/],
    ['an empty file', '', /^1:1 {2}expected a mapping with keys name, chainId, .*; found nothing$/],
    ['a list', '- 0x12\n', /^1:1 {2}expected a mapping with keys .*; found a list$/],
  ])('%s', (_, text, line) => {
    expect(problems([YAML, text])).toEqual([expect.stringMatching(line)]);
  });

  test('a name that is not built in, and a file that is not there', () => {
    expect(() => loadBook('liquty', '.')).toThrow(
      new UsageError('There is no address book liquty', {
        facts: { 'built in': 'liquity' },
        remedy: 'did you mean liquity?',
      }),
    );
    expect(() => loadBook('vesta', '.')).toThrow(
      /fix: +name a file with its folder or ending, such as \.\/vesta\.yaml$/,
    );
    expect(() => loadBook('none.yaml', '.')).toThrow('cannot read address book none.yaml: there is no such file');
  });
});
