import { toNumber } from '../core/units.ts';
import type { ExitCondition, ExitSpec } from './exitSchema.ts';
import type { AgentView, Observation } from './policy.ts';

/**
 * When a depositor wants to leave. Loss and TCR are levels, looked at anew each time; a run that was seen is
 * remembered, so that whoever stood before a shut door leaves when it opens.
 */
export class Exit {
  readonly #conditions: readonly ExitCondition[];
  #sawRun = false;

  constructor(spec: ExitSpec) {
    this.#conditions = spec === 'never' ? [] : 'length' in spec ? spec : [spec];
  }

  /** To be asked in every tick in which the depositor is in the backstop. */
  isWanted(observation: Observation, self: AgentView): boolean {
    // Each is asked: a run has to be noticed though another reason is there, too.
    const wanted = this.#conditions.map((condition) => this.#holds(condition, observation, self));
    return wanted.includes(true);
  }

  #holds(condition: ExitCondition, observation: Observation, self: AgentView): boolean {
    if ('after' in condition) return observation.time - observation.start >= condition.after;
    if ('threshold' in condition) return observation.lending.tcr < condition.threshold.tcr;
    if ('onLoss' in condition) return hasLost(condition.onLoss, observation, self);
    this.#sawRun ||= ranFrom(condition, observation);
    return this.#sawRun;
  }
}

/** At market prices, over what was deposited at 1 USD each; rewards left out. */
function hasLost(part: number, { backstop, market }: Observation, self: AgentView): boolean {
  if (backstop === undefined || backstop.shares === 0n) return false;
  const value = toNumber(backstop.stable) * market.stable.usd + toNumber(backstop.collateral) * market.collateral.usd;
  const own = value * (Number(self.shares) / Number(backstop.shares));
  return own < toNumber(self.initial.stable) * (1 - part);
}

function ranFrom({ herd }: Extract<ExitCondition, { herd: object }>, observation: Observation): boolean {
  const { backstop, shared } = observation;
  const left = shared(`withdrawn within ${herd.within}`, () => backstop?.withdrawnWithin(herd.within) ?? 0);
  return left >= herd.share;
}
