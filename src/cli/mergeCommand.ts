import { type ExitCode, UsageError } from '../core/errors.ts';
import { once } from './flags.ts';
import { type RawGateFlags, readGateFlags } from './gate/gateFlags.ts';
import { gateRun } from './gate/gateRun.ts';
import { recordedGateScenario } from './gate/gateScenario.ts';

export interface MergeFlags extends RawGateFlags {
  readonly out?: unknown;
  readonly quiet?: boolean;
}

/**
 * `breakwater merge <dirs> --out <dir>`: puts the shards of an ensemble together and judges it.
 *
 * @param dirs numbers if their names look like them
 * @throws UsageError if they are not all shards of one ensemble
 */
export async function mergeCommand(dirs: readonly (string | number)[], flags: MergeFlags): Promise<ExitCode> {
  const out = once('--out', flags.out);
  if (dirs.length === 0 || out === undefined) {
    throw new UsageError('merge needs the folders of all shards, and where to put the ensemble', {
      remedy: 'breakwater merge shard-1 shard-2 --out whole',
    });
  }
  const outputs = readGateFlags(flags);
  const isQuiet = flags.quiet === true;
  const start = performance.now();
  const { mergeShards } = await import('./ensemble/mergeShards.ts');
  const { code, record } = await mergeShards(dirs.map(String), out, { isQuiet });
  const seconds = (performance.now() - start) / 1000;
  const { writeGate } = await import('./gate/writeGate.ts');
  writeGate(
    [gateRun({ scenario: recordedGateScenario(record), end: { code, record }, dir: out, seconds })],
    outputs,
    isQuiet,
  );
  return code;
}
