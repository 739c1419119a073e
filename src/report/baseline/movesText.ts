import type { BaselineMoves, MovedFigure } from '../../metric/baselineMoves.ts';
import { formatInteger, formatValue, plainText, plural } from '../format.ts';
import { amountText } from './baselineText.ts';

/**
 * What an update changed: a line of how many figures there are, then one a figure that moved.
 *
 * @param figures that the scenario's baseline keeps now
 */
export function movesText({ moved, known, isRedrawn }: BaselineMoves, figures: number): string {
  const all = plural(figures, 'figure');
  if (known === 0) return all;
  const fresh = figures - known;
  const added = fresh === 0 ? '' : `${formatInteger(fresh)} new`;
  const others = fresh === 0 ? 'each' : 'the others each';
  if (moved.length === 0) return [all, added, `${others} as it was`].filter((part) => part !== '').join(', ');
  const worse = moved.filter(({ isWorse }) => isWorse).length;
  const parts = [
    ...[all, ...(added === '' ? [] : [added])],
    `${formatInteger(moved.length)} moved${worse === 0 ? '' : `, ${formatInteger(worse)} of them worse by more than the tolerance`}`,
  ];
  const width = Math.max(...moved.map(({ name }) => name.length));
  const drawn = isRedrawn ? ['  (other seed or number of trials: other draws, so means move by chance as well)'] : [];
  return [parts.join(', '), ...drawn, ...moved.map((figure) => plainText(moveText(figure, width)))].join('\n');
}

function moveText({ name, unit, was, is, tolerance, lacking, isWorse }: MovedFigure, width: number): string {
  const gone =
    lacking.was === lacking.is
      ? ''
      : `, trials without a value ${formatInteger(lacking.was)} → ${formatInteger(lacking.is)}`;
  const mark = isWorse ? `, worse by more than its tolerance ${amountText(tolerance, unit)}` : '';
  return `  ${isWorse ? '✗' : ' '} ${name.padEnd(width)}  ${formatValue(was, unit)} → ${formatValue(is, unit)}${mark}${gone}`;
}
