import type { RunRecord } from '../metric/runRecord.ts';

/** Classes of the scenario that had no agents in the run, such as those that `--without` left out; null if all had. */
export function leftOutText({ scenario: { groups } }: RunRecord): string | null {
  const classes = [...new Set(groups.map((group) => group.class))];
  const empty = classes.filter((name) => groups.every((group) => group.class !== name || group.count === 0));
  return empty.length === 0 ? null : `without ${empty.join(', ')}`;
}
