/**
 * Colours of charts and page, light and dark: after Okabe and Ito, told apart with every common kind of colour
 * blindness, and darkened or lightened until each reaches a contrast of 3 to 1 on its paper (text: 4.5 to 1).
 */
export const COLOURS = {
  paper: { light: '#ffffff', dark: '#14171c' },
  ink: { light: '#16191d', dark: '#eceff3' },
  muted: { light: '#59616b', dark: '#a3acb8' },
  axis: { light: '#aab1ba', dark: '#59626f' },
  grid: { light: '#e8ebee', dark: '#272c34' },
  blue: { light: '#0068a8', dark: '#5bb4f0' },
  orange: { light: '#a66200', dark: '#f0a83c' },
  green: { light: '#00805c', dark: '#3cc79a' },
  red: { light: '#c44500', dark: '#ff8152' },
  purple: { light: '#a2437e', dark: '#e39ac5' },
  grey: { light: '#717a85', dark: '#8d97a4' },
  stableFill: { light: '#9fc9e6', dark: '#2a5f85' },
  collateralFill: { light: '#f2c27d', dark: '#8f6016' },
  recovery: { light: '#fbe3d6', dark: '#43261a' },
  heat0: { light: '#eaf2f8', dark: '#1b2733' },
  heat1: { light: '#c6dded', dark: '#1e3f5a' },
  heat2: { light: '#92c1de', dark: '#235e88' },
  heat3: { light: '#4f9bc9', dark: '#3486bd' },
  heat4: { light: '#1f6ea6', dark: '#6cb6e6' },
  heat5: { light: '#0b3f6b', dark: '#c9e6fa' },
} as const;

export type ColourName = keyof typeof COLOURS;

const PREFIX = '--chart-';

/** A colour by name, for a chart: a CSS variable, so that the page's theme and print decide without a redraw. */
export function colour(name: ColourName): string {
  return `var(${PREFIX}${name})`;
}

/** The CSS declarations of one theme's colours. */
export function colourDeclarations(theme: 'light' | 'dark'): string {
  return Object.entries(COLOURS)
    .map(([name, values]) => `${PREFIX}${name}:${values[theme]};`)
    .join('');
}

/** The same spec with the light theme's colours in place of variables: for files opened outside the page. */
export function withLightColours<T>(spec: T): T {
  const text = JSON.stringify(spec).replace(/var\(--chart-(\w+)\)/g, (_, name: ColourName) => COLOURS[name].light);
  return JSON.parse(text) as T;
}

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** Left margin kept for the y axis, so that charts under one another line up in time. */
const AXIS_WIDTH = 52;

/** Vega-Lite configuration that all charts share. */
export const CHART_CONFIG = {
  background: colour('paper'),
  font: FONT,
  padding: { left: 0, right: 2, top: 6, bottom: 4 },
  locale: {
    number: { decimal: '.', thousands: '\u202f', grouping: [3], currency: ['', ''], minus: '−', percent: '\u202f%' },
  },
  view: { stroke: null },
  title: { anchor: 'start', color: colour('ink'), fontSize: 15, fontWeight: 600, offset: 12 },
  axis: {
    labelColor: colour('muted'),
    labelFontSize: 12,
    labelPadding: 6,
    titleColor: colour('muted'),
    titleFontSize: 12,
    titleFontWeight: 400,
    domainColor: colour('axis'),
    tickColor: colour('axis'),
    tickSize: 4,
    gridColor: colour('grid'),
  },
  axisY: {
    domain: false,
    ticks: false,
    titleAngle: 0,
    titleAlign: 'left',
    titleAnchor: 'end',
    titleBaseline: 'bottom',
    titleX: -AXIS_WIDTH,
    titleY: -9,
    minExtent: AXIS_WIDTH,
    tickCount: 5,
  },
  axisX: { grid: false },
  legend: {
    orient: 'top',
    direction: 'horizontal',
    title: null,
    labelColor: colour('ink'),
    labelFontSize: 12,
    labelLimit: 260,
    titleColor: colour('muted'),
    titleFontSize: 12,
    titleFontWeight: 400,
    symbolStrokeWidth: 2.5,
    symbolSize: 260,
    columnPadding: 18,
    rowPadding: 4,
    offset: 26,
    padding: 0,
  },
} as const;
