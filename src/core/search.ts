const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Argument at which a function that rises and then falls is greatest, by golden-section search.
 *
 * @param low where the search begins
 * @param high where it ends
 * @param steps each narrows the range by 0.618; default 48, to 1e-10 of it
 */
export function maximise(
  f: (x: number) => number,
  low: number,
  high: number,
  steps = 48,
): { x: number; value: number } {
  let [a, b] = [low, high];
  let x1 = b - GOLDEN * (b - a);
  let x2 = a + GOLDEN * (b - a);
  let [f1, f2] = [f(x1), f(x2)];
  for (let i = 0; i < steps; i++) {
    if (f1 < f2) {
      a = x1;
      [x1, f1] = [x2, f2];
      x2 = a + GOLDEN * (b - a);
      f2 = f(x2);
    } else {
      b = x2;
      [x2, f2] = [x1, f1];
      x1 = b - GOLDEN * (b - a);
      f1 = f(x1);
    }
  }
  return f1 < f2 ? { x: x2, value: f2 } : { x: x1, value: f1 };
}
