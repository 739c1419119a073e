import { gammaln, mean, sampleVariance } from 'simple-statistics';
import { exp } from './randomMath.ts';

/**
 * Mean of paired differences in their own standard deviations (Cohen's d_z), with Hedges' exact correction for small
 * samples, which overstate it.
 *
 * @returns null of fewer than two differences, and where they have no spread to measure by; 0 if all are zero
 */
export function pairedEffect(differences: Float64Array): number | null {
  if (differences.length < 2) return null;
  const sample = differences as unknown as number[];
  const centre = mean(sample);
  const deviation = Math.sqrt(sampleVariance(sample));
  if (deviation <= Math.abs(centre) * 1e-12) return centre === 0 ? 0 : null;
  return (centre / deviation) * hedgesCorrection(differences.length - 1);
}

/** Γ(m/2) / (√(m/2) Γ((m−1)/2)), about 1 − 3/(4m − 1). @param degrees m of freedom, a whole number; 1 gives 0 */
export function hedgesCorrection(degrees: number): number {
  if (degrees < 2) return 0;
  return exp(gammaln(degrees / 2) - gammaln((degrees - 1) / 2)) / Math.sqrt(degrees / 2);
}

/**
 * What pairing saved: variance of a difference between unpaired trials over that between paired ones. At 8, an unpaired
 * comparison needs 8 times as many trials for an interval as short.
 *
 * @returns null of fewer than two pairs, or where the paired differences have no spread
 */
export function pairingGain(base: Float64Array, proposal: Float64Array, differences: Float64Array): number | null {
  if (base.length < 2) return null;
  const variance = (values: Float64Array) => sampleVariance(values as unknown as number[]);
  const paired = variance(differences);
  return paired === 0 ? null : (variance(base) + variance(proposal)) / paired;
}
