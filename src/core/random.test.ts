import { describe, expect, test } from 'vitest';
import { type RandomStream, randomStream } from './random.ts';

const stream = () => randomStream(20200312, 0, 'agent', 'borrowers-1');
const draw = <T>(count: number, next: (random: RandomStream) => T, random = stream()) =>
  Array.from({ length: count }, () => next(random));

describe('pinned draws', () => {
  // The same figures follow from sha256 and the published xoroshiro128+ (24, 16, 37), computed independently.
  test('uniform', () => {
    expect(draw(4, (r) => r.uniform())).toEqual([
      0.6773214104167352, 0.8844321995387607, 0.5409326302825356, 0.4809768016161471,
    ]);
  });

  test('normal', () => {
    expect(draw(5, (r) => r.normal())).toEqual([
      0.341705348612673, 0.7408160044103235, 2.8126406548453824, -1.3071581471870972, -1.007673856479298,
    ]);
  });

  test('exponential', () => {
    expect(draw(4, (r) => r.exponential())).toEqual([
      1.1310985298685439, 2.157897904266933, 0.7785583047084033, 0.6558066985804007,
    ]);
  });

  test('integer, pick, chance', () => {
    expect(draw(12, (r) => r.integer(-3, 6))).toEqual([3, 5, 2, 1, -1, 3, 3, 2, 6, 0, 4, 2]);
    expect(draw(3, (r) => r.integer(0, Number.MAX_SAFE_INTEGER))).toEqual([
      6100768903125735, 7966257048554462, 4872287984345939,
    ]);
    expect(draw(10, (r) => r.pick(['a', 'b', 'c'])).join('')).toBe('ccbbaccbcb');
    expect(
      draw(10, (r) => r.chance(0.3))
        .map(Number)
        .join(''),
    ).toBe('0000100000');
  });
});

describe('streams', () => {
  test('keys are told apart by value, type, number and order', () => {
    const firsts = [
      randomStream(),
      randomStream(''),
      randomStream('ab', 'c'),
      randomStream('a', 'bc'),
      randomStream('abc'),
      randomStream('c', 'ab'),
      randomStream(1),
      randomStream('1'),
      randomStream(1, 2),
      randomStream('1,2'),
      randomStream(12),
      randomStream('a","b'),
      randomStream('a', 'b'),
    ].map((random) => random.uniform());
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  test('one stream does not feel another', () => {
    const alone = draw(20, (r) => r.normal());
    const one = stream();
    const other = randomStream(20200312, 0, 'agent', 'borrowers-2');
    const beside = Array.from({ length: 20 }, () => {
      other.normal();
      return one.normal();
    });
    expect(beside).toEqual(alone);
  });

  test('a child is named by all keys, whatever its parent has drawn', () => {
    const parent = randomStream(7, 'market');
    const before = parent.child('jumps').uniform();
    parent.normal();
    expect(parent.child('jumps').uniform()).toBe(before);
    expect(randomStream(7, 'market', 'jumps').uniform()).toBe(before);
  });

  test('a key that is no finite number is refused', () => {
    expect(() => randomStream(Number.NaN)).toThrow(RangeError);
    expect(() => randomStream('a').child(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });
});

describe('laws', () => {
  const COUNT = 200_000;

  /** z-score of a sample mean against theory. */
  const z = (samples: number[], mean: number, variance: number) =>
    (samples.reduce((a, b) => a + b, 0) / samples.length - mean) / Math.sqrt(variance / samples.length);

  test('uniform: in [0, 1), moments, and its halves fill all sixteenths alike', () => {
    const samples = draw(COUNT, (r) => r.uniform());
    expect(samples.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(Math.abs(z(samples, 1 / 2, 1 / 12))).toBeLessThan(4);
    expect(
      Math.abs(
        z(
          samples.map((x) => x * x),
          1 / 3,
          4 / 45,
        ),
      ),
    ).toBeLessThan(4);
    const counts = new Array<number>(16).fill(0);
    for (const x of samples) counts[Math.floor(x * 16)] = (counts[Math.floor(x * 16)] ?? 0) + 1;
    const chiSquare = counts.reduce((total, n) => total + (n - COUNT / 16) ** 2 / (COUNT / 16), 0);
    expect(chiSquare).toBeLessThan(37.7); // 99.9 % point with 15 degrees of freedom
  });

  test('normal: first four moments and the 1.96 tails', () => {
    const samples = draw(COUNT, (r) => r.normal());
    expect(Math.abs(z(samples, 0, 1))).toBeLessThan(4);
    expect(
      Math.abs(
        z(
          samples.map((x) => x ** 2),
          1,
          2,
        ),
      ),
    ).toBeLessThan(4);
    expect(
      Math.abs(
        z(
          samples.map((x) => x ** 3),
          0,
          15,
        ),
      ),
    ).toBeLessThan(4);
    expect(
      Math.abs(
        z(
          samples.map((x) => x ** 4),
          3,
          96,
        ),
      ),
    ).toBeLessThan(4);
    const tails = samples.map((x) => Number(Math.abs(x) > 1.959963984540054));
    expect(Math.abs(z(tails, 0.05, 0.05 * 0.95))).toBeLessThan(4);
  });

  test('neighbouring normals are uncorrelated', () => {
    const samples = draw(COUNT, (r) => r.normal());
    const products = samples.slice(1).map((x, i) => x * (samples[i] ?? 0));
    expect(Math.abs(z(products, 0, 1))).toBeLessThan(4);
  });

  test('exponential: mean and variance are 1', () => {
    const samples = draw(COUNT, (r) => r.exponential());
    expect(samples.every((x) => x >= 0)).toBe(true);
    expect(Math.abs(z(samples, 1, 1))).toBeLessThan(4);
    expect(
      Math.abs(
        z(
          samples.map((x) => (x - 1) ** 2),
          1,
          8,
        ),
      ),
    ).toBeLessThan(4);
  });

  test('integer: bounds included, each as likely', () => {
    const samples = draw(COUNT, (r) => r.integer(3, 9));
    const counts = Array.from({ length: 7 }, (_, i) => samples.filter((x) => x === i + 3).length);
    expect(counts.reduce((a, b) => a + b)).toBe(COUNT);
    const chiSquare = counts.reduce((total, n) => total + (n - COUNT / 7) ** 2 / (COUNT / 7), 0);
    expect(chiSquare).toBeLessThan(22.5); // 99.9 % point with 6 degrees of freedom
    expect(stream().integer(5, 5)).toBe(5);
  });

  test('chance: never at 0, always at 1', () => {
    expect(draw(1000, (r) => r.chance(0)).some(Boolean)).toBe(false);
    expect(draw(1000, (r) => r.chance(1)).every(Boolean)).toBe(true);
  });

  test.each([
    [1, 0],
    [0.5, 2],
    [0, Number.POSITIVE_INFINITY],
    [Number.NaN, 1],
    [-(2 ** 53) + 1, 2 ** 53 - 1],
  ])('integer(%d, %d) is refused', (min, max) => {
    expect(() => stream().integer(min, max)).toThrow(RangeError);
  });

  test('picking from nothing is refused', () => {
    expect(() => stream().pick([])).toThrow(RangeError);
  });
});

test('a million uniforms take well under a second', () => {
  const random = stream();
  const before = process.cpuUsage().user;
  for (let i = 0; i < 1_000_000; i += 1) random.uniform();
  expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(1);
});
