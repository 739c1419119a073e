import { UsageError } from '../core/errors.ts';
import { KEPT_SERIES, type KeptSeries } from '../metric/ensembleRecord.ts';

/** A flag's value as text. @throws UsageError for a flag that is repeated */
export function once(flag: string, value: unknown): string | undefined {
  if (Array.isArray(value)) throw new UsageError(`${flag} is given ${value.length} times`, { remedy: 'give it once' });
  return value === undefined ? undefined : String(value);
}

/** A flag that may be repeated. */
export function several(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

/** @throws UsageError for anything but a whole number from `least` on */
export function wholeNumber(flag: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number;
  throw new UsageError(`${flag} takes a whole number from ${least} on`, { facts: { found: value } });
}

/** What is kept of each trial's series. @throws UsageError for anything but one of the choices */
export function keptSeries(value: string | undefined): KeptSeries | undefined {
  const choice = KEPT_SERIES.find((each) => each === value);
  if (choice !== undefined || value === undefined) return choice;
  throw new UsageError(`--series takes one of ${KEPT_SERIES.join(', ')}`, { facts: { found: value } });
}
