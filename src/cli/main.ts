import cac from 'cac';
import { BreakwaterError, ExitCode, UsageError } from '../core/errors.ts';
import { breakwaterVersion } from '../sim/versions.ts';
import { reportCommand } from './reportCommand.ts';
import { runCommand } from './runCommand.ts';
import { schemaCommand } from './schemaCommand.ts';

/**
 * The command line.
 *
 * @param argv as `process.argv`
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  try {
    return await dispatch(argv);
  } catch (error) {
    return report(error);
  }
}

async function dispatch(argv: readonly string[]): Promise<ExitCode> {
  const cli = cac('breakwater');
  cli
    .command('run [...files]', 'Run scenario files and leave a report of each')
    .option('--out <dir>', 'Where the record goes; default reports/<scenario>/<run id>. With several files, one folder each below it')
    .option('--seed <n>', "Replaces the scenario's seed")
    .option('--set <path=value>', 'Replaces one value of the scenario, e.g. backstop.amplification=100; may be repeated')
    .option('--max-ticks <n>', 'Simulates this many ticks at most; the record is marked as partial')
    .option('--quiet', 'Prints errors only')
    .option('--verbose', 'Prints every metric, and the stack of an unexpected error')
    .example('  breakwater run scenarios/black-thursday.yaml')
    .example('  breakwater run scenarios/flash-crash.yaml --seed 42 --set backstop.amplification=100 --out /tmp/a100')
    .action(runCommand);
  cli
    .command('report <dir>', 'Build the report of a run anew, from its record alone')
    .option('--tsv', "Prints every metric's aggregates as tab-separated lines instead")
    .example('  breakwater report reports/flash-crash/7-1a2b3c4d')
    .example("  breakwater report reports/flash-crash/7-1a2b3c4d --tsv | awk -F'\\t' '$1 ~ /^backstop/'")
    .action(reportCommand);
  cli
    .command('schema', "Print the scenario files' JSON Schema, for editors")
    .example('  breakwater schema > scenario.schema.json')
    .action(schemaCommand);
  cli.help();
  cli.version(breakwaterVersion());

  try {
    cli.parse([...argv], { run: false });
    if (cli.options['help'] === true || cli.options['version'] === true) return ExitCode.pass;
    if (cli.matchedCommand === undefined) {
      if (cli.args.length === 0) cli.outputHelp();
      if (cli.args.length === 0) return ExitCode.usage;
      throw new UsageError(`Unknown command: ${cli.args[0]}`, { remedy: 'see "breakwater --help"' });
    }
    return (await cli.runMatchedCommand()) as ExitCode;
  } catch (error) {
    // cac has a class of its own for unknown options and missing arguments, which it does not export.
    if (error instanceof Error && error.name === 'CACError') {
      throw new UsageError(error.message, { remedy: 'see "breakwater --help" or "breakwater run --help"', cause: error });
    }
    throw error;
  }
}

function report(error: unknown): ExitCode {
  if (error instanceof BreakwaterError) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(`Internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
  return ExitCode.internal;
}
