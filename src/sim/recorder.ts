import type { IcrCell, TrendSample, TrialEvent, TrialSeries } from '../metric/runRecord.ts';

/** Collects one trial's samples in columns; what is not recorded at a tick is NaN. */
export class Recorder {
  readonly #tick: Int32Array;
  readonly #time: Float64Array;
  readonly #columns = new Map<string, Float64Array>();
  readonly #events: TrialEvent[] = [];
  readonly #trends: TrendSample[] = [];
  readonly #icr: IcrCell[] = [];
  #ticks = 0;

  /** @param names gauges and counters, in the order of the catalogue */
  constructor(plannedTicks: number, names: readonly string[]) {
    this.#tick = new Int32Array(plannedTicks);
    this.#time = new Float64Array(plannedTicks);
    for (const name of names) this.#columns.set(name, new Float64Array(plannedTicks).fill(Number.NaN));
  }

  /** Begins a tick. @param time Unix seconds */
  begin(tick: number, time: number): void {
    this.#tick[tick] = tick;
    this.#time[tick] = time;
    this.#ticks = tick + 1;
  }

  /** @throws TypeError for a name that is in no column: a metric that the catalogue lacks */
  sample(name: string, value: number): void {
    const column = this.#columns.get(name);
    if (column === undefined) throw new TypeError(`no column for the metric ${name}`);
    column[this.#ticks - 1] = value;
  }

  event(event: TrialEvent): void {
    this.#events.push(event);
  }

  trend(sample: TrendSample): void {
    this.#trends.push(sample);
  }

  icr(cell: IcrCell): void {
    this.#icr.push(cell);
  }

  /** Ticks recorded so far. */
  get ticks(): number {
    return this.#ticks;
  }

  series(): TrialSeries {
    const columns = new Map([...this.#columns].map(([name, column]) => [name, column.slice(0, this.#ticks)]));
    const samples = { tick: this.#tick.slice(0, this.#ticks), time: this.#time.slice(0, this.#ticks), columns };
    return { samples, events: this.#events, trends: this.#trends, icr: this.#icr };
  }
}
