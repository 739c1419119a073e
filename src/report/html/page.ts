import { colourDeclarations } from '../charts/theme.ts';
import { Html, html } from './html.ts';
import { contentSecurityPolicy, pageScripts, pageStyle } from './runtime.ts';

/** A part of the page under a heading of its own. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

export interface Page {
  readonly title: string;
  /** All that stands in `main`; what the skip link leads to has its id there. */
  readonly main: Html;
  /** What the page was made from, one sentence. */
  readonly from: Html;
  /** What the first link of the page leads to; default: the thresholds. */
  readonly skip?: { readonly id: string; readonly name: string };
  /** CSS of its own, after that of all pages; default: none. */
  readonly style?: string;
}

const THRESHOLDS = { id: 'thresholds', name: 'thresholds' };

/** A page that needs nothing else: no network, no file beside it. */
export function page({ title, main, from, skip = THRESHOLDS, style }: Page): string {
  const scripts = pageScripts();
  const styles = [themeStyle(), pageStyle(), ...(style === undefined ? [] : [style])];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(styles.join('\n'))}</style>
</head>
<body>
<a class="skip" href="#${skip.id}">Skip to the ${skip.name}</a>
<main>
${main}
</main>
<footer><p>${from} Each chart lies in <code>charts/</code> as Vega-Lite. A stress test shows what happens under its assumptions; it is not a forecast.</p></footer>
${scripts.map((script) => html`<script>${new Html(script)}</script>\n`)}
</body>
</html>
`.text;
}

/** Links to the page's sections. */
export function sectionLinks(sections: readonly Section[]): Html {
  return html`<nav aria-label="Sections"><ul class="links">${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`;
}

/** One section. */
export function part({ id, title, content }: Section): Html {
  return html`<section id="${id}" class="part"><h2 class="heading">${title}</h2>\n${content}</section>\n`;
}

/** Paper is always light; a screen follows the reader's choice. */
export function themeStyle(): string {
  return `:root{color-scheme:light;${colourDeclarations('light')}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${colourDeclarations('dark')}}}`;
}
