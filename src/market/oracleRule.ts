import type { OracleRuleSpec } from './schema.ts';

interface OracleObservation {
  /** Rising from call to call. */
  readonly tick: number;
  /** Time of the tick, Unix seconds. */
  readonly time: number;
  /** USD for one token, above zero. */
  readonly marketPrice: number;
  /** Ticks on top of the delay for what is decided in this look; default 0. */
  readonly late?: number;
  /** Decides on an answer whatever deviation and heartbeat say; default false. */
  readonly isForced?: boolean;
}

interface OracleAnswer {
  /** The price in the feed's decimals. */
  readonly answer: bigint;
  /** Unix seconds. */
  readonly time: number;
}

/** Decides when a feed sends which answer. */
export interface OracleRule {
  /**
   * One look at the market, once a tick.
   *
   * @returns an answer to send now, or null
   * @throws RangeError if the price is not above zero at the feed's decimals
   */
  observe(observation: OracleObservation): bigint | null;
  /** Tick in which the answer that `observe` gave last was decided; NaN before the first. */
  readonly decided: number;
  /**
   * An answer is on chain: the one that the feed opens with (before the first `observe`), or one that was sent.
   *
   * @param answer `time` is the time of its block; for an answer that was sent, the heartbeat still counts from sending
   */
  confirmed(answer: OracleAnswer): void;
  /** What is decided but not sent never will be: whoever would send it is down. */
  halt(): void;
  /** An answer that was sent will not reach the chain: its transaction expired or reverted. */
  dropped(lost: Pick<OracleAnswer, 'answer'>): void;
}

interface Decision {
  readonly answer: bigint;
  /** Tick in which it was decided. */
  readonly decided: number;
  /** Tick in which it is to be sent. */
  readonly due: number;
  /** Unix seconds; null while it waits for `due`. */
  sent: number | null;
}

/** Parts in which a deviation is compared, so that 0.5 % of an answer is exact. */
const PARTS = 10n ** 12n;

/**
 * Chainlink's publication rule (docs.chain.link, "Data Feeds": deviation threshold and heartbeat) as a state machine.
 *
 * Each `observe` first decides, then sends what is due:
 *
 * 1. The answer to measure against is the latest decided one that is not lost: in flight if there is one, else the
 *    latest on chain. Without any, the first look decides at once.
 * 2. Deviation: decide when |market − answer| ≥ deviation × answer, both in the feed's units, exactly. So while one is
 *    in flight, a second follows only if the market has moved on from it by as much again.
 * 3. Heartbeat: decide when nothing decided waits to be sent and time − (when that answer was sent) ≥ heartbeat. An
 *    answer in flight has reset it; if it lingers in the mempool for a whole heartbeat, another is sent.
 * 4. A decision keeps the price it was made at, and is sent `delay` ticks later; 0 is the same tick. Of two due
 *    together (after a skipped tick) the newer is sent; one that was decided before an answer that is sent never is.
 *
 * An answer may equal the one before: a heartbeat publishes whatever the price is.
 *
 * @param spec `deviation` a ratio (0.005 is 0.5 %), `heartbeat` in seconds, `delay` in ticks
 * @param options.decimals of the feed; default 8, as Chainlink's USD feeds
 */
export function createOracleRule(
  { deviation, heartbeat, delay }: Omit<OracleRuleSpec, 'tip' | 'faults'>,
  { decimals = 8 }: { readonly decimals?: number } = {},
): OracleRule {
  const deviationParts = BigInt(Math.round(deviation * Number(PARTS)));
  let onChain: { readonly answer: bigint; readonly sent: number } | null = null;
  /** Decided and neither on chain nor lost, in order of decision. */
  let open: Decision[] = [];
  let decided = Number.NaN;

  const mustPublish = (market: bigint, time: number): boolean => {
    const reference = open.at(-1) ?? onChain;
    if (reference === null) return true;
    const distance = market > reference.answer ? market - reference.answer : reference.answer - market;
    if (distance * PARTS >= deviationParts * reference.answer) return true;
    return reference.sent !== null && time - reference.sent >= heartbeat;
  };

  return {
    get decided() {
      return decided;
    },
    observe({ tick, time, marketPrice, late = 0, isForced = false }) {
      const market = toAnswer(marketPrice, decimals);
      if (isForced || mustPublish(market, time)) {
        open.push({ answer: market, decided: tick, due: tick + delay + late, sent: null });
      }
      const newest = open.findLastIndex((decision) => decision.sent === null && decision.due <= tick);
      const decision = open[newest];
      if (decision === undefined) return null;
      decision.sent = time;
      decided = decision.decided;
      open = open.filter(({ sent }, index) => sent !== null || index > newest);
      return decision.answer;
    },
    halt() {
      open = open.filter(({ sent }) => sent !== null);
    },
    confirmed({ answer, time }) {
      const index = open.findIndex((decision) => decision.sent !== null && decision.answer === answer);
      const sent = open[index]?.sent ?? time;
      // One sender, one order: what was sent before this one cannot come after it.
      if (index >= 0) open.splice(0, index + 1);
      onChain = { answer, sent };
    },
    dropped({ answer }) {
      const index = open.findIndex((decision) => decision.sent !== null && decision.answer === answer);
      if (index >= 0) open.splice(index, 1);
    },
  };
}

/** Decimals that prices are rounded to at most. */
const FINEST = 8;

/**
 * A price as a feed's answer, rounded to its decimals, or to 8 if it has more: a double holds no more of a price.
 *
 * @param price USD for one token
 * @throws RangeError if the rounded price is not above zero or not below 2^53 units
 */
function toAnswer(price: number, decimals: number): bigint {
  const places = Math.min(decimals, FINEST);
  const units = Math.round(price * 10 ** places);
  if (!(units > 0) || !Number.isSafeInteger(units)) {
    throw new RangeError(`${price} is no price that a feed of ${decimals} decimals can answer`);
  }
  return BigInt(units) * 10n ** BigInt(decimals - places);
}
