import type { CalibrationRecord } from '../../metric/calibrationRecord.ts';

const HEAD = [
  'case',
  'figure',
  'role',
  'unit',
  'documented_low',
  'documented_high',
  'model',
  'model_min',
  'model_max',
  'seeds',
  'difference',
  'ratio',
  'within',
  'run',
  'measure',
] as const;

/** Every figure on a line, tab-separated, with a header; empty where there is none. */
export function renderCalibrationTsv({ cases }: CalibrationRecord): string {
  const rows = cases.flatMap(({ name, figures }) =>
    figures.map((figure) => {
      const { documented, distance, bySeed } = figure;
      const there = bySeed.filter((value) => value !== null);
      const cells: (string | number | boolean | null | undefined)[] = [
        ...[name, figure.name, figure.role, figure.unit, documented.low, documented.high, figure.observed],
        ...(there.length === 0 ? ['', ''] : [Math.min(...there), Math.max(...there)]),
        ...[there.length, distance?.difference, distance?.ratio, distance?.within, figure.run, figure.measure],
      ];
      return cells.map((cell) => cell ?? '').join('\t');
    }),
  );
  return `${[HEAD.join('\t'), ...rows].join('\n')}\n`;
}
