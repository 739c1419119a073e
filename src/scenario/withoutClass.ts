import { nearestNames } from '../core/nearestNames.ts';
import type { OverrideProblem } from './overrides.ts';
import { classesOf, classOfGroup, groupsOf, valueAt } from './rawData.ts';

/**
 * `--without <class>` as overrides: the count of each of the class's groups is 0.
 *
 * @param data unvalidated, other overrides laid over it
 * @returns `path=value` overrides in the order of the groups, or what is wrong
 */
export function withoutClass(data: unknown, name: string): readonly string[] | OverrideProblem {
  const place = `--without ${name}`;
  const groups = groupsOf(data).filter(([, group]) => classOfGroup(group) === name);
  if (groups.length === 0) {
    const classes = classesOf(data);
    const near = nearestNames(name, classes, 1);
    const hint = near.length > 0 ? `; did you mean ${near[0]}?` : '';
    return { place, message: `no agents are of class ${name}; expected one of ${classes.join(', ')}${hint}` };
  }
  const existing = groups.find(([, group]) => String(valueAt(group, ['policy'])).startsWith('existing-'));
  if (existing !== undefined) {
    return { place, message: `agents.${existing[0]} are accounts that the fork brings along: they can't be left out` };
  }
  return groups.map(([group]) => `agents.${group}.count=0`);
}
