import { chmodSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Hex, keccak256 } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BookWorld, type Changes, openBookWorld } from '../protocol/bookWorld.ts';
import { Workplace } from './workplace.ts';

const CONTRACTS = 19;
const DAY = 86_400;
const EMPTY = '0x00000000000000000000000000000000000000e0';

const place = new Workplace();
let world: BookWorld;
beforeAll(async () => {
  world = await openBookWorld();
});
afterAll(async () => {
  await world.stop();
  place.remove();
});

function doctor(changes: Changes = {}, ...flags: string[]) {
  const book = place.write('book.yaml', world.book(changes));
  return place.breakwater(['doctor', '--book', book, '--url', world.url, ...flags]);
}

/** The lines that say that something is wrong, each with its remedy. */
function failures(stdout: string): string[] {
  return stdout.match(/^FAIL.*\n {6}fix: .*$/gm) ?? [];
}

describe('a book that fits: exit 0', () => {
  test('one line for each contract, and below them the code that is not pinned', async () => {
    const { code, stdout, stderr } = await doctor();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^local on chain 31337 at block \d+ of 2023-11-14T\d\d:\d\d:\d\dZ, by 127\.0\.0\.1:\d+$/);
    const ok = lines.filter((line) => line.startsWith('ok    '));
    expect(ok).toHaveLength(CONTRACTS);
    expect(new Set(ok.map((line) => line.indexOf('0x'))).size).toBe(1);
    expect(stdout).not.toMatch(/FAIL|fix:|\t/);
    const pool = world.system.core.stabilityPool;
    const hash = keccak256(await world.ask<Hex>('eth_getCode', [pool, 'latest']));
    expect(stdout).toContain(
      `\nok    stabilityPool       ${pool}  code ${hash.slice(0, 10)} (not pinned)  answers 4 functions; `,
    );
    expect(stdout).toContain(`\nall ${CONTRACTS} contracts hold\n\n# Code that the book does not pin; `);
    expect(stdout).toContain(`\ncodeHashes:\n`);
    expect(stdout).toContain(`\n  stabilityPool: '${hash}'\n`);
  });

  test('with the code hashes that it printed, nothing is left to pin', async () => {
    const printed = (await doctor()).stdout.split('codeHashes:\n')[1] ?? '';
    place.write('pinned.yaml', `${world.book()}codeHashes:\n${printed}`);
    const { code, stdout } = await place.breakwater(['doctor', '--book', 'pinned.yaml', '--url', world.url]);
    expect(code).toBe(0);
    expect(stdout.match(/code 0x[0-9a-f]{8} \(pinned\)/g)).toHaveLength(CONTRACTS);
    expect(stdout).toMatch(/all 19 contracts hold\n$/);
  });
});

describe('a book that does not fit: exit 2, each line with what to do', () => {
  async function wrongWith(changes: Changes): Promise<string[]> {
    const { code, stdout, stderr } = await doctor(changes);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^\\d+ of ${CONTRACTS} contracts do not hold$`, 'm'));
    return failures(stdout).map((failure) => world.named(failure).replace(/code 0x\w{8} /, 'code 0x… '));
  }

  test('an address without code', async () => {
    expect(await wrongWith({ core: { ...world.system.core, gasPool: EMPTY } })).toEqual([
      `FAIL  gasPool             ${EMPTY}  code none  there is no contract at block ${await world.lastBlock()}
      fix: correct core.gasPool in the book, or name a block after its deployment with --block`,
    ]);
  });

  test('another Stability Pool', async () => {
    const core = { ...world.system.core, stabilityPool: world.at('stabilityPoolImplementation') };
    const found = await wrongWith({ core });
    expect(found).toHaveLength(4);
    expect(
      found.at(-1),
    ).toBe(`FAIL  backstop            <backstop>  code 0x… (not pinned)  its SP is <stabilityPool>; the book's stabilityPool is <stabilityPoolImplementation>
      fix: correct core.stabilityPool or backstop.address in the book: they are not of one system`);
  });

  test('other code than is pinned', async () => {
    const hash = keccak256(await world.ask<Hex>('eth_getCode', [world.system.core.activePool, 'latest']));
    expect(await wrongWith({ codeHashes: { activePool: `0x${'1'.repeat(64)}` } })).toEqual([
      `FAIL  activePool          <activePool>  code 0x… (other than pinned)  the code is not the one that the book pins
      fix: find out what was changed there; if it is to be trusted, set codeHashes.activePool to ${hash}`,
    ]);
  });

  test('another chain: nothing else is looked at', async () => {
    const { code, stdout } = await doctor({ chainId: 1 });
    expect(code).toBe(2);
    expect(stdout.split('\n').slice(1)).toEqual([
      'FAIL  the endpoint is of chain 31337, the book of chain 1',
      '      fix: name an endpoint of chain 1, or correct chainId in the book',
      '',
    ]);
  });

  test('feeds without a price, or of days ago; at the block before them all holds', async () => {
    const before = await world.lastBlock();
    await world.publish(world.system.collateralFeed.address, 0n);
    await world.ask('evm_increaseTime', [3 * DAY + 7200]);
    await world.ask('evm_mine');
    const fix = '      fix: choose a block at which the feed was live with --block, or the feed that is used now';
    expect(await wrongWith({})).toEqual([
      `FAIL  collateralFeed      <collateralFeed>  code 0x… (not pinned)  says that it has no good price\n${fix}`,
      `FAIL  stableFeed          <stableFeed>  code 0x… (not pinned)  answers 1, 8 decimals, 3 days 2 h old: out of date, for a heartbeat of Chainlink's is 24 h at most\n${fix}`,
    ]);
    expect((await doctor({}, '--block', String(before))).code).toBe(0);
  });
});

describe('what can not be asked', () => {
  test('an environment variable that is not set: exit 2, it is named', async () => {
    const args = ['doctor', '--book', 'liquity', '--url', '${DOCTOR_TEST_URL}'];
    expect(await place.breakwater(args, { env: { DOCTOR_TEST_URL: undefined } })).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: `The environment variable DOCTOR_TEST_URL is not set
  fix: set it to the URL of a JSON-RPC endpoint: export DOCTOR_TEST_URL=https://…
`,
    });
  });

  test('an endpoint that can not be reached: exit 1, and its URL stays secret', async () => {
    const env = { DOCTOR_TEST_URL: `http://127.0.0.1:${await closedPort()}/v2/secret-4711-abcdef` };
    const args = ['doctor', '--book', 'liquity', '--url', '${DOCTOR_TEST_URL}'];
    const { code, stdout, stderr } = await place.breakwater(args, { env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^The upstream does not answer eth_chainId\n {2}upstream: \$DOCTOR_TEST_URL \(127\.0\.0\.1:\d+\)\n/,
    );
    expect(stderr).toMatch(/reason: +.*ECONNREFUSED.*\n {2}fix: +/);
    expect(stderr).not.toContain('secret');
  });

  test('an endpoint that is no node: exit 1', async () => {
    const server = createServer((_, response) => response.end('{"jsonrpc":"2.0","id":1,"result":"hello"}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ended = await place.breakwater(['doctor', '--book', 'liquity', '--url', `http://127.0.0.1:${port}`]);
    server.close();
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(
      /^The endpoint does not answer as an Ethereum node\n {2}asked: eth_chainId\n {2}fix: /,
    );
  });

  test('a block that is not there: exit 2', async () => {
    const { code, stdout, stderr } = await doctor({}, '--block', '900000');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^The endpoint has no such block\n {2}block: 900000\n {2}fix: /);
  });

  test('a book that is broken: exit 2, with the places of all that is wrong', async () => {
    place.write('broken.yaml', 'name: x\ncore: {troveManager: 0x12\n');
    const syntax = await place.breakwater(['doctor', '--book', 'broken.yaml', '--url', world.url]);
    expect({ ...syntax, stderr: '' }).toEqual({ code: 2, signal: null, stdout: '', stderr: '' });
    expect(syntax.stderr).toMatch(
      /^broken\.yaml is not a valid address book: 1 problem\n {2}broken\.yaml:\d+:\d+ {2}not valid YAML: /,
    );
    const { stderr } = await doctor({ chainid: 1, weth: undefined, naming: { stabel: 'ZUSD' } });
    expect(stderr).toMatch(/^book\.yaml is not a valid address book: 3 problems\n/);
    expect(stderr).toMatch(/^ {2}book\.yaml:\d+:3 {2}naming\.stabel: unknown key; did you mean stable\?$/m);
    expect(stderr).toMatch(/^ {2}book\.yaml:\d+:3 {2}dex: needs weth besides: the wrapped coin of its pair$/m);
    expect(stderr).toMatch(/^ {2}book\.yaml:\d+:1 {2}chainid: unknown key; did you mean chainId\?$/m);
    expect(stderr).toMatch(/\n {2}fix: docs\/address-books\.md explains every field\n$/);
  });

  test.each<[string, string[], string]>([
    [
      'a book without an endpoint',
      ['--book', 'liquity'],
      "--url is missing\n  fix: name both: breakwater doctor --book liquity --url '${MAINNET_RPC_URL}'\n",
    ],
    [
      'an endpoint without a book',
      ['--url', 'http://127.0.0.1:1'],
      "--book is missing\n  fix: name both: breakwater doctor --book liquity --url '${MAINNET_RPC_URL}'\n",
    ],
    [
      'a block that is no number',
      ['--book', 'liquity', '--url', 'http://127.0.0.1:1', '--block', 'soon'],
      '--block takes the number of a block, or latest\n  found: soon\n',
    ],
    [
      'a book that is not built in',
      ['--book', 'liquid', '--url', 'http://127.0.0.1:1'],
      'There is no address book liquid\n  built in: liquity\n  fix:      did you mean liquity?\n',
    ],
    [
      'a file that is not there',
      ['--book', './none.yaml', '--url', 'http://127.0.0.1:1'],
      'cannot read address book ./none.yaml: there is no such file\n',
    ],
    [
      'a URL of something else',
      ['--book', 'liquity', '--url', 'ftp://x/secret'],
      'The URL is none of HTTP\n  fix: give an environment variable such as ${MAINNET_RPC_URL}, or a URL without a key in it\n',
    ],
  ])('%s: exit 2', async (_, flags, stderr) => {
    expect(await place.breakwater(['doctor', ...flags])).toEqual({ code: 2, signal: null, stdout: '', stderr });
  });
});

describe('without a book', () => {
  test('everything that is needed is there', async () => {
    const { code, stdout, stderr } = await place.breakwater(['doctor']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.replace(/(files|cache) .*/, '$1'))).toEqual([
      `ok    node             ${process.versions.node}, wanted >=20.19.0`,
      'ok    anvil            1.7.1, measured with 1.7',
      'ok    contracts        9 built',
      'ok    temporary files',
      'ok    cache',
      'ok    start            an Anvil starts, listens and ends',
      '',
    ]);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    [
      'an Anvil that is missing',
      { BREAKWATER_ANVIL: '/nonexistent/anvil' },
      /^FAIL {2}anvil +Anvil is missing \(looked \/nonexistent\/anvil, .*\)\n {6}fix: .*BREAKWATER_ANVIL/m,
    ],
    [
      'an Anvil that is something else',
      { BREAKWATER_ANVIL: '/bin/true' },
      /^FAIL {2}anvil +\/bin\/true: it says no version\n {6}fix: run "npm ci", or correct BREAKWATER_ANVIL$/m,
    ],
    [
      'a cache that can not be written',
      { BREAKWATER_CACHE: '/dev/null/cache' },
      /^FAIL {2}cache +\/dev\/null\/cache: ENOTDIR.*\n {6}fix: set BREAKWATER_CACHE to a folder that can be written$/m,
    ],
  ])('%s: exit 1', async (_, env, line) => {
    const { code, stdout } = await place.breakwater(['doctor'], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(line);
    expect(failures(stdout)).toHaveLength(1);
  });

  test('an Anvil of another release: exit 1', async () => {
    const wrapper = place.path(place.write('anvil-2', '#!/bin/sh\necho anvil Version: 2.0.0-stable\n'));
    chmodSync(wrapper, 0o755);
    const { code, stdout } = await place.breakwater(['doctor'], { env: { BREAKWATER_ANVIL: wrapper } });
    expect(code).toBe(1);
    expect(failures(stdout)).toEqual([
      'FAIL  anvil            2.0.0-stable, measured with 1.7\n      fix: unset BREAKWATER_ANVIL to use the one from npm: other releases are not measured',
    ]);
  });
});

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
