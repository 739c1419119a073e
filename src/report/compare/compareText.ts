import type { ComparedFigure, CompareRecord, CompareVerdict, FigureVerdict } from '../../metric/compareRecord.ts';
import { formatDuration, formatInteger, formatNumber, formatValue, NO_VALUE, plural, THIN } from '../format.ts';

/** A figure's verdict in words. */
export const FIGURE_WORDS: Readonly<Record<FigureVerdict, string>> = {
  better: 'better',
  worse: 'worse',
  changed: 'changed',
  undetected: 'no detectable difference',
  identical: 'identical',
  unknown: 'no value',
};

/** The verdict over all key figures in a word or two. */
export const VERDICT_WORDS: Readonly<Record<CompareVerdict, string>> = {
  better: 'Better',
  worse: 'Worse',
  mixed: 'Better and worse',
  changed: 'Changed',
  undetected: 'No detectable difference',
  identical: 'Identical',
  inconclusive: 'Inconclusive',
};

/** `95 %`. */
export function confidenceText({ level }: Pick<CompareRecord, 'level'>): string {
  return percentText(1 - level);
}

/** `5 %`. */
export function percentText(share: number): string {
  return `${Number((share * 100).toPrecision(6))}${THIN}%`;
}

/** A difference in the figure's unit, with its sign; of shares in percentage points. */
export function differenceText(value: number | null, unit: string): string {
  if (value === null) return NO_VALUE;
  if (value === 0) return unit === 'ratio' || unit === 'boolean' ? `0${THIN}pp` : formatValue(0, unit);
  if (unit === 'seconds') return `${value > 0 ? '+' : ''}${formatDuration(value)}`;
  if (unit !== 'ratio' && unit !== 'boolean') return formatValue(value, unit, { sign: true });
  const size = Math.abs(value * 100);
  const decimals = size >= 0.1 ? 2 : size >= 0.001 ? 4 : 6;
  return `${formatNumber(value * 100, decimals, { sign: true })}${THIN}pp`;
}

/** `[−1.20 pp, −0.80 pp]`; an open end where the pairs set no bound. */
export function intervalBounds({ low, high, unit }: Pick<ComparedFigure, 'low' | 'high' | 'unit'>): string {
  if (low === null && high === null) return 'no interval';
  return `[${low === null ? '−∞' : differenceText(low, unit)}, ${high === null ? '∞' : differenceText(high, unit)}]`;
}

const AGGREGATE_WORDS: Readonly<Record<string, string>> = {
  min: 'Lowest',
  max: 'Highest',
  mean: 'Mean',
  p50: 'Median',
  count: 'Count of',
};

/** Name of a figure as a voter reads it: `Lowest TCR`, `Backstop return`. */
export function nameOf({ title, aggregate }: Pick<ComparedFigure, 'title' | 'aggregate'>): string {
  if (aggregate === 'final') return title;
  const word = AGGREGATE_WORDS[aggregate];
  return word === undefined ? `${title}, ${aggregate}` : `${word} ${lowerFirst(title)}`;
}

/** In how many trials the proposal did better, worse or the same; higher or lower where neither way is good. */
export function shareText({ good, higher, lower, same, pairs }: ComparedFigure): string {
  if (pairs === 0) return 'no pair has a value';
  const words = good === null ? ['higher', 'lower'] : ['better', 'worse'];
  const [first, second] = good === 'lower' ? [lower, higher] : [higher, lower];
  const parts = [
    ...(first > 0 ? [`${words[0]} in ${formatInteger(first)}`] : []),
    ...(second > 0 ? [`${words[1]} in ${formatInteger(second)}`] : []),
    ...(same > 0 ? [`the same in ${formatInteger(same)}`] : []),
  ];
  return `${parts.join(', ')} of ${plural(pairs, 'trial')}`;
}

/** What stands against reading a figure for more than it is; null if nothing does. */
export function figureNote(figure: ComparedFigure): string | null {
  const { lacking, verdict, isDecidable, pairs, same } = figure;
  const gone = lacking.base + lacking.proposal + lacking.both;
  const sides = [
    ...(lacking.base > 0 ? [`the base in ${formatInteger(lacking.base)}`] : []),
    ...(lacking.proposal > 0 ? [`the proposal in ${formatInteger(lacking.proposal)}`] : []),
    ...(lacking.both > 0 ? [`both in ${formatInteger(lacking.both)}`] : []),
  ];
  const notes = [
    ...(verdict === 'undetected' && !isDecidable
      ? [`Differs in ${plural(pairs - same, 'trial')} only: too few to be told from chance, whatever their size.`]
      : []),
    ...(gone === 0
      ? []
      : [
          `${plural(gone, 'pair')} left out of this figure for lack of a value: ${sides.join(', ')}. So it speaks of the other ${formatInteger(pairs)} alone.`,
        ]),
  ];
  return notes.length === 0 ? null : notes.join(' ');
}

/** Figures that are not told from chance, but went the bad way wherever they differ; null if there are none. */
export function watchText({ key }: CompareRecord): string | null {
  const suspect = key.filter(({ verdict, good, higher, lower }) => {
    const [well, ill] = good === 'higher' ? [higher, lower] : [lower, higher];
    return verdict === 'undetected' && good !== null && well === 0 && ill > 0;
  });
  if (suspect.length === 0) return null;
  const words = suspect.map(
    (figure) =>
      `${lowerFirst(nameOf(figure))} (worse in ${formatInteger(figure.higher + figure.lower)} of ${plural(figure.pairs, 'trial')}, better in none)`,
  );
  return `Not told from chance, yet worse wherever it differs: ${words.join('; ')}. More trials may tell.`;
}

/** What the interval says to a voter: between what bounds the true mean difference lies, or what is ruled out. */
export function ruledOutText(figure: ComparedFigure, confidence: string): string {
  const { low, high, verdict, unit, pairs } = figure;
  if (verdict === 'unknown') return 'No pair has a value on both sides: nothing can be said.';
  if (verdict === 'identical') return `The same in all ${plural(pairs, 'pair')}.`;
  if (low === null && high === null) return 'So few differences bound nothing: neither a rise nor a fall is ruled out.';
  if (verdict !== 'undetected' && low !== null && high !== null) {
    return `The mean difference lies between ${differenceText(low, unit)} and ${differenceText(high, unit)} with ${confidence} confidence.`;
  }
  const fall = endText(low === null ? null : -low, 'fall', 'rise', unit);
  const rise = endText(high, 'rise', 'fall', unit);
  const ruled = [fall, rise].flatMap(({ ruled: text }) => (text === null ? [] : [text]));
  const open = [fall, rise].flatMap(({ open: text }) => (text === null ? [] : [text]));
  const first = ruled.length === 0 ? '' : `Ruled out with ${confidence} confidence: ${ruled.join(', and ')}.`;
  return [first, ...open].filter((text) => text !== '').join(' ');
}

/** Key figures that are the same in every pair, in one sentence; null if there are none. */
export function identicalText({ key }: CompareRecord): string | null {
  const same = key.filter(({ verdict }) => verdict === 'identical');
  if (same.length === 0) return null;
  const names = same.map((figure, i) => (i === 0 ? nameOf(figure) : lowerFirst(nameOf(figure))));
  const notes = same.flatMap((figure) => {
    const note = figureNote(figure);
    return note === null ? [] : [` ${nameOf(figure)}: ${lowerFirst(note)}`];
  });
  return `${names.join(', ')}: the same in every pair. What would happen in trials like none of these is not known.${notes.join('')}`;
}

/** @param bound how far the mean may go that way; negative: it goes the other way by at least that */
function endText(
  bound: number | null,
  way: string,
  other: string,
  unit: string,
): { readonly ruled: string | null; readonly open: string | null } {
  if (bound === null) return { ruled: null, open: `A ${way} of any size is not ruled out.` };
  const size = differenceText(Math.abs(bound), unit).replace('+', '');
  if (bound > 0) return { ruled: `a mean ${way} of more than ${size}`, open: null };
  return { ruled: bound === 0 ? `any mean ${way}` : `a mean ${other} of less than ${size}`, open: null };
}

/** Size of a standardised difference by Cohen's names. */
export function effectText(effect: number | null): string {
  if (effect === null) return NO_VALUE;
  const size = Math.abs(effect);
  const word = size === 0 ? 'none' : size < 0.2 ? 'negligible' : size < 0.5 ? 'small' : size < 0.8 ? 'medium' : 'large';
  return `${formatNumber(effect, 2, { sign: true })} (${word})`;
}

/** The outcome in one sentence. */
export function compareHeadline(record: CompareRecord): string {
  const { key, pairing, verdict } = record;
  const of = (wanted: FigureVerdict) => key.filter((figure) => figure.verdict === wanted);
  const pairs = plural(pairing.pairs, 'paired trial');
  if (verdict === 'inconclusive') return inconclusiveText(record);
  if (verdict === 'identical') return `none of ${plural(key.length, 'key figure')} changes in any of ${pairs}`;
  if (verdict === 'undetected') {
    return `the proposal can not be told from the base by any of ${plural(key.length, 'key figure')} over ${pairs}`;
  }
  const quiet = of('undetected').length + of('identical').length;
  const parts = [
    ...(of('worse').length > 0 ? [`worse in ${listed(of('worse'))}`] : []),
    ...(of('better').length > 0 ? [`better in ${listed(of('better'))}`] : []),
    ...(of('changed').length > 0 ? [`changed in ${listed(of('changed'))}`] : []),
  ];
  const rest =
    quiet === 0
      ? ''
      : `; no detectable difference in the other ${formatInteger(quiet)} of ${plural(key.length, 'key figure')}`;
  return `the proposal is ${parts.join('; ')}${rest}`;
}

/** Figures that a sentence has room for, the largest effects first. */
const LISTED = 3;

function listed(figures: readonly ComparedFigure[]): string {
  const largest = [...figures].sort((a, b) => Math.abs(b.effect ?? Infinity) - Math.abs(a.effect ?? Infinity));
  const names = largest
    .slice(0, LISTED)
    .map((figure) => `${lowerFirst(nameOf(figure))} (${differenceText(figure.estimate, figure.unit)})`);
  const hidden = figures.length - names.length;
  const all = hidden > 0 ? [...names, `${formatInteger(hidden)} more`] : names;
  return all.length === 1 ? (all[0] as string) : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

function inconclusiveText({ pairing, key }: CompareRecord): string {
  if (key.length === 0) return 'no key figure was measured on both sides';
  if (pairing.pairs === 0) return 'no trial could be put in a pair';
  if (pairing.pairs < pairing.least) {
    return `${plural(pairing.pairs, 'pair')} of trials ${pairing.pairs === 1 ? 'is' : 'are'} too few: it takes at least ${pairing.least} to detect anything over ${plural(key.length, 'key figure')}`;
  }
  if (pairing.failed.length > 0) {
    return `${plural(pairing.failed.length, 'pair')} could not be compared, since a trial failed, and what it would have been is not known`;
  }
  return 'no key figure has a value on both sides';
}

/** What must be said before any figure: trials that did not make a pair, and what may be hiding. Empty if nothing is. */
export function readFirst(record: CompareRecord): string[] {
  const { pairing, base, proposal } = record;
  const { alone, failed, uneven, sameMarket, pairs } = pairing;
  const differing = [...new Set([...Object.keys(base.versions), ...Object.keys(proposal.versions)])].filter(
    (name) => name !== 'node' && base.versions[name] !== proposal.versions[name],
  );
  return [
    ...(failed.length === 0
      ? []
      : [
          `${plural(failed.length, 'pair')} left out because a trial failed (trial ${failed.map(({ trial, side }) => `${trial}: ${side}`).join(', ')}). What it would have been is not known: without a worse figure the comparison is inconclusive.`,
        ]),
    ...(uneven.length === 0
      ? []
      : [`${plural(uneven.length, 'pair')} left out because one side was cut short (trial ${uneven.join(', ')}).`]),
    ...(alone.base + alone.proposal === 0
      ? []
      : [
          `The sides have different numbers of trials: ${formatInteger(alone.base)} of the base and ${formatInteger(alone.proposal)} of the proposal have no partner and are left out.`,
        ]),
    ...(sameMarket === pairs
      ? []
      : [
          `The market's prices are the same on both sides in only ${formatInteger(sameMarket)} of ${plural(pairs, 'pair')}: the proposal changes the market itself, or how it is drawn, so pairing saves less.`,
        ]),
    ...(differing.length === 0
      ? []
      : [
          `The sides were made with different versions of ${differing.join(', ')}: a difference may be the version's, not the proposal's.`,
        ]),
    ...[watchText(record) ?? []].flat(),
  ];
}

/** What a reader must know not to read more into it. */
export function caveats(record: CompareRecord): string[] {
  const { key, level, isChosen } = record;
  const confidence = confidenceText(record);
  return [
    `A verdict is given at ${percentText(level)} after Holm's correction over the ${plural(key.length, 'key figure')}${isChosen ? ', which were chosen for this comparison' : ', which are the same in every comparison as far as both sides measure them'}: the chance of even one false finding among them stays at that. An interval is of its own figure alone, so one may leave out zero where the verdict still says that no difference is detectable.`,
    `"No detectable difference" does not say that there is none: the interval says how large one could still be.`,
    `A detected difference may be too small to matter: read its size, not the verdict alone.`,
    'A verdict speaks of the mean over trials. What happens in the worst of them alone, a mean can miss: their figures stand beside it.',
    `p-values are of a sign-flip test, exact where trials are independent and a proposal without effect makes a difference as likely as its opposite; intervals (${confidence}) are of the studentised bootstrap.`,
    'All of it speaks of trials that this model draws. What the model leaves out, a comparison leaves out as well.',
  ];
}

function lowerFirst(text: string): string {
  // Names such as TCR keep their capitals.
  return /^[A-Z][^A-Z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
