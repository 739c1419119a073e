import { BreakwaterError, ExitCode, messageOf, UsageError } from '../core/errors.ts';
import { quoted } from '../core/shellText.ts';
import { once } from './flags.ts';
import { type RawGateFlags, readGateFlags } from './gate/gateFlags.ts';
import { gateRun } from './gate/gateRun.ts';
import { type GateScenario, recordedGateScenario, unreadGateScenario } from './gate/gateScenario.ts';
import type { RunEnd } from './runEnd.ts';

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
  const { writeGate } = await import('./gate/writeGate.ts');
  const tell = (scenario: GateScenario, end: RunEnd): void => {
    const seconds = (performance.now() - start) / 1000;
    writeGate([gateRun({ scenario, end, dir: end.record === undefined ? null : out, seconds })], outputs, isQuiet);
  };
  try {
    const { code, record } = await mergeShards(dirs.map(String), out, { isQuiet });
    tell(recordedGateScenario(record), { code, record });
    return code;
  } catch (error) {
    // A CI system is to learn of it, too.
    const code = error instanceof BreakwaterError ? error.exitCode : ExitCode.internal;
    const command = `npx breakwater merge ${dirs.map((dir) => quoted(String(dir))).join(' ')} --out ${quoted(out)}`;
    tell({ ...unreadGateScenario(out, {}), command }, { code, message: messageOf(error) });
    throw error;
  }
}
