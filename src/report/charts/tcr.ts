import { formatRatio, formatTime, plainText } from '../format.ts';
import { type Chart, type ChartInput, type ChartSpec, column, extremeRow, milliseconds } from './chart.ts';
import { eventMarks } from './eventMarks.ts';
import { levelRule, lineChart } from './lineChart.ts';
import { colour } from './theme.ts';
import { timeEncoding } from './timeAxis.ts';

function draw(input: ChartInput): ChartSpec | null {
  const tcr = column(input, 'solvency.tcr');
  if (tcr === undefined) return null;
  const { mcr, ccr } = input.record.scenario.lending;
  const low = extremeRow(tcr, 'min');
  const bands = recoveryBands(input);
  const events = eventMarks(input);
  const percent = (value: number) => plainText(formatRatio(value, 0));
  return lineChart(input, {
    title: 'Total collateral ratio (TCR)',
    description: `Total collateral ratio at the oracle and the market price. Lowest ${plainText(formatRatio(tcr[low] ?? null))} on ${formatTime(input.series.samples.time[low] ?? null)}; minimum ratio ${percent(mcr)}, critical ratio ${percent(ccr)}; ${bands.length} spells in recovery mode, shaded.${events.text}`,
    y: 'TCR',
    format: '~%',
    tooltipFormat: '.2%',
    yScale: { zero: false, domainMin: Math.min(mcr, tcr[low] ?? mcr) - 0.05 },
    lines: [
      { metric: 'solvency.tcr', label: 'At the oracle price', colour: 'blue', width: 2.25 },
      { metric: 'solvency.tcrMarket', label: 'At the market price', colour: 'ink', dash: [3, 3], width: 1.25 },
    ],
    below: [
      ...(bands.length === 0 ? [] : [bandLayer(input, bands)]),
      ...levelRule(mcr, `MCR ${percent(mcr)}`, 'red'),
      ...events.rules,
      ...levelRule(ccr, `CCR ${percent(ccr)}`, 'orange'),
    ],
    above: events.labels,
  });
}

interface Band {
  readonly time: number;
  readonly end: number;
}

/** Spells in recovery mode; neighbours that a chart could not show apart are joined. */
function recoveryBands(input: ChartInput): Band[] {
  const mode = column(input, 'solvency.recoveryMode');
  if (mode === undefined) return [];
  const { time } = input.series.samples;
  const gap = ((time.at(-1) ?? 0) - (time[0] ?? 0)) / 1500;
  const bands: { time: number; end: number }[] = [];
  for (let row = 0; row < mode.length; row++) {
    if (mode[row] !== 1) continue;
    const from = time[row] ?? 0;
    const to = time[row + 1] ?? from;
    const last = bands.at(-1);
    if (last !== undefined && from - last.end <= gap) last.end = to;
    else bands.push({ time: from, end: to });
  }
  return bands.map((band) => ({ time: milliseconds(band.time), end: milliseconds(band.end) }));
}

function bandLayer(input: ChartInput, bands: readonly Band[]): ChartSpec {
  return {
    data: { name: 'recovery', values: bands },
    mark: { type: 'rect', color: colour('recovery'), clip: true },
    encoding: { x: timeEncoding(input, { ranged: true }), x2: { field: 'end' } },
  };
}

export const tcrChart: Chart = {
  id: 'tcr',
  title: 'Total collateral ratio (TCR)',
  caption:
    'Under the CCR line the system is in recovery mode (shaded) and under 100 % it would be insolvent; the gap between the lines is what the oracle does not see yet.',
  timed: true,
  draw,
  absent: 'the TCR was not sampled',
};
