/** What the expressions of a workflow may speak of. */
export interface Context {
  readonly inputs: Readonly<Record<string, string>>;
  /** Step id → its outputs. */
  readonly steps: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly github: Readonly<Record<string, string>>;
}

/**
 * Evaluates the `${{ }}` of a text: a name of a context, and nothing else.
 *
 * @throws Error for anything that is not known, where GitHub would take nothing and say nothing
 */
export function evaluate(text: string, context: Context): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, inner: string) => named(inner.trim(), context));
}

/** Whether a step with this `if` runs. @throws Error for a condition that is not known */
export function isTrue(condition: string | undefined, hasFailed: boolean): boolean {
  if (condition === undefined) return !hasFailed;
  const inner = /^\$\{\{\s*(.*?)\s*\}\}$/.exec(condition)?.[1] ?? condition;
  if (inner === '!cancelled()' || inner === 'always()') return true;
  throw new Error(`condition not known: ${condition}`);
}

function named(name: string, { inputs, steps, github }: Context): string {
  const [root, ...path] = name.split('.');
  const known =
    root === 'inputs' && path.length === 1
      ? inputs[path[0] as string]
      : root === 'github' && path.length === 1
        ? github[path[0] as string]
        : root === 'steps' && path.length === 3 && path[1] === 'outputs'
          ? steps[path[0] as string]?.[path[2] as string]
          : undefined;
  if (known === undefined) throw new Error(`expression not known: ${name}`);
  return known;
}
