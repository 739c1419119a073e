import pc from 'picocolors';

/** What text on standard output has to fit. */
export interface Screen {
  readonly color: boolean;
  /** Columns; absent: the terminal does not say. */
  readonly width?: number;
  /** Lines; absent: the terminal does not say. */
  readonly height?: number;
}

/** A log or a file has room for what a terminal must cut. */
const LOG: Screen = { color: false, width: 400, height: 1000 };

export function screen(): Screen {
  const { columns, rows, isTTY } = process.stdout;
  if (isTTY !== true) return LOG;
  // A terminal that does not know its size says 0.
  return { color: pc.isColorSupported, ...(columns ? { width: columns } : {}), ...(rows ? { height: rows } : {}) };
}
