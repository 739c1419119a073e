import type { RandomStream } from '../core/random.ts';
import { exp, log } from '../core/randomMath.ts';
import { DAY } from '../core/units.ts';
import { gbmPrice } from './gbmPrice.ts';
import type { PriceProcess } from './priceProcess.ts';
import type { PriceProcessSpec } from './schema.ts';

type JumpDiffusionSpec = Extract<PriceProcessSpec, { kind: 'jump-diffusion' }>;

/**
 * Merton's jump diffusion (1976): a geometric Brownian motion times the jumps that have come. Jumps arrive as a
 * Poisson process of `perDay` a day; each multiplies the price by J, ln J ~ N(ln(1 + mean), deviation²), so that
 * `mean` is the median relative size.
 *
 * Not compensated: `drift` is that of the diffusion alone and jumps come on top, so a scenario with falls is not paid
 * for them by a rise between them. E[S(t)] = start·e^((μ + λk)t) with λ the jumps a year and
 * k = (1 + mean)·e^(deviation²/2) − 1; for Merton's compensated form, subtract λk from the drift.
 *
 * @param context the stream gives the diffusion, its child `jumps` the jumps: a change of the jumps leaves the
 *   diffusion as it was
 */
export function jumpDiffusionPrice(
  { jumps, ...diffusion }: Omit<JumpDiffusionSpec, 'kind'>,
  { blockSeconds, random }: { readonly blockSeconds: number; readonly random: RandomStream },
): PriceProcess {
  const base = gbmPrice(diffusion, { blockSeconds, random });
  const jumpRandom = random.child('jumps');
  const logMedian = log(1 + jumps.mean);
  const meanWait = jumps.perDay === 0 ? Number.POSITIVE_INFINITY : DAY / jumps.perDay;
  // Arrival times rather than a count a tick: exact, and the same jumps whatever the block time is.
  let nextJump = meanWait * jumpRandom.exponential();
  let logJumps = 0;
  return {
    next(tick) {
      const price = base.next(tick);
      for (; nextJump <= tick * blockSeconds; nextJump += meanWait * jumpRandom.exponential()) {
        logJumps += logMedian + jumps.deviation * jumpRandom.normal();
      }
      return price * exp(logJumps);
    },
  };
}
