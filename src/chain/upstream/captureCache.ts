import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cacheFolder.ts';
import { Capture, type CaptureJson } from './capture.ts';
import { replaceFile } from './replaceFile.ts';
import { seal, unseal } from './sealedFile.ts';

/** What a kept capture is of. */
export interface CaptureKey {
  /** Of the upstream; only its hash is written. */
  readonly url: string;
  readonly chainId: number;
  /** Number of the block. */
  readonly block: number;
}

const FORMAT = { format: 'breakwater-capture', version: 1 };
const URL_DIGITS = 16;

/** What earlier runs read of an upstream at a block; undefined if nothing is kept, or it can't be read. */
export async function readCapture(key: CaptureKey): Promise<Capture | undefined> {
  try {
    const sealed = await unseal(FORMAT, readFileSync(pathOf(key)));
    return 'flaw' in sealed ? undefined : Capture.fromJSON(JSON.parse(sealed.body) as CaptureJson);
  } catch {
    return undefined;
  }
}

/** Keeps a capture for later runs, with what other runs have kept of the same block. A failure costs nothing. */
export async function writeCapture({
  url,
  capture,
}: {
  readonly url: string;
  readonly capture: Capture;
}): Promise<void> {
  const { chainId, block } = capture;
  const key = { url, chainId, block: block.number };
  const kept = await readCapture(key);
  const all = Capture.fromJSON(capture.toJSON());
  // A block of another hash was replaced on the chain: what was read of it is of no use.
  if (kept?.block.hash === block.hash) all.merge(kept);
  try {
    replaceFile(pathOf(key), (await seal(FORMAT, JSON.stringify(all))).file);
  } catch {
    // The next run asks the upstream again.
  }
}

function pathOf({ url, chainId, block }: CaptureKey): string {
  const upstream = createHash('sha256').update(url).digest('hex').slice(0, URL_DIGITS);
  return join(cacheFolder(), `fork-${chainId}-${block}-${upstream}.json.zst`);
}
