import { isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { HEX_IS_TEXT } from '../../core/yamlText.ts';

type Path = readonly (string | number)[];

/** Text of a YAML or JSON file, read, that still knows where everything stood. */
export interface BookFile {
  /** Plain data; undefined if the text is not valid YAML. */
  readonly data: unknown;
  /** What is not valid, with its place. */
  readonly syntaxProblems: readonly { readonly place: string; readonly message: string }[];
  /** `line:column` of the value at a path, or of the closest thing around it that is there. */
  readonly placeOf: (path: Path) => string;
  /** `line:column` of the key at the end of a path. */
  readonly placeOfKey: (path: Path) => string;
}

/** Reads YAML 1.2, of which JSON is a part; unquoted hex is text. */
export function readBookFile(text: string): BookFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    ...HEX_IS_TEXT,
  });
  const place = (offset: number | undefined): string => {
    const { line, col } = lines.linePos(offset ?? 0);
    return `${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const valueAt = (path: Path): Node | undefined => {
    const found: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    return isNode(found) ? found : undefined;
  };
  const placeOfKey = (path: Path): string => {
    const parent = valueAt(path.slice(0, -1));
    const name = String(path.at(-1));
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === name)
      : undefined;
    if (isNode(pair?.key)) return place(pair.key.range?.[0]);
    return path.length === 0 ? place(valueAt([])?.range?.[0]) : placeOfKey(path.slice(0, -1));
  };
  const placeOf = (path: Path): string => {
    const range = valueAt(path)?.range;
    // An empty value stands behind its key; a mapping's own place is that of its first key.
    return range === undefined || range === null || range[0] === range[1] ? placeOfKey(path) : place(range[0]);
  };

  // What comes after the first slip is mostly its consequence.
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return refused(place(error.pos[0]), error);
  try {
    return { data: document.toJS(), syntaxProblems: [], placeOf, placeOfKey };
  } catch (error) {
    // Such as an alias of nothing.
    return refused(place(0), error);
  }

  function refused(at: string, error: unknown): BookFile {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `not valid YAML: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
    return { data: undefined, syntaxProblems: [{ place: at, message }], placeOf, placeOfKey };
  }
}
