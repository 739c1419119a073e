import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { afterAll, describe, expect, test } from 'vitest';
import { anvilBinary } from '../../src/chain/anvilBinary.ts';
import { tiny, tinyWithAgents } from './scenarios.ts';
import { Workplace } from './workplace.ts';

const place = new Workplace();
afterAll(() => place.remove());
place.write('tiny.yaml', tiny());
const run = (out: string, ...flags: string[]) => ['run', 'tiny.yaml', '--quiet', '--out', out, ...flags];

const OWN_NAMESPACE = 'unshare';
/** Some containers forbid it. */
const HAS_NAMESPACES = spawnSync(OWN_NAMESPACE, ['--user', '--map-root-user', '--mount', '--uts', 'true']).status === 0;

/** Runs the command line as the root of a name space of its own; no rights are needed. */
function inNamespace(kind: '--mount' | '--uts', script: string) {
  return { by: [OWN_NAMESPACE, '--user', '--map-root-user', kind, 'sh', '-c', script, 'sh'] };
}

describe('Anvil', () => {
  test.each([
    [
      'that is missing',
      '/nonexistent/anvil',
      /^Anvil is missing\n {2}looked: +\/nonexistent\/anvil\n.*\n {2}fix: .*BREAKWATER_ANVIL/,
    ],
    [
      'that is something else',
      '/bin/true',
      /^Anvil did not start\n {2}reason: Anvil ended \(exit code 0\)\n {2}binary: \/bin\/true\n/,
    ],
    ['that is no program', '/etc/passwd', /^Anvil did not start\n {2}reason: spawn \/etc\/passwd EACCES\n/],
  ])('%s: exit 1, one message, no record', async (_, binary, message) => {
    const { code, stdout, stderr } = await place.breakwater(run('none'), { env: { BREAKWATER_ANVIL: binary } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(place.exists('none')).toBe(false);
  });

  test('behind a script ends with it; proxies, .env and foundry.toml of the user do not reach it', async () => {
    const wrapper = place.path(place.write('my-anvil', `#!/bin/sh\n"${anvilBinary()}" "$@"\n`));
    chmodSync(wrapper, 0o755);
    place.write('.env', 'ANVIL_IP_ADDR=not-an-address\n');
    place.write('foundry.toml', 'this is not TOML');
    const proxy = 'http://127.0.0.1:9';
    const env = {
      BREAKWATER_ANVIL: wrapper,
      HTTP_PROXY: proxy,
      http_proxy: proxy,
      ALL_PROXY: proxy,
      ANVIL_IP_ADDR: 'no',
    };
    expect(await place.breakwater(run('wrapped'), { env })).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('an output folder that can not be written exits with 2 before anything starts', () => {
  test.each([
    ['below a file', 'tiny.yaml/out', 'ENOTDIR'],
    ['that is a file', 'tiny.yaml', 'EEXIST'],
    ['where nothing can be made', '/proc/breakwater', 'ENOENT'],
  ])('%s', async (_, out, reason) => {
    const { code, stdout, stderr } = await place.breakwater(run(out));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(
        `^The output folder can not be written\n {2}folder: ${out}\n {2}reason: ${reason}.*\n {2}fix: .*--out`,
      ),
    );
  });

  test('report into a folder that lost its record, or over a folder in the way', async () => {
    expect((await place.breakwater(run('blocked', '--max-ticks', '3'))).code).toBe(4);
    place.write('blocked/summary.md.d/keep', '');
    const { code, stderr } = await place.breakwater(['report', 'blocked/charts']);
    expect(code).toBe(2);
    expect(stderr).toContain('blocked/charts');
  });
});

describe.skipIf(!HAS_NAMESPACES)('a full disk', () => {
  /** A file system of a few pages, in a name space of the run's own that ends with it. */
  const small = (kilobytes: number, then: string) =>
    inNamespace('--mount', `mount -t tmpfs -o size=${kilobytes}k tmpfs disk && "$@"; code=$?; ${then}; exit $code`);
  place.write('disk/keep', '');

  test('for the record: exit 1, the result is printed, nothing half-written stays', async () => {
    const args = ['run', 'tiny.yaml', '--out', 'disk/out'];
    const { code, stdout, stderr } = await place.breakwater(args, small(64, 'ls -A disk'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The disk is full\n {2}path: disk\/out\/.*\n {2}code: ENOSPC\n {2}fix: .*--out/m);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^✓ PASS/);
    expect(lines.at(-1)).toMatch(/✓ solvency\.tcr\.final/);
    expect(stdout).not.toContain('Report');
  });

  test('for the report: exit 1, the record is there and can be reported on', async () => {
    const { code, stderr } = await place.breakwater(
      ['run', 'tiny.yaml', '--quiet', '--out', 'disk/out'],
      small(400, 'cp -r disk/out saved'),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The record is kept; build its report with: npx breakwater report disk\/out\nThe disk is full\n/,
    );
    expect(place.record('saved').verdict).toBe('pass');
    expect((await place.breakwater(['report', 'saved'])).code).toBe(0);
    expect(place.exists('saved/index.html')).toBe(true);
  });
});

test('a full disk behind standard output: exit 1 and a message; a reader that goes away is none', async () => {
  await place.breakwater(run('kept'));
  const shell = (redirect: string) => ({ by: ['sh', '-c', `"$@" ${redirect}`, 'sh'] });
  expect(await place.breakwater(['report', 'kept', '--tsv'], shell('> /dev/full'))).toMatchObject({
    code: 1,
    stderr: 'The output could not be written: ENOSPC: no space left on device, write\n',
  });
  const piped = await place.breakwater(['report', 'kept', '--tsv'], shell('| true'));
  expect(piped).toMatchObject({ code: 0, stderr: '' });
});

test('nothing of the machine and no secret of its environment is printed or recorded', async () => {
  const host = 'host-4d5f';
  const secrets = {
    ETH_RPC_URL: 'https://rpc.example/v2/key-7c1e55',
    FOUNDRY_ETH_RPC_URL: 'https://rpc.example/key-91ab',
    API_KEY: 'key-5e3f02',
  };
  place.write(
    'fails.ts',
    'export default { create() { return { decide({ tick }: { tick: number }) { if (tick === 9) (undefined as unknown as [])[0]; return []; } }; } };',
  );
  place.write('fails.yaml', tinyWithAgents({ mine: { policy: 'fails.ts', count: 1, class: 'mine' } }));
  const files = [place.path('tiny.yaml'), place.path('fails.yaml')];
  const { stdout, stderr } = await place.breakwater(['run', ...files, '--out', 'clean', '--verbose'], {
    env: secrets,
    ...(HAS_NAMESPACES ? inNamespace('--uts', `hostname ${host} && "$@"`) : {}),
  });
  const written = readdirSync(place.path('clean'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(json|html|md|parquet)$/.test(name))
    .map((name) => [name, place.read('clean', name)] as const);
  expect(written.filter(([name]) => name.endsWith('run.json'))).toHaveLength(2);
  const forbidden = [
    ...Object.values(secrets),
    'key-',
    host,
    place.root,
    process.cwd(),
    process.execPath,
    `/${userInfo().username}/`,
  ];
  for (const [name, text] of written) {
    for (const secret of forbidden) expect(text.includes(secret), `${secret} in ${name}`).toBe(false);
  }
  for (const secret of Object.values(secrets)) expect(stdout + stderr).not.toContain(secret);
});
