import { AGGREGATE_NAMES } from '../../metric/trialTable.ts';
import type { ViewColumn } from './queryDatabase.ts';
import type { QueryFolder } from './queryFolder.ts';
import { unitOf } from './unitOf.ts';
import { alignedTable, tsvLine } from './valueText.ts';

/** Columns of all views with type, unit and title. */
export interface ListedColumn extends ViewColumn {
  readonly unit: string;
  readonly title: string;
}

const LIST_HEAD = ['view', 'column', 'type', 'unit', 'title'] as const;

export function listedColumns(columns: readonly ViewColumn[], folders: readonly QueryFolder[]): ListedColumn[] {
  return columns.map((column) => {
    const { unit, title } = unitOf(folders, column.view, column.name);
    return { ...column, unit, title };
  });
}

/** Every column, one a line, tab-separated. */
export function listTsv(columns: readonly ListedColumn[]): string {
  const rows = columns.map(({ view, name, type, unit, title }) => tsvLine([view, name, type, unit, title]));
  return [tsvLine(LIST_HEAD), ...rows].join('');
}

/** View by view; of the thirteen aggregates of a metric one line. */
export function listText(columns: readonly ListedColumn[]): string {
  const views = [...new Set(columns.map(({ view }) => view))];
  const parts = views.map((view) => {
    const rows = columns.filter((column) => column.view === view).flatMap((column) => lineOf(column));
    return `${view}\n${alignedTable(['column', 'type', 'unit', ''], rows, [])}`;
  });
  const note = `of .* one of ${AGGREGATE_NAMES.join(', ')}, over the trial's time; a count is of samples\n`;
  return `${parts.join('\n')}\n${note}`;
}

function lineOf({ view, name, type, unit, title }: ListedColumn): string[][] {
  const shown = /^\w+$/.test(name) ? name : `"${name}"`;
  if (view !== 'trials' || !name.includes('.')) return [[shown, type, unit, title]];
  if (!name.endsWith('.final')) return [];
  return [[`"${name.slice(0, -'final'.length)}*"`, type, unit, title.replace(/: final$/, '')]];
}
