import type { Closeness } from '../../metric/documented.ts';
import { formatNumber } from '../format.ts';
import { type Html, html } from '../html/html.ts';

const WIDTH = 120;
const HEIGHT = 18;
/** Ratios at the ends of the strip: a tenth and ten times. */
const DECADES = 1;

export interface Strip {
  /** Model over documented. */
  readonly ratio: number;
  /** The same of each seed. */
  readonly bySeed: readonly number[];
  readonly closeness: Closeness;
}

/**
 * Model over documented on a logarithmic line from a tenth to ten times: the line in the middle is equality, the bands
 * the two factors, the dot the model, the bar its seeds. What lies beyond stands at the end as an
 * open dot.
 */
export function ratioStrip({ ratio, bySeed, closeness: { wide, near } }: Strip): Html {
  const band = (name: string, factor: number): Html =>
    html`<rect class="${name}" x="${round(xOf(1 / factor))}" y="2" width="${round(xOf(factor) - xOf(1 / factor))}" height="${HEIGHT - 4}"/>`;
  const middle = HEIGHT / 2;
  const isBeyond = Math.abs(decades(ratio)) > DECADES;
  const bar =
    bySeed.length < 2
      ? ''
      : html`<line class="seeds" x1="${round(xOf(Math.min(...bySeed)))}" x2="${round(xOf(Math.max(...bySeed)))}" y1="${middle}" y2="${middle}"/>`;
  return html`<svg class="strip" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Model over documented: ${formatNumber(ratio, 2)}">
${band('wide', wide)}${band('near', near)}
<line class="axis" x1="0" x2="${WIDTH}" y1="${middle}" y2="${middle}"/><line class="equal" x1="${WIDTH / 2}" x2="${WIDTH / 2}" y1="0" y2="${HEIGHT}"/>${bar}<circle class="${isBeyond ? 'beyond' : 'model'}" cx="${round(xOf(ratio))}" cy="${middle}" r="4.5"/></svg>`;
}

function decades(ratio: number): number {
  return ratio <= 0 ? -Number.MAX_VALUE : Math.log10(ratio);
}

/** Within the strip, half a dot from its ends. */
function xOf(ratio: number): number {
  const at = Math.min(DECADES, Math.max(-DECADES, decades(ratio)));
  return WIDTH / 2 + (at / DECADES) * (WIDTH / 2 - 5);
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
