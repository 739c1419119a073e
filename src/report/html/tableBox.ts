import { type Html, html } from './html.ts';

export interface TableBox {
  /** Names the box for those who reach it by keyboard or ear. */
  readonly label: string;
  readonly caption?: string;
  /** Column headings; one that begins with `#` heads figures. */
  readonly head: readonly string[];
  readonly rows: readonly Html[];
  readonly foot?: Html;
  readonly className?: string;
}

/** A table in a box of its own that scrolls sideways where the page is too narrow, its caption staying in sight. */
export function tableBox({ label, caption, head, rows, foot, className = '' }: TableBox): Html {
  const headings = head.map((text) =>
    text.startsWith('#')
      ? html`<th scope="col" class="number">${text.slice(1)}</th>`
      : html`<th scope="col">${text}</th>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="${className}">
${caption === undefined ? '' : html`<caption><span class="caption">${caption}</span></caption>`}
${head.length === 0 ? '' : html`<thead><tr>${headings}</tr></thead>`}
<tbody>${rows}</tbody>${foot === undefined ? '' : html`<tfoot>${foot}</tfoot>`}</table></div>`;
}

/** A dotted name that may break after each dot. */
export function dotted(name: string): Html {
  return html`<code>${name.split('.').map((part, i) => (i === 0 ? part : html`<wbr>.${part}`))}</code>`;
}
