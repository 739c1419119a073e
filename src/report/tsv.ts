import type { RunRecord } from '../metric/runRecord.ts';

const AGGREGATES = ['final', 'min', 'mean', 'max', 'p05', 'p50', 'p95', 'count'] as const;

/** Every metric's aggregates, one a line, tab-separated, with a header; empty where there was no sample. */
export function renderTsv({ metrics }: RunRecord): string {
  const rows = Object.entries(metrics).map(([name, metric]) =>
    [name, metric.unit, metric.kind, ...AGGREGATES.map((aggregate) => metric[aggregate] ?? '')].join('\t'),
  );
  return `${[['metric', 'unit', 'kind', ...AGGREGATES].join('\t'), ...rows].join('\n')}\n`;
}
