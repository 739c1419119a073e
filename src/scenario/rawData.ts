import { BUILT_IN_POLICIES, EXISTING_POLICIES } from '../agent/schema.ts';
import type { TokenSymbols } from '../core/quantityFields.ts';
import { TOKEN_SYMBOL } from '../market/schema.ts';
import type { Path } from './document.ts';

/** What stands at a path of unvalidated data; undefined if nothing does. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (node, part) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, part)
        ? (node as Record<string, unknown>)[part]
        : undefined,
    data,
  );
}

/** Token symbols of unvalidated data, as far as they can be told. */
export function symbolsOf(data: unknown): TokenSymbols {
  const symbol = (token: string): string | undefined => {
    const written = valueAt(data, ['market', token, 'symbol']);
    return typeof written === 'string' && TOKEN_SYMBOL.test(written) ? written : undefined;
  };
  return { collateral: symbol('collateral'), stable: symbol('stable') };
}

/** Agent groups of unvalidated data, in the file's order. */
export function groupsOf(data: unknown): [name: string, group: unknown][] {
  const agents = valueAt(data, ['agents']);
  return typeof agents === 'object' && agents !== null && !Array.isArray(agents) ? Object.entries(agents) : [];
}

/** Agent classes in the file's order, each once: policies of ours, and the class of a user's own. */
export function classesOf(data: unknown): string[] {
  const classes = groupsOf(data).flatMap(([, group]) => classOfGroup(group) ?? []);
  return [...new Set(classes)];
}

/** Class of an unvalidated group, as far as it can be told. */
export function classOfGroup(group: unknown): string | undefined {
  const policy = valueAt(group, ['policy']);
  const name = isBuiltInPolicy(policy) ? (existingClass(policy) ?? policy) : valueAt(group, ['class']);
  return typeof name === 'string' ? name : undefined;
}

export function isBuiltInPolicy(policy: unknown): boolean {
  return (BUILT_IN_POLICIES as readonly unknown[]).includes(policy) || existingClass(policy) !== undefined;
}

function existingClass(policy: unknown): string | undefined {
  return typeof policy === 'string' ? (EXISTING_POLICIES as Readonly<Record<string, string>>)[policy] : undefined;
}
