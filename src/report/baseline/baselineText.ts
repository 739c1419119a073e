import type { BaselineOutcome } from '../../metric/baselineOutcome.ts';
import type { JudgedFigure, UnjudgedFigure } from '../../metric/judgeBaseline.ts';
import { differenceText, intervalBounds, percentText } from '../compare/compareText.ts';
import { formatInteger, formatValue, plural } from '../format.ts';

/** An amount by which a figure differs, without its sign. */
export function amountText(value: number, unit: string): string {
  return differenceText(Math.abs(value), unit).replace('+', '');
}

/** The mean difference, with its interval if it is of an ensemble. */
export function changeText({ difference, low, high, unit, trials }: JudgedFigure): string {
  if (difference === null) return 'no value on both sides';
  const text = differenceText(difference, unit);
  if (trials === 1 || low === high) return text;
  const [from, to] = [low, high].map((end) => (Number.isFinite(end) ? end : null)) as [number | null, number | null];
  return `${text} ${intervalBounds({ low: from, high: to, unit })}`;
}

const UNJUDGED: Readonly<Record<UnjudgedFigure['kind'], string>> = {
  unkept: 'the baseline has no values of it yet; --update-baseline takes them',
  unmeasured: 'the run does not measure it; correct its name, or let --update-baseline leave it out',
};

/** What was found of a figure, in one sentence without a full stop. */
export function figureDetail(figure: JudgedFigure | UnjudgedFigure): string {
  if (figure.kind !== 'judged') return UNJUDGED[figure.kind];
  return [verdictText(figure), lackingText(figure), betterText(figure)].filter((part) => part !== '').join('; ');
}

function verdictText(figure: JudgedFigure): string {
  const { reason, trials, tolerance, unit, level, failed, base } = figure;
  const allowed = `tolerance ${amountText(tolerance, unit)}`;
  const word = wordOf(figure);
  switch (reason) {
    case 'worse':
      return `${changeText(figure)}${trials === 1 ? '' : ' on average'}: ${word}, ${allowed}${beyondText(figure)}; ${valuesText(figure)}`;
    case 'same':
      return base.length === 0
        ? 'no value then, and none now'
        : `the same${trials === 1 ? '' : ` in ${plural(base.length, 'trial')}`}`;
    case 'none':
      return trials === 1
        ? `${changeText(figure)}, ${allowed}; ${valuesText(figure)}`
        : `${changeText(figure)} on average, and in no trial ${word} by more than the ${allowed}`;
    case 'within':
      return `${word} by ${mostText(figure)} on average (${percentText(1 - level)}), ${allowed}; ${valuesText(figure)}`;
    case 'open':
      return Number.isFinite(most(figure))
        ? `could be ${word} by up to ${amountText(most(figure), unit)} on average (${percentText(1 - level)}), ${allowed}; more trials make the interval narrower; ${valuesText(figure)}`
        : `nothing bounds how much ${word} it could be: too few trials differ${beyondText(figure)}; more trials may tell`;
    case 'failed':
      return `${failed.length === 1 ? 'trial' : 'trials'} ${failed.join(', ')} failed: what it would have been there is not known, so it can not pass`;
    case 'lacking':
      return 'can not pass while a trial has a value on one side only';
  }
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

function valuesText({ meanBase, meanNow, unit }: JudgedFigure): string {
  return `${formatValue(meanNow, unit)} now, ${formatValue(meanBase, unit)} in the baseline`;
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
