import { z } from 'zod';
import { nearestNames } from './nearestNames.ts';

/** What stood where something else was expected, in words. */
export function describeFound(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'number') return `the number ${value}`;
  return JSON.stringify(value);
}

/** `expected …; found …`, or `is missing; expected …` where nothing was written. */
export function mismatch(expected: string, input: unknown): string {
  return input === undefined
    ? `is missing; expected ${expected}`
    : `expected ${expected}; found ${describeFound(input)}`;
}

/**
 * A mapping with exactly these keys. Its message on unknown keys has one line a key, in the issue's order.
 *
 * @param shape the keys
 * @param elsewhere keys that exist in a sibling of this mapping → where they belong
 */
export function section<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  elsewhere: Readonly<Record<string, string>> = {},
): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => elsewhere[key] ?? unknownKey(key, known)).join('\n')
        : mismatch(`a mapping with keys ${known.join(', ')}`, issue.input),
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearestNames(key, known);
  return near.length > 0
    ? `unknown key; did you mean ${near.join(' or ')}?`
    : `unknown key; expected one of ${known.join(', ')}`;
}

/** One of several mappings, told apart by the value under `key`. */
export function byKind<
  Options extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
  Key extends string,
>(key: Key, names: readonly string[], options: Options): z.ZodDiscriminatedUnion<Options, Key> {
  return z.discriminatedUnion(key, options, {
    error: (issue) => {
      const input: unknown = issue.input;
      const isMapping = typeof input === 'object' && input !== null && !Array.isArray(input);
      if (!isMapping) return mismatch(`a mapping whose ${key} is one of ${names.join(', ')}`, input);
      return chosenFrom(names, (input as Record<string, unknown>)[key]);
    },
  });
}

/** One of the given words. */
export function oneOf<const Names extends readonly [string, ...string[]]>(
  names: Names,
): z.ZodEnum<{ [Name in Names[number]]: Name }> {
  return z.enum(names, { error: (issue) => chosenFrom(names, issue.input) });
}

/** Exactly this word; a section's discriminator, or a choice of one so far. */
export function word<const Word extends string>(value: Word): z.ZodLiteral<Word> {
  return z.literal(value, { error: (issue) => mismatch(value, issue.input) });
}

/** Text that is not empty. */
export function text(expected = 'text'): z.ZodString {
  const error = (issue: { readonly input?: unknown }) => mismatch(expected, issue.input);
  return z.string({ error }).min(1, { error });
}

/** Text of a given form. */
export function textLike({ pattern, expected }: { pattern: RegExp; expected: string }): z.ZodString {
  const error = (issue: { readonly input?: unknown }) => mismatch(expected, issue.input);
  return z.string({ error }).regex(pattern, { error });
}

export interface NumberBounds {
  /** Least value allowed. */
  readonly min: number;
  /** Greatest value allowed. */
  readonly max: number;
}

/** A bare whole number, for what is counted. */
export function integer({ min, max }: NumberBounds): z.ZodNumber {
  const error = (issue: { readonly input?: unknown }) => mismatch(`a whole number from ${min} to ${max}`, issue.input);
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

/** A bare number without a unit, for what has none. */
export function plainNumber({ min, max }: NumberBounds): z.ZodNumber {
  const error = (issue: { readonly input?: unknown }) => mismatch(`a number from ${min} to ${max}`, issue.input);
  return z.number({ error }).min(min, { error }).max(max, { error });
}

/** A list of one kind of thing. */
export function listOf<Item extends z.core.SomeType>(item: Item, what: string): z.ZodArray<Item> {
  return z.array(item, { error: (issue) => mismatch(`a list of ${what}`, issue.input) });
}

function chosenFrom(names: readonly string[], input: unknown): string {
  const near = typeof input === 'string' ? nearestNames(input, names, 1) : [];
  const hint = near.length > 0 ? `; did you mean ${near[0]}?` : '';
  return `${mismatch(names.length > 1 ? `one of ${names.join(', ')}` : `${names[0]}`, input)}${hint}`;
}
