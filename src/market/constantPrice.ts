import type { PriceProcess } from './priceProcess.ts';
import type { PriceProcessSpec } from './schema.ts';

type ConstantSpec = Extract<PriceProcessSpec, { kind: 'constant' }>;

/** The same price at every tick, USD. */
export function constantPrice({ price }: Pick<ConstantSpec, 'price'>): PriceProcess {
  return { next: () => price };
}
