import { createHash } from 'node:crypto';
import { Zstd } from '@hpcc-js/wasm-zstd';

/** What a file says of itself in its first line. */
interface Header {
  readonly format: string;
  readonly version: number;
  /** Of the body, hex. */
  readonly sha256: string;
  /** Of the body. */
  readonly bytes: number;
}

/** Which files are meant. */
export interface Format {
  readonly format: string;
  readonly version: number;
}

export interface Sealed {
  readonly body: string;
  /** Of the body, hex. */
  readonly sha256: string;
}

/** Why a file can't be opened. */
export type Flaw =
  | { readonly flaw: 'foreign' }
  | { readonly flaw: 'version'; readonly version: number }
  | { readonly flaw: 'truncated' }
  | { readonly flaw: 'corrupted' };

const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const NEWLINE = 0x0a;
/** Higher ones cost many times as long, for a few per cent. */
const LEVEL = 9;
/** What zstd says of a frame that ends too early. */
const CUT_OFF = /Src size is incorrect/;

/**
 * A text as a compressed file that describes itself: zstd over a first line of JSON (format, version, hash and length of
 * the body) and the body. Equal texts come to equal bytes.
 */
export async function seal({ format, version }: Format, text: string): Promise<{ file: Uint8Array; sha256: string }> {
  const body = Buffer.from(text);
  const sha256 = hashOf(body);
  const header: Header = { format, version, sha256, bytes: body.length };
  const zstd = await Zstd.load();
  const file = zstd.compress(Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]), LEVEL);
  return { file, sha256 };
}

/** Opens what `seal` made, whatever it has come to since. */
export async function unseal({ format, version }: Format, file: Buffer): Promise<Sealed | Flaw> {
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) return { flaw: 'foreign' };
  const zstd = await Zstd.load();
  let content: Buffer;
  try {
    content = Buffer.from(zstd.decompress(file));
  } catch (error) {
    return { flaw: CUT_OFF.test(String(error)) ? 'truncated' : 'corrupted' };
  }
  const end = content.indexOf(NEWLINE);
  const header = parseHeader(content.subarray(0, Math.max(0, end)).toString('utf8'));
  if (header?.format !== format) return { flaw: 'foreign' };
  if (header.version !== version) return { flaw: 'version', version: header.version };
  const body = content.subarray(end + 1);
  if (body.length < header.bytes) return { flaw: 'truncated' };
  const sha256 = hashOf(body);
  return sha256 === header.sha256 ? { body: body.toString('utf8'), sha256 } : { flaw: 'corrupted' };
}

function hashOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

function parseHeader(line: string): Header | undefined {
  try {
    return JSON.parse(line) as Header;
  } catch {
    return undefined;
  }
}
