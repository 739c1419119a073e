import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument, visit } from 'yaml';
import { HEX_IS_TEXT } from '../core/yamlText.ts';

export type Path = readonly (string | number)[];

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

export interface SyntaxProblem extends Position {
  readonly message: string;
}

/** A parsed YAML file that still knows where everything stood. */
export interface ScenarioDocument {
  /** Plain data; aliases and merge keys are resolved. Undefined when there are syntax problems. */
  readonly data: unknown;
  readonly syntaxProblems: readonly SyntaxProblem[];
  /** Whether the file itself has something at this path. */
  readonly has: (path: Path) => boolean;
  /** Where the value at the path stands, or the closest thing around it that is there. */
  readonly positionOf: (path: Path) => Position;
  /** Where the key at the end of the path stands. */
  readonly positionOfKey: (path: Path) => Position;
}

const LOCAL_ERRORS: readonly string[] = ['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED'];

/** Reads YAML 1.2 text, unquoted hex as text; duplicate keys, unknown tags and several documents in one file are problems. */
export function readDocument(text: string): ScenarioDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, ...HEX_IS_TEXT });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };

  // One slip in the structure makes the parser stumble over all that follows: only the first says anything.
  const isLocal = ({ code }: { readonly code: string }) => LOCAL_ERRORS.includes(code);
  const structural = document.errors.find((error) => !isLocal(error));
  const errors = structural ? [structural] : [...document.errors, ...document.warnings];
  const syntaxProblems: SyntaxProblem[] = errors.map((error) => {
    const at = position(error.pos[0]);
    const message = error.code === 'DUPLICATE_KEY' ? 'the same key twice in one mapping' : lowerFirst(error.message);
    return { ...at, message: `not valid YAML: ${message}\n${codeFrame(text, at)}` };
  });
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const at = position(alias.range?.[0] ?? 0);
      const message = `not valid YAML: there is no anchor &${alias.source} before this alias\n${codeFrame(text, at)}`;
      syntaxProblems.push({ ...at, message });
    },
  });
  let data: unknown;
  if (syntaxProblems.length === 0) {
    try {
      data = document.toJS();
    } catch (error) {
      const message = `not valid YAML: ${error instanceof Error ? lowerFirst(error.message) : String(error)}`;
      syntaxProblems.push({ line: 1, column: 1, message });
    }
  }

  const find = (path: Path) => {
    let value = resolved(document.contents);
    let key: Node | null = null;
    for (const [depth, part] of path.entries()) {
      const next = child(value, part);
      if (next === undefined) return { key, value, depth };
      key = next.key ?? next.value;
      value = resolved(next.value) ?? next.value;
    }
    return { key, value, depth: path.length };
  };
  const resolved = (node: Node | null | undefined): Node | null =>
    (isAlias(node) ? node.resolve(document) : node) ?? null;
  const offsetOf = (node: Node | null): number => (node as ParsedNode | null)?.range?.[0] ?? 0;

  return {
    data,
    syntaxProblems,
    has: (path) => find(path).depth === path.length,
    positionOf: (path) => {
      const { key, value, depth } = find(path);
      return position(offsetOf(depth === path.length && value?.range ? value : key));
    },
    positionOfKey: (path) => {
      const { key } = find(path);
      return position(offsetOf(key));
    },
  };
}

function child(node: Node | null, part: string | number): { key: Node | null; value: Node | null } | undefined {
  if (isSeq(node)) {
    const index = Number(part);
    return index in node.items ? { key: null, value: node.items[index] as Node } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  return pair === undefined ? undefined : { key: pair.key as Node, value: pair.value as Node | null };
}

function codeFrame(text: string, { line, column }: Position): string {
  const source = text.split(/\r?\n/)[line - 1] ?? '';
  const gutter = `  ${line} | `;
  return `${gutter}${source}\n${' '.repeat(gutter.length - 2)}| ${' '.repeat(column - 1)}^`;
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
