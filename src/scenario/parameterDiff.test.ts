import { describe, expect, it } from 'vitest';
import { tiny } from '../../test/cli/scenarios.ts';
import { loadScenario } from './load.ts';
import { parameterDiff } from './parameterDiff.ts';

const load = (set: readonly string[] = [], source = tiny()) => loadScenario('tiny.yaml', { source, set });
const diff = (...set: string[]) => parameterDiff(load(), load(set));

describe('parameterDiff', () => {
  it('is empty of a scenario and itself, however it is spelt', () => {
    expect(diff()).toEqual([]);
    expect(diff('clock.duration=360s', 'backstop.maxDiscount=400bps', 'oracle.collateral.heartbeat=60m')).toEqual([]);
  });

  it('gives both values as written, sorted by path', () => {
    expect(diff('dex.stable=120k ZUSD', 'backstop.amplification=100')).toEqual([
      { path: 'backstop.amplification', base: '20', proposal: '100', defaults: [] },
      { path: 'dex.stable', base: '60k ZUSD', proposal: '120k ZUSD', defaults: [] },
    ]);
  });

  it('fills in defaults with their units, and marks them', () => {
    expect(diff('backstop.fee=1%', 'oracle.stable.heartbeat=12h')).toEqual([
      { path: 'backstop.fee', base: '0%', proposal: '1%', defaults: ['base'] },
      { path: 'oracle.stable.heartbeat', base: '24h', proposal: '12h', defaults: ['base'] },
    ]);
  });

  it('gives derived defaults with the field that they follow from', () => {
    const [duration, histogram] = diff('clock.duration=12h');
    expect(duration).toMatchObject({ path: 'clock.duration', base: '6m', proposal: '12h' });
    // 12 h / 144 columns = 300 s; 6 min / 144 = 2.5 s, a block at least.
    expect(histogram).toEqual({
      path: 'probes.icrHistogram',
      base: '12s',
      proposal: '300s',
      defaults: ['base', 'proposal'],
    });
  });

  it('shows a bare value beside a distribution, and the kinds of two', () => {
    expect(diff('agents.depositors.deposit=20k ZUSD')).toEqual([
      {
        path: 'agents.depositors.deposit',
        base: '{ distribution: uniform, min: 5k ZUSD, max: 20k ZUSD }',
        proposal: '20k ZUSD',
        defaults: [],
      },
    ]);
    const kinds = diff('agents.depositors.deposit={distribution: exponential, mean: 9k ZUSD, max: 20k ZUSD}');
    expect(kinds.map(({ path, base, proposal }) => [path, base, proposal])).toEqual([
      ['agents.depositors.deposit.distribution', 'uniform', 'exponential'],
      ['agents.depositors.deposit.mean', null, '9k ZUSD'],
      ['agents.depositors.deposit.min', '5k ZUSD', null],
    ]);
  });

  it('shows a group or a list that is not there as a whole', () => {
    const [group] = diff(
      'agents.maker={policy: market-maker, count: 1, stable: 10k ZUSD, collateral: 5 ETH, band: 1%}',
    );
    expect(group).toMatchObject({
      ...{ path: 'agents.maker', base: null, defaults: [] },
      proposal: '{ policy: market-maker, count: 1, stable: 10k ZUSD, collateral: 5 ETH, band: 1% }',
    });
    expect(diff('market.collateral.shocks=[]')).toEqual([
      {
        path: 'market.collateral.shocks',
        base: '[ { at: 1m, change: -30%, over: 2m } ]',
        proposal: '[]',
        defaults: [],
      },
    ]);
    expect(diff('market.collateral.shocks.0.change=-40%')).toEqual([
      { path: 'market.collateral.shocks.0.change', base: '-30%', proposal: '-40%', defaults: [] },
    ]);
  });

  it('leaves out what follows from a kind that the other side is not', () => {
    expect(diff('backstop={kind: none}').map(({ path }) => path)).toEqual([
      ...['backstop.amplification', 'backstop.kind', 'backstop.maxDiscount'],
    ]);
  });

  it('leaves out words, thresholds, seed and trials', () => {
    expect(diff('title=Other', 'thresholds=[]', 'seed=9', 'trials=4', 'assumptions=[]')).toEqual([]);
  });
});
