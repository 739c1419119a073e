import { expect, test } from 'vitest';
import { nextBaseFee } from './eip1559.ts';

const GWEI = 10n ** 9n;
const LIMIT = 30_000_000n;

test.each<[string, bigint, bigint, bigint]>([
  ['a full block: up by an eighth', 100n * GWEI, 30_000_000n, 112_500_000_000n],
  ['an empty block: down by an eighth', 100n * GWEI, 0n, 87_500_000_000n],
  ['half full, the target: unchanged', 100n * GWEI, 15_000_000n, 100n * GWEI],
  // 1/3 over the target: 100 gwei × 5M // 15M = 33 333 333 333, // 8 = 4 166 666 666.
  ['a third over the target, floored twice', 100n * GWEI, 20_000_000n, 104_166_666_666n],
  // 1/3 under it, the same way down.
  ['a third under the target', 100n * GWEI, 10_000_000n, 95_833_333_334n],
  ['up by 1 wei at least', 7n, 15_000_001n, 8n],
  ['8 wei still falls', 8n, 0n, 7n],
  ['7 wei no longer falls', 7n, 0n, 7n],
])('%s', (_, baseFee, gasUsed, next) => {
  expect(nextBaseFee(baseFee, gasUsed, LIMIT)).toBe(next);
});

test('mainnet’s first London block, 12 965 000, and the base fee after it', () => {
  // Gas used, gas limit and the next block's base fee as they stand on chain (etherscan.io/block/12965000).
  expect(nextBaseFee(GWEI, 30_025_257n, 30_029_122n)).toBe(1_124_967_822n);
});
