import { type Address, parseAbi } from 'viem';
import { describe, expect, it } from 'vitest';
import { toNumber, WAD } from '../../src/core/units.ts';
import { PROVIDERS } from '../../src/sim/places.ts';
import { AGENTS, openSimulation, runToEnd, type Sections, STILL, scenarioWith } from './support.ts';

const { borrowers, depositors, maker } = AGENTS;
const OPENING = { stable: 100_000n * WAD, collateral: 50n * WAD };
const CLOCK = { start: '2024-01-01T00:00:00Z', duration: '6m', block: '12s' };
/** Down to 40 % in the sixth block, and back in the sixteenth. */
const DIP = [
  ['0h', '100%'],
  ['59s', '100%'],
  ['1m', '40%'],
  ['179s', '40%'],
  ['3m', '100%'],
];
const PAIR = parseAbi([
  'function getReserves() view returns (uint112, uint112, uint32)',
  'function token0() view returns (address)',
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address) view returns (uint256)',
]);

function dexWith(liquidity: Sections, sections: Sections = {}) {
  return scenarioWith({
    clock: CLOCK,
    market: STILL,
    agents: { borrowers, depositors },
    dex: { stable: '100k ZUSD', liquidity },
    ...sections,
  });
}

type Opened = Awaited<ReturnType<typeof openSimulation>>;

/** Pool and providers as the contracts themselves tell, at the last block. */
async function onChain({ simulation, opened }: Opened) {
  const client = simulation.chain.viem();
  const { pair, weth, core } = opened.targets.system;
  const at = { address: pair, abi: PAIR } as const;
  const balance = (address: Address) =>
    client.readContract({ address, abi: PAIR, functionName: 'balanceOf', args: [PROVIDERS] });
  const [reserve0, reserve1] = await client.readContract({ ...at, functionName: 'getReserves' });
  const first = await client.readContract({ ...at, functionName: 'token0' });
  const isStableFirst = first.toLowerCase() === core.stablecoin;
  return {
    stable: isStableFirst ? reserve0 : reserve1,
    collateral: isStableFirst ? reserve1 : reserve0,
    supply: await client.readContract({ ...at, functionName: 'totalSupply' }),
    own: await balance(pair),
    held: { stable: await balance(core.stablecoin), collateral: await balance(weth) },
  };
}

/** Digits of a square root, by Newton's rule. */
function root(square: bigint): bigint {
  let guess = square;
  for (let next = (guess + 1n) / 2n; next < guess; next = (guess + square / guess) / 2n) guess = next;
  return guess;
}

describe('a level that is scripted', () => {
  it('takes both sides out in proportion, and puts them back, to the wei', async () => {
    const opened = await openSimulation(dexWith({ path: DIP }));
    const { simulation, step } = opened;
    // Uniswap v2 mints √(x·y) at the first, and locks 1 000 of it.
    const supply = root(OPENING.stable * OPENING.collateral);
    expect(await onChain(opened)).toEqual({
      ...OPENING,
      supply,
      own: supply - 1000n,
      held: { stable: 0n, collateral: 0n },
    });
    for (let tick = 0; tick < 5; tick++) await step();
    expect(simulation.counts.included).toBe(0);

    await step();
    expect(simulation.counts).toMatchObject({ included: 1, reverted: 0 });
    const left = (supply * 4n) / 10n;
    const burnt = supply - left;
    const out = {
      stable: (burnt * OPENING.stable) / supply,
      collateral: (burnt * OPENING.collateral) / supply,
    };
    const low = await onChain(opened);
    expect(low).toEqual({
      stable: OPENING.stable - out.stable,
      collateral: OPENING.collateral - out.collateral,
      supply: left,
      own: left - 1000n,
      held: out,
    });
    expect(toNumber(low.stable) / toNumber(low.collateral)).toBeCloseTo(2000, 10);
    expect(simulation.providers?.tokens).toEqual({ supply: left, own: left - 1000n, opening: supply });
    expect(simulation.providers?.held).toEqual(out);

    for (let tick = 6; tick < 15; tick++) await step();
    expect(await onChain(opened)).toEqual(low);
    await step();
    expect(simulation.counts).toMatchObject({ included: 2, reverted: 0 });
    const back = await onChain(opened);
    // Each division by the pool, out and in again, may keep less than one liquidity token's worth.
    for (const side of ['stable', 'collateral'] as const) {
      expect(OPENING[side] - back[side]).toBeGreaterThanOrEqual(0n);
      expect(OPENING[side] - back[side]).toBeLessThan(200n);
      expect(back[side] + back.held[side]).toBe(OPENING[side]);
    }
    expect(supply - back.supply).toBeLessThan(10_000n);
    expect(toNumber(back.stable) / toNumber(back.collateral)).toBeCloseTo(2000, 10);
    expect(simulation.providers?.held).toEqual(back.held);
  });

  it('is sampled, and leaves the price of the pool where it was', async () => {
    const { record, series } = await runToEnd(dexWith({ path: DIP }));
    const of = (name: string) => series.samples.columns.get(name) ?? new Float64Array();
    const liquidity = [...of('dex.liquidity')];
    liquidity.forEach((share, tick) => {
      expect(share).toBeCloseTo(tick >= 5 && tick < 15 ? 0.4 : 1, 12);
    });
    for (const price of of('dex.price')) expect(price).toBeCloseTo(2000, 9);
    expect([...of('market.volatility')].every(Number.isNaN)).toBe(true);
    expect(record.notModelled.join('\n')).toContain('one by one');
  });

  it('is aimed at in steps', async () => {
    const path = [
      ['0h', '100%'],
      ['4m', '60%'],
    ];
    const { record, series } = await runToEnd(dexWith({ path, step: '9%' }));
    // 2 points a block; the first under 91 % of what stands: 91, 81.9, 72.8, 65.5; the next would be under 58.2.
    const shares = [...(series.samples.columns.get('dex.liquidity') ?? [])].map((share) => Math.round(share * 100));
    expect([...new Set(shares)]).toEqual([100, 90, 80, 72, 64]);
    expect(record.trials[0]?.reverted).toBe(0);
  });

  it('waits for a block with room for its bid', async () => {
    const tips = [['0h', '6 gwei', '7 gwei', '9 gwei']];
    const fullness = [
      ['0h', '300%'],
      ['119s', '300%'],
      ['2m', '50%'],
    ];
    const chain = { gasLimit: '30M gas', baseFee: '20 gwei', demand: { fullness, tips } };
    const { series } = await runToEnd(dexWith({ path: DIP }, { chain }));
    const shares = series.samples.columns.get('dex.liquidity') ?? [];
    expect([shares[9], shares[10]].map((share) => Math.round((share ?? 0) * 100))).toEqual([100, 40]);
    const outbid = await runToEnd(dexWith({ path: DIP, tip: '10 gwei' }, { chain }));
    expect(outbid.series.samples.columns.get('dex.liquidity')?.[5]).toBeCloseTo(0.4, 12);
  });
});

describe('a pool whose price moves', () => {
  const collateral = {
    symbol: 'ETH',
    process: { kind: 'constant', price: '2000 USD' },
    shocks: [{ at: '90s', change: '-20%' }],
  };
  const sections = { market: { ...STILL, collateral }, agents: { borrowers, depositors, maker } };

  it('gets back no more than what its short side allows', async () => {
    const opened = await openSimulation(dexWith({ path: DIP }, sections));
    const { simulation, step } = opened;
    for (let tick = 0; tick < 15; tick++) await step();
    const before = await onChain(opened);
    const price = toNumber(before.stable) / toNumber(before.collateral);
    expect(price).toBeLessThan(1650);
    // The market maker brought collateral and took stablecoin: of that, the providers have too much now.
    expect(before.held.stable / WAD).toBe(60_000n);
    const share = (before.held.collateral * WAD) / before.collateral;
    for (let tick = 15; tick < 18; tick++) await step();
    const after = await onChain(opened);
    expect(toNumber(after.supply) / toNumber(before.supply)).toBeCloseTo(1 + toNumber(share), 9);
    expect(after.held.collateral).toBeLessThan(1000n);
    // What stays is the difference of the two prices, on the collateral that they held.
    const put = toNumber(before.held.collateral) * price;
    expect(toNumber(after.held.stable)).toBeCloseTo(toNumber(before.held.stable) - put, 6);
    expect(simulation.providers?.tokens.supply).toBe(after.supply);
    expect(toNumber(after.stable) / toNumber(after.collateral)).toBeCloseTo(price, 9);
  });

  it('refuses a transaction whose amounts it no longer gives', async () => {
    // A bid under the market maker's: its trade comes first in the block in which the price falls.
    const path = [
      ['0h', '100%'],
      ['91s', '100%'],
      ['92s', '40%'],
    ];
    const shock = { ...collateral, shocks: [{ at: '96s', change: '-20%' }] };
    const market = { ...STILL, collateral: shock };
    const { series } = await runToEnd(dexWith({ path, tip: '1 gwei' }, { ...sections, market }));
    const reverted = series.events.filter(({ kind, detail }) => kind === 'reverted' && detail === 'liquidity');
    expect(reverted.map(({ tick }) => tick)).toEqual([8]);
    const shares = series.samples.columns.get('dex.liquidity') ?? [];
    expect([shares[8], shares[9]].map((share) => Math.round((share ?? 0) * 100))).toEqual([100, 40]);
    const loose = await runToEnd(dexWith({ path, tip: '1 gwei', slippage: '50%' }, { ...sections, market }));
    expect(Math.round((loose.series.samples.columns.get('dex.liquidity')?.[8] ?? 0) * 100)).toBe(40);
  });
});

describe('a level that answers to volatility', () => {
  const market = {
    collateral: {
      symbol: 'ETH',
      process: { kind: 'constant', price: '2000 USD' },
      shocks: [{ at: '1m', change: '-0.5%' }],
    },
    stable: STILL.stable,
  };
  const evaporation = { reference: '80%', halfLife: '2m' };

  it('falls in the block of a jump, by the closed form, and comes back with time', async () => {
    const clock = { ...CLOCK, duration: '40m' };
    const { series } = await runToEnd(dexWith({ evaporation }, { market, clock }));
    const of = (name: string) => series.samples.columns.get(name) ?? new Float64Array();
    const kept = 2 ** (-12 / 120);
    const jump = (1 - kept) * Math.log(0.995) ** 2 * ((365 * 86_400) / 12);
    const variance = 0.64 * kept ** 5 + jump;
    expect(of('market.volatility')[5]).toBeCloseTo(Math.sqrt(variance), 9);
    expect(of('dex.liquidity')[5]).toBeCloseTo(0.8 / Math.sqrt(variance), 9);
    expect(of('market.volatility')[15]).toBeCloseTo(Math.sqrt(variance / 2), 9);
    expect(of('dex.liquidity').at(-1)).toBeGreaterThan(0.95);
  });

  it('is the same in every run', async () => {
    const runs = [];
    for (let i = 0; i < 2; i++) runs.push(await runToEnd(dexWith({ evaporation }, { market })));
    expect(runs[0]?.record.resultHash).toBe(runs[1]?.record.resultHash);
    expect(runs[0]?.record.trials[0]?.lastBlockHash).toBe(runs[1]?.record.trials[0]?.lastBlockHash);
  });

  it('sends nothing while the market is as calm as the reference', async () => {
    const { series } = await runToEnd(dexWith({ evaporation: { reference: '2000%' } }, { market }));
    expect(series.samples.columns.get('dex.liquidity')?.every((share) => share === 1)).toBe(true);
    const volatility = series.samples.columns.get('market.volatility') ?? new Float64Array();
    expect(volatility[0]).toBe(20);
    // No return yet: two blocks of a half-life of an hour, in variance.
    expect(volatility[2]).toBeCloseTo(20 * 2 ** (-24 / 3600 / 2), 12);
  });
});

describe('refuses', () => {
  it.each([
    [{ stable: '100k ZUSD', liquidity: { path: '120%' } }, 'dex.liquidity.path: must not be above 100%'],
    [{ stable: '0 ZUSD', liquidity: { path: '50%' } }, 'dex.stable: must be above 0 with dex.liquidity'],
    [{ pool: 'deployed', liquidity: { path: '50%' } }, 'dex.liquidity: is only for a new pool'],
    [{ stable: '100k ZUSD', liquidity: { step: '0%' } }, 'expected a ratio from 0.1% to 100%'],
    [{ stable: '100k ZUSD', liquidity: { level: '50%' } }, 'unknown key'],
  ])('%j', (dex, message) => {
    expect(() => scenarioWith({ dex })).toThrow(message);
  });
});
