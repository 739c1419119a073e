import type { GateCheck, GateRun } from '../../metric/gate.ts';
import { plainText } from '../format.ts';
import { checkOutcome, checkText, findingText, placeText } from './gateText.ts';
import { xmlAttributes, xmlText } from './xml.ts';

/**
 * All runs as JUnit XML, the form that CI systems read: a suite for each scenario, a test case for each check. Inconclusive is
 * a failure of type `inconclusive`, as it ends the command with an exit code that is not 0; a run that broke is an error.
 *
 * Ours is written by hand: ten kinds of tags, and the builders on npm bring four packages for them.
 */
export function renderJunit(runs: readonly GateRun[]): string {
  const all = runs.flatMap(({ checks }) => checks);
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${xmlAttributes({ name: 'breakwater', ...counts(all), time: seconds.toFixed(3) })}>`,
    ...runs.flatMap(suite),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(run: GateRun): string[] {
  const { name, file, checks, seconds } = run;
  return [
    `  <testsuite${xmlAttributes({ name, ...counts(checks), skipped: 0, time: seconds.toFixed(3), file })}>`,
    '    <properties>',
    ...properties(run).map(([key, value]) => `      <property${xmlAttributes({ name: key, value })}/>`),
    '    </properties>',
    ...checks.flatMap((check) => testCase(run, check)),
    `    <system-out>${xmlText(facts(run).join('\n'))}</system-out>`,
    '  </testsuite>',
  ];
}

function counts(checks: readonly GateCheck[]) {
  const outcomes = checks.map(checkOutcome);
  const errors = outcomes.filter((outcome) => outcome === 'broken').length;
  const passed = outcomes.filter((outcome) => outcome === 'pass').length;
  return { tests: checks.length, failures: checks.length - passed - errors, errors };
}

function properties({ title, seed, scenarioHash, resultHash, versions }: GateRun): [string, string][] {
  const all: [string, string | null][] = [
    ['title', title === '' ? null : title],
    ['seed', seed === null ? null : String(seed)],
    ['scenario hash', scenarioHash],
    ['result hash', resultHash],
    ...Object.entries(versions).map(([name, version]): [string, string] => [`version of ${name}`, version]),
  ];
  return all.flatMap(([key, value]) => (value === null ? [] : [[key, value]]));
}

/** The wall time is the run's: its checks cost nothing. */
function testCase(run: GateRun, check: GateCheck): string[] {
  const { file, line, kind } = check;
  const time = (kind === 'run' ? run.seconds : 0).toFixed(3);
  const head = xmlAttributes({ name: plainText(checkText(check)), classname: run.name, time, file, line });
  const outcome = checkOutcome(check);
  if (outcome === 'pass') return [`    <testcase${head}/>`];
  const tag = outcome === 'broken' ? 'error' : 'failure';
  const type = outcome === 'fail' ? check.kind : outcome;
  const finding = findingText(check);
  const [message = ''] = finding.split('\n');
  const body = [finding, `at ${placeText(check)}`, `reproduce: ${run.reproduce}`];
  return [
    `    <testcase${head}>`,
    `      <${tag}${xmlAttributes({ type, message })}>${xmlText(body.join('\n'))}</${tag}>`,
    '    </testcase>',
  ];
}

function facts({ resultHash, scenarioHash, dir, reproduce }: GateRun): string[] {
  return [
    ...(resultHash === null ? [] : [`result hash: ${resultHash}`]),
    ...(scenarioHash === null ? [] : [`scenario hash: ${scenarioHash}`]),
    ...(dir === null ? [] : [`record: ${dir}`]),
    `reproduce: ${reproduce}`,
  ];
}
