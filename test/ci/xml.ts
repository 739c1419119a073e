/** An element as it stands in a file; text of its children is not in its own. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const TAG = /<(\/?)([A-Za-z][\w.-]*)((?:\s+[A-Za-z][\w.-]*="[^"<]*")*)\s*(\/?)>/y;
const ATTRIBUTE = /\s+([A-Za-z][\w.-]*)="([^"<]*)"/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has none of them
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

/**
 * Reads the part of XML that a report needs (elements, attributes, text), and takes nothing that XML does not.
 *
 * @throws Error that says where it is not well-formed
 */
export function parseXml(source: string): XmlElement {
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!source.startsWith(head)) throw new Error('no XML declaration');
  if (FORBIDDEN.test(source)) throw new Error('a character that XML can not hold');
  const open: { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string }[] = [];
  let root: XmlElement | undefined;
  let at = head.length;
  while (at < source.length) {
    const next = source.indexOf('<', at);
    const text = decoded(source.slice(at, next < 0 ? source.length : next));
    const top = open.at(-1);
    if (top !== undefined) top.text += text;
    else if (text.trim() !== '') throw new Error(`text outside of the root: ${text}`);
    if (next < 0) break;
    TAG.lastIndex = next;
    const match = TAG.exec(source);
    if (match === null) throw new Error(`no tag: ${source.slice(next, next + 80)}`);
    const [whole, closing, name = '', written = '', isEmpty] = match;
    at = next + whole.length;
    if (closing === '/') {
      const ended = open.pop();
      if (ended?.name !== name) throw new Error(`</${name}> ends <${ended?.name}>`);
      if (open.length === 0) root = ended;
      continue;
    }
    if (root !== undefined) throw new Error('a second root');
    const element = { name, attributes: attributesOf(written), children: [], text: '' };
    open.at(-1)?.children.push(element);
    if (isEmpty !== '/') open.push(element);
    else if (open.length === 0) root = element;
  }
  if (open.length > 0 || root === undefined) throw new Error('an element is not closed');
  return root;
}

function attributesOf(written: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of written.matchAll(ATTRIBUTE)) {
    if (name in attributes) throw new Error(`${name} twice`);
    attributes[name] = decoded(value);
  }
  return attributes;
}

function decoded(text: string): string {
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const code = /^#(\d+)$/.exec(name)?.[1];
    const character = code === undefined ? ENTITIES[name] : String.fromCodePoint(Number(code));
    if (character === undefined || !whole.endsWith(';')) throw new Error(`no such entity: ${whole.slice(0, 20)}`);
    return character;
  });
}
