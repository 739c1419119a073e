/** Trials of one design point that are left. */
export interface PointWork {
  readonly point: number;
  /** Indices of trials. */
  readonly waiting: number[];
  /** Whether some worker has been given one. */
  isBegun: boolean;
}

/**
 * Which point a worker that has nothing to do turns to. A worker holds one point's scenario open, so each begins a point of
 * its own while there is one, and then helps where most is left.
 */
export class PointQueue {
  readonly #work: readonly PointWork[];

  /** @param trials indices of each point's trials that are left, in the order of points */
  constructor(trials: readonly (readonly number[])[]) {
    this.#work = trials.map((waiting, point) => ({ point, waiting: [...waiting], isBegun: false }));
  }

  /** Trials that no worker has been given. */
  get left(): number {
    return this.#work.reduce((sum, { waiting }) => sum + waiting.length, 0);
  }

  /** A point with trials left; undefined: there is none. */
  nextPoint(): PointWork | undefined {
    const open = this.#work.filter(({ waiting }) => waiting.length > 0);
    const fresh = open.find(({ isBegun }) => !isBegun);
    const chosen = fresh ?? open.toSorted((a, b) => b.waiting.length - a.waiting.length || a.point - b.point)[0];
    if (chosen !== undefined) chosen.isBegun = true;
    return chosen;
  }
}
