import { describe, expect, it } from 'vitest';
import { AGENTS, scenarioWith } from '../../test/sim/support.ts';
import { toNumber, toWad, WAD } from '../core/units.ts';
import { type AgentSeed, drawPopulation } from './population.ts';

const PRICE = 2000n * WAD;
/** Zero's constants, and the scenarios' defaults. */
const TERMS = {
  ...{ mcr: toWad(1.1), ccr: toWad(1.5), borrowingRate: toWad(0.005) },
  ...{ gasCompensation: 20n * WAD, minimumNetDebt: 180n * WAD },
};
const draw = (agents: object, seed = 3) =>
  drawPopulation(scenarioWith({ agents }).scenario, { seed, trial: 0, price: PRICE, terms: TERMS });

/** All that follows from an agent's draws, now and later. */
function drawnBy({ agents }: { agents: readonly AgentSeed[] }): Map<string, unknown> {
  const drawn = agents.map(({ id, collateral, stable, trove, random }) => {
    const later = ['bids', 'traits', 'latency'].map((name) => random.child(name).uniform());
    return [id, { collateral, stable, trove, later }] as const;
  });
  return new Map(drawn);
}

describe('drawPopulation', () => {
  it('draws each agent from a stream of its own: others change nothing', () => {
    const alone = drawnBy(draw(AGENTS));
    const more = {
      ...{ another: { policy: 'liquidator', count: 3, minProfit: '1 USD' } },
      ...AGENTS,
      borrowers: { ...AGENTS.borrowers, count: 35 },
      zealots: {
        policy: 'backstopper',
        count: 2,
        deposit: { distribution: 'uniform', min: '1k ZUSD', max: '2k ZUSD' },
      },
    };
    const together = drawnBy(draw(more));
    expect(together.size).toBe(alone.size + 10);
    for (const [id, seed] of alone) expect(together.get(id), id).toEqual(seed);
  });

  it('draws others for another seed', () => {
    const [a, b] = [drawnBy(draw(AGENTS, 3)), drawnBy(draw(AGENTS, 4))];
    expect(a.get('borrowers/0')).not.toEqual(b.get('borrowers/0'));
  });

  it('makes a trove owe what its distribution says, fee and gas compensation included', () => {
    const agents = {
      ...AGENTS,
      borrowers: { ...AGENTS.borrowers, debt: '20k ZUSD', collateralRatio: '200%', keeps: '25%' },
    };
    const { agents: drawn, borrowed, venue, idle } = draw(agents);
    const borrowers = drawn.filter(({ trove }) => trove !== undefined);
    for (const { trove, stable, collateral } of borrowers) {
      if (trove === undefined) continue;
      expect(toNumber(trove.debt)).toBeCloseTo(20_000, 9);
      // (20 000 − 20) / 1.005
      expect(toNumber(trove.borrow)).toBeCloseTo(19_980 / 1.005, 9);
      expect(trove.collateral).toBe(20n * WAD);
      expect(toNumber(stable)).toBeCloseTo(toNumber(trove.borrow) / 4, 6);
      // 30 % of the collateral in reserve, and one for gas.
      expect(collateral).toBe(toWad(7));
    }
    // Every stablecoin that was borrowed is somewhere.
    const held = drawn.reduce((sum, { stable }) => sum + stable, 0n) + toWad(100_000);
    expect(held + venue + idle).toBe(borrowed);
  });

  it('refuses to hand out more stablecoin than there is, and a system that opens in recovery mode', () => {
    const rich = { ...AGENTS, depositors: { ...AGENTS.depositors, deposit: '400k ZUSD' } };
    expect(() => draw(rich)).toThrow('More stablecoin is handed out');
    const thin = { ...AGENTS, borrowers: { ...AGENTS.borrowers, collateralRatio: '140%' } };
    expect(() => draw(thin)).toThrow('open in recovery mode');
    const tiny = { ...AGENTS, borrowers: { ...AGENTS.borrowers, debt: '200 ZUSD' } };
    expect(() => draw(tiny)).toThrow('too small');
  });
});
