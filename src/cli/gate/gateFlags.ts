import { existsSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { once } from '../flags.ts';
import { makeOutputFolder } from '../outputFolder.ts';

/** As cac gives them. */
export interface RawGateFlags {
  readonly junit?: unknown;
  /** False for --no-github. */
  readonly github?: boolean;
}

/** Where the verdicts go besides the screen. */
export interface GateOutputs {
  /** File of the JUnit XML. */
  readonly junit: string | undefined;
  /** Undefined: not in a step of GitHub Actions, or not wanted. */
  readonly github: GithubStep | undefined;
}

export interface GithubStep {
  /** Folder of the checkout. */
  readonly workspace: string;
  /** File that the step's summary is appended to. */
  readonly summary: string | undefined;
}

/**
 * Reads the flags, and what GitHub's runner says of the step; an older JUnit file is taken away. The folder of the JUnit file is made now: that it can't be is
 * no news for after an hour of trials.
 *
 * @throws UsageError for a file that can't be written
 */
export function readGateFlags({ junit, github }: RawGateFlags): GateOutputs {
  const file = once('--junit', junit);
  if (file !== undefined) {
    makeOutputFolder(dirname(file));
    if (existsSync(file) && statSync(file).isDirectory()) {
      throw new UsageError('--junit names a folder', { facts: { folder: file }, remedy: 'name a file in it' });
    }
    // Whatever stops us before there is a new one: the verdicts of an older run are not to be taken for ours.
    rmSync(file, { force: true });
  }
  return { junit: file, github: github === false ? undefined : githubStep(process.env) };
}

function githubStep(env: NodeJS.ProcessEnv): GithubStep | undefined {
  if (env['GITHUB_ACTIONS'] !== 'true') return undefined;
  return { workspace: env['GITHUB_WORKSPACE'] || process.cwd(), summary: env['GITHUB_STEP_SUMMARY'] || undefined };
}
