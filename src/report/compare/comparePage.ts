import { readFileSync } from 'node:fs';
import type { Html } from '../html/html.ts';
import { page } from '../html/page.ts';

interface ComparePage {
  readonly title: string;
  readonly main: Html;
  /** What the page was made from, one sentence. */
  readonly from: Html;
  /** Id of what the skip link leads to. */
  readonly first: string;
}

/** A page that needs nothing else: no network, no file beside it. */
export function comparePage({ title, main, from, first }: ComparePage): string {
  const style = readFileSync(new URL('./compare.css', import.meta.url), 'utf8');
  return page({ title, main, from, skip: { id: first, name: 'key figures' }, style });
}
