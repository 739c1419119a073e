import { type AbiParameter, isAddress } from 'viem';

/** A decoded value as text: numbers in full, addresses in lower case, text in quotes, `[…]` for lists, `(…)` for tuples. */
export function formatArgument(value: unknown, parameter: AbiParameter): string {
  if (Array.isArray(value) && parameter.type.endsWith(']')) {
    const item = { ...parameter, type: parameter.type.replace(/\[\d*\]$/, '') };
    return `[${value.map((entry) => formatArgument(entry, item)).join(', ')}]`;
  }
  if (parameter.type === 'tuple' && 'components' in parameter) {
    // viem gives a tuple whose fields all have names as an object.
    const entries = parameter.components.map((component, i) => {
      const field = Array.isArray(value) ? value[i] : (value as Record<string, unknown>)[component.name ?? i];
      return formatArgument(field, component);
    });
    return `(${entries.join(', ')})`;
  }
  if (parameter.type === 'string') return JSON.stringify(value);
  return typeof value === 'string' && isAddress(value, { strict: false }) ? value.toLowerCase() : String(value);
}
