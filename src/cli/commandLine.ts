import cac, { type CAC } from 'cac';
import { ExitCode } from '../core/errors.ts';
import { breakwaterVersion } from '../sim/versions.ts';
import type { ReportFlags } from './reportCommand.ts';
import type { RunFlags } from './runCommand.ts';

const { pass, internal, usage, thresholdFailed, inconclusive, interrupted } = ExitCode;

/** What each exit code means, and the commands that use it. */
const EXIT_CODES: readonly (readonly [code: ExitCode, meaning: string, commands: readonly string[]])[] = [
  [pass, 'pass: done, and every threshold held', ['run', 'report', 'schema']],
  [
    internal,
    'a fault in Breakwater or in the machine it runs on: Anvil missing or killed, disk full',
    ['run', 'report'],
  ],
  [usage, 'invalid command line, scenario, or file named in it', ['run', 'report', 'schema']],
  [thresholdFailed, 'a threshold failed', ['run']],
  [inconclusive, 'inconclusive: no threshold failed, but one could not be judged, or ticks are missing', ['run']],
  [interrupted, 'stopped by Ctrl-C, SIGTERM or SIGHUP; what was done is kept, marked as partial', ['run']],
];

/** All commands with their options and help. Each loads its code when it is called: help and usage errors are instant. */
export function commandLine(): CAC {
  const cli = cac('breakwater');
  cli
    .command('run [...files]', 'Run scenario files and leave a report of each')
    .option(
      '--out <dir>',
      'Folder of the record; default reports/<scenario>/<run id>; of several files, one below it each',
    )
    .option('--seed <n>', "Replaces the scenario's seed")
    .option('--set <path=value>', 'Replaces one value of the scenario; may be repeated')
    .option('--max-ticks <n>', 'Simulates this many ticks at most; the record is marked as partial')
    .option('--quiet', 'Prints errors only')
    .option('--verbose', 'Prints every metric, and the stack of an unexpected error')
    .example('  breakwater run scenarios/black-thursday.yaml')
    .example('  breakwater run scenarios/flash-crash.yaml --seed 42 --set backstop.amplification=100 --out /tmp/a100')
    .example('  breakwater run scenarios/*.yaml --quiet --out nightly')
    .action(async (files: readonly string[], flags: RunFlags) => {
      const { runCommand } = await import('./runCommand.ts');
      return runCommand(files, flags);
    });
  cli
    .command('report <dir>', 'Build the report of a run anew, from its record alone')
    .option('--tsv', "Prints every metric's aggregates as tab-separated lines instead")
    .example('  breakwater report reports/flash-crash/7-1a2b3c4d')
    .example("  breakwater report reports/flash-crash/7-1a2b3c4d --tsv | awk -F'\\t' '$1 ~ /^backstop/'")
    .action(async (dir: string, flags: ReportFlags) => {
      const { reportCommand } = await import('./reportCommand.ts');
      return reportCommand(dir, flags);
    });
  cli
    .command('schema', "Print the scenario files' JSON Schema, for editors")
    .example('  breakwater schema > scenario.schema.json')
    .action(async () => {
      const { schemaCommand } = await import('./schemaCommand.ts');
      return schemaCommand();
    });
  cli.example('  breakwater run scenarios/flash-crash.yaml').example('  breakwater run --help');
  cli.help((sections) => [...sections, { title: 'Exit codes', body: exitCodesOf(cli.matchedCommandName) }]);
  cli.version(breakwaterVersion());
  return cli;
}

function exitCodesOf(command: string | undefined): string {
  return EXIT_CODES.filter(([, , commands]) => command === undefined || commands.includes(command))
    .map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`)
    .join('\n');
}
