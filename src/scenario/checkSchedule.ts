import type { FaultSpec, OutageSpec } from '../market/faultSchema.ts';
import { faultSpan } from '../market/oracleFaults.ts';
import { covers, type Span, spanOf } from '../market/span.ts';

/** Seconds. */
interface Clock {
  readonly duration: number;
  readonly block: number;
}

type Refuse = (path: readonly (string | number)[], message: string) => void;

/** Refuses faults outside the clock, and those of one kind that share a tick. */
export function checkFaults(faults: readonly FaultSpec[], clock: Clock, refuse: Refuse): void {
  const spans = faults.map((fault) => ({
    ...{ kind: fault.kind, at: fault.at, for: fault.kind === 'wick' ? undefined : fault.for },
    span: faultSpan(fault, clock.block),
  }));
  checkEvents(spans, clock, refuse);
}

/** Refuses outages outside the clock, and those that share a tick. */
export function checkOutages(outages: readonly OutageSpec[], clock: Clock, refuse: Refuse): void {
  const spans = outages.map((outage) => ({ kind: 'outage', ...outage, span: spanOf(outage, clock.block) }));
  checkEvents(spans, clock, refuse);
}

interface Event {
  readonly kind: string;
  readonly at: number;
  readonly for?: number | undefined;
  readonly span: Span;
}

function checkEvents(events: readonly Event[], { duration }: Clock, refuse: Refuse): void {
  events.forEach((event, index) => {
    if (event.at >= duration) {
      refuse([index, 'at'], 'is after the end of the simulated time (clock.duration)');
    } else if (event.for !== undefined && event.at + event.for > duration) {
      refuse(
        [index, 'for'],
        'reaches beyond the end of the simulated time (clock.duration); left out, it lasts to the end',
      );
    }
    const other = events
      .slice(0, index)
      .findIndex(({ kind, span }) => kind === event.kind && overlap(span, event.span));
    if (other >= 0)
      refuse([index, 'at'], `overlaps number ${other + 1} of this list, which is of the same kind (${event.kind})`);
  });
}

function overlap(a: Span, b: Span): boolean {
  return covers(a, b.first) || covers(b, a.first);
}
