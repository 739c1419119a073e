import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WAD } from '../../core/units.ts';
import { bammQuote, curveReturn, sumFixedPoint } from './bammCurve.ts';

/** Outputs of the original contract; integers as decimal strings. */
interface Vectors {
  readonly getSumFixedPoint: readonly PureCase[];
  readonly getReturn: readonly PureCase[];
  readonly getSwapEthAmount: readonly QuoteCase[];
}
interface PureCase {
  readonly in: readonly string[];
  readonly out?: string;
  readonly reverts?: true;
}
interface QuoteCase {
  readonly state: Readonly<Record<'lusdBalance' | 'ethBalance' | 'ethPrice' | 'lusdPrice' | 'A' | 'fee', string>> &
    Readonly<Record<'maxDiscount' | 'ethDec' | 'lusdDec', number>>;
  readonly qty: string;
  readonly out?: readonly [string, string];
  readonly reverts?: true;
}

const file = new URL('../../../test/vectors/bamm.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

/** The answer, or that it reverts. */
function answerOf(compute: () => unknown): unknown {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return 'reverts';
    throw error;
  }
}

function stateOf({ state }: QuoteCase) {
  const scaled = (answer: string, decimals: number) => (BigInt(answer) * WAD) / 10n ** BigInt(decimals);
  return {
    stable: BigInt(state.lusdBalance),
    collateral: BigInt(state.ethBalance),
    price: scaled(state.ethPrice, state.ethDec),
    stablePrice: scaled(state.lusdPrice, state.lusdDec),
    amplification: BigInt(state.A),
    fee: BigInt(state.fee),
    maxDiscount: BigInt(state.maxDiscount),
  };
}

describe('the quote equals the original contract to the wei, reverts included', () => {
  it('sumFixedPoint', () => {
    expect(vectors.getSumFixedPoint).toHaveLength(113);
    for (const one of vectors.getSumFixedPoint) {
      const [x, y, a] = one.in.map(BigInt) as [bigint, bigint, bigint];
      const found = answerOf(() => String(sumFixedPoint(x, y, a)));
      expect(found, one.in.join(', ')).toBe(one.reverts ? 'reverts' : one.out);
    }
  });

  it('curveReturn', () => {
    expect(vectors.getReturn).toHaveLength(158);
    for (const one of vectors.getReturn) {
      const [q, x, y, a] = one.in.map(BigInt) as [bigint, bigint, bigint, bigint];
      const found = answerOf(() => String(curveReturn(q, x, y, a)));
      expect(found, one.in.join(', ')).toBe(one.reverts ? 'reverts' : one.out);
    }
  });

  it('bammQuote', () => {
    expect(vectors.getSwapEthAmount).toHaveLength(161);
    for (const one of vectors.getSwapEthAmount) {
      const found = answerOf(() => {
        const { collateral, fee } = bammQuote(BigInt(one.qty), stateOf(one));
        return [String(collateral), String(fee)];
      });
      expect(found, JSON.stringify(one)).toEqual(one.reverts ? 'reverts' : one.out);
    }
  });
});

describe('bammQuote', () => {
  const state = {
    ...{ stable: 200_000n * WAD, collateral: 100n * WAD, price: 200n * WAD, stablePrice: WAD },
    ...{ amplification: 20n, fee: 0n, maxDiscount: 400n },
  };

  it('is nothing while the price is missing', () => {
    expect(bammQuote(WAD, { ...state, price: 0n })).toEqual({ collateral: 0n, fee: 0n });
  });

  it('never pays more than there is, nor more than the greatest discount', () => {
    const all = bammQuote(10n ** 6n * WAD, state);
    expect(all.collateral).toBe(state.collateral);
    // Without stablecoin the curve would give nearly everything: 1 000 USD at 200 USD each, 4 % on top.
    expect(bammQuote(1000n * WAD, { ...state, stable: 0n }).collateral).toBe((5n * WAD * 104n) / 100n);
  });

  it('rounds the fee down and leaves the quote alone', () => {
    const quantity = 12_345n;
    // 12345 × 10030 / 10000 = 12382.035
    expect(bammQuote(quantity, { ...state, fee: 30n }).fee).toBe(37n);
    const free = bammQuote(quantity, state).collateral;
    expect(bammQuote(quantity, { ...state, fee: 30n }).collateral).toBe(free);
  });
});
