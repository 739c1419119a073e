import { formatDuration, formatInteger, formatNumber, formatRatio, plainText } from './format.ts';

/** Where a trial stands; null where there is nothing to show yet. */
export interface Progress {
  /** Ticks done. */
  readonly tick: number;
  /** Ticks planned. */
  readonly ticks: number;
  readonly blocksPerSecond: number;
  /** Market price in USD. */
  readonly price: number | null;
  /** TCR at the oracle price; 1 is 100 %. */
  readonly tcr: number | null;
  readonly recovery: boolean;
  readonly elapsedSeconds: number;
}

export interface ProgressOptions {
  /** Columns to fill at most; default 80. */
  readonly width?: number;
  /** A bar that is redrawn in place (a terminal) or a plain line (anything else); default true. */
  readonly tty?: boolean;
}

/** One line of progress, without a newline and never wider than `width`. */
export function formatProgress(progress: Progress, { width = 80, tty = true }: ProgressOptions = {}): string {
  const { tick, ticks, blocksPerSecond, elapsedSeconds } = progress;
  const done = ticks <= 0 ? 1 : Math.min(1, Math.max(0, tick / ticks));
  const state = stateParts(progress);
  const rate = `${formatInteger(Math.round(blocksPerSecond))} blocks/s`;
  if (!tty) {
    const parts = [
      `tick ${tick}/${ticks}`,
      `${Math.floor(done * 100)}%`,
      rate,
      ...state,
      `elapsed ${formatDuration(elapsedSeconds)}`,
    ];
    return plainText(parts.join('  '));
  }
  const left = blocksPerSecond > 0 ? (ticks - tick) / blocksPerSecond : null;
  const eta =
    tick >= ticks
      ? formatDuration(elapsedSeconds)
      : left === null
        ? 'ETA --'
        : `ETA ${formatDuration(Math.ceil(left))}`;
  const percent = `${String(Math.floor(done * 100)).padStart(3)}%`;
  const count = `${formatInteger(tick)}/${formatInteger(ticks)}`;
  // The least important parts go first when the terminal is narrow.
  const candidates = [
    [percent, count, rate, ...state, eta],
    [percent, rate, ...state, eta],
    [percent, ...state, eta],
    [percent, eta],
    [percent],
  ];
  const BAR = 10;
  const text = candidates.map((parts) => plainText(parts.join('  '))).find((line) => line.length + BAR + 1 <= width);
  if (text === undefined) return plainText(percent).trim().slice(0, Math.max(0, width));
  return `${bar(done, Math.min(24, width - text.length - 1))} ${text}`;
}

function stateParts({ price, tcr, recovery }: Progress): string[] {
  return [
    ...(price === null ? [] : [`${formatNumber(price, 2)} USD`]),
    ...(tcr === null ? [] : [`TCR ${formatRatio(tcr)}`]),
    ...(recovery ? ['RECOVERY'] : []),
  ];
}

function bar(done: number, width: number): string {
  const full = Math.round(done * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
