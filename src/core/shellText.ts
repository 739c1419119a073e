/** A word of a command line, quoted for a POSIX shell where it has to be. */
export function quoted(text: string): string {
  return /^[\w./=%:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
