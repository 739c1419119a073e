import pc from 'picocolors';
import type { ComparedField } from './compareRecords.ts';

export interface ComparisonOptions {
  /** Whether the terminal shows colours. */
  readonly color: boolean;
  /** Columns that lines of equal fields are cut to; default: none is cut. Lines that differ never are. */
  readonly width?: number;
}

type State = 'same' | 'differs' | 'note';

/** Digits of a hash to show at each end. */
const SHOWN_DIGITS = 8;
const LONG_HEX = /\b(0x)?[0-9a-f]{40,}\b/gi;
/** Fields to name in the one line that says what differs. */
const NAMED = 6;

/** Compared fields, one a line, in columns: what became of it, its name, and the value or both values. Ends with a newline. */
export function renderComparison(fields: readonly ComparedField[], { color, width }: ComparisonOptions): string {
  const paint = pc.createColors(color);
  const tint: Readonly<Record<State, (text: string) => string>> = {
    same: (text) => text,
    differs: paint.red,
    note: paint.yellow,
  };
  // One long name, a threshold's say, must not push all values aside.
  const column = Math.min(44, Math.max(...fields.map(({ name }) => name.length)));
  const lines = fields.map((field) => {
    const state = stateOf(field);
    const line = onOneLine(`${state.padEnd(7)}  ${field.name.padEnd(column)}  ${values(field)}`);
    return tint[state](state === 'same' && width !== undefined ? line.slice(0, width).trimEnd() : line);
  });
  return `${lines.join('\n')}\n`;
}

/** The same as tab-separated lines with a header, values in full. */
export function comparisonTsv(fields: readonly ComparedField[]): string {
  const rows = fields.map((field) =>
    [field.name, field.kind, stateOf(field), field.recorded, field.now].map(onOneLine).join('\t'),
  );
  return `${[['field', 'kind', 'state', 'recorded', 'now'].join('\t'), ...rows].join('\n')}\n`;
}

/** Result fields that are not what the record says, in one line; undefined if there is none. */
export function differenceLine(fields: readonly ComparedField[]): string | undefined {
  const names = fields.filter((field) => stateOf(field) === 'differs').map(({ name }) => name);
  if (names.length === 0) return undefined;
  const more = names.length - NAMED;
  return onOneLine(`differs: ${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
}

/** The record may be anybody's: what steers a terminal is taken out. */
function onOneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

function stateOf({ isEqual, kind }: ComparedField): State {
  if (isEqual) return 'same';
  return kind === 'result' ? 'differs' : 'note';
}

function values({ isEqual, recorded, now }: ComparedField): string {
  if (isEqual) return abbreviated(recorded);
  const [old, mine] = [abbreviated(recorded), abbreviated(now)];
  const isTold = old !== mine;
  return `recorded ${isTold ? old : recorded}, now ${isTold ? mine : now}`;
}

function abbreviated(text: string): string {
  return text.replace(LONG_HEX, (hex) => `${hex.slice(0, SHOWN_DIGITS + 2)}…${hex.slice(-SHOWN_DIGITS)}`);
}
