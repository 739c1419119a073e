import type { EventKind, TrialEvent } from '../../metric/runRecord.ts';
import { formatTime } from '../format.ts';
import { type ChartInput, type ChartSpec, column, milliseconds } from './chart.ts';
import { colour } from './theme.ts';
import { IN_WINDOW, timeSpan } from './timeAxis.ts';

/** What stands at a mark; null: the event's own words. */
const LABEL: ReadonlyMap<EventKind, string | null> = new Map([
  ['oracleFault', null],
  ['outage', null],
  ['oracleStale', '1 h old: BAMM quotes 0'],
  ['oracleFrozen', "4 h old: Liquity's limit"],
  ['oracleJump', "50 % jump: Liquity's limit"],
]);
/** Kinds that end when a newer answer comes, with the age in seconds from which they hold. */
const LASTING: ReadonlyMap<EventKind, number> = new Map([
  ['oracleStale', 3600],
  ['oracleFrozen', 4 * 3600],
]);
/** Marks closer together than this share of the run become one. */
const APART = 1 / 50;
/** Spells shorter than this share of the run are not marked: in a quiet hour a feed with a heartbeat of 1 h is stale for a block. */
const VISIBLE = 1 / 200;
/** Characters of a label that fit along the height of a chart. */
const LONGEST = 44;
/** Marks that the chart's words tell one by one. */
const TOLD = 8;

export interface EventMarks {
  /** The lines, for under a chart's own. */
  readonly rules: readonly ChartSpec[];
  /** What stands at them, for over a chart's lines. */
  readonly labels: readonly ChartSpec[];
  /** The marks in words, for a chart's description; empty without any. */
  readonly text: string;
}

interface Mark {
  readonly time: number;
  readonly words: readonly string[];
}

/** Vertical lines where a scheduled fault begins or ends, and where contracts break with the feed. */
export function eventMarks(input: ChartInput): EventMarks {
  const [from, to] = timeSpan(input);
  const marks: Mark[] = [];
  for (const event of input.series.events) {
    const label = LABEL.get(event.kind);
    if (label === undefined || !isVisible(event, input, to - from)) continue;
    const time = milliseconds(event.time);
    const words = label ?? event.detail.replace(/^collateral feed /, '').replace(/-(?=\d)/g, '−');
    const last = marks.at(-1);
    if (last === undefined || time - last.time > APART * (to - from)) marks.push({ time, words: [words] });
    else if (!last.words.includes(words)) marks[marks.length - 1] = { ...last, words: [...last.words, words] };
  }
  return marks.length === 0 ? { rules: [], labels: [], text: '' } : { ...layersOf(marks), text: textOf(marks) };
}

/** Whether a spell lasts long enough to be seen; what is no spell always does. */
function isVisible({ kind, tick }: TrialEvent, input: ChartInput, span: number): boolean {
  const limit = LASTING.get(kind);
  const age = column(input, 'oracle.age');
  if (limit === undefined || age === undefined) return true;
  const { tick: ticks, time } = input.series.samples;
  const first = ticks.indexOf(tick);
  let row = first;
  while (row + 1 < age.length && (age[row] as number) > limit) row++;
  return milliseconds((time[row] ?? 0) - (time[first] ?? 0)) >= VISIBLE * span;
}

function layersOf(marks: readonly Mark[]): Pick<EventMarks, 'rules' | 'labels'> {
  const data = { values: marks.map(({ time, words }) => ({ time, label: clip(words.join(' · ')) })) };
  const text = { type: 'text', angle: 270, align: 'right', baseline: 'top', dx: -4, dy: 3, fontSize: 11, clip: true };
  const encoding = { y: { value: 0 }, text: { field: 'label' } };
  const rule = { type: 'rule', color: colour('purple'), strokeDash: [2, 3], strokeWidth: 1.25, clip: true };
  const halo = { color: colour('paper'), stroke: colour('paper'), strokeWidth: 4, strokeJoin: 'round' };
  const transform = [IN_WINDOW];
  return {
    rules: [{ data, transform, mark: rule }],
    labels: [
      { data, transform, mark: { ...text, ...halo }, encoding },
      { data, transform, mark: { ...text, color: colour('muted') }, encoding },
    ],
  };
}

function clip(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

function textOf(marks: readonly Mark[]): string {
  const told = marks.slice(0, TOLD).map(({ time, words }) => `${words.join(', ')} (${formatTime(time / 1000)})`);
  const rest = marks.length - told.length;
  return ` Vertical lines mark events: ${told.join('; ')}${rest === 0 ? '' : ` and ${rest} more`}.`;
}
