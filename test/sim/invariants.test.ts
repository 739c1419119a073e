import { pad } from 'viem';
import { describe, expect, it } from 'vitest';
import { TOPIC } from '../../src/protocol/events.ts';
import { InvariantError } from '../../src/sim/invariants.ts';
import { openSimulation, scenarioWith } from './support.ts';

/** Drives the trial until its backstop has absorbed something. */
async function intoTheCrash() {
  const opened = await openSimulation(scenarioWith());
  let tick = 0;
  for (; tick < opened.ticks && opened.simulation.solvency.count === 0; tick++) await opened.step();
  expect(tick).toBeLessThan(opened.ticks);
  return opened;
}

describe('the checks of a running trial', () => {
  it('hold the book against every trove on the chain, to the wei', async () => {
    const { simulation, opened } = await intoTheCrash();
    await simulation.checkTroves();
    const [riskiest] = simulation.book.sorted();
    if (riskiest === undefined) throw new TypeError('no trove is open');
    const { troveManager } = opened.targets.system.core;
    const words = [riskiest.debt + 1n, riskiest.collateral, riskiest.collateral, 0n];
    const data = words.map((word) => word.toString(16).padStart(64, '0')).join('');
    simulation.book.apply({
      address: troveManager,
      topics: [TOPIC.troveUpdated, pad(riskiest.owner)],
      data: `0x${data}`,
    });
    await expect(simulation.checkTroves()).rejects.toThrow(InvariantError);
    await expect(simulation.checkTroves()).rejects.toThrow('a trove is what the book says');
  });

  it('stop the trial at the first block whose shares do not add up', async () => {
    const { simulation, step } = await intoTheCrash();
    const [anyone] = simulation.agents.all;
    if (anyone === undefined) throw new TypeError('nobody takes part');
    simulation.ledger.setShares(anyone.address, 1n);
    await expect(
      (async () => {
        for (let i = 0; i < 20; i++) await step();
      })(),
    ).rejects.toThrow('shares add up to the total');
  });
});
