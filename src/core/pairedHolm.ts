/**
 * Holm's step-down correction: the chance of even one false finding in the family stays at the level, whatever the tests have
 * to do with each other.
 *
 * @param pValues of the family
 * @returns adjusted p-values in the same order, to be held against the level; never under the p-value itself, 1 at most
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted = new Array<number>(pValues.length).fill(1);
  let least = 0;
  order.forEach((index, rank) => {
    least = Math.min(1, Math.max(least, (pValues.length - rank) * (pValues[index] as number)));
    adjusted[index] = least;
  });
  return adjusted;
}
