import { describe, expect, test } from 'vitest';
import { type GateCheck, type GateRun, outcomeOf } from '../../src/metric/gate.ts';
import { renderAnnotations } from '../../src/report/gate/annotations.ts';
import { renderGateTable } from '../../src/report/gate/consoleTable.ts';
import { renderJunit } from '../../src/report/gate/junit.ts';
import { renderStepSummary } from '../../src/report/gate/stepSummary.ts';
import { casesOf, junitProblems } from '../ci/junitSchema.ts';
import { parseXml } from '../ci/xml.ts';

const MIB = 1024 * 1024;
const WORKSPACE = process.cwd();

function check(changes: Partial<GateCheck> = {}): GateCheck {
  const name = 'solvency.tcr.min >= 110%';
  return { kind: 'threshold', name, verdict: 'pass', detail: '153.50 %', file: 'ci/a.yaml', line: 41, ...changes };
}

function run(changes: Partial<GateRun> = {}): GateRun {
  return {
    ...{ name: 'a', title: 'A day', file: 'ci/a.yaml', dir: 'reports/a/7-1a2b3c4d', seed: 7 },
    ...{ scenarioHash: 'ab'.repeat(32), resultHash: 'cd'.repeat(32), versions: { breakwater: '0.1.0' } },
    ...{ trials: { planned: 1, completed: 1, failed: 0 }, seconds: 1.5, reproduce: 'npx breakwater run ci/a.yaml' },
    checks: [check({ kind: 'run', name: 'runs to its end', detail: '', line: null }), check()],
    ...changes,
  };
}

const ended = (verdict: GateCheck['verdict'], detail = 'it broke') =>
  check({ kind: 'run', name: 'runs to its end', verdict, detail, line: null });
const failed = check({ verdict: 'fail', detail: '98.20 %' });
const open = check({ verdict: 'inconclusive', detail: 'no sample', line: 42 });

test('the gravest check is the outcome', () => {
  expect(outcomeOf(run())).toBe('pass');
  expect(outcomeOf({ checks: [ended('pass'), open] })).toBe('inconclusive');
  expect(outcomeOf({ checks: [ended('inconclusive'), open, failed] })).toBe('fail');
  expect(outcomeOf({ checks: [ended('fail'), failed] })).toBe('broken');
});

describe('JUnit', () => {
  test('keeps every character that XML has, and marks those that it has not', () => {
    const nasty = 'a < b & "c" > \'d\'\n]]>\t\u001b[31mred\u0000\ud800 é 💥';
    const xml = parseXml(renderJunit([run({ title: nasty, checks: [check({ verdict: 'fail', detail: nasty })] })]));
    expect(junitProblems(xml)).toEqual([]);
    const kept = 'a < b & "c" > \'d\'\n]]>\t\ufffd[31mred\ufffd\ufffd é 💥';
    const [suite] = xml.children;
    expect(suite?.children[0]?.children[0]?.attributes).toEqual({ name: 'title', value: kept });
    const [failure] = casesOf(xml)[0]?.children ?? [];
    expect(failure?.text).toContain(kept);
    // A message is one line.
    expect(failure?.attributes['message']).toBe(`solvency.tcr.min ≥ 110 %, observed: ${kept.split('\n')[0]}`);
  });

  test('says which of its failures are none of the thresholds', () => {
    const worse = check({
      kind: 'baseline',
      name: 'backstop.return.final',
      verdict: 'fail',
      file: 'b.json',
      line: null,
    });
    const xml = parseXml(renderJunit([run({ checks: [ended('pass', ''), failed, open, worse] })]));
    expect(
      casesOf(xml).map(({ children }) => children.map(({ name, attributes }) => [name, attributes['type']])),
    ).toEqual([[], [['failure', 'threshold']], [['failure', 'inconclusive']], [['failure', 'baseline']]]);
  });
});

describe('annotations', () => {
  test('stand at file and line, escaped as the runner undoes it', () => {
    const odd = { file: 'ci/50%,a:b.yaml', detail: '98.20\u202f%\r\nnext' };
    expect(renderAnnotations([run({ name: 'a:b', checks: [{ ...failed, ...odd }] })], WORKSPACE)).toEqual([
      '::error file=ci/50%25%2Ca%3Ab.yaml,line=41,title=a%3Ab%3A threshold failed::solvency.tcr.min ≥ 110 %25, observed: 98.20 %25%0D%0Anext%0Areproduce: npx breakwater run ci/a.yaml',
    ]);
  });

  test('name a file outside of the checkout in words: GitHub has no line of it', () => {
    const [line] = renderAnnotations([run({ checks: [{ ...failed, file: '/elsewhere/a.yaml' }] })], WORKSPACE);
    expect(line).toMatch(/^::error title=a%3A threshold failed::.*%0Aat \/elsewhere\/a\.yaml:41%0A/);
  });

  test('are at most nine, gravest first, and say how many are left out', () => {
    const many = Array.from({ length: 6 }, () => open);
    const lines = renderAnnotations(
      [run({ checks: [...many, failed] }), run({ checks: many }), run({ name: 'b', checks: [ended('fail')] })],
      WORKSPACE,
    );
    expect(lines).toHaveLength(9);
    expect(lines[0]).toContain('title=b%3A broken::');
    expect(lines[1]).toContain('title=a%3A threshold failed::');
    expect(lines.slice(2, 8).every((line) => line.includes('threshold inconclusive'))).toBe(true);
    expect(lines[8]).toMatch(/^::warning title=Breakwater::6 more checks did not pass/);
  });

  test('of what was cut short are not one for each threshold', () => {
    const lines = renderAnnotations([run({ checks: [ended('inconclusive', 'interrupted'), open, open] })], WORKSPACE);
    expect(lines).toEqual([expect.stringContaining('title=a%3A inconclusive::runs to its end: interrupted')]);
  });
});

describe('the summary of a step', () => {
  const of = (...runs: GateRun[]) => renderStepSummary(runs, MIB);

  test('begins with all scenarios, the gravest first', () => {
    const text = of(run(), run({ name: 'b', checks: [ended('pass', ''), failed, check()] }));
    const lines = text.split('\n');
    expect(lines[0]).toBe('## ❌ Breakwater · 2 scenarios: 1 failed, 1 passed');
    expect(lines.slice(2, 6).map((line) => line.replace(/\u202f/g, ' '))).toEqual([
      '|  | Scenario | Checks | Trials | Time |',
      '| --- | --- | --- | ---: | ---: |',
      '| ❌ failed | `b` | 1 of 2 passed, 1 failed | 1 | 2 s |',
      '| ✅ passed | `a` | 1 of 1 passed | 1 | 2 s |',
    ]);
    expect(text).toContain('| ❌ failed | `solvency.tcr.min ≥ 110 %` | 98.20 % | `ci/a.yaml:41` |');
    expect(text).toContain('```sh\nnpx breakwater run ci/a.yaml\n```');
  });

  test('takes no markup from a scenario', () => {
    const text = of(run({ title: '<img src=x> @all [a](b)', checks: [ended('fail', 'a | b\n<script>')] }));
    expect(text).not.toMatch(/(?<!\\)(?:<img|<script|@all)/);
    expect(text).toContain('| a \\| b<br>\\<script\\> |');
  });

  test('is never larger than GitHub takes, and whole as far as it goes', () => {
    const runs = Array.from({ length: 400 }, (_, i) =>
      run({ name: `s${i}`, checks: [ended('fail', 'x'.repeat(4000))] }),
    );
    const text = of(...runs);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MIB);
    expect(text).toContain('| 💥 broken | `s399` |');
    expect(text).toMatch(/\n\d+ parts of this summary left out/);
    expect(renderStepSummary(runs, 100)).toBe('');
  });
});

test('the table of the console says of each scenario what became of it', () => {
  const trials = { planned: 12, completed: 10, failed: 2 };
  const table = renderGateTable(
    [
      run({ name: 'quiet' }),
      run({ name: 'long-name', trials, checks: [ended('inconclusive'), failed, open, check()], seconds: 75 }),
      run({ name: 'gone', checks: [ended('fail')], trials: { planned: 1, completed: 0, failed: 0 } }),
    ],
    { color: false },
  );
  expect(table).toBe(`verdict   scenario   checks                                   trials        time
✓ passed  quiet      1 of 1 passed                            1             2 s
✗ failed  long-name  1 of 3 passed, 1 failed, 1 inconclusive  12, 2 failed  1 min 15 s
! broken  gone       not judged                               0 of 1        2 s
3 scenarios: 1 broken, 1 failed, 1 passed`);
});
