import { formatRatio } from '../core/quantityFields.ts';
import type { FaultSpec } from '../market/faultSchema.ts';
import { faultSpan } from '../market/oracleFaults.ts';
import { type Span, spanOf } from '../market/span.ts';
import type { EventKind } from '../metric/runRecord.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { EventLog } from './eventLog.ts';

interface Scheduled {
  readonly kind: EventKind;
  readonly what: string;
  readonly span: Span;
  /** A wick is one round: it neither begins nor ends. */
  readonly isMoment: boolean;
}

/** Records when each of the scenario's faults and outages begins and ends. */
export class FaultLog {
  readonly #log: EventLog;
  readonly #scheduled: readonly Scheduled[];

  constructor({ oracle, chain, clock }: Scenario, log: EventLog) {
    this.#log = log;
    const faults = (['collateral', 'stable'] as const).flatMap((feed) =>
      (oracle[feed].faults ?? []).map((fault): Scheduled => {
        const span = faultSpan(fault, clock.block);
        return { kind: 'oracleFault', what: `${feed} feed ${wordsOf(fault)}`, span, isMoment: fault.kind === 'wick' };
      }),
    );
    const outages = (chain.outages ?? []).map((outage): Scheduled => {
      return { kind: 'outage', what: 'outage', span: spanOf(outage, clock.block), isMoment: false };
    });
    this.#scheduled = [...faults, ...outages];
  }

  /** Once a tick. */
  announce(tick: number): void {
    for (const { kind, what, span, isMoment } of this.#scheduled) {
      if (tick === span.first) this.#log.event(kind, { detail: isMoment ? what : `${what} begins` });
      if (tick === span.end && !isMoment) this.#log.event(kind, { detail: `${what} ends` });
    }
  }
}

function wordsOf(fault: FaultSpec): string {
  switch (fault.kind) {
    case 'late':
      return `late by ${fault.by} ${fault.by === 1 ? 'block' : 'blocks'}`;
    case 'offset':
      return `off by ${formatRatio(fault.by)}`;
    case 'wick':
      return `wick of ${formatRatio(fault.change)}`;
    case 'decimals':
      return `in ${fault.to} decimals`;
    case 'stale-timestamp':
      return `dated back ${fault.by} s`;
    case 'frozen':
    case 'stuck':
      return fault.kind;
  }
}
