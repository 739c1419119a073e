import pc from 'picocolors';
import type { Verdict } from '../metric/runRecord.ts';

/** What stands before a verdict on a terminal. */
export const MARK: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✗', inconclusive: '?' };

/** Colours by verdict. @param color whether the terminal shows any */
export function verdictTints(color: boolean): Readonly<Record<Verdict, (text: string) => string>> {
  const paint = pc.createColors(color);
  return { pass: paint.green, fail: paint.red, inconclusive: paint.yellow };
}

/** Cut to a width in characters, with an ellipsis where something is missing. */
export function clipped(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** Broken between words into lines of a width; a longer word stands alone. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) as string;
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
