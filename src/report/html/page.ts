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
  /** All that stands in `main`; its thresholds have the id `thresholds`. */
  readonly main: Html;
  /** What the page was made from, one sentence. */
  readonly from: Html;
}

/** A page that needs nothing else: no network, no file beside it. */
export function page({ title, main, from }: Page): string {
  const scripts = pageScripts();
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(`${themeStyle()}\n${pageStyle()}`)}</style>
</head>
<body>
<a class="skip" href="#thresholds">Skip to the thresholds</a>
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
function themeStyle(): string {
  return `:root{color-scheme:light;${colourDeclarations('light')}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${colourDeclarations('dark')}}}`;
}
