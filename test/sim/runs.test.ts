import { describe, expect, it } from 'vitest';
import { AGENTS, openSimulation, runToEnd, STILL, scenarioWith } from './support.ts';

const { depositors } = AGENTS;
/** One of three leaves after 4 minutes, the second follows, and the third follows the two. */
const THREE = {
  first: { ...depositors, count: 1, exit: { after: '4m' } },
  second: { ...depositors, count: 1, exit: { herd: { share: '30%', within: '5m' } } },
  third: { ...depositors, count: 1, exit: [{ onLoss: '99%' }, { herd: { share: '60%', within: '5m' } }] },
};

async function leavers(backstop: object, groups: object) {
  const { depositors: _, ...others } = AGENTS;
  const { series } = await runToEnd(scenarioWith({ market: STILL, backstop, agents: { ...others, ...groups } }));
  return series.events.filter(({ kind }) => kind === 'withdrawal').map(({ agent, tick }) => ({ agent, tick }));
}

describe('depositors that run', () => {
  it.each(['bamm', 'stability-pool'])('follow each other out of a %s, a block apart', async (kind) => {
    // 4 minutes are 20 blocks of 12 s; what is withdrawn in a block is seen before the next.
    expect(await leavers({ kind }, THREE)).toEqual([
      { agent: 'first/0', tick: 20 },
      { agent: 'second/0', tick: 21 },
      { agent: 'third/0', tick: 22 },
    ]);
  });

  it('stay where the window is too short for so many', async () => {
    const slow = { ...THREE, second: { ...THREE.second, exit: { after: '10m' } } };
    const third = { ...THREE.third, exit: { herd: { share: '60%', within: '5m' } } };
    expect((await leavers({ kind: 'bamm' }, { ...slow, third })).map(({ agent }) => agent)).toEqual([
      'first/0',
      'second/0',
    ]);
  });

  it('wait for the end of the liquidations: none is refused, and none leaves before', async () => {
    const exit = { threshold: { tcr: '170%' } };
    const agents = { ...AGENTS, depositors: { ...depositors, exit } };
    const { simulation, step, ticks, recorder } = await openSimulation(scenarioWith({ agents }));
    let banned = 0;
    for (let tick = 0; tick < ticks; tick++) {
      await step();
      const { lending } = simulation.observation ?? {};
      const riskiest = simulation.book.sorted()[0]?.ratio ?? Number.POSITIVE_INFINITY;
      const isShut = riskiest * simulation.oracles.collateral.price.usd < 1.1;
      if (isShut && (lending?.tcr ?? 9) < 1.7) banned++;
    }
    const { events } = recorder.series();
    expect(banned).toBeGreaterThan(0);
    expect(events.filter(({ kind }) => kind === 'withdrawal')).toHaveLength(4);
    expect(simulation.ledger.sharesTotal).toBe(0n);
  });
});
