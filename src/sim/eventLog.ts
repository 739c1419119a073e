import type { EventKind, TrialEvent } from '../metric/runRecord.ts';
import type { AgentState } from './agentState.ts';
import type { Recorder } from './recorder.ts';

type Details = Partial<Omit<TrialEvent, 'kind' | 'tick' | 'time' | 'agent' | 'class'>>;

/** Records what happens in the block that is being made. */
export class EventLog {
  readonly #recorder: Recorder;
  #tick = 0;
  #time = 0;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** The block that is being made. */
  get tick(): number {
    return this.#tick;
  }

  /** @param time Unix time of the block, seconds */
  begin(tick: number, time: number): void {
    this.#tick = tick;
    this.#time = time;
  }

  event(kind: EventKind, { agent, ...rest }: Details & { readonly agent?: AgentState | undefined }): void {
    const nothing = { debt: null, collateral: null, stable: null, value: null, detail: '' };
    const who = { class: agent?.class ?? '', agent: agent?.id ?? '' };
    this.#recorder.event({ tick: this.#tick, time: this.#time, kind, ...who, ...nothing, ...rest });
  }

  trend(metric: string, value: number): void {
    this.#recorder.trend({ metric, tick: this.#tick, time: this.#time, value });
  }
}
