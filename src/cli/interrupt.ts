import { ExitCode } from '../core/errors.ts';

/**
 * Turns the first SIGINT or SIGTERM into an orderly stop; a second one ends the process at once (its Anvils with it).
 *
 * @returns the signal to watch, and `release` to give the handlers back
 */
export function stopOnInterrupt(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const release = (): void => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
  return { signal: controller.signal, release };
}
