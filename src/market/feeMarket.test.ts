import { describe, expect, test } from 'vitest';
import { FeeMarket } from './feeMarket.ts';
import type { DemandSpec } from './feeSchema.ts';

const GWEI = 10n ** 9n;
const LIMIT = 30_000_000n;
const TIPS: DemandSpec['tips'] = [
  [0, GWEI, 2n * GWEI, 4n * GWEI],
  [120, 3n * GWEI, 6n * GWEI, 12n * GWEI],
];

function eip1559(fullness: number, elasticity = 1): FeeMarket {
  return new FeeMarket({
    baseFee: { model: 'eip1559', start: 40n * GWEI, elasticity },
    demand: { fullness: [[0, fullness]], tips: TIPS },
    ...{ gasLimit: LIMIT, blockSeconds: 12 },
  });
}

/** Base fees of the first blocks. @param ours gas of ours in each */
function baseFees(market: FeeMarket, blocks: number, ours = 0n): bigint[] {
  return Array.from({ length: blocks }, (_, tick) => {
    const { baseFee } = market.at(tick);
    market.mined(ours);
    return baseFee;
  });
}

test('demand and tips go straight from point to point', () => {
  const demand: DemandSpec = {
    fullness: [
      [0, 0.5],
      [240, 1.5],
    ],
    tips: TIPS,
  };
  const market = new FeeMarket({ baseFee: { points: [[0, GWEI]] }, demand, gasLimit: LIMIT, blockSeconds: 12 });
  const at = (tick: number) => market.at(tick);
  expect([at(0).fullness, at(10).fullness, at(20).fullness, at(99).fullness]).toEqual([0.5, 1, 1.5, 1.5]);
  // Halfway to the second point the 60th percentile is at 4 gwei; 40 % of 75 % outbid it.
  expect(at(5).percentile(0.6)).toBe(4n * GWEI);
  expect(at(5).outbidding(4n * GWEI)).toBe(9_000_000n);
  expect(at(5).baseFee).toBe(GWEI);
});

test('pricing: legacy has no base fee', () => {
  const market = new FeeMarket({
    baseFee: { points: [[0, GWEI]] },
    pricing: 'legacy',
    gasLimit: LIMIT,
    blockSeconds: 12,
  });
  expect(market.at(0)).toMatchObject({ baseFee: 0n, fullness: 0 });
});

describe('model: eip1559', () => {
  test('stays where others want half a block', () => {
    expect(baseFees(eip1559(0.5), 3)).toEqual([40n * GWEI, 40n * GWEI, 40n * GWEI]);
  });

  test('rises by an eighth a block while they want more than all', () => {
    expect(baseFees(eip1559(4, 0), 3)).toEqual([40n * GWEI, 45n * GWEI, 50_625_000_000n]);
  });

  test('counts our gas', () => {
    // 15M of others and 15M of ours fill the first block; then 40/45 of 15M and ours are 28 333 333 gas.
    const [, second, third] = baseFees(eip1559(0.5), 3, 15_000_000n);
    expect(second).toBe(45n * GWEI);
    // 45 gwei × 13 333 333 // 15M // 8
    expect(third).toBe(45n * GWEI + (45n * GWEI * 13_333_333n) / 15_000_000n / 8n);
  });

  test('settles at start × (2 × fullness)^(1 / elasticity)', () => {
    expect(Number(baseFees(eip1559(2), 400).at(-1)) / 1e9).toBeCloseTo(160, 3);
    expect(Number(baseFees(eip1559(2, 2), 400).at(-1)) / 1e9).toBeCloseTo(80, 3);
    expect(Number(baseFees(eip1559(0.125), 400).at(-1)) / 1e9).toBeCloseTo(10, 3);
  });

  test('falls in an outage, in which nobody gets in', () => {
    const room = (tick: number): bigint => (tick === 1 ? 0n : LIMIT);
    const demand: DemandSpec = { fullness: [[0, 4]], tips: TIPS };
    const rule = { model: 'eip1559', start: 40n * GWEI, elasticity: 0 } as const;
    const market = new FeeMarket({ baseFee: rule, demand, gasLimit: LIMIT, room, blockSeconds: 12 });
    // Up, down, up by an eighth: 40 × 9/8, × 7/8, × 9/8.
    expect(baseFees(market, 4)).toEqual([40n * GWEI, 45n * GWEI, 39_375_000_000n, 44_296_875_000n]);
  });

  test('does not run away at the bottom', () => {
    const fees = baseFees(eip1559(1e-9, 10), 600);
    expect(fees.every((fee) => fee >= 7n)).toBe(true);
  });
});
