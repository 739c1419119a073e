/** Process exit codes: the one place that lists them. */
export const ExitCode = {
  /** Every threshold held. */
  pass: 0,
  /** A fault in Breakwater or in the machine it runs on. */
  internal: 1,
  /** The command line, a scenario or a file named in it is invalid. */
  usage: 2,
  /** A threshold failed. */
  thresholdFailed: 3,
  /** No threshold failed, but at least one had no sample to judge. */
  inconclusive: 4,
  /** Stopped by SIGINT or SIGTERM; what was done is on disk, marked as partial. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export interface ErrorDetails {
  /** Aligned `name: value` lines under the message: what failed, where, what was expected. */
  facts?: Record<string, string | number | bigint | undefined>;
  /** What the reader can do about it, one sentence. */
  remedy?: string;
  /** Process exit code that fits; default 1 (internal). */
  exitCode?: ExitCode;
  cause?: unknown;
}

/** The error that all of Breakwater's own errors extend: a short message, aligned facts, a remedy. */
export class BreakwaterError extends Error {
  override name = 'BreakwaterError';
  readonly shortMessage: string;
  readonly facts: Record<string, string>;
  readonly remedy: string | undefined;
  readonly exitCode: ExitCode;

  constructor(shortMessage: string, details: ErrorDetails = {}) {
    const facts = Object.fromEntries(
      Object.entries(details.facts ?? {})
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, String(value)]),
    );
    super(render(shortMessage, facts, details.remedy), { cause: details.cause });
    this.shortMessage = shortMessage;
    this.facts = facts;
    this.remedy = details.remedy;
    this.exitCode = details.exitCode ?? ExitCode.internal;
  }
}

/** Invalid command line, scenario or file named in it: exit code 2. */
export class UsageError extends BreakwaterError {
  override name = 'UsageError';

  constructor(shortMessage: string, details: Omit<ErrorDetails, 'exitCode'> = {}) {
    super(shortMessage, { ...details, exitCode: ExitCode.usage });
  }
}

/** The words of an error for a record: no stack, which names folders of the machine. */
export function messageOf(error: unknown): string {
  if (error instanceof BreakwaterError) return error.message;
  return error instanceof Error ? error.message : String(error);
}

function render(message: string, facts: Record<string, string>, remedy: string | undefined): string {
  const width = Math.max('fix'.length, ...Object.keys(facts).map((key) => key.length));
  const lines = Object.entries(facts).map(([key, value]) => `  ${`${key}:`.padEnd(width + 2)}${value}`);
  if (remedy !== undefined) lines.push(`  ${'fix:'.padEnd(width + 2)}${remedy}`);
  return [message, ...lines].join('\n');
}
