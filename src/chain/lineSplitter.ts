const NEWLINE = 0x0a;

/** Cuts a stream of bytes into lines, however the stream is cut into chunks; empty lines are left out. */
export class LineSplitter {
  #parts: Buffer[] = [];

  /** @returns the lines that this chunk ends, without their newlines, as UTF-8 text */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      this.#parts.push(rest.subarray(0, end));
      const line = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
      this.#parts = [];
      rest = rest.subarray(end + 1);
      if (line.length > 0) lines.push(line.toString('utf8'));
    }
    if (rest.length > 0) this.#parts.push(rest);
    return lines;
  }
}
