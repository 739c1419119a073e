import type { ProvenanceRecord, Verdict } from '../metric/runRecord.ts';
import { chainText } from './chainText.ts';

/** What stands before a verdict in GitHub-flavoured Markdown. */
export const VERDICT_MARK: Readonly<Record<Verdict, string>> = { pass: '✅', fail: '❌', inconclusive: '⚠️' };

/** A table in Markdown. @param align `-` to the left, else to the right */
export function table(
  head: readonly string[],
  align: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  // A bar that is escaped already would end the cell if it were so twice.
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`;
  return [line(head), line(align.map((mark) => (mark === '-' ? '---' : '---:'))), ...rows.map(line)];
}

/** Text from a scenario must not turn into markup of the pull request it is pasted in. */
export function escapeText(text: string): string {
  return text.replace(/[\\`*_[\]<>|#@]/g, '\\$&').replace(/\s+/g, ' ');
}

/** Text as it is, on one line. */
export function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;
}

/** Where it ran, its hashes, and the commands that make it again: how every summary ends. */
export function originLines(
  {
    resultHash,
    scenario,
    provenance,
  }: {
    readonly resultHash: string;
    readonly scenario: { readonly hash: string };
    readonly provenance: Pick<ProvenanceRecord, 'chain' | 'reproduce'>;
  },
  heading: string,
  ...moreCommands: readonly string[]
): string[] {
  return [
    `Run on ${escapeText(chainText(provenance.chain))}`,
    '',
    `Result hash \`${resultHash}\` · scenario hash \`${scenario.hash}\``,
    '',
    heading,
    '',
    '```sh',
    provenance.reproduce,
    ...moreCommands,
    '```',
  ];
}
