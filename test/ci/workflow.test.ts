import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { processesNaming } from '../cli/processes.ts';
import { TINY_TEXT } from '../cli/scenarios.ts';
import { casesOf, junitProblems } from './junitSchema.ts';
import { runSteps, runWorkflow } from './workflow.ts';
import { parseXml } from './xml.ts';

/**
 * action.yml and the workflows of docs/ci, run: their own steps, in bash, with the files and variables that GitHub's runner
 * gives. Others' actions are not run. `npm ci` is: by an npm that links the dependencies that are here, as installing them
 * anew takes half a minute.
 */
const REPOSITORY = resolve('.');
const root = mkdtempSync(join(tmpdir(), 'bw-ci-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const tools = join(root, 'tools');
mkdirSync(tools);
writeFileSync(
  join(tools, 'npm'),
  `#!/bin/bash
if [ "$1" != ci ]; then exec '${realNpm()}' "$@"; fi
[ -f package-lock.json ] || exit 91
[ -e node_modules ] || ln -s '${REPOSITORY}/node_modules' node_modules
`,
);
chmodSync(join(tools, 'npm'), 0o755);

/** What `npx` calls, too: it links the package that it stands in. */
function realNpm(): string {
  return execFileSync('bash', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
}

/** A checkout of this repository, without what is not in git. */
function checkout(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  const linked = [
    'action.yml',
    'baselines',
    'build.mjs',
    'contracts',
    'scenarios',
    'src',
    'tsconfig.build.json',
    'tsconfig.json',
  ];
  for (const entry of linked) symlinkSync(join(REPOSITORY, entry), join(folder, entry));
  // npm takes a package for one only where its manifest really is.
  for (const entry of ['package.json', 'package-lock.json']) copyFileSync(join(REPOSITORY, entry), join(folder, entry));
  return folder;
}

function optionsFor(workspace: string, action: string) {
  const temporary = join(root, `tmp-${readdirSync(root).length}`);
  mkdirSync(temporary);
  const { HOME, LANG, PATH } = process.env;
  const env = { HOME, LANG, PATH: `${tools}:${PATH}`, TMPDIR: temporary, BREAKWATER_CACHE: join(root, 'cache') };
  const npm = { npm_config_cache: join(root, 'npm'), npm_config_update_notifier: 'false' };
  return { workspace, action, runner: `${temporary}/runner`, env: { ...env, ...npm } };
}

test('docs/ci/breakwater.yml: all CI scenarios that ship pass', async () => {
  const workspace = checkout('repository');
  const end = await runWorkflow('docs/ci/breakwater.yml', optionsFor(workspace, workspace));
  expect(end.code, end.stdout + end.stderr).toBe(0);
  const count = readdirSync('scenarios/ci').length;
  expect(end.summary).toMatch(new RegExp(`^## ✅ Breakwater · ${count} scenarios: ${count} passed\n`));
  expect(end.stdout).not.toMatch(/^::/m);
  const junit = parseXml(readFileSync(join(workspace, 'breakwater-reports/junit.xml'), 'utf8'));
  expect(junitProblems(junit)).toEqual([]);
  expect(junit.children).toHaveLength(count);
  expect(casesOf(junit).every(({ children }) => children.length === 0)).toBe(true);
  expect(end.used.map(({ uses }) => uses)).toEqual([
    'actions/checkout@v4',
    'actions/setup-node@v4',
    'actions/upload-artifact@v4',
  ]);
  const upload = end.used.at(-1)?.with['path'] as string;
  expect(readdirSync(join(workspace, upload))).toHaveLength(count + 1);
});

describe('the action, in a repository with scenarios of its own', () => {
  const action = checkout('action');
  const workspace = join(root, 'protocol');
  const folder = join(workspace, 'scenarios/ci');
  mkdirSync(folder, { recursive: true });
  // None of the debt falls on other borrowers as long as there is a backstop.
  const thresholds = 'thresholds:\n  - solvency.tcr.final >= 50%\n  - solvency.redistributedDebt.final == 0 ZUSD\n';
  writeFileSync(join(folder, 'tiny.yaml'), TINY_TEXT.replace(/thresholds: .*\n/, thresholds));
  const step = (inputs: Record<string, string>) => [{ id: 'gate', uses: 'owner/breakwater@v1', with: inputs }];

  test('docs/ci/breakwater-action.yml passes, and hands the reports to the next step', async () => {
    const end = await runWorkflow('docs/ci/breakwater-action.yml', optionsFor(workspace, action));
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(end.outputs['gate']).toEqual({
      verdict: 'pass',
      'exit-code': '0',
      reports: './breakwater-reports',
      junit: './breakwater-reports/junit.xml',
    });
    expect(end.used.at(-1)).toMatchObject({ with: { path: './breakwater-reports' } });
    expect(existsSync(join(workspace, 'breakwater-reports/index.html'))).toBe(true);
    expect(end.summary).toMatch(/^## ✅ Breakwater · 1 scenario: 1 passed\n/);
  });

  test('a worse parameter fails the step with code 3, at the line of the threshold', async () => {
    const inputs = {
      ...{ scenarios: 'ci/*.yaml\n', 'working-directory': 'scenarios', reports: 'my reports', junit: '' },
      args: "--set=backstop={kind: none}\n--set\ntitle=$(touch pwned) `touch pwned` '; touch pwned\n",
    };
    const end = await runSteps(step(inputs), optionsFor(workspace, action));
    expect(end.code, end.stdout + end.stderr).toBe(3);
    expect(end.outputs['gate']).toEqual({
      verdict: 'fail',
      'exit-code': '3',
      reports: 'scenarios/my reports',
      junit: '',
    });
    const line =
      readFileSync(join(folder, 'tiny.yaml'), 'utf8')
        .split('\n')
        .findIndex((text) => text.includes('== 0 ZUSD')) + 1;
    expect(end.stdout.split('\n').filter((text) => text.startsWith('::'))).toEqual([
      expect.stringMatching(
        new RegExp(`^::error file=scenarios/ci/tiny\\.yaml,line=${line},title=tiny%3A threshold failed::`),
      ),
    ]);
    expect(end.summary).toMatch(/^## ❌ Breakwater · 1 scenario: 1 failed\n/);
    expect(end.summary).toContain(`\`ci/tiny.yaml:${line}\``);
    // Nothing of an input was run.
    for (const place of [workspace, join(workspace, 'scenarios'), action])
      expect(readdirSync(place)).not.toContain('pwned');
    expect(processesNaming(join(root, 'tmp-'))).toEqual([]);
  });

  test('a pattern that nothing fits fails the step', async () => {
    const end = await runSteps(step({ scenarios: 'nowhere/*.yaml' }), optionsFor(workspace, action));
    expect(end.code).toBe(2);
    expect(end.stdout).toBe('::error title=Breakwater::no file fits a pattern of the input scenarios\n');
    expect(end.outputs['gate']).toMatchObject({ verdict: 'broken', 'exit-code': '2' });
  });
});

test('expressions that GitHub would take for nothing are refused here', async () => {
  const workspace = join(root, 'protocol');
  const steps = [{ run: 'echo ${{ inputs.nothing }}' }];
  await expect(runSteps(steps, optionsFor(workspace, workspace))).rejects.toThrow(
    'expression not known: inputs.nothing',
  );
  await expect(runSteps([{ uses: 'someone/else@v1' }], optionsFor(workspace, workspace))).rejects.toThrow(
    'action not known',
  );
});
