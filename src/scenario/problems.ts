import type { z } from 'zod';
import { UsageError } from '../core/errors.ts';
import type { Path } from './document.ts';
import { valueAt } from './rawData.ts';

/** One thing wrong with a scenario, without its place. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  /** The key is wrong, not its value. */
  readonly aboutKey: boolean;
}

/** One thing wrong with a scenario: where, which field, what was expected. */
export interface Problem {
  /** `file:line:column`, or the option it came with. */
  readonly place: string;
  /** Dotted path of the field; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** A scenario that can't be used, with everything that is wrong with it. */
export class ScenarioError extends UsageError {
  override name = 'ScenarioError';
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super([`${file} is not a valid scenario: ${count}`, ...problems.map(problemLine)].join('\n'), {
      remedy: 'docs/scenario-reference.md lists every key; `breakwater schema` prints the JSON Schema for editors',
    });
    this.problems = problems;
  }
}

type Issue = z.core.$ZodIssue;

/** The schema's issues, each with its whole path and one message. */
export function findingsOf(issues: readonly Issue[], data: unknown): Finding[] {
  return issues.flatMap((issue) => flatten(issue, [], data));
}

function flatten(issue: Issue, prefix: Path, data: unknown): Finding[] {
  const path: Path = [...prefix, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  switch (issue.code) {
    case 'unrecognized_keys': {
      // core/field.ts writes one line for each key, in this order.
      const messages = issue.message.split('\n');
      return issue.keys.map((key, index) => ({
        path: [...path, key],
        message: messages[index] ?? issue.message,
        aboutKey: true,
      }));
    }
    case 'invalid_key':
      return [{ path, message: issue.issues[0]?.message ?? issue.message, aboutKey: true }];
    case 'invalid_union': {
      const branch = meantBranch(issue.errors, valueAt(data, path));
      if (branch !== undefined) return branch.flatMap((inner) => flatten(inner, path, data));
      return [{ path, message: issue.message, aboutKey: false }];
    }
    default:
      return [{ path, message: issue.message, aboutKey: false }];
  }
}

/** Of a union's alternatives, the one that was clearly meant; undefined leaves it to the union's own message. */
function meantBranch(branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | undefined {
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMapping) {
    // Short forms come first in our unions: a value that is no mapping was meant as one, unless they are fixed words.
    const first = branches[0];
    return first?.[0]?.code === 'invalid_value' ? undefined : first;
  }
  const ranked = branches
    .filter((issues) => !issues.some(({ path, code }) => path.length === 0 && WRONG_SHAPE.includes(code)))
    .map((issues) => ({ issues, rank: issues.reduce((sum, issue) => sum + weight(issue), 0) }))
    .sort((a, b) => a.rank - b.rank);
  const [best, second] = ranked;
  return best !== undefined && best.rank !== second?.rank ? best.issues : undefined;
}

const WRONG_SHAPE: readonly Issue['code'][] = ['invalid_type', 'invalid_value'];

/** How much an issue speaks against its branch: a wrong discriminator more than anything else. */
function weight(issue: Issue): number {
  if (issue.code === 'unrecognized_keys') return issue.keys.length;
  return issue.path.length === 1 && issue.path[0] === 'policy' ? 1000 : 1;
}

/** One problem in a line of its own, indented under what it is a problem of. */
export function problemLine({ place, path, message }: Problem): string {
  return `  ${place}  ${path === '' ? '' : `${path}: `}${message.replaceAll('\n', '\n    ')}`;
}
