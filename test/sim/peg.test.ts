import { describe, expect, it } from 'vitest';
import { AGENTS, openSimulation, runToEnd, type Sections, STILL, scenarioWith } from './support.ts';

const { borrowers, depositors, liquidators } = AGENTS;
const ETH = 2000;
const MARKET_FEE = 0.001;
/** Least fee on new debt of the core. */
const BORROWING_FEE = 0.005;

/** Nothing moves but what agents do; the stablecoin's process stands at `peg`. */
function scenario(peg: number, impact: Sections, agents: Sections) {
  return scenarioWith({
    market: {
      ...{ ...STILL, stable: { symbol: 'ZUSD', process: { kind: 'constant', price: `${peg} USD` } } },
      venue: { impact },
    },
    agents: { borrowers, depositors, liquidators, ...agents },
    dex: { stable: '1k ZUSD' },
    probes: { invariants: '1 block' },
  });
}

/** Debt of a run without minters, in which nobody borrows or repays. */
async function debtWithout(): Promise<number> {
  return (await runToEnd(scenario(1.03, {}, {}))).final('solvency.debt');
}

const ALL_STAYS = { depth: '100k USD', halfLife: '1h', permanent: '100%' };
const minters = {
  ...{ policy: 'minter', count: 1, collateral: '2k ETH', collateralRatio: '250%', minProfit: '5 USD' },
  marketFee: '0.1%',
};
const redeemers = {
  ...{ policy: 'redeemer', count: 1, stable: '60k ZUSD', minProfit: '5 USD' },
  ...{ marketFee: '0.1%', settlement: '1 block' },
};

describe('a stablecoin whose price answers to demand', () => {
  it('is minted while it is dear, until the next one brings no more than its fee and 1 USD', async () => {
    const { final, record } = await runToEnd(scenario(1.03, { stable: ALL_STAYS }, { minters }));
    // The price of the last one sold: P (1 − market fee) = 1 + borrowing fee.
    const least = (1 + BORROWING_FEE) / (1 - MARKET_FEE);
    expect(final('market.stable') / least).toBeCloseTo(1, 6);
    expect(final('oracle.stable')).toBeCloseTo(final('market.stable'), 2);
    // ln(1.03 / least) / ln(1.01) depths at the price of the process were sold.
    const sold = ((Math.log(1.03 / least) / Math.log(1.01)) * 100_000) / 1.03;
    const gasCompensation = 20;
    const minted = final('solvency.debt') - (await debtWithout());
    expect(minted / (sold * (1 + BORROWING_FEE) + gasCompensation)).toBeCloseTo(1, 4);
    expect(record.notModelled.join(' ')).toContain('by others than the minters stated');
  });

  it('is minted no further than collateral goes', async () => {
    const poor = { ...minters, collateral: '21 ETH' };
    const { final } = await runToEnd(scenario(1.03, { stable: ALL_STAYS }, { minters: poor }));
    // 20 of the 21 are not for gas; what the stablecoin sold for is minted against again, less than 1.03 of each.
    const debt = final('solvency.debt') - (await debtWithout());
    expect(debt).toBeGreaterThan((20 * ETH) / 2.5 - 1);
    expect(debt).toBeLessThan((20 * ETH) / (2.5 - 1.03));
  });

  it('is bought back and the trove closed once it is cheap', async () => {
    // Bought back after an hour's half-life took the impact away: the process falls to 0.99 at 10 min.
    const loaded = scenarioWith({
      market: {
        ...STILL,
        stable: {
          symbol: 'ZUSD',
          process: {
            ...{ kind: 'knots', interpolation: 'straight' },
            points: [
              ['0h', '1.03 USD'],
              ['10m', '1.03 USD'],
              ['10m12s', '0.97 USD'],
            ],
          },
        },
        venue: { impact: { stable: { depth: '100k USD', halfLife: '1m' } } },
      },
      agents: { borrowers, depositors, liquidators, minters },
      dex: { stable: '1k ZUSD' },
    });
    const { simulation, step, ticks, population } = await openSimulation(loaded);
    const own = population.agents.find(({ group }) => group === 'minters')?.address;
    const owed: bigint[] = [];
    for (let tick = 0; tick < ticks; tick++) {
      await step();
      owed.push(simulation.book.get(own as `0x${string}`)?.debt ?? 0n);
    }
    expect(Math.max(...owed.slice(0, 50).map(Number))).toBeGreaterThan(1e21);
    expect(owed.at(-1)).toBe(0n);
  });

  it('is lifted by those who sell collateral for it, and that is what stops redemptions', async () => {
    const peg = 0.97;
    const still = await runToEnd(scenario(peg, {}, { redeemers }));
    const moved = await runToEnd(scenario(peg, { stable: ALL_STAYS }, { redeemers }));
    expect(still.final('market.stable')).toBe(peg);
    expect(moved.final('redemption.stable')).toBeLessThan(still.final('redemption.stable'));
    // Spending u USD lifts P to P + k u, k = ln(1.01) · P / depth.
    const spent = moved.series.events
      .filter(({ kind }) => kind === 'redemption')
      .reduce((sum, { collateral, value }) => sum + (collateral as number) * (1 - (value as number)) * ETH, 0);
    expect(spent).toBeGreaterThan(10_000);
    const expected = peg * (1 + (spent * Math.log(1.01)) / 100_000);
    // Gas is kept back from what is sold.
    expect(Math.abs(moved.final('market.stable') - expected)).toBeLessThan(2e-5);
    expect(moved.final('market.stable')).toBeLessThan((1 - 0.005) * (1 - MARKET_FEE));
  });

  it('gives the same result from the same seed', async () => {
    const make = () => scenario(1.03, { stable: ALL_STAYS, collateral: ALL_STAYS }, { minters, redeemers });
    const [first, second] = [await runToEnd(make()), await runToEnd(make())];
    expect(second.record.resultHash).toBe(first.record.resultHash);
  });
});

describe('price impact on collateral', () => {
  it('is felt by whoever sells next, and by the oracle', async () => {
    const impact = { collateral: { depth: '1M USD', halfLife: '1h', permanent: '100%' } };
    const loaded = scenario(0.95, impact, { redeemers: { ...redeemers, stable: '50k ZUSD' } });
    const { series, final } = await runToEnd(loaded);
    const sold = series.events
      .filter(({ kind }) => kind === 'redemption')
      .map(({ collateral, value }) => {
        return (collateral as number) * (1 - (value as number));
      });
    // All collateral redeemed but gas goes to the market: X = −ln(1.01) · 2000 · Σ q / 1M.
    const units = sold.reduce((a, b) => a + b, 0);
    const expected = ETH * Math.exp((-Math.log(1.01) * ETH * units) / 1e6);
    expect(final('market.price')).toBeLessThan(ETH - 1);
    expect(Math.abs(final('market.price') - expected)).toBeLessThan(0.1);
    expect(final('market.impact')).toBeCloseTo(final('market.price') / ETH - 1, 9);
  });
});
