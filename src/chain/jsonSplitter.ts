const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x7b, 0x5b]);
const CLOSE = new Set([0x7d, 0x5d]);

/**
 * Cuts a stream of bytes into JSON texts, however the stream is cut into chunks. Anvil as a client puts nothing between
 * its messages, so that only the balance of brackets tells where one ends.
 */
export class JsonSplitter {
  #parts: Buffer[] = [];
  #depth = 0;
  #inString = false;
  #isEscaped = false;

  /** @returns the objects and arrays that this chunk ends, as UTF-8 text */
  push(chunk: Buffer): string[] {
    const texts: string[] = [];
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      if (!this.#ends(chunk[i] as number)) continue;
      this.#parts.push(chunk.subarray(start, i + 1));
      texts.push(Buffer.concat(this.#parts).toString('utf8').trimStart());
      this.#parts = [];
      start = i + 1;
    }
    if (start < chunk.length) this.#parts.push(chunk.subarray(start));
    return texts;
  }

  /** Takes one byte; true if a text ends with it. */
  #ends(byte: number): boolean {
    if (this.#inString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return false;
    }
    if (byte === QUOTE) this.#inString = true;
    else if (OPEN.has(byte)) this.#depth++;
    else if (CLOSE.has(byte)) return --this.#depth === 0;
    return false;
  }
}
