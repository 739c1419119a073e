import { describe, expect, it } from 'vitest';
import { gravestVerdict } from '../../metric/baselineOutcome.ts';
import { judgeBaseline } from '../../metric/judgeBaseline.ts';
import type { TrialRecord } from '../../metric/runRecord.ts';
import { baselineChecks } from './baselineChecks.ts';
import { renderBaselineConsole, renderBaselineTsv } from './consoleText.ts';

type Values = readonly (number | null)[];
interface Given {
  readonly unit?: string;
  readonly tolerance?: number;
  /** Other figures of the scenario, which are the same then and now. */
  readonly others?: number;
}

const DEBT = 'solvency.redistributedDebt.final';
const DELAY = 'liquidation.delay.mean';

/** What is said of one figure with these values then and now. */
function told(name: string, then: Values, now: Values, { unit = 'ZUSD', tolerance = 0, others = 0 }: Given = {}) {
  const line = 3;
  const same = Array.from({ length: others }, (_, i) => `agent.a${i}.profit.final`);
  const figures = [
    { name, line, kept: { unit, tolerance, values: then } },
    ...same.map((other) => ({ name: other, line, kept: { unit: 'USD', tolerance: 0, values: then.map(() => 1) } })),
  ];
  const columns = new Map([
    [name, Float64Array.from(now, (value) => value ?? Number.NaN)],
    ...same.map((other) => [other, new Float64Array(now.length).fill(1)] as const),
  ]);
  const metrics = Object.fromEntries([...columns.keys()].map((each) => [each.replace(/\.[^.]+$/, ''), {}]));
  const records = then.map((_, index) => ({ index, status: 'completed' }) as TrialRecord);
  const trials = then.length;
  const judged = judgeBaseline({ seed: 7, trials, figures }, { table: { records, columns }, metrics }, 0.05);
  const outcome = {
    ...{ file: 'b.yaml', scenario: 'crash', line: 2, verdict: gravestVerdict(judged), lack: null, figures: judged },
    ...{ trials, least: 1, level: 0.05, isSameScenario: true, isSameResult: false },
  };
  const [, head = '', row = '', note = ''] = renderBaselineConsole(outcome, { color: false }).split('\n');
  const detail = baselineChecks(outcome)[0]?.detail ?? '';
  const tsv = renderBaselineTsv(outcome).split('\n')[1]?.split('\t');
  return { head, note: note.trim(), detail, tsv, cells: row.slice(34).trim().split(/ {2,}/) };
}

describe('an ensemble', () => {
  const then = [1000, 2000, 3000, 4000, 5000, 6000];
  const worse = told(
    DEBT,
    then,
    then.map((value, i) => value + 100 + i),
  );

  it('has means in its table, and says the unit of an interval once', () => {
    expect(worse.head.trim().split(/ {2,}/)).toEqual([
      ...['baseline mean', 'mean now', 'tolerance', 'mean difference, 95 % interval'],
    ]);
    // 100 to 105: the mean is 102.5.
    expect(worse.cells.slice(0, 3)).toEqual(['3 500 ZUSD', '3 603 ZUSD', '0 ZUSD']);
    expect(worse.cells[3]).toMatch(/^\+103 ZUSD \[\+10\d, \+10\d ZUSD\]$/);
  });

  it('leaves out beside its table what stands there, and nowhere else', () => {
    expect(worse.note).toBe('worse, tolerance 0 ZUSD, beyond it in 6 of 6 trials');
    expect(worse.detail).toMatch(
      /^\+103 ZUSD \[.* ZUSD\] on average: worse, tolerance 0 ZUSD, beyond it in 6 of 6 trials; 3 603 ZUSD now, 3 500 ZUSD in the baseline$/,
    );
  });

  // 12 figures and 6 of 6 signs: 12 / 64 is over 5 %, so the test says nothing while the interval lies above zero.
  it('says of an interval wholly beyond the tolerance that too few trials are, not that it is wide', () => {
    const now = then.map((value, i) => value + 100 + i);
    const open = told(DEBT, then, now, { others: 11 });
    expect(open.note).toBe(
      'worse in 6 of 6 trials, better in none: too few to be told from chance; more trials may tell',
    );
    expect(open.detail).toMatch(
      /^\+103 ZUSD \[.*\] on average, tolerance 0 ZUSD: worse in 6 of 6 trials, .*; 3 603 ZUSD now/,
    );
    const allowed = told(DEBT, then, now, { others: 11, tolerance: 50 });
    expect(allowed.note).toMatch(/^worse in 6 of 6 trials, by more than 50 ZUSD in 6, better in none: too few/);
  });

  it('names the way where neither is good', () => {
    const now = then.map((value, i) => value - 100 - i);
    const { note } = told('dex.stable.mean', then, now, { others: 11 });
    expect(note).toMatch(/^lower in 6 of 6 trials, higher in none: too few to be told from chance/);
  });

  it('says how much worse it could be where the interval straddles the tolerance', () => {
    const now = then.map((value, i) => value + (i % 2 === 0 ? 100 : -90) + i);
    expect(told(DEBT, then, now).note).toMatch(
      /^could be worse by up to [\d.]+ ZUSD on average \(95 %\), tolerance 0 ZUSD; more trials make the interval narrower$/,
    );
  });
});

describe('a figure with a value on one side only', () => {
  const of = (then: Values, now: Values) => told(DELAY, then, now, { unit: 'seconds', tolerance: 24 });

  it('shows the value that there is', () => {
    const gone = of([12], [null]);
    expect(gone.cells).toEqual(['12 s', '—', '24 s', 'none now']);
    expect(gone.note).toBe(
      'can not pass while a trial has a value on one side only; no value now in 1 trial that had one',
    );
    expect(gone.tsv?.slice(4, 7)).toEqual(['12', '', '']);
    expect(of([null], [12]).cells).toEqual(['—', '12 s', '24 s', 'none then']);
    expect(of([null], [null]).cells).toEqual(['—', '—', '24 s', 'none then or now']);
  });

  it('shows means over those trials, and of trials with both their own', () => {
    expect(of([12, 24, null], [null, null, null]).cells).toEqual(['18 s', '—', '24 s', 'none now']);
    expect(of([12, null], [null, 36]).cells).toEqual(['12 s', '36 s', '24 s', 'no trial has both']);
    expect(of([12, 48], [12, null]).cells.slice(0, 2)).toEqual(['12 s', '12 s']);
  });
});

describe('a single run', () => {
  it('has values in its table, and says beside it what they do not', () => {
    const { head, cells, note, detail } = told(DEBT, [100], [150], { tolerance: 20 });
    expect(head.trim().split(/ {2,}/)).toEqual(['baseline', 'now', 'tolerance', 'difference']);
    expect(cells).toEqual(['100 ZUSD', '150 ZUSD', '20 ZUSD', '+50 ZUSD']);
    expect(note).toBe('worse, tolerance 20 ZUSD');
    expect(detail).toBe('+50 ZUSD: worse, tolerance 20 ZUSD; 150 ZUSD now, 100 ZUSD in the baseline');
    expect(told(DEBT, [100], [50]).note).toBe('better by 50 ZUSD: --update-baseline keeps it');
  });
});
