import { readFileSync } from 'node:fs';
import { colourDeclarations } from '../charts/theme.ts';
import { Html, html } from '../html/html.ts';
import { contentSecurityPolicy, pageScripts, pageStyle } from '../html/runtime.ts';

/** A page that needs nothing else: no network, no file beside it. @param first id of what the skip link leads to */
export function comparePage({
  title,
  main,
  from,
  first,
}: {
  readonly title: string;
  readonly main: Html;
  /** What the page was made from, one sentence. */
  readonly from: Html;
  readonly first: string;
}): string {
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
<style>${new Html(`${themeStyle()}\n${pageStyle()}\n${compareStyle()}`)}</style>
</head>
<body>
<a class="skip" href="#${first}">Skip to the key figures</a>
<main>
${main}
</main>
<footer><p>${from} Each chart lies in <code>charts/</code> as Vega-Lite. A stress test shows what happens under its assumptions; it is not a forecast.</p></footer>
${scripts.map((script) => html`<script>${new Html(script)}</script>\n`)}
</body>
</html>
`.text;
}

function compareStyle(): string {
  return readFileSync(new URL('./compare.css', import.meta.url), 'utf8');
}

/** Paper is always light; a screen follows the reader's choice. */
function themeStyle(): string {
  return `:root{color-scheme:light;${colourDeclarations('light')}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${colourDeclarations('dark')}}}`;
}
