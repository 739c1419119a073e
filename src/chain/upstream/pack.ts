import { readFileSync } from 'node:fs';
import { canonicalize } from 'json-canonicalize';
import { UsageError } from '../../core/errors.ts';
import { Capture, type CaptureJson } from './capture.ts';
import { replaceFile } from './replaceFile.ts';
import { type Flaw, seal, unseal } from './sealedFile.ts';

/** A captured chain in one file, with what belongs to it. */
export interface Pack<Extra> {
  readonly capture: Capture;
  /** Whatever else a reader needs; JSON. */
  readonly extra: Extra;
}

interface Body<Extra> {
  readonly capture: CaptureJson;
  readonly extra: Extra;
}

const FORMAT = { format: 'breakwater-pack', version: 1 };
const REMEDY = 'capture it again: breakwater capture <scenario> --out <pack>';

/**
 * Writes a pack, whole or not at all. Equal content comes to equal bytes.
 *
 * @returns hash of its content, hex, and the file's length
 * @throws UsageError if the file can't be written
 */
export async function writePack<Extra>(
  path: string,
  { capture, extra }: Pack<Extra>,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const { file, sha256 } = await seal(FORMAT, canonicalize({ capture, extra }));
  try {
    replaceFile(path, file);
  } catch (cause) {
    throw new UsageError('The pack can not be written', {
      facts: { file: path, reason: reasonOf(cause) },
      remedy: 'name a file in a folder that can be written and has room',
      cause,
    });
  }
  return { sha256, bytes: file.length };
}

/**
 * @returns what was written, with the hash of its content, hex
 * @throws UsageError if the file is missing, no pack, of another version, cut off or damaged
 */
export async function readPack<Extra>(path: string): Promise<Pack<Extra> & { readonly sha256: string }> {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch (cause) {
    throw new UsageError('The pack can not be read', {
      facts: { file: path, reason: reasonOf(cause) },
      remedy: `correct the path, or make the pack: breakwater capture <scenario> --out <pack>`,
      cause,
    });
  }
  const sealed = await unseal(FORMAT, file);
  if ('flaw' in sealed) throw flawed(path, sealed);
  const { capture, extra } = JSON.parse(sealed.body) as Body<Extra>;
  return { capture: Capture.fromJSON(capture), extra, sha256: sealed.sha256 };
}

function flawed(path: string, flaw: Flaw): UsageError {
  const refuse = (message: string, remedy: string, facts = {}): UsageError =>
    new UsageError(message, { facts: { file: path, ...facts }, remedy });
  switch (flaw.flaw) {
    case 'foreign':
      return refuse('The file is no pack of Breakwater', 'name a file that breakwater capture has written');
    case 'version':
      return refuse(
        'The pack is of a version that is not known here',
        `use the Breakwater that made it, or ${REMEDY}`,
        {
          version: flaw.version,
          known: FORMAT.version,
        },
      );
    case 'truncated':
      return refuse('The pack is cut off', `copy it again, or ${REMEDY}`);
    case 'corrupted':
      return refuse('The pack is damaged: its content does not match its hash', `copy it again, or ${REMEDY}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
