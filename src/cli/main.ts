import { ExitCode, UsageError } from '../core/errors.ts';
import { commandLine } from './commandLine.ts';
import { printError } from './printError.ts';
import { watchOutput } from './watchOutput.ts';

/**
 * The command line.
 *
 * @param argv as `process.argv`
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  const output = watchOutput();
  // The event loop runs dry while we still wait: what we wait for can never come.
  process.once('beforeExit', () => {
    process.stderr.write('Nothing is left that could finish this run: does a policy file wait for ever?\n');
    process.exit(ExitCode.internal);
  });
  let code: ExitCode;
  try {
    code = await dispatch(argv);
  } catch (error) {
    code = printError(error);
  }
  const lost = await output.flush();
  if (lost === undefined) return code;
  process.stderr.write(`The output could not be written: ${lost.message}\n`);
  return ExitCode.internal;
}

async function dispatch(argv: readonly string[]): Promise<ExitCode> {
  const cli = commandLine();
  try {
    cli.parse([...argv], { run: false });
    const { help, version } = cli.options;
    if (help === true || version === true) return ExitCode.pass;
    if (cli.matchedCommand === undefined) {
      cli.globalCommand.checkUnknownOptions();
      throw new UsageError(cli.args.length === 0 ? 'No command is named' : `Unknown command: ${cli.args[0]}`, {
        remedy: `name one of ${cli.commands.map(({ name }) => name).join(', ')}; see "breakwater --help"`,
      });
    }
    return (await cli.runMatchedCommand()) as ExitCode;
  } catch (error) {
    // cac has a class of its own for unknown options and missing arguments, which it does not export.
    if (error instanceof Error && error.name === 'CACError') {
      const command = cli.matchedCommandName;
      const help = command === undefined ? '--help' : `${command} --help`;
      const isNumber = /option `-\d/.test(error.message);
      const remedy = isNumber
        ? 'a value that begins with - goes behind =, as in --seed=-1'
        : `see "breakwater ${help}"`;
      throw new UsageError(sentence(error.message), { remedy, cause: error });
    }
    throw error;
  }
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1).replaceAll('`', '');
}
