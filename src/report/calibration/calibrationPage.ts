import { readFileSync } from 'node:fs';
import { quoted } from '../../core/shellText.ts';
import type { CalibrationRecord, CalibrationRunRecord, SeedRecord } from '../../metric/calibrationRecord.ts';
import { formatInteger, formatNumber, NO_VALUE, plural } from '../format.ts';
import { Html, html } from '../html/html.ts';
import { themeStyle } from '../html/page.ts';
import { pageStyle } from '../html/runtime.ts';
import { tableBox } from '../html/tableBox.ts';
import { caseSection } from './caseSection.ts';
import { countRole, headline, isDocumented, nearnessRule } from './figureText.ts';

/** Nothing runs in this page, and nothing reaches a network. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The calibration as one page that needs nothing else; the runs' own reports lie beside it. */
export function renderCalibrationPage(record: CalibrationRecord): string {
  const { title, cases } = record;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} | Breakwater</title>
<link rel="icon" href="data:,">
<style>${new Html(`${themeStyle()}\n${pageStyle()}\n${ownStyle()}`)}</style>
</head>
<body>
<a class="skip" href="#overview">Skip to the overview</a>
<main>
${failures(record)}
${head(record)}
<nav aria-label="Sections"><ul class="links">${cases.map((each) => html`<li><a href="#case-${each.name}">${each.title}</a></li>`)}<li><a href="#runs">Runs</a></li></ul></nav>
<section id="overview" class="part"><h2 class="heading">Overview</h2>${overview(record)}</section>
${cases.map((each) => caseSection(each, record))}
<section id="runs" class="part"><h2 class="heading">Runs</h2>${runTable(record)}</section>
</main>
<footer><p>Breakwater ${record.breakwater}, from the runs’ records alone. Run it again: <code>npx breakwater calibrate ${quoted(record.file)}</code>. The same figures as data: <code>calibration.json</code>.</p></footer>
</body>
</html>
`;
  return page.text;
}

function ownStyle(): string {
  return readFileSync(new URL('./calibration.css', import.meta.url), 'utf8');
}

function lost({ runs }: CalibrationRecord): { readonly run: CalibrationRunRecord; readonly seed: SeedRecord }[] {
  return runs.flatMap((run) => run.bySeed.filter(({ failure }) => failure !== '').map((seed) => ({ run, seed })));
}

/** Loud and first: the counts below are of what is there. */
function failures(record: CalibrationRecord): Html {
  const all = lost(record);
  if (all.length === 0) return html``;
  return html`<div class="banner" role="alert"><p><strong>${plural(all.length, 'run')} gave no record: the figures taken from ${all.length === 1 ? 'it' : 'them'} are missing.</strong></p>
${all.map(({ run, seed }) => html`<p>${run.name}, seed ${seed.seed}: ${seed.failure}</p>`)}</div>`;
}

function head(record: CalibrationRecord): Html {
  const { title, about, cases } = record;
  const text = headline(record);
  const figures = cases.flatMap((each) => each.figures).filter(isDocumented);
  const chosen = countRole(cases, 'chosen');
  return html`<header class="verdict">
<p class="kicker"><span>Breakwater</span> ${title}</p>
<h1>${text.charAt(0).toUpperCase() + text.slice(1)}.</h1>
<p class="lede about">${about}</p>
<p class="meta about">${plural(figures.length, 'documented figure')} in ${plural(cases.length, 'case')}. <b>Chosen</b> (${chosen.all}): an assumption was set with this figure in mind, so that the model meets it says nothing for the model. <b>Predicted</b> (${figures.length - chosen.all}): nothing was set by it.</p>
<p class="meta about">${nearnessRule(record)}</p>
</header>`;
}

function overview({ cases, closeness: { near, wide } }: CalibrationRecord): Html {
  return tableBox({
    label: 'Overview',
    className: 'overview',
    caption: 'Predictions, how many of them are how near to what is documented, and orders kept.',
    head: [
      'Case',
      '#Predicted',
      `#Within ${formatNumber((near - 1) * 100)} %`,
      `#Within ×${formatNumber(wide, 2)}`,
      '#Orders kept',
    ],
    rows: cases.map((each) => {
      const { orderings } = each;
      const predicted = countRole([each], 'predicted');
      const kept = orderings.filter(({ holds }) => holds === true).length;
      return html`<tr><th scope="row"><a href="#case-${each.name}">${each.title}</a></th><td class="number">${predicted.all}</td><td class="number">${predicted.near}</td><td class="number">${predicted.wide}</td><td class="number">${orderings.length === 0 ? NO_VALUE : `${kept} of ${orderings.length}`}</td></tr>`;
    }),
  });
}

function runTable({ runs }: CalibrationRecord): Html {
  return tableBox({
    label: 'Runs',
    caption:
      'Each is an ordinary run with a record and a report of its own; the same inputs give the same result hash.',
    head: ['Run', 'Scenario', '#Seed', '#Blocks', '#Transactions', 'Report', 'Result hash'],
    rows: runs.flatMap((run) => run.bySeed.map((seed) => runRow(run, seed))),
  });
}

function runRow({ name, scenario, title, set }: CalibrationRunRecord, seed: SeedRecord): Html {
  const overrides = set.length === 0 ? '' : html`<small>${set.map((text) => html`<code>${text}</code> `)}</small>`;
  const blocks = seed.blocks === null ? NO_VALUE : formatInteger(seed.blocks);
  const report = seed.failure === '' ? html`<a href="${seed.dir}/index.html">report</a>` : html`${seed.failure}`;
  return html`<tr><th scope="row" class="name">${name}</th><td>${title}<small>${scenario}</small>${overrides}</td><td class="number">${String(seed.seed)}</td><td class="number">${blocks}${seed.blockSeconds === null ? '' : html`<small>of ${seed.blockSeconds} s</small>`}</td><td class="number">${formatInteger(seed.transactions)}</td><td>${report}</td><td><code class="hash">${seed.resultHash?.slice(0, 12) ?? ''}</code></td></tr>`;
}
