import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/metric/runRecord.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { run } from '../../src/sim/run.ts';
import type { TrialOutcome } from '../../src/sim/runTrial.ts';

/** A fall as the source series has it, open to open. */
interface Fall {
  readonly from: string;
  readonly to: string;
  readonly change: number;
}

interface Event {
  /** The low and the end of the block that has it. */
  readonly low: { readonly at: string; readonly price: number };
  readonly hour: Fall;
  readonly day?: Fall;
  /** Lowest and highest price of the stablecoin; default: 1 USD throughout. */
  readonly stable?: readonly [number, number];
}

/**
 * Falls and lows from the exchange series that each file names under `source`; instants in UTC. Where the minute of a low
 * within its bar is unknown, or its own minute is the end of the worst hour, the file says where it was put.
 */
const EVENTS: Record<string, Event> = {
  'may-2021': {
    low: { at: '2021-05-19T13:11Z', price: 1888 },
    hour: { from: '2021-05-19T12:10Z', to: '2021-05-19T13:10Z', change: -0.298 },
    day: { from: '2021-05-18T13:10Z', to: '2021-05-19T13:10Z', change: -0.4385 },
  },
  'january-2022': {
    low: { at: '2022-01-24T15:10Z', price: 2159 },
    hour: { from: '2022-01-26T19:10Z', to: '2022-01-26T20:10Z', change: -0.0738 },
    day: { from: '2022-01-21T10:10Z', to: '2022-01-22T10:10Z', change: -0.1905 },
    stable: [1.005, 1.025],
  },
  'june-2022': {
    low: { at: '2022-06-18T20:30Z', price: 881.56 },
    hour: { from: '2022-06-14T01:00Z', to: '2022-06-14T02:00Z', change: -0.0597 },
    day: { from: '2022-06-12T15:00Z', to: '2022-06-13T15:00Z', change: -0.2103 },
  },
  'ftx-2022': {
    low: { at: '2022-11-09T23:35Z', price: 1073.53 },
    hour: { from: '2022-11-08T17:20Z', to: '2022-11-08T18:20Z', change: -0.1036 },
    day: { from: '2022-11-08T16:35Z', to: '2022-11-09T16:35Z', change: -0.2584 },
  },
  'usdc-depeg-2023': {
    low: { at: '2023-03-10T10:39Z', price: 1368.39 },
    hour: { from: '2023-03-11T07:09Z', to: '2023-03-11T08:09Z', change: -0.0319 },
    stable: [0.985, 1.08],
  },
  'august-2024': {
    low: { at: '2024-08-05T01:10Z', price: 2111 },
    hour: { from: '2024-08-05T00:11Z', to: '2024-08-05T01:11Z', change: -0.198 },
  },
  'october-2025': {
    low: { at: '2025-10-10T21:22Z', price: 3400 },
    hour: { from: '2025-10-10T20:20Z', to: '2025-10-10T21:20Z', change: -0.1309 },
  },
};

/** A knot between two blocks is the price of the later one, so a fall is off by what a part of a block does. */
const TOLERANCE = 0.005;
/** The low is the extreme of a bar, falls are from open to open: an hour that ends at the low is deeper by so much. */
const DEEPER = 0.02;

/** Largest fall over `span` ticks. */
function worst(prices: Float64Array, span: number): number {
  let fall = 0;
  for (let tick = span; tick < prices.length; tick += 1) {
    fall = Math.min(fall, (prices[tick] as number) / (prices[tick - span] as number) - 1);
  }
  return fall;
}

it('has figures for every event that ships', () => {
  const files = readdirSync('scenarios/events').map((file) => file.replace('.yaml', ''));
  expect(files.sort()).toEqual(Object.keys(EVENTS).sort());
});

describe.each(Object.entries(EVENTS))('%s', (name, { low, hour, day, stable: expected = [1, 1] }) => {
  const loaded = loadScenario(`scenarios/events/${name}.yaml`);
  const { clock } = loaded.scenario;
  const outcomes: TrialOutcome[] = [];
  let record: RunRecord;
  let price: Float64Array;
  let stable: Float64Array;
  beforeAll(async () => {
    const { record: done, error } = await run(loaded, { onTrial: (outcome) => outcomes.push(outcome) });
    if (error !== undefined) throw error;
    record = done;
    const columns = outcomes[0]?.series.samples.columns;
    price = columns?.get('market.price') ?? new Float64Array();
    stable = columns?.get('market.stable') ?? new Float64Array();
  });
  const tickAt = (instant: string): number => Math.ceil((Date.parse(instant) / 1000 - clock.start) / clock.block);
  const change = ({ from, to }: Fall): number => (price[tickAt(to)] as number) / (price[tickAt(from)] as number) - 1;

  it('runs to its end with every invariant on and every threshold held', () => {
    expect(record.trials[0]).toMatchObject({ status: 'completed', ticks: clock.duration / clock.block });
    expect(record.trials[0]?.liquidations).toBeGreaterThan(0);
    expect(record.verdict).toBe('pass');
  });

  it('has the low of the event, and goes no lower', () => {
    expect(price[tickAt(low.at)]).toBe(low.price);
    expect(Math.min(...price)).toBe(low.price);
  });

  it('has its worst hour, and none that is much worse', () => {
    expect(Math.abs(change(hour) - hour.change)).toBeLessThan(TOLERANCE);
    expect(worst(price, 3600 / clock.block)).toBeGreaterThan(hour.change - DEEPER);
  });

  if (day !== undefined) {
    it('has its worst 24 hours, and none that are much worse', () => {
      expect(Math.abs(change(day) - day.change)).toBeLessThan(TOLERANCE);
      expect(worst(price, 86_400 / clock.block)).toBeGreaterThan(day.change - DEEPER);
    });
  }

  it('has the stablecoin between its extremes', () => {
    expect([Math.min(...stable), Math.max(...stable)]).toEqual(expected);
  });

  if (name === 'january-2022') {
    it('has the premium that was reported: above 1.01, mostly above 1.02, for almost three days', () => {
      const held = stable.subarray(tickAt('2022-01-21T12:00Z'), tickAt('2022-01-25T00:00Z'));
      expect(Math.min(...held)).toBeGreaterThanOrEqual(1.01);
      expect(held.filter((value) => value > 1.02).length).toBeGreaterThan(held.length / 2);
    });

    it('clears the inventory, as the contract of that week, without compensation, did not', () => {
      expect(record.metrics['backstop.inventoryShare']?.max).toBeGreaterThan(0.06);
      expect(record.metrics['backstop.timeToClear']?.max).toBeLessThan(24 * 3600);
    });
  }

  if (name === 'usdc-depeg-2023') {
    it('has the premium that was reported: back at the peg in under 15 hours', () => {
      const above = stable.filter((value) => value > 1.01).length * clock.block;
      expect(above).toBeLessThan(15 * 3600);
      expect(above).toBeGreaterThan(6 * 3600);
    });
  }
});
