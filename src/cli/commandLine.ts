import cac, { type CAC } from 'cac';
import { ExitCode, UsageError } from '../core/errors.ts';
import { breakwaterVersion } from '../sim/versions.ts';
import type { CalibrateFlags } from './calibrateCommand.ts';
import type { CaptureFlags } from './captureCommand.ts';
import type { RawCompareFlags } from './compareFlags.ts';
import type { DoctorFlags } from './doctorCommand.ts';
import type { MergeFlags } from './mergeCommand.ts';
import type { QueryFlags } from './queryCommand.ts';
import type { ReportFlags } from './reportCommand.ts';
import type { RunFlags } from './runCommand.ts';
import type { SweepFlags } from './sweepCommand.ts';
import type { VerifyFlags } from './verifyCommand.ts';

const { pass, internal, usage, thresholdFailed, inconclusive, interrupted } = ExitCode;

/** What each exit code means, and the commands that use it. */
const EXIT_CODES: readonly (readonly [code: ExitCode, meaning: string, commands: readonly string[]])[] = [
  [pass, 'pass: done, and every threshold held', ['run', 'merge', 'report', 'schema']],
  [pass, 'done, whatever the thresholds say at each design point', ['sweep']],
  [pass, 'the pack is written, and a run from it gives the same result as one on the fork', ['capture']],
  [pass, 'the query was run, whatever it gave', ['query']],
  [pass, 'no key figure is worse', ['compare']],
  [pass, 'verified: every result is what the record says', ['verify']],
  [pass, 'every run gave its record and the page is built, whatever the distances', ['calibrate']],
  [pass, 'everything that was looked at is as it should be', ['doctor']],
  [
    internal,
    'a fault in Breakwater or in the machine it runs on: Anvil missing or killed, disk full',
    ['run', 'merge', 'compare', 'report', 'verify'],
  ],
  [internal, 'no trial completed, or a fault in Breakwater or in the machine it runs on', ['sweep']],
  [internal, 'DuckDB is not installed, memory or disk is full, or a fault in Breakwater', ['query']],
  [internal, 'the endpoint failed for good, or a fault in Breakwater or in the machine', ['capture']],
  [internal, 'something is wrong with the machine, or the endpoint can not be reached', ['doctor']],
  [internal, 'a run gave no record, which the page says; or a fault in Breakwater or in the machine', ['calibrate']],
  [usage, 'invalid command line, suite, or scenario that it names', ['calibrate']],
  [usage, 'invalid command line, scenario, or file named in it', ['run', 'report', 'schema', 'capture']],
  [usage, 'invalid command line, scenario or design point: nothing was started', ['sweep']],
  [usage, 'no record there, or its scenario can not be run: a file that it names is missing, say', ['verify']],
  [usage, 'invalid command line or address book, or the book does not fit what is deployed', ['doctor']],
  [usage, 'invalid command line, scenario or record, or sides that can not be put in pairs', ['compare']],
  [usage, 'invalid command line or query, or no record there', ['query']],
  [usage, 'shards that are not of one ensemble, or not all of it', ['merge']],
  [thresholdFailed, 'a threshold failed, or a figure is worse than its baseline allows', ['run']],
  [thresholdFailed, 'a threshold failed', ['merge']],
  [thresholdFailed, 'the proposal is worse in a key figure', ['compare']],
  [thresholdFailed, 'a result is not what the record says', ['verify']],
  [
    inconclusive,
    'inconclusive: nothing failed, but a threshold or a baseline could not be judged, or ticks are missing',
    ['run'],
  ],
  [inconclusive, 'inconclusive: no threshold failed, but one could not be decided', ['merge']],
  [inconclusive, 'inconclusive: too few pairs of trials to detect anything, or a trial failed', ['compare']],
  [interrupted, 'stopped by Ctrl-C, SIGTERM or SIGHUP; the same command goes on from there', ['compare']],
  [interrupted, 'stopped by Ctrl-C, SIGTERM or SIGHUP; what was done is kept, marked as partial', ['run', 'sweep']],
  [interrupted, 'stopped by Ctrl-C, SIGTERM or SIGHUP; no file is written', ['query']],
  [interrupted, 'stopped by Ctrl-C, SIGTERM or SIGHUP; no pack is written', ['capture']],
  [interrupted, 'stopped by Ctrl-C, SIGTERM or SIGHUP; no page is built', ['calibrate']],
  [interrupted, 'stopped by Ctrl-C, SIGTERM or SIGHUP; nothing is verified', ['verify']],
];

/** The same in short, for all commands together. */
const COMMON_CODES: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [pass, 'done, and nothing that was asked for failed'],
  [internal, 'a fault in Breakwater, in the machine or at an endpoint'],
  [usage, 'invalid command line, or a file that can not be used'],
  [thresholdFailed, 'a threshold failed, a figure is worse, or a result is not what the record says'],
  [inconclusive, 'inconclusive: nothing failed, but something could not be decided'],
  [interrupted, 'stopped by Ctrl-C, SIGTERM or SIGHUP'],
];

/** All commands with their options and help. Each loads its code when it is called: help and usage errors are instant. */
export function commandLine(): CAC {
  const cli = cac('breakwater');
  cli
    // cac takes --baseline for given wherever there is a --no-baseline, unless defaults are left out.
    .command('run [...files]', 'Run scenario files and leave a report of each', { ignoreOptionDefaultValue: true })
    .option(
      '--out <dir>',
      'Folder of the record; default reports/<scenario>/<run id>; of several files, one below it each',
    )
    .option('--seed <n>', "Replaces the scenario's seed")
    .option('--set <path=value>', 'Replaces one value of the scenario; may be repeated')
    .option(
      '--without <class>',
      'Leaves out all agents of a class, such as liquidator, and compares with the run that has them; may be repeated',
    )
    .option(
      '--no-baseline',
      'With --without: does not run it with them, too, so nothing is compared; not about --baseline',
    )
    .option('--trials <n>', "Replaces the scenario's number of trials; more than one is an ensemble")
    .option('--trial <k>', 'Runs trial k alone, into a full report')
    .option('--jobs <n>', 'Trials at once; default one a core')
    .option('--resume <dir>', 'Goes on with the ensemble in this folder')
    .option('--overwrite', 'Begins anew where the folder holds an ensemble already')
    .option('--until <figure ± width>', 'Ends an ensemble once the interval of a figure is this narrow to each side')
    .option('--shard <i/n>', 'Runs every n-th trial, to be merged with the other shards')
    .option('--series <what>', 'Series that an ensemble keeps of each trial: all (default), samples or none')
    .option('--max-ticks <n>', 'Simulates this many ticks at most; the record is marked as partial')
    .option('--baseline <file>', 'Holds each run against what this file keeps of it, within the tolerances there')
    .option(
      '--update-baseline',
      'Writes what the runs came to into the file of --baseline, instead of holding them against it',
    )
    .option('--junit <file>', 'Writes the verdicts of all files as JUnit XML, whatever came out')
    .option('--no-github', 'In GitHub Actions: no annotations and no step summary')
    .option('--quiet', 'Prints errors only')
    .option('--verbose', 'Prints every metric, and the stack of an unexpected error')
    .example('  breakwater run scenarios/black-thursday.yaml')
    .example('  breakwater run scenarios/flash-crash.yaml --seed 42 --set backstop.amplification=100 --out /tmp/a100')
    .example('  breakwater run scenarios/flash-crash.yaml --without liquidator')
    .example('  breakwater run scenarios/*.yaml --quiet --out nightly')
    .example('  breakwater run scenarios/ci/*.yaml --out reports/ci --junit reports/ci/junit.xml')
    .example('  breakwater run scenarios/flash-crash.yaml --trials 200')
    .example("  breakwater run scenarios/flash-crash.yaml --trials 5000 --until 'es95(backstop.return) ± 0.5%'")
    .example('  breakwater run scenarios/ci/*.yaml --baseline baselines/ci.yaml --update-baseline')
    .example('  breakwater run scenarios/ci/*.yaml --baseline baselines/ci.yaml')
    .action(async (files: readonly string[], flags: RunFlags) => {
      // The later of the two is all that cac tells: a gate that was asked for must not be left out without a word.
      if (flags.baseline === false && cli.rawArgs.some((word) => /^--baseline(?:=|$)/.test(word))) {
        throw new UsageError('--baseline and --no-baseline do not go together', {
          remedy: 'one is a file to be held against, the other leaves out the run that --without is compared with',
        });
      }
      const { runCommand } = await import('./runCommand.ts');
      return runCommand(files, flags);
    });
  cli
    .command('merge [...dirs]', 'Put the shards of an ensemble together, and judge it')
    .option('--out <dir>', 'Folder of the whole ensemble')
    .option('--junit <file>', 'Writes the verdicts as JUnit XML, whatever came out')
    .option('--no-github', 'In GitHub Actions: no annotations and no step summary')
    .option('--quiet', 'Prints errors only')
    .example('  breakwater merge shards/* --out reports/flash-crash/all')
    .action(async (dirs: readonly (string | number)[], flags: MergeFlags) => {
      const { mergeCommand } = await import('./mergeCommand.ts');
      return mergeCommand(dirs, flags);
    });
  cli
    .command('compare [...sides]', 'Compare a proposal with a base, trial by trial with the same draws')
    .option('--set <path=value>', 'Replaces one value of the proposal; may be repeated')
    .option('--trials <n>', "Trials of each side; default: those of a side on disk, else the base's, else 30")
    .option('--seed <n>', "Seed of both sides; default: that of a side on disk, else the base's")
    .option('--jobs <n>', 'Trials at once; default one a core')
    .option('--max-ticks <n>', 'Simulates this many ticks of each trial at most')
    .option('--metrics <a,b>', 'Key figures that the verdict speaks of, such as backstop.return,solvency.tcr.min')
    .option('--level <ratio>', 'Chance of even one false finding among the key figures; default 5%')
    .option('--out <dir>', 'Folder of the comparison, both ensembles below it; default reports/<base>/compare-<id>')
    .option('--report-only', 'Ends with exit code 0 whatever comes out')
    .option('--tsv', 'Prints every figure as tab-separated lines instead of the summary')
    .option('--quiet', 'Prints errors only')
    .option('--verbose', 'Prints the tab-separated lines after the summary')
    .example('  breakwater compare base.yaml proposal.yaml --trials 100')
    .example('  breakwater compare scenarios/flash-crash.yaml --set backstop.amplification=100')
    .example('  breakwater compare baselines/flash-crash scenarios/flash-crash.yaml --out vote-12')
    .example("  breakwater compare reports/a reports/b --tsv | awk -F'\\t' '$4 == \"worse\"'")
    .action(async (sides: readonly (string | number)[], flags: RawCompareFlags) => {
      const { compareCommand } = await import('./compareCommand.ts');
      return compareCommand(sides, flags);
    });
  cli
    .command('sweep <file>', 'Run a scenario at many design points, and show what its parameters change')
    .option('--param <path=v1,v2,…>', "Sweeps these values instead of the scenario's sweep; may be repeated")
    .option('--trials <n>', 'Trials at each design point')
    .option('--jobs <n>', 'Trials at once; default one a core')
    .option('--out <dir>', 'Folder of the sweep; default reports/<scenario>/<run id>')
    .option('--resume <dir>', 'Goes on with the sweep in this folder')
    .option('--series <what>', 'Series that are kept of each trial: all (default), samples or none')
    .option('--seed <n>', "Replaces the scenario's seed")
    .option('--set <path=value>', 'Replaces one value of the scenario at all points; may be repeated')
    .option('--without <class>', 'Leaves out all agents of a class, such as liquidator; may be repeated')
    .option('--quiet', 'Prints errors only')
    .example('  breakwater sweep scenarios/sweeps/crash-and-depth.yaml')
    .example('  breakwater sweep scenarios/flash-crash.yaml --param backstop.amplification=20,50,100 --trials 20')
    .action(async (file: string, flags: SweepFlags) => {
      const { sweepCommand } = await import('./sweepCommand.ts');
      return sweepCommand(String(file), flags);
    });
  cli
    .command('report <dir>', 'Build the report of a run, ensemble, sweep or comparison anew, from its record alone')
    .option('--tsv', "Prints every metric's aggregates, or a comparison's figures, as tab-separated lines instead")
    .example('  breakwater report reports/flash-crash/7-1a2b3c4d')
    .example("  breakwater report reports/flash-crash/7-1a2b3c4d --tsv | awk -F'\\t' '$1 ~ /^backstop/'")
    .action(async (dir: string, flags: ReportFlags) => {
      const { reportCommand } = await import('./reportCommand.ts');
      return reportCommand(dir, flags);
    });
  cli
    .command('query [...words]', 'Ask the figures and series of runs, ensembles, sweeps and comparisons with SQL')
    .usage("query ['<sql>' | <file>.sql] <dir> [more dirs]")
    .option('--tables', 'Lists the views with their columns, types and units; so does a folder without a query')
    .option('--stdin', 'Takes the query from standard input')
    .option('--tsv', 'Prints tab-separated lines; the default but on a terminal')
    .option('--csv', 'Prints comma-separated lines')
    .option('--json', 'Prints a list of objects')
    .option('--out <file>', 'Writes the rows into this .parquet or .csv file')
    .example('  breakwater query reports/flash-crash/7-1a2b3c4d-ensemble')
    .example(
      `  breakwater query 'SELECT quantile_cont("backstop.return.final", 0.05) AS p05 FROM trials' reports/flash-crash/7-1a2b3c4d-ensemble`,
    )
    .example(`  breakwater query fan.sql reports/flash-crash/7-1a2b3c4d-ensemble --out fan.parquet`)
    .action(async (words: readonly (string | number)[], flags: QueryFlags) => {
      const { queryCommand } = await import('./queryCommand.ts');
      return queryCommand(words, flags);
    });
  cli
    .command('verify <dir|run.json>', 'Run again what a record says, and tell what differs')
    .option('--scenario <path>', 'Where the scenario lies, for the files that it names; default: as recorded')
    .option('--tsv', 'Prints every field with both values as tab-separated lines')
    .example('  breakwater verify reports/flash-crash/7-1a2b3c4d')
    .example("  breakwater verify run.json --tsv | awk -F'\\t' '$3 == \"differs\"'")
    .action(async (place: string, flags: VerifyFlags) => {
      const { verifyCommand } = await import('./verifyCommand.ts');
      return verifyCommand(place, flags);
    });
  cli
    .command('calibrate [suite]', 'Hold the model against documented figures: runs a suite, builds one page')
    .option('--out <dir>', 'Folder of the page, the runs in it; default reports/calibration')
    .option('--jobs <n>', 'Runs at once, each in a process of its own; default: as many as there are cores')
    .option('--only <case>', 'Leaves out all other cases of the suite; may be repeated')
    .option('--quiet', 'Prints no progress: the figures, as tab-separated lines, and errors')
    .example('  breakwater calibrate')
    .example('  breakwater calibrate scenarios/calibration --only whitepaper --jobs 4 --out /tmp/whitepaper')
    .example("  breakwater calibrate mine/suite.yaml --quiet | awk -F'\\t' '$3 == \"predicted\"'")
    .action(async (suite: string | undefined, flags: CalibrateFlags) => {
      const { calibrateCommand } = await import('./calibrateCommand.ts');
      return calibrateCommand(suite, flags);
    });
  cli
    .command('capture <file>', 'Record all that a scenario reads of its fork in a pack, to run it offline')
    .option('--out <file>', 'The pack; default chain.file of the scenario, else <name>.pack.json.zst beside it')
    .option('--seed <n>', "Replaces the scenario's seed")
    .option('--set <path=value>', 'Replaces one value of the scenario; may be repeated')
    .option('--quiet', 'Prints errors only')
    .example('  breakwater capture my-fork.yaml')
    .example('  breakwater capture my-fork.yaml --set chain.block=19500000 --out packs/march.pack.json.zst')
    .action(async (file: string, flags: CaptureFlags) => {
      const { captureCommand } = await import('./captureCommand.ts');
      return captureCommand(file, flags);
    });
  cli
    .command('schema', "Print the scenario files' JSON Schema, for editors")
    .example('  breakwater schema > scenario.schema.json')
    .action(async () => {
      const { schemaCommand } = await import('./schemaCommand.ts');
      return schemaCommand();
    });
  cli
    .command('doctor', 'Check the machine, or an address book against what is deployed')
    .option('--book <name|file>', 'Address book to check: liquity, or a YAML or JSON file; needs --url')
    .option('--url <url>', "JSON-RPC endpoint: an environment variable as '${NAME}' (in quotes), or a URL")
    .option('--block <n>', 'Block to look at; default: the latest')
    .example('  breakwater doctor')
    .example("  breakwater doctor --book liquity --url '${MAINNET_RPC_URL}' --block 19500000")
    .action(async (flags: DoctorFlags) => {
      const { doctorCommand } = await import('./doctorCommand.ts');
      return doctorCommand(flags);
    });
  cli.example('  breakwater run scenarios/flash-crash.yaml').example('  breakwater run --help');
  cli.help((sections) => [
    // cac calls it the default of --no-github that there are annotations.
    ...sections.map(({ body, ...section }) => ({ ...section, body: body.replaceAll(' (default: true)', '') })),
    { title: 'Exit codes', body: exitCodesOf(cli.matchedCommandName) },
  ]);
  cli.version(breakwaterVersion());
  return cli;
}

/** Of one command what each means to it; of all what they have in common. */
function exitCodesOf(command: string | undefined): string {
  const codes = EXIT_CODES.filter(([, , commands]) => command !== undefined && commands.includes(command));
  return (command === undefined ? COMMON_CODES : codes)
    .map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`)
    .join('\n');
}
