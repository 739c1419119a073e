/** What XML 1.0 has no way to write, not even escaped: control characters, lone surrogates, two that are no characters. */
const NOT_IN_XML =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text between tags. */
export function xmlText(text: string): string {
  return text.replace(NOT_IN_XML, '\ufffd').replace(/[&<>\r]/g, (character) => ENTITIES[character] as string);
}

/** A tag's attributes, each behind a space; those that are undefined or null are left out. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number | null | undefined>>): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => (value === undefined || value === null ? [] : [` ${name}="${quotedValue(value)}"`]))
    .join('');
}

/** Line ends are written as such: a reader makes spaces of bare ones. */
function quotedValue(value: string | number): string {
  return String(value)
    .replace(NOT_IN_XML, '\ufffd')
    .replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] as string);
}
