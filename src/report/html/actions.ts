import type { ActionRecord, RunRecord } from '../../metric/runRecord.ts';
import { formatInteger } from '../format.ts';
import { type Html, html } from './html.ts';
import { dotted, tableBox } from './tableBox.ts';

const WEI_DIGITS = 18;

/** The calls that were applied before the first tick, and what each changed. */
export function actionList({ provenance, scenario }: Pick<RunRecord, 'provenance' | 'scenario'>): Html {
  const { collateral } = scenario.symbols;
  return html`<p class="note">Applied to the system in this order before the first tick, each as the account that it names; what follows was simulated on the system as they left it.</p>
${provenance.actions.map((action, i) => actionBlock(action, i + 1, collateral))}`;
}

function actionBlock(action: ActionRecord, number: number, coin: string): Html {
  const { contract, to, from, call, data, value, note, gasUsed } = action;
  const row = (name: string, content: string | Html) => html`<tr><th scope="row">${name}</th><td>${content}</td></tr>`;
  const address = (text: string) => html`<code class="hash">${text}</code>`;
  return html`<section class="action" aria-labelledby="action-${number}">
<h3 id="action-${number}"><span class="ordinal">${number}</span> ${title(action)}</h3>
${note === '' ? '' : html`<p>${note}</p>`}
${changeTable(action, number)}
${tableBox({
  label: `Action ${number}`,
  head: [],
  className: 'pairs',
  rows: [
    row('From', address(from)),
    row('Contract', contract === null ? address(to) : html`${contract} ${address(to)}`),
    row('Call', callText(call, action.args)),
    row(
      'Calldata',
      html`<details><summary>${formatInteger((data.length - 2) / 2)} bytes</summary>${address(data)}</details>`,
    ),
    ...(value === '0' ? [] : [row(`${coin} sent`, coins(value))]),
    row('Gas used', formatInteger(gasUsed)),
  ],
})}
</section>`;
}

function title({ contract, call }: ActionRecord): Html {
  const name = call === null ? 'function not known' : call.replace(/\(.*$/, '');
  return contract === null ? html`${name}` : html`${contract}: ${name}`;
}

/** The function with its arguments, each with its type. */
function callText(call: string | null, args: readonly string[]): Html {
  if (call === null) return html`Not known: the contract’s interface does not say what these bytes call.`;
  const types = typesOf(call);
  if (args.length === 0) return html`<code>${call}</code>`;
  return html`<code>${call}</code><ol class="args">${args.map(
    (arg, i) => html`<li><code>${types[i] ?? ''}</code> <code>${arg}</code></li>`,
  )}</ol>`;
}

/** Types of a signature's parameters; those of a tuple stay together. */
function typesOf(call: string): string[] {
  const inner = call.slice(call.indexOf('(') + 1, -1);
  const types: string[] = [''];
  let depth = 0;
  for (const character of inner) {
    if (character === ',' && depth === 0) {
      types.push('');
      continue;
    }
    if (character === '(') depth++;
    if (character === ')') depth--;
    types.push(`${types.pop()}${character}`);
  }
  return types;
}

function changeTable({ changes }: ActionRecord, number: number): Html {
  if (changes.length === 0) {
    return html`<p class="absent">It changed none of the parameters that Breakwater reads.</p>`;
  }
  return tableBox({
    label: `What action ${number} changed`,
    caption: 'What it changed',
    head: ['Parameter', '#Before', '#After'],
    className: 'changes',
    rows: changes.map(
      ({ parameter, before, after }) =>
        html`<tr><th scope="row">${dotted(parameter)}</th><td class="number">${before}</td><td class="number"><b>${after}</b></td></tr>`,
    ),
  });
}

/** Wei as whole coins, to the last digit. */
function coins(wei: string): string {
  const digits = wei.padStart(WEI_DIGITS + 1, '0');
  return `${digits.slice(0, -WEI_DIGITS)}.${digits.slice(-WEI_DIGITS)}`.replace(/\.?0+$/, '');
}
