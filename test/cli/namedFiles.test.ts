import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, describe, expect, test } from 'vitest';
import { tiny, tinyWithAgents } from './scenarios.ts';
import { type Ended, Workplace } from './workplace.ts';

const place = new Workplace();
afterAll(() => place.remove());

/** Exit 2, one message that holds the parts in order, no stack, no record. */
function expectRefusal({ code, stdout, stderr }: Ended, parts: readonly string[]): void {
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
  let from = 0;
  for (const part of parts) {
    const at = stderr.indexOf(part, from);
    expect(at, `${part} in ${stderr}`).toBeGreaterThanOrEqual(0);
    from = at + part.length;
  }
  expect(stderr).not.toMatch(/^ {4}at /m);
}

describe('a price file', () => {
  const rows = (
    minutes: readonly number[],
    price = (minute: number) => String(2000 - minute),
    column = 'price',
  ): string => [`timestamp,${column}`, ...minutes.map((m) => `2024-01-01T00:0${m}:00Z,${price(m)}`), ''].join('\n');
  const market = {
    collateral: { symbol: 'ETH', process: { kind: 'csv', file: 'prices.csv' } },
    stable: { symbol: 'ZUSD', process: { kind: 'constant', price: '1 USD' } },
  };
  const runWith = (csv: string) => {
    place.write('prices.csv', csv);
    place.write('csv.yaml', tiny({ market }));
    return place.breakwater(['run', 'csv.yaml', '--quiet', '--out', 'csv']);
  };

  test.each<[string, string, string[]]>([
    ['with a gap', rows([0, 1, 5, 6, 7]), ['gap', 'prices.csv', 'line:     4', '240 s without a row', 'maxGap']],
    ['out of order', rows([0, 2, 1, 3, 4, 5, 6]), ['out of order', 'prices.csv', 'line:     4']],
    [
      'without its column',
      rows([0, 3, 6], undefined, 'close'),
      ['lacks a column', 'expected: price', 'timestamp, close'],
    ],
  ])('%s is refused', async (_, csv, parts) => {
    expectRefusal(await runWith(csv), parts);
    expect(place.exists('csv')).toBe(false);
  });

  test('in order runs', async () => {
    expect((await runWith(rows([0, 1, 2, 3, 4, 5, 6]))).code).toBe(0);
    expect(place.record('csv').metrics['market.price']).toMatchObject({ max: 2000 });
  });
});

describe('a backstop artifact', () => {
  const require = createRequire(import.meta.url);
  const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as { abi: object[]; bytecode: string };
  const ours = readJson(require.resolve('../../contracts/artifacts/BackstopAMM.json'));
  const weth = readJson(require.resolve('canonical-weth/build/contracts/WETH9.json'));
  const backstop = { kind: 'bamm', amplification: 20, maxDiscount: '4%', artifact: 'mine.json' };
  const runWith = (artifact: unknown) => {
    place.write('mine.json', JSON.stringify(artifact));
    place.write('artifact.yaml', tiny({ backstop }));
    return place.breakwater(['run', 'artifact.yaml', '--quiet', '--out', 'artifact']);
  };

  test.each<[string, unknown, string[]]>([
    ['without bytecode', { abi: ours.abi, bytecode: '0x' }, ['can not be used', 'mine.json', 'no "bytecode"']],
    [
      'with another ABI',
      weth,
      ['is not a BAMM', 'mine.json', 'lacks:', 'constructor(', 'swap(uint256,uint256,address)'],
    ],
    [
      'with bytecode of something else',
      { ...weth, abi: ours.abi },
      ['does not behave as a BAMM', 'mine.json', 'total()'],
    ],
    [
      'whose constructor reverts',
      { abi: ours.abi, bytecode: '0x60006000fd' },
      ['does not behave as a BAMM', 'reverted'],
    ],
  ])('%s is refused', async (_, artifact, parts) => {
    expectRefusal(await runWith(artifact), parts);
    expect(place.exists('artifact')).toBe(false);
  });

  test('that is a BAMM runs, in the form of Foundry too, with the result of our own', async () => {
    expect((await runWith({ abi: ours.abi, bytecode: { object: ours.bytecode } })).code).toBe(0);
    place.write('own.yaml', tiny());
    expect((await place.breakwater(['run', 'own.yaml', '--quiet', '--out', 'own'])).code).toBe(0);
    const [mine, own] = [place.record('artifact'), place.record('own')];
    const backstops = [mine, own].map(({ provenance }) => provenance.contracts.find(({ role }) => role === 'backstop'));
    expect(backstops[0]).toMatchObject({ source: 'artifact of the scenario', codeHash: backstops[1]?.codeHash });
    expect(mine.trials[0]?.lastBlockHash).toBe(own.trials[0]?.lastBlockHash);
  });
});

describe('a policy file', () => {
  // Node keeps modules by name: each source gets its own.
  let count = 0;
  const runWith = (source: string | undefined) => {
    const file = `policy-${++count}.ts`;
    if (source !== undefined) place.write(file, source);
    place.write('policy.yaml', tinyWithAgents({ mine: { policy: file, count: 2, class: 'mine' } }));
    return place.breakwater(['run', 'policy.yaml', '--quiet', '--out', out()]);
  };
  const out = () => `policy-${count}`;
  const deciding = (body: string) =>
    `export default { create() { return { decide(observation: { tick: number }) { ${body} } }; } };`;

  test.each<[string, string | undefined, string[]]>([
    ['that does not exist', undefined, ['policy.yaml:', 'agents.mine.policy: cannot read the file']],
    ['that is no TypeScript', 'export default {{{', ['can not be loaded', 'policy-', 'ERROR']],
    ['that throws while loading', 'throw new Error("boom");', ['can not be loaded', 'policy-', 'boom']],
    ['without a default export', 'export const policy = 1;', ['exports no policy', 'policy-', 'create']],
    [
      'whose create throws',
      'export default { create() { throw new Error("boom"); } };',
      ['A policy failed', 'mine/0', 'create() threw: boom'],
    ],
  ])('%s is refused', async (_, source, parts) => {
    expectRefusal(await runWith(source), parts);
    expect(place.exists(out())).toBe(false);
  });

  test.each<[string, string, string]>([
    ['throws', 'if (observation.tick === 5) throw new Error("boom"); return [];', 'decide() threw: boom'],
    ['returns a promise', 'return observation.tick === 5 ? Promise.reject(new Error("late")) : [];', 'not a list'],
  ])('whose decide %s ends the run there, and the record is kept', async (_, body, problem) => {
    const ended = await runWith(deciding(body));
    expectRefusal(ended, [
      'A policy failed',
      'policy-',
      'agent:   mine/0',
      'tick:    5',
      problem,
      'at tick 5; replay: npx breakwater run policy.yaml --seed 7 --max-ticks 6',
    ]);
    const [trial] = place.record(out()).trials;
    expect(trial).toMatchObject({ status: 'failed', ticks: 5, failure: { stage: 'simulation', tick: 5 } });
    expect(place.exists(out(), 'index.html')).toBe(true);
  });

  test('that throws where nobody catches it ends the run, and the record is kept', async () => {
    const ended = await runWith(
      deciding('if (observation.tick === 5) setImmediate(() => { throw new Error("boom"); }); return [];'),
    );
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^An error that nothing caught ended the run.*\nInternal error: Error: boom/);
    expect(place.record(out())).toMatchObject({ status: 'partial', verdict: 'inconclusive' });
  });

  test('that leaves a timer running does not keep the process', async () => {
    expect((await runWith(`setInterval(() => {}, 1000); ${deciding('return [];')}`)).code).toBe(0);
  });

  test('that never finishes loading is told', async () => {
    place.write('package.json', '{"type": "module"}');
    const ended = await runWith(`await new Promise(() => {}); ${deciding('return [];')}`);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('does a policy file wait for ever?') });
  });
});
