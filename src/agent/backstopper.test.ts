import { describe, expect, it } from 'vitest';
import { agent, BID, bamm, observe, trove } from '../../test/agent/handmade.ts';
import { randomStream } from '../core/random.ts';
import { toWad, WAD } from '../core/units.ts';
import { createBackstopper } from './backstopper.ts';
import type { BackstopView } from './policy.ts';
import type { BackstopperSpec } from './schema.ts';

const constant = (value: number) => ({ kind: 'constant', value }) as const;
const spec: BackstopperSpec = {
  ...{ policy: 'backstopper', count: 1, deposit: constant(1000), joins: constant(0), exit: 'never', bid: BID },
};
const create = (own: Partial<BackstopperSpec> = {}, joins = 0) =>
  createBackstopper({ ...spec, ...own }, joins, randomStream(1, 'backstopper'));

/** A tenth of a BAMM with 10 000 in all, deposited as 1000. */
const inside = agent({ shares: 10n * WAD, initial: { collateral: 2n * WAD, stable: toWad(1000) } });
const full = bamm(10_000, 0);
/** The same a fifth down: 5000 and 15 at 200. */
const down = bamm(5000, 15);

describe('backstopper', () => {
  it('deposits all it has when its time has come, once', () => {
    const policy = create({}, 3600);
    const self = agent({ stable: toWad(500) });
    const decide = (time: number) => policy.decide(observe({ time, backstop: full }), self);
    expect(decide(3599)).toEqual([]);
    expect(decide(3600)).toMatchObject([{ kind: 'deposit', amount: toWad(500) }]);
    expect(decide(3612)).toEqual([]);
  });

  it('has nothing to do without a backstop', () => {
    expect(create().decide(observe(), agent({ stable: toWad(500) }))).toEqual([]);
    expect(create({ exit: { after: 60 } }).decide(observe({ time: 60 }), inside)).toEqual([]);
  });

  it('withdraws all on a loss as large as it stands, at market prices', () => {
    const decide = (onLoss: number, backstop: BackstopView) =>
      create({ exit: { onLoss } }).decide(observe({ backstop }), inside);
    expect(decide(0.19, down)).toMatchObject([{ kind: 'withdraw', shares: 10n * WAD }]);
    expect(decide(0.21, down)).toEqual([]);
    expect(decide(0.01, full)).toEqual([]);
  });

  it('withdraws after its time, and never does so twice', () => {
    const policy = create({ exit: { after: 600 } });
    const decide = (time: number) => policy.decide(observe({ time, backstop: full }), inside);
    expect([decide(588).length, decide(600).length, decide(612).length]).toEqual([0, 1, 0]);
  });

  it('never leaves if it says so', () => {
    expect(create().decide(observe({ time: 10 ** 6, backstop: down }), inside)).toEqual([]);
  });

  it('waits while a trove is under the minimum ratio: the core refuses withdrawals then', () => {
    const policy = create({ exit: { after: 0 } });
    const under = { backstop: down, lending: { troves: [trove('a', 1000, 5.49)] } };
    expect(policy.decide(observe(under), inside)).toEqual([]);
    expect(policy.decide(observe({ ...under, oracle: 201 }), inside)).toMatchObject([{ kind: 'withdraw' }]);
  });

  it('asks a plain Stability Pool for more than it can have, which pays out all', () => {
    const pool: BackstopView = { ...full, kind: 'stability-pool' };
    const [intent] = create({ exit: { after: 0 } }).decide(observe({ backstop: pool }), inside);
    expect(intent).toMatchObject({ kind: 'withdraw', shares: 2n ** 200n });
  });

  it('sends nothing while its last transaction waits', () => {
    const waiting = { ...inside, pending: 1 };
    expect(create({ exit: { after: 0 } }).decide(observe({ backstop: full }), waiting)).toEqual([]);
  });
});
