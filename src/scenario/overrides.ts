import { parse } from 'yaml';
import { describeFound } from '../core/field.ts';
import { nearestNames } from '../core/nearestNames.ts';
import { HEX_IS_TEXT } from '../core/yamlText.ts';
import type { Path } from './document.ts';

/** One value put over the file's: from `--set path=value` or `--seed`. */
export interface Override {
  /** How messages name it: `--set lending.core=zero`. */
  readonly place: string;
  readonly path: Path;
  readonly value: unknown;
}

export interface OverrideProblem {
  readonly place: string;
  readonly message: string;
}

/** Mappings whose keys are the user's own: an override of a part of an entry needs the entry to be there. */
const NAMED_ENTRIES: readonly string[] = ['agents'];

/** An endpoint's URL may hold a key; the name of an environment variable does not. */
const URL_TEXT = /\b([a-z][a-z+.-]*):\/\/[^\s,}'"]+/gi;
const IS_URL = /^\s*chain\.url\s*=/;
const IS_VARIABLE = /=\s*["']?\$\{\w+\}["']?\s*$/;

/** An override as it may be told: without what may be a key. */
export function toldOverride(text: string): string {
  if (IS_URL.test(text)) return IS_VARIABLE.test(text) ? text : 'chain.url=…';
  return text.trimStart().startsWith('chain') ? text.replace(URL_TEXT, '$1://…') : text;
}

/** Reads `path=value`: a dotted path with list positions as numbers, and a YAML value. */
export function parseOverride(text: string): Override | OverrideProblem {
  const equals = text.indexOf('=');
  const place = `--set ${toldOverride(text)}`;
  const path = text.slice(0, Math.max(equals, 0)).trim().split('.');
  if (equals < 0 || path.some((part) => part === '')) {
    return { place, message: 'expected path=value such as lending.minimumCollateralRatio=120%' };
  }
  try {
    return { place, path, value: parse(text.slice(equals + 1), HEX_IS_TEXT) };
  } catch {
    return {
      place,
      message: 'the value is not valid YAML; quote it, as in thresholds.0="never backstop.discount > 4%"',
    };
  }
}

/**
 * A copy of the data with the override in it. Sections that the file leaves out are made; whether their keys exist is
 * for the schema to say.
 */
export function applyOverride(data: unknown, { place, path, value }: Override): { data: unknown } | OverrideProblem {
  let problem: string | undefined;
  const put = (node: unknown, depth: number): unknown => {
    const part = String(path[depth]);
    if (depth === path.length) return value;
    if (Array.isArray(node)) return putIntoList(node, depth);
    if (typeof node !== 'object' || node === null) {
      if (node === undefined || node === null) return { [part]: put(undefined, depth + 1) };
      problem = `${at(depth)} holds ${describeFound(node)}, so it has no ${part}`;
      return node;
    }
    const entries = node as Record<string, unknown>;
    const exists = Object.hasOwn(entries, part);
    if (!exists && depth + 1 < path.length && NAMED_ENTRIES.includes(at(depth))) {
      problem = unknownEntry(part, Object.keys(entries), at(depth));
    }
    return { ...entries, [part]: put(exists ? entries[part] : undefined, depth + 1) };
  };
  const putIntoList = (items: readonly unknown[], depth: number): unknown => {
    const index = Number(path[depth]);
    if (!Number.isInteger(index) || index < 0 || index > items.length) {
      problem = `${at(depth)} is a list of ${items.length}; expected a position from 0 to ${items.length}, the last to add one`;
      return items;
    }
    const copy = [...items];
    copy[index] = put(items[index], depth + 1);
    return copy;
  };
  const at = (depth: number): string => path.slice(0, depth).join('.');
  const result = put(data, 0);
  return problem === undefined ? { data: result } : { place, message: problem };
}

function unknownEntry(name: string, names: readonly string[], parent: string): string {
  const near = nearestNames(name, names);
  return near.length > 0
    ? `${parent} has no ${name}; did you mean ${near.join(' or ')}?`
    : `${parent} has no ${name}; expected one of ${names.join(', ')}`;
}
