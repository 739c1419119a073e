import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EnsembleRecord } from '../../src/metric/ensembleRecord.ts';
import { casesOf, junitProblems } from '../ci/junitSchema.ts';
import { parseXml, type XmlElement } from '../ci/xml.ts';
import { TINY_TEXT, tinyWithAgents } from './scenarios.ts';
import { type Ended, Workplace } from './workplace.ts';

const place = new Workplace();
afterAll(() => place.remove());

/** The tiny scenario as a person wrote it, with thresholds one a line and lines of their own before them. */
function scenario(name: string, thresholds: readonly string[], more = ''): string {
  const list = thresholds.map((text) => `  - ${text}\n`).join('');
  return TINY_TEXT.replace('name: tiny', `name: ${name}`).replace(/thresholds: .*\n/, `${more}thresholds:\n${list}`);
}
const lineOf = (file: string, text: string): number =>
  place
    .read(file)
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

const BREAKS =
  'export default { create: () => ({ decide({ tick }) { if (tick === 3) throw new Error("out of ideas"); return []; } }) };';
const step = (summary: string) => ({
  env: { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: place.root, GITHUB_STEP_SUMMARY: place.path(summary) },
});

describe('several scenarios in a step of GitHub Actions', () => {
  let ended: Ended;
  let junit: XmlElement;
  let summary: string;
  const annotations = () => ended.stdout.split('\n').filter((line) => line.startsWith('::'));
  const suite = (name: string) => junit.children.find(({ attributes }) => attributes['name'] === name) as XmlElement;

  beforeAll(async () => {
    place.write('ci/passes.yaml', scenario('passes', ['solvency.tcr.final >= 50%']));
    place.write('ci/fails.yaml', scenario('fails', ['solvency.tcr.final >= 50%', 'always solvency.tcr >= 900%']));
    // Of three trials, in none of which it happens: the chance of it may be up to 71 %.
    place.write('ci/open.yaml', scenario('open', ['probability(solvency.tcr.final < 50%) <= 5%'], 'trials: 3\n'));
    place.write('ci/breaks.ts', BREAKS);
    place.write(
      'ci/breaks.yaml',
      tinyWithAgents({ odd: { policy: './breaks.ts', class: 'odd', count: 1 } }, { name: 'breaks' }),
    );
    place.write('summary.md', 'Of an earlier command.\n');
    const files = ['passes', 'fails', 'open', 'breaks'].map((name) => `ci/${name}.yaml`);
    const flags = [
      '--jobs',
      '1',
      '--out',
      'out',
      '--junit',
      'verdicts/junit.xml',
      '--set',
      'agents.depositors.count=5',
    ];
    ended = await place.breakwater(['run', ...files, ...flags], step('summary.md'));
    junit = parseXml(place.read('verdicts/junit.xml'));
    summary = place.read('summary.md');
  });

  test('ends with the gravest exit code', () => {
    // The policy that throws is the user's own fault.
    expect(ended.code, ended.stderr).toBe(2);
  });

  test('the console ends with a table of all', () => {
    const lines = ended.stdout.split('\n').filter((line) => !line.startsWith('::'));
    // All but the time.
    expect(lines.slice(-7).map((line) => line.split(/ {2,}/).slice(0, 4))).toEqual([
      ['verdict', 'scenario', 'checks', 'trials'],
      ['✓ passed', 'passes', '1 of 1 passed', '1'],
      ['✗ failed', 'fails', '1 of 2 passed, 1 failed', '1'],
      ['? inconclusive', 'open', '0 of 1 passed, 1 inconclusive', '3'],
      ['! broken', 'breaks', 'not judged', '1, 1 failed'],
      ['4 scenarios: 1 broken, 1 failed, 1 inconclusive, 1 passed'],
      [''],
    ]);
  });

  test('junit.xml holds every check, in the shape that readers expect', () => {
    expect(junitProblems(junit)).toEqual([]);
    expect(junit.children.map(({ attributes }) => attributes['name'])).toEqual(['passes', 'fails', 'open', 'breaks']);
    expect(junit.attributes).toMatchObject({ tests: '9', errors: '1' });
    const [end, held, broken] = casesOf(suite('fails'));
    expect([end?.children, held?.children]).toEqual([[], []]);
    expect(broken?.attributes).toMatchObject({
      classname: 'fails',
      name: 'always solvency.tcr ≥ 900 %',
      file: 'ci/fails.yaml',
      line: String(lineOf('ci/fails.yaml', '900%')),
    });
    const worst = place.record('out/'.concat(folderOf('fails'))).thresholds[1]?.observed as number;
    expect(broken?.children).toMatchObject([
      {
        name: 'failure',
        attributes: {
          type: 'threshold',
          message: `always solvency.tcr ≥ 900 %, observed: ${(worst * 100).toFixed(2)} %`,
        },
      },
    ]);
  });

  test('junit.xml says of an ensemble the interval, and of all what makes it again', () => {
    const [, probability] = casesOf(suite('open'));
    // Clopper and Pearson, none of three: 1 − 0.025^(1/3).
    const high = (100 * (1 - Math.cbrt(0.025))).toFixed(2);
    expect(probability?.children).toMatchObject([
      {
        name: 'failure',
        attributes: {
          type: 'inconclusive',
          message: expect.stringContaining(`, observed: 0.00 % [0.00, ${high} %] (95 % interval)`),
        },
      },
    ]);
    const record = JSON.parse(place.read('out', folderOf('open'), 'run.json')) as EnsembleRecord;
    const properties = suite('open').children[0]?.children.map(({ attributes }) => [
      attributes['name'],
      attributes['value'],
    ]);
    expect(Object.fromEntries(properties ?? [])).toMatchObject({
      seed: '7',
      'scenario hash': record.scenario.hash,
      'result hash': record.resultHash,
      'version of anvil': '1.7.1',
    });
    const out = suite('open').children.find(({ name }) => name === 'system-out')?.text;
    expect(out).toContain(`result hash: ${record.resultHash}\n`);
    expect(out).toContain(`reproduce: ${record.provenance.reproduce}`);
  });

  test('a run that breaks is in all of them', () => {
    const [end] = casesOf(suite('breaks'));
    expect(end?.children).toMatchObject([{ name: 'error', attributes: { type: 'broken' } }]);
    expect(end?.children[0]?.text).toContain('out of ideas');
    expect(annotations()[0]).toMatch(/^::error file=ci\/breaks\.yaml,title=breaks%3A broken::.*out of ideas/);
    expect(summary).toMatch(/\| 💥 broken \| `breaks` \| not judged \| 1, 1 failed \|/);
    expect(summary).toMatch(/out of ideas/);
  });

  test('annotations stand at the line of the threshold, gravest first', () => {
    const [, fails, open, ...more] = annotations();
    const at = lineOf('ci/fails.yaml', '900%');
    expect(fails).toMatch(
      new RegExp(
        `^::error file=ci/fails\\.yaml,line=${at},title=fails%3A threshold failed::always solvency\\.tcr ≥ 900 %25, observed: \\d`,
      ),
    );
    const line = lineOf('ci/open.yaml', 'probability');
    expect(open).toMatch(
      new RegExp(`^::warning file=ci/open\\.yaml,line=${line},title=open%3A threshold inconclusive::`),
    );
    expect(more).toEqual([]);
  });

  test('the summary is appended, verdicts first', () => {
    const lines = summary.split('\n');
    expect(lines[0]).toBe('Of an earlier command.');
    expect(lines[1]).toBe('## 💥 Breakwater · 4 scenarios: 1 broken, 1 failed, 1 inconclusive, 1 passed');
    expect(summary).toContain(`\`ci/fails.yaml:${lineOf('ci/fails.yaml', '900%')}\` |`);
    const { reproduce } = place.record(`out/${folderOf('fails')}`).provenance;
    expect(summary).toContain(`\`\`\`sh\n${reproduce}\n\`\`\``);
  });

  function folderOf(name: string): string {
    const found = /record: out\/(\S+)/.exec(
      suite(name).children.find((child) => child.name === 'system-out')?.text ?? '',
    );
    return found?.[1] as string;
  }
});

test('a scenario that is wrong is annotated where, the others were not started', async () => {
  place.write('wrong.yaml', TINY_TEXT.replace('block: 12s', 'block: 12'));
  const args = ['run', 'ci/passes.yaml', 'wrong.yaml', '--out', 'never', '--junit', 'wrong.xml'];
  const { code, stdout } = await place.breakwater(args, step('wrong.md'));
  expect(code).toBe(2);
  const [first, second] = stdout.split('\n');
  expect(first).toMatch(
    new RegExp(
      `^::error file=wrong\\.yaml,line=${lineOf('wrong.yaml', 'block: 12')},title=wrong%3A broken::.*clock\\.block.*13s`,
    ),
  );
  expect(second).toMatch(/^::warning file=ci\/passes\.yaml,title=passes%3A inconclusive::.*not started/);
  const junit = parseXml(place.read('wrong.xml'));
  expect(junitProblems(junit)).toEqual([]);
  expect(junit.attributes).toMatchObject({ tests: '2', failures: '1', errors: '1' });
  expect(place.read('wrong.md')).toMatch(/^## 💥 Breakwater · 2 scenarios: 1 broken, 1 inconclusive\n/);
});

test('--no-github: nothing is told to GitHub; a threshold of --set stands in no line', async () => {
  const flags = ['--set', 'thresholds=[solvency.tcr.final >= 900%]', '--quiet', '--no-github', '--junit', 'set.xml'];
  const { code, stdout } = await place.breakwater(['run', 'ci/passes.yaml', '--out', 'set', ...flags], step('set.md'));
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(place.exists('set.md')).toBe(false);
  const [, failed] = casesOf(parseXml(place.read('set.xml')));
  expect(failed?.attributes['file']).toBe('ci/passes.yaml');
  expect(failed?.attributes).not.toHaveProperty('line');
});

test('shards that can not be merged are told, too, and no verdict of an older run stays', async () => {
  place.write('merged.xml', '<testsuites name="of an older run"/>');
  const { code, stderr } = await place.breakwater(['merge', 'nothing', '--out', 'merged', '--junit', 'merged.xml']);
  expect(code).toBe(2);
  expect(stderr).toContain('The folder holds no shard of an ensemble');
  const junit = parseXml(place.read('merged.xml'));
  expect(junitProblems(junit)).toEqual([]);
  expect(junit.attributes).toMatchObject({ tests: '1', errors: '1' });
  expect(place.read('merged.xml')).toContain('npx breakwater merge nothing --out merged');
});
