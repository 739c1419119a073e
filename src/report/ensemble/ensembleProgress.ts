import { formatDuration, formatInteger, formatNumber, plainText, plural } from '../format.ts';

/** Where an ensemble stands. */
export interface EnsembleProgress {
  /** Trials done, those of an earlier process among them. */
  readonly done: number;
  readonly planned: number;
  readonly failed: number;
  /** Trials done by this process, those under way counted in part. */
  readonly worked: number;
  readonly elapsedSeconds: number;
  /** Whether it may end before all planned trials are done. */
  readonly mayEndEarly: boolean;
}

/** One line of progress, without a newline and never wider than `width`. @param width columns; default 80 */
export function formatEnsembleProgress(progress: EnsembleProgress, width = 80): string {
  const { done, planned, failed, worked, elapsedSeconds, mayEndEarly } = progress;
  const perSecond = worked / Math.max(elapsedSeconds, 1e-3);
  const left = perSecond > 0 ? (planned - done) / perSecond : null;
  const time =
    done >= planned
      ? formatDuration(elapsedSeconds)
      : left === null
        ? 'ETA --'
        : `${mayEndEarly ? 'ETA at most' : 'ETA'} ${formatDuration(Math.ceil(left))}`;
  const percent = `${Math.floor((done / Math.max(1, planned)) * 100)}%`;
  const count = `${formatInteger(done)}/${plural(planned, 'trial')}`;
  const rate = `${formatNumber(perSecond * 60, perSecond * 60 < 10 ? 1 : 0)} trials/min`;
  const failures = failed === 0 ? [] : [`${formatInteger(failed)} failed`];
  // The least important parts go first when the terminal is narrow.
  const candidates = [
    [percent, count, rate, ...failures, time],
    [percent, count, ...failures, time],
    [percent, ...failures, time],
    [percent],
  ];
  const lines = candidates.map((parts) => plainText(parts.join('  ')));
  return (lines.find((line) => line.length <= width) ?? percent).slice(0, Math.max(0, width));
}
