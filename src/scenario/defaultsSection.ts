import { DEFAULT_SOURCES } from './defaultSources.ts';
import { table } from './referenceTables.ts';

/** The part of the reference that says where each default comes from. */
export function defaultsSection(): string {
  const rows = DEFAULT_SOURCES.map(({ key, default: written, isInWords, source }) => [
    `\`${key}\``,
    isInWords ? written : `\`${written}\``,
    source,
  ]);
  return `## Where the defaults come from

A _fact_ has its source; a _choice_ is ours, and where nothing vouches for a figure it says so: state your own. \`*\` stands for
any one name. Where kinds of one section differ in a default, each has a row. A default that is an empty list, text or mapping
means none, and is not listed. Figures that a scenario can't set stand in [\`model.md\`](model.md).

${table(['Key', 'Default', 'Source'], rows)}`;
}
