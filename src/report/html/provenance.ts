import type { ChainRecord, ContractRecord, RunRecord } from '../../metric/runRecord.ts';
import { upstreamText } from '../chainText.ts';
import { formatRatio, formatTime, plural } from '../format.ts';
import { verifyText } from '../verifyText.ts';
import { type Html, html } from './html.ts';
import { tableBox } from './tableBox.ts';
import { trialTable } from './tables.ts';

/** A hash or an address. */
export const mono = (text: string) => html`<code class="hash">${text}</code>`;
/** One line of a table of pairs. */
export const row = (name: string, value: string | Html) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;

/** What produced the result, and the commands that produce it again and check it. */
export function provenance(record: RunRecord): Html {
  const { provenance: from, trials } = record;
  return html`${command('reproduce', 'Run it again', from.reproduce)}
${command('verify', 'Check this record', verifyText(record))}
<p class="note">The same scenario, seed and versions give the same result hash on any machine. The check names the folder that a run leaves its record in by default; where this one lies elsewhere, name that.</p>
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
    ...settingRows(record),
    ...(from.git === undefined ? [] : [row('Commit', mono(from.git))]),
  ],
})}
${contractTable(from.contracts)}
${trialTable(record)}`;
}

/** What a record was made from, a row each. */
export function settingRows({
  provenance: from,
  scenario,
  seed,
}: Pick<RunRecord, 'provenance' | 'scenario' | 'seed'>): Html[] {
  return [
    row('Scenario', html`${scenario.file} ${mono(scenario.hash)}`),
    row(
      'Overrides',
      scenario.overrides.length === 0 ? 'none' : html`${scenario.overrides.map((text) => html`<code>${text}</code> `)}`,
    ),
    row('Seed', String(seed)),
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
    ...chainRows(from.chain),
    row(
      'Versions',
      Object.entries(from.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(' · '),
    ),
  ];
}

/** A command with a button that copies it. */
export function command(id: string, name: string, text: string): Html {
  return html`<p class="command-name">${name}</p>
<div class="command"><code id="${id}">${text}</code><button type="button" data-copy="${id}" aria-label="Copy: ${name}">Copy</button></div>`;
}

const CHAINS: Readonly<Record<ChainRecord['source'], string>> = {
  embedded: 'embedded: deployed for this run',
  fork: 'fork of a live chain',
  pack: 'pack: captured from a live chain, replayed without a network',
};

function chainRows(chain: ChainRecord): Html[] {
  const { source, chainId, hardfork, block, book, pack } = chain;
  const upstream = upstreamText(chain);
  return [
    row('Chain', `${CHAINS[source]} · id ${chainId} · hardfork ${hardfork}`),
    ...(block === undefined
      ? []
      : [
          row(
            'Forked block',
            html`${block.number}, ${formatTime(block.timestamp, { seconds: true })} ${mono(block.hash)}`,
          ),
        ]),
    ...(book === undefined ? [] : [row('Address book', book)]),
    ...(pack === undefined ? [] : [row('Pack', mono(pack))]),
    ...(upstream === null ? [] : [row('Asked of the endpoint', `${upstream}; no part of the result`)]),
  ];
}

/** The bytecode that ran. */
export function contractTable(contracts: readonly ContractRecord[]): Html {
  const known = contracts.filter((contract) => contract.known !== null).length;
  const rest = contracts.length - known;
  return tableBox({
    label: 'Contracts',
    caption: `Bytecode that ran: ${rest === 0 ? `${plural(known, 'contract')}, all known code` : `${plural(contracts.length, 'contract')}, the code of ${rest} not known`}`,
    head: ['Role', 'Known code', 'Contract and source', 'Code hash and address'],
    rows: contracts.map(
      (contract) =>
        html`<tr><th scope="row">${contract.role}</th><td>${knownMark(contract)}</td><td>${contract.name}<small>${contract.source}</small></td><td>${mono(contract.codeHash)}<br>${mono(contract.address)}</td></tr>`,
    ),
  });
}

/** Said in words, so that colour is never the only carrier. */
function knownMark({ known, source, name }: ContractRecord): Html {
  if (known === null) return html`<span class="badge inconclusive"><span aria-hidden="true">?</span> not known</span>`;
  const mark = html`<span class="badge pass"><span aria-hidden="true">✓</span> known</span>`;
  const isSaid = source.startsWith(known) || known === `${source} ${name}`;
  return isSaid ? mark : html`${mark}<small>${known}</small>`;
}

/** What the figures rest on, and what they leave out. */
export function assumptions({ scenario, notModelled }: Pick<RunRecord, 'scenario' | 'notModelled'>): Html {
  const list = (items: readonly string[], none: string) =>
    items.length === 0 ? html`<p>${none}</p>` : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  return html`<div class="columns">
<section><h3>Assumed</h3>${list(scenario.assumptions, 'The scenario states no assumptions.')}</section>
<section><h3>Not modelled</h3>${list(notModelled, 'The record names nothing.')}</section>
</div>
${scenario.sources.length === 0 ? '' : html`<h3>Sources of figures</h3>${list(scenario.sources, '')}`}`;
}

/** The scenario file as it stood. */
export function scenarioSource({ scenario }: Pick<RunRecord, 'scenario'>): Html {
  return html`<p>${scenario.description}</p>
<details><summary>Source of <code>${scenario.file}</code></summary><pre tabindex="0"><code class="source">${scenario.source}</code></pre></details>`;
}
