import { AGGREGATE_NAMES } from '../../metric/trialTable.ts';
import type { QueryFolder } from './queryFolder.ts';

/** What a column is, for who reads a list of them. */
export interface ColumnNote {
  /** Empty where there is none. */
  readonly unit: string;
  readonly title: string;
}

const NONE: ColumnNote = { unit: '', title: '' };

/** Columns that mean the same in each view that has them. */
const SHARED: Readonly<Record<string, ColumnNote>> = {
  trial: { unit: '', title: 'Index of the trial' },
  dir: { unit: '', title: 'Folder, as named on the command line' },
  tick: { unit: 'blocks', title: 'Blocks since the first' },
  time: { unit: 'seconds', title: 'Time of the block, seconds since 1970' },
  metric: { unit: '', title: 'Name of the metric' },
};

const EVENTS: Readonly<Record<string, string>> = {
  kind: 'What happened',
  class: 'Class of the agent behind it; empty: nobody',
  agent: 'The agent; empty: nobody',
  debt: 'Debt that it is about',
  collateral: 'Collateral that it is about',
  stable: 'Stablecoin that it is about',
  value: 'Price, ratio or fee that goes with the kind',
  detail: 'More in words',
};

const TRIALS: Readonly<Record<string, ColumnNote>> = {
  status: { unit: '', title: 'completed, failed or interrupted' },
  ticks: { unit: 'blocks', title: 'Blocks simulated' },
  transactions: { unit: 'count', title: 'Transactions included' },
  reverted: { unit: 'count', title: 'Transactions reverted' },
  expired: { unit: 'count', title: 'Transactions given up' },
  liquidations: { unit: 'count', title: 'Troves liquidated' },
  troves: { unit: 'count', title: 'Open troves at the end' },
  agents: { unit: 'count', title: 'Agents' },
  result_hash: { unit: '', title: 'Result hash, that of the trial run alone' },
  failure: { unit: '', title: 'What broke it; empty: nothing' },
};

/** Unit and title of a view's column, from the catalogue of metrics where it is one. */
export function unitOf(folders: readonly QueryFolder[], view: string, column: string): ColumnNote {
  for (const folder of folders) {
    const listed = folder.tables.find((table) => table.view === view)?.columns.find(({ name }) => name === column);
    if (listed !== undefined && listed.title !== '') return listed;
    const label = folder.parts.find((part) => part.label?.column.name === column)?.label;
    if (label != null) return label.column;
    const note = measured(folder, view, column);
    if (note !== undefined) return note;
  }
  return (view === 'trials' ? TRIALS[column] : undefined) ?? SHARED[column] ?? NONE;
}

function measured({ metrics, symbols }: QueryFolder, view: string, column: string): ColumnNote | undefined {
  const stable = symbols.stable;
  switch (view) {
    case 'samples':
      return metrics[column];
    case 'trials': {
      const aggregate = AGGREGATE_NAMES.find((name) => column.endsWith(`.${name}`));
      const metric = aggregate === undefined ? undefined : metrics[column.slice(0, -aggregate.length - 1)];
      if (metric === undefined) return undefined;
      return { unit: aggregate === 'count' ? 'count' : metric.unit, title: `${metric.title}: ${aggregate}` };
    }
    case 'trends':
      return column === 'value' ? { unit: 'its metric’s', title: 'Value' } : undefined;
    case 'events': {
      const title = EVENTS[column];
      const units: Readonly<Record<string, string>> = { debt: stable, collateral: symbols.collateral, stable };
      return title === undefined ? undefined : { unit: units[column] ?? '', title };
    }
    case 'icr':
      return {
        low: { unit: 'ratio', title: 'Lower end of the range of ICR, in it' },
        high: { unit: 'ratio', title: 'Upper end of the range of ICR, not in it' },
        troves: { unit: 'count', title: 'Open troves in the range' },
        debt: { unit: stable, title: 'Their debt' },
      }[column];
    default:
      return undefined;
  }
}
