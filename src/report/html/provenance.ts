import type { RunRecord } from '../../metric/runRecord.ts';
import { formatRatio, formatTime } from '../format.ts';
import { type Html, html } from './html.ts';
import { tableBox } from './tableBox.ts';
import { trialTable } from './tables.ts';

/** What produced the result, and the one command that produces it again. */
export function provenance(record: RunRecord): Html {
  const { provenance: from, scenario, trials } = record;
  const row = (name: string, value: string | Html) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
  const mono = (text: string) => html`<code class="hash">${text}</code>`;
  return html`<div class="command"><code id="reproduce">${from.reproduce}</code><button type="button" data-copy="reproduce">Copy</button></div>
<p class="note">The same scenario, seed and versions give the same result hash on any machine.</p>
${tableBox({
  label: 'Provenance',
  caption: 'What was run',
  head: [],
  className: 'pairs',
  rows: [
    row('Result hash', mono(record.resultHash)),
    ...trials.map((trial) =>
      row(trials.length === 1 ? 'Last block hash' : `Last block hash, trial ${trial.index}`, mono(trial.lastBlockHash)),
    ),
    row('Scenario', html`${scenario.file} ${mono(scenario.hash)}`),
    row(
      'Overrides',
      scenario.overrides.length === 0 ? 'none' : html`${scenario.overrides.map((text) => html`<code>${text}</code> `)}`,
    ),
    row('Seed', String(record.seed)),
    row('Clock', `starts ${formatTime(scenario.clock.start)}, a block every ${scenario.clock.blockSeconds} s`),
    row(
      'Lending core',
      `${scenario.lending.core}: minimum collateral ratio ${formatRatio(scenario.lending.mcr, 0)}, critical ratio ${formatRatio(scenario.lending.ccr, 0)}`,
    ),
    row(
      'Backstop',
      [
        scenario.backstop.kind,
        ...Object.entries(scenario.backstop.facts).map(([name, value]) => `${name}: ${value}`),
      ].join(' · '),
    ),
    row('Chain', `${from.chain.source}, id ${from.chain.chainId}, ${from.chain.hardfork}`),
    row(
      'Versions',
      Object.entries(from.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(' · '),
    ),
    ...(from.git === undefined ? [] : [row('Commit', mono(from.git))]),
  ],
})}
${tableBox({
  label: 'Contracts',
  caption: 'Bytecode that ran',
  head: ['Role', 'Contract and source', 'Code hash and address'],
  rows: from.contracts.map(
    (contract) =>
      html`<tr><th scope="row">${contract.role}</th><td>${contract.name}<small>${contract.source}</small></td><td>${mono(contract.codeHash)}<br>${mono(contract.address)}</td></tr>`,
  ),
})}
${trialTable(record)}`;
}

/** What the figures rest on, and what they leave out. */
export function assumptions({ scenario, notModelled }: RunRecord): Html {
  const list = (items: readonly string[], none: string) =>
    items.length === 0 ? html`<p>${none}</p>` : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  return html`<div class="columns">
<section><h3>Assumed</h3>${list(scenario.assumptions, 'The scenario states no assumptions.')}</section>
<section><h3>Not modelled</h3>${list(notModelled, 'The record names nothing.')}</section>
</div>
${scenario.sources.length === 0 ? '' : html`<h3>Sources of figures</h3>${list(scenario.sources, '')}`}`;
}

/** The scenario file as it stood. */
export function scenarioSource({ scenario }: RunRecord): Html {
  return html`<p>${scenario.description}</p>
<details><summary>Source of <code>${scenario.file}</code></summary><pre tabindex="0"><code class="source">${scenario.source}</code></pre></details>`;
}
