import { ExitCode } from '../core/errors.ts';

export interface Interrupt {
  /** Aborted by the first signal, or by an error that nothing caught. */
  readonly signal: AbortSignal;
  /** The error that nothing caught, if there was one. */
  readonly stray: () => { readonly error: unknown } | undefined;
  /** Gives the handlers back. */
  readonly release: () => void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Time to bring a run to its end after an error that nothing caught. */
const GRACE_MS = 10_000;

/**
 * Turns the first SIGINT, SIGTERM or SIGHUP into an orderly stop; a second one ends the process at once, its Anvils
 * with it. An error thrown where nobody catches it (in a timer or a promise of a policy file) stops the run alike.
 */
export function stopOnInterrupt(): Interrupt {
  const controller = new AbortController();
  let stray: { error: unknown } | undefined;
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort();
  };
  const fail = (error: unknown): void => {
    stray ??= { error };
    controller.abort();
    // It may have torn the very thing that the run waits for.
    setTimeout(() => {
      process.stderr.write(`Internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(ExitCode.internal);
    }, GRACE_MS).unref();
  };
  for (const name of SIGNALS) process.on(name, stop);
  process.on('uncaughtException', fail);
  const release = (): void => {
    for (const name of SIGNALS) process.off(name, stop);
    process.off('uncaughtException', fail);
  };
  return { signal: controller.signal, stray: () => stray, release };
}
