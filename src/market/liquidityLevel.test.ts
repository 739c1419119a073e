import { describe, expect, test } from 'vitest';
import { LiquidityLevel } from './liquidityLevel.ts';
import { liquidityField } from './liquiditySchema.ts';

const BLOCK = 60;
const YEAR = 365 * 24 * 3600;
/** Weight of the past after so many half-lives is nothing. */
const LONG = 6000;

/** Change a block, up and down by turns, whose annualised volatility is this. */
function pricesAt(sigma: number, blocks: number): number[] {
  const change = sigma * Math.sqrt(BLOCK / YEAR);
  return Array.from({ length: blocks }, (_, i) => (i % 2 === 0 ? 100 : 100 * Math.E ** change));
}

function level(spec: object): LiquidityLevel {
  return new LiquidityLevel(liquidityField.parse(spec), { blockSeconds: BLOCK });
}

/** Share at the end of a long time at one volatility. */
function settled(evaporation: object, sigma: number): number {
  const liquidity = level({ evaporation });
  return pricesAt(sigma, LONG)
    .map((price, tick) => liquidity.at(tick, price))
    .at(-1) as number;
}

describe('the path', () => {
  test('is whole by default, whatever the price does', () => {
    const liquidity = level({});
    expect([100, 1, 5000].map((price, tick) => liquidity.at(tick, price))).toEqual([1, 1, 1]);
    expect(liquidity.volatility).toBeNaN();
  });

  test('goes straight from point to point and stays at the last', () => {
    const liquidity = level({
      path: [
        ['0h', '100%'],
        ['10m', '40%'],
        ['20m', '120%'],
      ],
    });
    const shares = Array.from({ length: 30 }, (_, tick) => liquidity.at(tick, 100));
    expect([0, 5, 10, 15, 20, 29].map((tick) => shares[tick])).toEqual([1, 0.7, 0.4, 0.8, 1.2, 1.2]);
  });
});

describe('evaporation', () => {
  test('leaves depth whole up to the reference', () => {
    expect(settled({ reference: '80%' }, 0.4)).toBe(1);
    expect(settled({ reference: '80%' }, 0.799)).toBe(1);
  });

  test('halves depth at twice the reference, quarters it at an elasticity of 2', () => {
    expect(settled({ reference: '80%' }, 1.6)).toBeCloseTo(0.5, 9);
    expect(settled({ reference: '80%', elasticity: 2 }, 1.6)).toBeCloseTo(0.25, 9);
    expect(settled({ reference: '80%', elasticity: 0.5 }, 3.2)).toBeCloseTo(0.5, 9);
    expect(settled({ reference: '80%', elasticity: 0 }, 8)).toBe(1);
  });

  test('stops at the floor', () => {
    expect(settled({ reference: '80%' }, 40)).toBe(0.05);
    expect(settled({ reference: '80%', floor: '30%' }, 40)).toBe(0.3);
  });

  test('opens whole, and comes back with time after a single jump', () => {
    const liquidity = level({ evaporation: { reference: '80%', halfLife: '1h' } });
    expect(liquidity.at(0, 100)).toBe(1);
    const kept = 2 ** (-1 / 60);
    const jump = (1 - kept) * Math.log(0.9) ** 2 * (YEAR / BLOCK);
    const variance = (age: number) => (0.64 * kept + jump) * kept ** age;
    expect(liquidity.at(1, 90)).toBeCloseTo(0.8 / Math.sqrt(variance(0)), 9);
    expect(liquidity.volatility).toBeCloseTo(Math.sqrt(variance(0)), 9);
    let share = 0;
    for (let tick = 2; tick <= 61; tick++) share = liquidity.at(tick, 90);
    expect(share).toBeCloseTo(0.8 / Math.sqrt(variance(60)), 9);
    for (let tick = 62; tick <= 1500; tick++) share = liquidity.at(tick, 90);
    expect(share).toBe(1);
  });

  test('multiplies with the path', () => {
    const liquidity = level({ path: '60%', evaporation: { reference: '80%' } });
    const shares = pricesAt(1.6, LONG).map((price, tick) => liquidity.at(tick, price));
    expect(shares.at(-1)).toBeCloseTo(0.3, 9);
  });
});

describe('refuses', () => {
  const messages = (spec: unknown) => liquidityField.safeParse(spec).error?.issues.map(({ message }) => message);

  test.each([
    [
      { path: '0%' },
      'expected a ratio from 0.01% to 1000% such as 100%, or pairs such as [[0h, 100%], [6h, 40%]]; found "0%"',
    ],
    [{ path: 40 }, 'found the number 40'],
    [{ path: [['0h', '2000%']] }, 'expected a ratio from 0.01% to 1000% such as 100%, or pairs'],
    [{ path: [['1h', '40%']] }, 'the first point must be at 0h'],
    [{ evaporation: {} }, 'is missing; expected a ratio above 0% such as 80%'],
    [{ evaporation: { reference: '80%', elasticity: 4 } }, 'expected a number from 0 to 3; found the number 4'],
    [{ evaporation: { reference: '80%', halflife: '1h' } }, 'unknown key; did you mean halfLife?'],
    [{ depth: '40%' }, 'unknown key; expected one of path, evaporation'],
  ])('%j', (spec, message) => {
    expect(messages(spec)?.join('\n')).toContain(message);
  });
});
