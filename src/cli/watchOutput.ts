/** Watches over the standard streams; without it Node ends the process at the first failed write. */
export interface OutputWatch {
  /** Waits for what was printed. @returns why some of it was lost, if that matters */
  readonly flush: () => Promise<Error | undefined>;
}

/**
 * A reader that went away (`| head`, a closed terminal) has seen what it wanted: the run goes on and its record is
 * kept. Other failures, such as a full disk behind `>`, are told by `flush`. Progress and messages lost on standard
 * error have nowhere else to go.
 */
export function watchOutput(): OutputWatch {
  let failure: Error | undefined;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') failure ??= error;
  });
  process.stderr.on('error', () => {});
  const flush = async (): Promise<Error | undefined> => {
    for (const stream of [process.stdout, process.stderr]) {
      // A stream that failed is destroyed and refuses this write, which is an answer too.
      await new Promise<void>((resolve) => stream.write('', () => resolve()));
    }
    return failure;
  };
  return { flush };
}
