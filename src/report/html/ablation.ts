import type { RunRecord } from '../../metric/runRecord.ts';
import { ablationCaveat, leftOutClasses, shownRows, unchangedText } from '../ablation.ts';
import { type Html, html } from './html.ts';
import { dotted, tableBox } from './tableBox.ts';

/** The section's heading. */
export function ablationTitle(record: RunRecord): string {
  return `What changed without ${leftOutClasses(record)}`;
}

/** The run beside the same run with the agents that were left out. */
export function ablationTable(record: RunRecord): Html {
  const baseline = record.ablation?.baseline;
  if (baseline === undefined) return html``;
  const classes = leftOutClasses(record);
  const table = tableBox({
    label: ablationTitle(record),
    caption: `The same scenario with and without ${classes}. Missed and waiting: debt of troves under the minimum ratio that nobody has liquidated, at the end and at its most. ${unchangedText(record)}`,
    head: ['Figure', '#With', '#Without', '#Difference'],
    className: 'ablation',
    rows: shownRows(record).map(
      ({ label, source, with: before, without, difference }) =>
        html`<tr><th scope="row">${label}${source === '' ? '' : html`<small>${dotted(source)}</small>`}</th><td class="number">${before}</td><td class="number">${without}</td><td class="number">${difference}</td></tr>`,
    ),
  });
  return html`<p class="note">${ablationCaveat(record)}</p>${table}
<p class="note beside">The run with ${classes}: <code>${baseline.reproduce}</code>; its own record and report lie in <code>baseline/</code>, result hash <code>${baseline.resultHash}</code>.</p>`;
}
