import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BreakwaterError } from '../../core/errors.ts';

const require = createRequire(import.meta.url);

/** The scripts of the page, in order: Vega, its tooltip, and the page's own. */
export function pageScripts(): string[] {
  return [vega(), vegaTooltip(), readFileSync(new URL('./page.client.js', import.meta.url), 'utf8')].map(inlineSafe);
}

/** The page's style sheet. */
export function pageStyle(): string {
  return readFileSync(new URL('./page.css', import.meta.url), 'utf8');
}

/** Value of a Content-Security-Policy that runs these scripts and no other, and lets nothing reach a network. */
export function contentSecurityPolicy(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    "default-src 'none'",
    // Vega compiles the specs' expressions to functions; it has no other way in its own bundle.
    `script-src ${hashes.join(' ')} 'unsafe-eval'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function vega(): string {
  // The package's main file is the module build; the one for pages lies beside it.
  return readFileSync(join(dirname(require.resolve('vega')), 'vega.min.js'), 'utf8');
}

/** vega-tooltip ships as an ES module only; its one import is met by the Vega that stands before it. */
function vegaTooltip(): string {
  const path = require.resolve('vega-tooltip');
  const source = readFileSync(path, 'utf8');
  const body = source
    .replace(/^import \{([^}]*)\} from 'vega-util';$/m, 'const {$1} = vega;')
    .replace(/^export \{[^}]*\};$/m, 'return { Handler };')
    .replace(/^\/\/# sourceMappingURL=.*$/m, '');
  if (/^(import|export)\b/m.test(body) || !body.includes('return { Handler };')) {
    throw new BreakwaterError('vega-tooltip is not built the way the report expects', {
      facts: { path },
      remedy: 'install the version that package-lock.json names: npm ci',
    });
  }
  return `const vegaTooltip = (() => {\n${body}\n})();`;
}

/** Script text that can't end its element. `<\/script` means the same in JavaScript strings and patterns. */
function inlineSafe(script: string): string {
  return script.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
}
