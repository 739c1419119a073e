import { UsageError } from '../core/errors.ts';
import type { RunRecord } from '../metric/runRecord.ts';
import { type LoadedScenario, loadScenario, UNREADABLE_FILE } from '../scenario/load.ts';
import { ScenarioError } from '../scenario/problems.ts';
import { breakwaterVersion } from './versions.ts';

/**
 * The scenario of a run as its record holds it: its text, overrides and seed, and the block that `latest` stood for.
 *
 * @param path of the scenario file: those that it names are looked up beside it; default: as recorded, relative to the
 * working folder
 * @throws UsageError if it can't be loaded, a file that it names being missing above all
 */
export function loadRecorded(record: RunRecord, path: string = record.scenario.file): LoadedScenario {
  const { source, overrides } = record.scenario;
  try {
    return withPinnedBlock(loadScenario(path, { source, set: overrides, seed: record.seed }), record);
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    const { breakwater } = record.provenance.versions;
    const isOther = breakwater !== breakwaterVersion();
    const look = `files that it names are looked up beside ${path}; if they lie elsewhere, say where with --scenario <path>`;
    const remedy = isOther
      ? 'use the version that made the record'
      : 'no run leaves such a record: run the scenario again';
    throw new UsageError('The recorded scenario can not be loaded', {
      facts: {
        problem: problemOf(cause),
        version: isOther ? `recorded by Breakwater ${breakwater}, this is ${breakwaterVersion()}` : undefined,
      },
      remedy: lacksFile(cause) ? look : remedy,
      cause,
    });
  }
}

function lacksFile(error: UsageError): boolean {
  return error instanceof ScenarioError && error.problems.some(({ message }) => message.startsWith(UNREADABLE_FILE));
}

function withPinnedBlock(loaded: LoadedScenario, { provenance }: RunRecord): LoadedScenario {
  const { scenario } = loaded;
  const { block } = provenance.chain;
  if (scenario.chain.source !== 'fork' || scenario.chain.block !== 'latest' || block === undefined) return loaded;
  return { ...loaded, scenario: { ...scenario, chain: { ...scenario.chain, block: block.number } } };
}

function problemOf(error: UsageError): string {
  if (!(error instanceof ScenarioError)) return error.shortMessage;
  return error.problems
    .map(({ place, path, message }) => [place, path, message].filter((part) => part !== '').join(': '))
    .join('; ');
}
