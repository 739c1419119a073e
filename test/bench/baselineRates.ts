import { baselineRates, type Shape, type Simulated } from './simulateBaseline.ts';

/** Prints the tables of docs/baseline.md, tab-separated: how often the gate says what, of 11 figures at 5 %. About a quarter of an hour. */
const FIGURES = 11;
const SAMPLES: Readonly<Record<number, number>> = { 20: 200, 40: 200, 100: 100, 200: 50 };
/** Of false alarms, at a tolerance of zero, where they are most. */
const MORE: Readonly<Record<number, number>> = { 20: 400, 40: 400, 100: 300, 200: 100 };
const CHEAP = 400;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const say = (...cells: readonly (string | number)[]) => process.stdout.write(`${cells.join('\t')}\n`);

const caught = (trials: number, shape: Shape, tolerance: number) =>
  [0.25, 0.5, 1, 2].map((more) => {
    const case_: Simulated = { shape, figures: FIGURES, trials, tolerance, worse: tolerance + more, drawsAll: false };
    return percent(baselineRates(case_, CHEAP, 1, 'caught', shape, trials, tolerance, more).first.fail);
  });

say('caught', 'tolerance', 'trials', '+0.25', '+0.5', '+1', '+2');
for (const shape of ['normal', 'losses'] as const) {
  for (const tolerance of [0, 0.5]) {
    for (const trials of [20, 40, 100, 200]) say(shape, tolerance, trials, ...caught(trials, shape, tolerance));
  }
}

say('equal, one figure', 'trials', 'tolerance', 'fail', 'inconclusive', 'pass');
for (const trials of [20, 40, 100, 200]) {
  for (const tolerance of [0, 0.25, 0.5, 1]) {
    const case_: Simulated = { shape: 'normal', figures: FIGURES, trials, tolerance, worse: 0, drawsAll: false };
    const { first } = baselineRates(case_, CHEAP, 1, 'equal', trials, tolerance);
    say('normal', trials, tolerance, percent(first.fail), percent(first.inconclusive), percent(first.pass));
  }
}

say('equal, all figures', 'trials', 'tolerance', 'fail', 'inconclusive', 'pass', 'comparisons');
for (const shape of ['normal', 'losses'] as const) {
  for (const trials of [20, 40, 100, 200]) {
    for (const tolerance of [0, 0.5, 1]) {
      const samples = (tolerance === 0 ? MORE : SAMPLES)[trials] as number;
      const case_: Simulated = { shape, figures: FIGURES, trials, tolerance, worse: 0, drawsAll: true };
      const { gravest } = baselineRates(case_, samples, 1, 'all', shape, trials, tolerance);
      say(
        shape,
        trials,
        tolerance,
        percent(gravest.fail),
        percent(gravest.inconclusive),
        percent(gravest.pass),
        samples,
      );
    }
  }
}
