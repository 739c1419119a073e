import { differencesOf } from '../../core/pairedDifference.ts';
import type { BaselineOutcome } from '../../metric/baselineOutcome.ts';
import type { JudgedFigure, UnjudgedFigure } from '../../metric/judgeBaseline.ts';
import { differenceText, intervalBounds, percentText } from '../compare/compareText.ts';
import { formatInteger, formatValue, plural } from '../format.ts';

/** An amount by which a figure differs, without its sign. */
export function amountText(value: number, unit: string): string {
  return differenceText(Math.abs(value), unit).replace('+', '');
}

/** The mean difference, with its interval if it is of an ensemble; without one, where a value is missing. */
export function changeText({ difference, low, high, unit, trials, lacking }: JudgedFigure): string {
  if (difference === null) return absenceText(lacking);
  const text = differenceText(difference, unit);
  if (trials === 1 || low === high) return text;
  const [from, to] = [low, high].map((end) => (Number.isFinite(end) ? end : null)) as [number | null, number | null];
  return `${text} ${oneUnit(intervalBounds({ low: from, high: to, unit }))}`;
}

function absenceText({ base, now, both }: JudgedFigure['lacking']): string {
  if (base > 0 && now > 0) return 'no trial has both';
  if (base > 0) return 'none then';
  if (now > 0) return 'none now';
  return both > 0 ? 'none then or now' : 'no trial to compare';
}

/** Bounds of one unit say it once: `[+1.2, +3.4 pp]`; not of two parts, as `2 min 10 s` is. */
function oneUnit(bounds: string): string {
  return bounds.replace(/^\[([+−]?[\d.\s]*\d[kMB]?)(\s\D\S*)(?=, [+−]?[\d.\s]*\d[kMB]?\2\]$)/u, '[$1');
}

/** What stands as the figure then and now: means over the trials that have both; where none has, over those that have one. */
export function shownMeans({ base, meanBase, meanNow, alone }: JudgedFigure): {
  readonly base: number | null;
  readonly now: number | null;
} {
  return base.length > 0 ? { base: meanBase, now: meanNow } : alone;
}

const UNJUDGED: Readonly<Record<UnjudgedFigure['kind'], string>> = {
  unkept: 'the baseline has no values of it yet; --update-baseline takes them',
  unmeasured: 'the run does not measure it; correct its name, or let --update-baseline leave it out',
};

export interface DetailOptions {
  /** Whether a table with values, difference and tolerance stands right beside it, so that it need not repeat them; default false. */
  readonly isBesideTable?: boolean;
}

/** What was found of a figure, in one sentence without a full stop; empty if the table says it all. */
export function figureDetail(
  figure: JudgedFigure | UnjudgedFigure,
  { isBesideTable = false }: DetailOptions = {},
): string {
  if (figure.kind !== 'judged') return UNJUDGED[figure.kind];
  const found = isBesideTable ? shortText(figure) : [verdictText(figure), ...valuesText(figure)].join('; ');
  return [found, lackingText(figure), betterText(figure)].filter((part) => part !== '').join('; ');
}

function verdictText(figure: JudgedFigure): string {
  const change = `${changeText(figure)}${figure.trials === 1 ? '' : ' on average'}`;
  const short = shortText(figure);
  switch (figure.reason) {
    case 'worse':
      return `${change}: ${short}`;
    case 'none':
      return figure.trials === 1 ? `${change}, ${allowedText(figure)}` : `${change}, and ${short}`;
    case 'open':
      return wayBeyond(figure) === null ? short : `${change}, ${allowedText(figure)}: ${short}`;
    default:
      return short;
  }
}

function allowedText({ tolerance, unit }: JudgedFigure): string {
  return `tolerance ${amountText(tolerance, unit)}`;
}

/** What a table does not say; of a single run that is no worse, nothing. */
function shortText(figure: JudgedFigure): string {
  const { reason, trials, level, failed, base } = figure;
  const allowed = allowedText(figure);
  const word = wordOf(figure);
  switch (reason) {
    case 'worse':
      return `${word}, ${allowed}${beyondText(figure)}`;
    case 'same':
      return base.length === 0
        ? 'no value then, and none now'
        : `the same${trials === 1 ? '' : ` in ${plural(base.length, 'trial')}`}`;
    case 'none':
      return trials === 1 ? '' : `in no trial ${word} by more than the ${allowed}`;
    case 'within':
      return `${word} by ${mostText(figure)} on average (${percentText(1 - level)}), ${allowed}`;
    case 'open':
      return openText(figure);
    case 'failed':
      return `${failed.length === 1 ? 'trial' : 'trials'} ${failed.join(', ')} failed: what it would have been there is not known, so it can not pass`;
    case 'lacking':
      return 'can not pass while a trial has a value on one side only';
  }
}

function openText(figure: JudgedFigure): string {
  const { unit, level } = figure;
  const word = wordOf(figure);
  const way = wayBeyond(figure);
  if (way !== null) return `${chanceText(figure, way)}; more trials may tell`;
  return Number.isFinite(most(figure))
    ? `could be ${word} by up to ${amountText(most(figure), unit)} on average (${percentText(1 - level)}), ${allowedText(figure)}; more trials make the interval narrower`
    : `nothing bounds how much ${word} it could be: too few trials differ${beyondText(figure)}; more trials may tell`;
}

/** Which bad way the whole interval lies beyond the tolerance, 1: up; null: it does not. */
function wayBeyond({ good, low, high, tolerance }: JudgedFigure): 1 | -1 | null {
  if (good !== 'higher' && low > tolerance) return 1;
  return good !== 'lower' && high < -tolerance ? -1 : null;
}

/** The interval shows it to be worse, the test over all figures does not: what that test goes by. */
function chanceText({ base, now, good, tolerance, unit }: JudgedFigure, way: 1 | -1): string {
  const count = (from: Float64Array, sign: number) =>
    differencesOf(from, now).filter((difference) => sign * difference > 0).length;
  const [up, down] = good === null ? ['higher', 'lower'] : ['worse', 'better'];
  const [bad, other] = good === null && way < 0 ? [down, up] : [up, down];
  const limits = base.map((value) => value + way * tolerance);
  const beyond =
    tolerance === 0 ? '' : `, by more than ${amountText(tolerance, unit)} in ${formatInteger(count(limits, way))}`;
  const against = count(base, -way);
  const rest = against === 0 ? 'none' : formatInteger(against);
  return `${bad} in ${formatInteger(count(base, way))} of ${plural(base.length, 'trial')}${beyond}, ${other} in ${rest}: too few to be told from chance`;
}

/** The word for the bad way. */
function wordOf({ good, reason, difference }: JudgedFigure): string {
  if (good !== null) return 'worse';
  if (reason !== 'worse') return 'off';
  return (difference ?? 0) > 0 ? 'higher' : 'lower';
}

/** How much worse the mean could still be. */
function most({ good, low, high }: JudgedFigure): number {
  if (good === null) return Math.max(high, -low);
  return good === 'lower' ? high : -low;
}

function mostText(figure: JudgedFigure): string {
  return most(figure) <= 0 ? 'nothing' : `at most ${amountText(most(figure), figure.unit)}`;
}

function beyondText({ beyond, base, trials }: JudgedFigure): string {
  return trials === 1 ? '' : `, beyond it in ${formatInteger(beyond)} of ${plural(base.length, 'trial')}`;
}

/** Of what was compared; nothing where that says it by itself. */
function valuesText({ reason, trials, meanBase, meanNow, unit, low, high }: JudgedFigure): string[] {
  const isOfMeans = reason === 'worse' || reason === 'within' || (reason === 'none' && trials === 1);
  const isBounded = reason === 'open' && (Number.isFinite(low) || Number.isFinite(high));
  if (!isOfMeans && !isBounded) return [];
  return [`${formatValue(meanNow, unit)} now, ${formatValue(meanBase, unit)} in the baseline`];
}

function lackingText({ lacking, trials, base }: JudgedFigure): string {
  if (trials === 1 && lacking.both > 0) return '';
  const parts = [
    ...(lacking.now > 0 ? [`no value now in ${plural(lacking.now, 'trial')} that had one`] : []),
    ...(lacking.base > 0 ? [`a value now in ${plural(lacking.base, 'trial')} that had none`] : []),
    ...(lacking.both > 0 && base.length > 0 ? [`${plural(lacking.both, 'trial')} without a value then and now`] : []),
  ];
  return parts.join('; ');
}

/** Only of what passes: without the trials that failed or lack a value it may be better for having lost the worst of them. */
function betterText({ verdict, isBetter, difference, unit }: JudgedFigure): string {
  return verdict === 'pass' && isBetter && difference !== null
    ? `better by ${amountText(difference, unit)}: --update-baseline keeps it`
    : '';
}

/** What must be known before any figure is read: what it was held against, and whether it could show anything. */
export function outcomeNotes(outcome: BaselineOutcome): string[] {
  const { lack, isSameScenario, isSameResult, trials, least, figures, file } = outcome;
  if (lack !== null) return [lack];
  return [
    ...(isSameResult ? ["The result hash is the baseline's: nothing that is simulated has changed."] : []),
    ...(isSameScenario
      ? []
      : [`The scenario is not as it was when ${file} was made: what changed in it is judged here as well.`]),
    ...(trials > 1 && trials < least
      ? [
          `${plural(trials, 'trial')} can show nothing worse over ${plural(figures.length, 'figure')}: it takes at least ${least}, and a baseline made with them.`,
        ]
      : []),
  ];
}

/** The outcome in a sentence. */
export function outcomeHeadline({ verdict, figures, file, lack }: BaselineOutcome): string {
  if (lack !== null) return `not held against ${file}`;
  const of = (wanted: string) =>
    figures.filter((figure) => (figure.kind === 'judged' ? figure.verdict : 'inconclusive') === wanted).length;
  const all = plural(figures.length, 'figure');
  if (verdict === 'pass') return `no worse than ${file} in ${all}`;
  const open = of('inconclusive');
  if (verdict === 'inconclusive') return `${formatInteger(open)} of ${all} of ${file} could not be decided`;
  return `worse than ${file} in ${formatInteger(of('fail'))} of ${all}${open === 0 ? '' : `, and ${formatInteger(open)} not decided`}`;
}
