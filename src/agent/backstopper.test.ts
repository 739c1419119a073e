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
    const decide = (time: number, self = inside) => policy.decide(observe({ time, backstop: full }), self).length;
    const out = { ...inside, shares: 0n };
    expect([decide(588), decide(600), decide(612, out), decide(624, out)]).toEqual([0, 1, 0, 0]);
  });

  it('takes what a plain pool’s books leave of a deposit for gone', () => {
    const policy = create({ exit: { after: 0 } });
    const pool: BackstopView = { ...full, kind: 'stability-pool' };
    const decide = (tick: number, shares: bigint) =>
      policy.decide(observe({ tick, backstop: pool }), { ...inside, shares }).length;
    expect([decide(0, 10n * WAD), decide(1, 3n), decide(2, 3n), decide(500, 3n)]).toEqual([1, 0, 0, 0]);
  });

  it('tries again after a failure, and waits twice as long each time', () => {
    const policy = create({ exit: { after: 0 } });
    const sent = Array.from({ length: 40 }, (_, tick) => tick).filter(
      (tick) => policy.decide(observe({ tick, backstop: full }), inside).length > 0,
    );
    // Known to have failed at the next tick; then 1, 2, 4, 8, 16 blocks go by.
    expect(sent).toEqual([0, 2, 5, 10, 19, 36]);
  });

  it('keeps still while its withdrawal waits, and goes on when that has failed', () => {
    const policy = create({ exit: { after: 0 } });
    const decide = (tick: number, pending: number) =>
      policy.decide(observe({ tick, backstop: full }), { ...inside, pending }).length;
    expect([decide(0, 0), decide(1, 1), decide(7, 1), decide(8, 0), decide(9, 0)]).toEqual([1, 0, 0, 0, 1]);
  });

  describe('that runs', () => {
    /** `left` of the deposits of so many seconds ago. */
    const run = (left: Readonly<Record<number, number>>): BackstopView => ({
      ...full,
      withdrawnWithin: (seconds) => left[seconds] ?? 0,
    });
    const herd = { herd: { share: 0.3, within: 3600 } };

    it('leaves once so large a share has left within its window', () => {
      const decide = (backstop: BackstopView) => create({ exit: herd }).decide(observe({ backstop }), inside).length;
      expect(decide(run({ 3600: 0.29, 7200: 0.9 }))).toBe(0);
      expect(decide(run({ 3600: 0.3 }))).toBe(1);
    });

    it('leaves when the door opens, if it saw the others go before it was shut', () => {
      const policy = create({ exit: herd });
      const under = { lending: { troves: [trove('a', 1000, 5.49)] } };
      const decide = (left: number, situation: object) =>
        policy.decide(observe({ backstop: run({ 3600: left }), ...situation }), inside).length;
      expect([decide(0.4, under), decide(0, under), decide(0, {})]).toEqual([0, 0, 1]);
    });

    it('leaves while the system is under its line', () => {
      const policy = create({ exit: { threshold: { tcr: 1.4 } } });
      const decide = (tcr: number) => policy.decide(observe({ backstop: full, lending: { tcr } }), inside).length;
      expect([decide(1.4), decide(1.39)]).toEqual([0, 1]);
    });

    it('leaves for whichever of its reasons comes first', () => {
      const exit = [herd, { threshold: { tcr: 1.4 } }, { onLoss: 0.5 }] as const;
      const decide = (situation: object) => create({ exit }).decide(observe(situation), inside).length;
      expect(decide({ backstop: full, lending: { tcr: 1.41 } })).toBe(0);
      expect(decide({ backstop: full, lending: { tcr: 1.39 } })).toBe(1);
      expect(decide({ backstop: run({ 3600: 0.5 }) })).toBe(1);
      expect(decide({ backstop: bamm(4000, 0) })).toBe(1);
    });
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
