import { appendFileSync, existsSync, statSync } from 'node:fs';
import type { GateRun } from '../../metric/gate.ts';
import { renderAnnotations } from '../../report/gate/annotations.ts';
import { renderGateTable } from '../../report/gate/consoleTable.ts';
import { renderJunit } from '../../report/gate/junit.ts';
import { renderStepSummary } from '../../report/gate/stepSummary.ts';
import { writeFailure, writeFile } from '../../report/writeFile.ts';
import { screen } from '../screen.ts';
import type { GateOutputs, GithubStep } from './gateFlags.ts';

/** GitHub takes as much of a step, and throws away all of one that is larger, bytes. */
const SUMMARY_BYTES = 1024 * 1024;

/**
 * Tells the verdicts of all runs: the table on the screen, if there are several; the JUnit file; on GitHub the annotations
 * and the step's summary.
 * A summary that can't be written changes no verdict: nobody asked for it.
 *
 * @throws BreakwaterError if the JUnit file can't be written
 */
export function writeGate(runs: readonly GateRun[], outputs: GateOutputs, isQuiet: boolean): void {
  const { junit, github } = outputs;
  if (!isQuiet && runs.length > 1) {
    process.stdout.write(`\n${renderGateTable(runs, screen())}\n`);
  }
  if (github !== undefined) tellGithub(runs, github);
  if (junit !== undefined) writeFile(junit, renderJunit(runs));
}

function tellGithub(runs: readonly GateRun[], github: GithubStep): void {
  // Commands to the runner and no text for a reader: `--quiet` does not silence them.
  for (const line of renderAnnotations(runs, github.workspace)) process.stdout.write(`${line}\n`);
  if (github.summary !== undefined) appendSummary(github.summary, runs);
}

function appendSummary(file: string, runs: readonly GateRun[]): void {
  try {
    // Other commands of the same step may have written to it.
    const taken = existsSync(file) ? statSync(file).size : 0;
    appendFileSync(file, renderStepSummary(runs, SUMMARY_BYTES - taken));
  } catch (error) {
    const { shortMessage } = writeFailure(error, file);
    process.stderr.write(`The step's summary is left out (${file}): ${shortMessage}; --no-github does without it\n`);
  }
}
