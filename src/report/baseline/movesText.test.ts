import { describe, expect, it } from 'vitest';
import type { KeptScenario } from '../../metric/baseline.ts';
import { baselineMoves } from '../../metric/baselineMoves.ts';
import { movesText } from './movesText.ts';

const RETURN = 'backstop.return.final';
const DELAY = 'liquidation.delay.mean';
type Values = readonly (number | null)[];

function kept(values: Readonly<Record<string, Values | null>>, trials = 2): KeptScenario {
  const figures = Object.entries(values).map(([name, of]) => {
    const [unit, tolerance] = name === RETURN ? ['ratio', 0.01] : ['seconds', 24];
    return { name, line: 1, kept: of === null ? null : { unit, tolerance, values: of } } as const;
  });
  return { scenarioHash: '', resultHash: '', seed: 7, trials, line: 1, figures };
}

const told = (before: KeptScenario | undefined, after: KeptScenario) =>
  movesText(baselineMoves(before, after), after.figures.length);

describe('what an update moved', () => {
  it('is told by means, and marked where it is worse by more than the tolerance', () => {
    const before = kept({ [DELAY]: [12, 24], [RETURN]: [0.1, 0.2] });
    // Returns: 15 % to 10 %, with 1 pp allowed. Delays: 18 s to 36 s, with 24 s allowed.
    expect(told(before, kept({ [DELAY]: [24, 48], [RETURN]: [0.1, 0.1] }))).toBe(
      [
        '2 figures, 2 moved, 1 of them worse by more than the tolerance',
        '    liquidation.delay.mean  18 s → 36 s',
        '  ✗ backstop.return.final   15.00 % → 10.00 %, worse by more than its tolerance 1.00 pp',
      ].join('\n'),
    );
    expect(told(before, kept({ [DELAY]: [12, 24], [RETURN]: [0.2, 0.2] }))).toBe(
      '2 figures, 1 moved\n    backstop.return.final  15.00 % → 20.00 %',
    );
  });

  it('is nothing where all is the same, or nothing was kept', () => {
    const before = kept({ [DELAY]: [null, 24], [RETURN]: [0.1, 0.2] });
    expect(told(before, before)).toBe('2 figures, each as it was');
    expect(told(undefined, before)).toBe('2 figures');
    expect(told(kept({ [DELAY]: null, [RETURN]: null }), before)).toBe('2 figures');
    expect(told(kept({ [RETURN]: [0.1, 0.2], [DELAY]: null }), before)).toBe(
      '2 figures, 1 new, the others each as it was',
    );
  });

  it('names values that came or went, and other draws', () => {
    expect(told(kept({ [DELAY]: [12, 24] }), kept({ [DELAY]: [null, 24] }))).toContain(
      'liquidation.delay.mean  18 s → 24 s, trials without a value 0 → 1',
    );
    expect(told(kept({ [DELAY]: [12] }, 1), kept({ [DELAY]: [null] }, 1))).toContain('12 s → —, trials without');
    expect(told(kept({ [DELAY]: [12, 24] }), kept({ [DELAY]: [18] }, 1))).toMatch(
      /^1 figure, 1 moved\n {2}\(other seed or number of trials: .*\)\n.* {2}18 s → 18 s$/,
    );
  });
});
