import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { anvilBinary } from '../chain/anvilBinary.ts';
import { startAnvil } from '../chain/anvilProcess.ts';
import { cacheFolder } from '../chain/cacheFolder.ts';
import { GENESIS_TIME } from '../chain/constants.ts';
import { BreakwaterError } from '../core/errors.ts';
import { ownArtifact } from '../protocol/artifacts.ts';
import type { Line } from './doctorCommand.ts';

/** Releases of Anvil that Breakwater is measured with. */
const ANVIL_MEASURED = /^1\.7\./;
const CONTRACTS = [
  ...['ArbitrageExecutor', 'BackstopAMM', 'BatchReader', 'ConstantReturn'],
  ...['FundedLiquidator', 'ParFeed', 'RenamingFacade', 'RewardRate', 'ScriptedFeed'],
];

/** What Breakwater needs of the machine, one line a thing, each as soon as it is looked at. */
export async function* checkEnvironment(): AsyncGenerator<Line> {
  yield node();
  const anvilLine = anvil();
  yield anvilLine;
  yield contracts();
  yield folder('temporary files', tmpdir(), 'TMPDIR');
  yield folder('cache', cacheFolder(), 'BREAKWATER_CACHE');
  if (anvilLine.ok) yield await anvilStarts();
}

function node(): Line {
  const manifest = readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8');
  const wanted = (JSON.parse(manifest) as { readonly engines: { readonly node: string } }).engines.node;
  const found = process.versions.node;
  const ok = isAtLeast(found, wanted.replace('>=', ''));
  return line('node', ok, `${found}, wanted ${wanted}`, `install Node ${wanted}`);
}

function anvil(): Line {
  try {
    const binary = anvilBinary();
    const { stdout, error } = spawnSync(binary, ['--version'], { encoding: 'utf8', env: {}, timeout: 10_000 });
    const version = /(\d+\.\d+\.\d+\S*)/.exec(stdout ?? '')?.[1];
    if (version === undefined) {
      const reason = error?.message ?? 'it says no version';
      return line('anvil', false, `${binary}: ${reason}`, 'run "npm ci", or correct BREAKWATER_ANVIL');
    }
    const remedy = 'unset BREAKWATER_ANVIL to use the one from npm: other releases are not measured';
    return line('anvil', ANVIL_MEASURED.test(version), `${version}, measured with 1.7`, remedy);
  } catch (error) {
    return failed('anvil', error);
  }
}

function contracts(): Line {
  try {
    for (const name of CONTRACTS) ownArtifact(name);
    return line('contracts', true, `${CONTRACTS.length} built`);
  } catch (error) {
    return failed('contracts', error);
  }
}

function folder(what: string, path: string, variable: string): Line {
  try {
    mkdirSync(path, { recursive: true });
    rmSync(mkdtempSync(join(path, 'doctor-')), { recursive: true });
    return line(what, true, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return line(what, false, `${path}: ${reason}`, `set ${variable} to a folder that can be written`);
  }
}

/** The whole of it: socket, process group, guard. */
async function anvilStarts(): Promise<Line> {
  try {
    const anvil = await startAnvil({ timestamp: GENESIS_TIME });
    await anvil.stop();
    return line('start', true, 'an Anvil starts, listens and ends');
  } catch (error) {
    return failed('start', error);
  }
}

const NAME_WIDTH = 'temporary files'.length;

function line(what: string, ok: boolean, text: string, remedy?: string): Line {
  return { ok, text: `${what.padEnd(NAME_WIDTH)}  ${text}`, remedy: ok ? undefined : remedy };
}

function failed(what: string, error: unknown): Line {
  if (!(error instanceof BreakwaterError)) throw error;
  const facts = Object.entries(error.facts).map(([name, value]) => `${name} ${value}`);
  return line(what, false, `${error.shortMessage} (${facts.join(', ')})`, error.remedy);
}

/** Compares versions of three numbers. */
function isAtLeast(found: string, least: string): boolean {
  const [a, b] = [found, least].map((version) => version.split('.').map(Number));
  for (const i of [0, 1, 2]) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
