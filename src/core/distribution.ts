import type { DistributionSpec } from './distributionSpec.ts';
import type { RandomStream } from './random.ts';
import { exp, log } from './randomMath.ts';

/**
 * One draw from a stated distribution, in the unit of its figures (seconds, blocks, whole tokens, gwei, 1 for 100 %).
 *
 * - `constant`: the value; takes nothing from the stream
 * - `uniform`: min + (max − min)·U, never above max
 * - `lognormal`: exp(ln median + sigma·Z), clamped to [min, max]: the bounds carry the mass that lies beyond them
 * - `exponential`: mean·E, clamped to max (default: none)
 *
 * How much a draw takes from the stream depends on the kind. Who draws several figures and wants a change of one
 * distribution to leave the others alone gives each its own `random.child(name)`.
 */
export function sample(spec: DistributionSpec, random: RandomStream): number {
  switch (spec.kind) {
    case 'constant':
      return spec.value;
    case 'uniform':
      return Math.min(spec.max, spec.min + (spec.max - spec.min) * random.uniform());
    case 'lognormal':
      return Math.min(spec.max, Math.max(spec.min, exp(log(spec.median) + spec.sigma * random.normal())));
    case 'exponential':
      return Math.min(spec.max ?? Number.POSITIVE_INFINITY, spec.mean * random.exponential());
  }
}
