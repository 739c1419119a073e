import type { Spec } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { BreakwaterError } from '../../core/errors.ts';
import type { ChartSpec } from '../charts/chart.ts';

/**
 * A chart's spec compiled for the page: the page's own heading stands in for its title.
 *
 * @throws BreakwaterError if Vega-Lite warns: a warning is a chart that does not show what it should
 */
export function compileChart(id: string, spec: ChartSpec): Spec {
  const { title: _, ...rest } = spec;
  const complain = (...messages: readonly unknown[]) => {
    throw new BreakwaterError(`Chart ${id} does not compile cleanly`, { facts: { reason: messages.join(' ') } });
  };
  const silent = () => logger;
  const logger = { level: silent, debug: silent, info: silent, warn: complain, error: complain };
  return compile(rest as unknown as TopLevelSpec, { logger: logger as never }).spec;
}
