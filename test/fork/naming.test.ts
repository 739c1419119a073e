import { type Hex, keccak256 } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { RunRecord } from '../../src/metric/runRecord.ts';
import { returnedWord } from '../../src/protocol/batchRead.ts';
import { coreCall, LIQUITY_NAMING } from '../../src/protocol/core/naming.ts';
import { maskImmutables } from '../contracts/maskImmutables.ts';
import { projectArtifact } from '../contracts/support.ts';
import type { Naming } from '../upstream/deploySystem.ts';
import { ForkPlace, finalOf, type PassedRun } from './forkPlace.ts';
import { openFork } from './openFork.ts';
import { INHABITED, NEWCOMERS } from './scenarios.ts';

const NAMINGS = ['zero', 'liquity', 'renamed'] as const;
const TROVES = 16;
const PULSECHAIN = 369;

let places: Readonly<Record<Naming, ForkPlace>>;

beforeAll(async () => {
  const [zero, liquity, renamed] = await Promise.all(
    NAMINGS.map((naming) => ForkPlace.open({ naming, troves: TROVES, chainId: naming === 'renamed' ? PULSECHAIN : 1 })),
  );
  places = { zero, liquity, renamed } as typeof places;
});

afterAll(() => Promise.all(Object.values(places ?? {}).map((place) => place.close())));

/** Everything but what gas has a part in: a core of other names costs other gas. */
const withoutGas = ({ metrics }: RunRecord) =>
  Object.fromEntries(
    Object.entries(metrics)
      .filter(([name]) => !/^(agent|gas)\.|profit\.(gas|total)$/.test(name))
      .map(([name, metric]) => {
        const { title: _, definition: __, unit: ___, ...figures } = metric;
        return [name, figures];
      }),
  );

const contractOf = ({ provenance }: RunRecord, role: string) =>
  provenance.contracts.findLast((contract) => contract.role === role);

describe('the same story on cores of other names', () => {
  let runs: Readonly<Record<Naming, PassedRun>>;

  beforeAll(async () => {
    const [zero, liquity, renamed] = await Promise.all(
      NAMINGS.map((naming) => places[naming].run(places[naming].scenario('deployed'))),
    );
    runs = { zero, liquity, renamed } as typeof runs;
  });

  test('has the same figures under Liquity’s names as under Zero’s', () => {
    expect(finalOf(runs.liquity.record, 'liquidation.debt')).toBeGreaterThan(0);
    expect(finalOf(runs.liquity.record, 'backstop.rebalanced')).toBeGreaterThan(0);
    expect(withoutGas(runs.liquity.record)).toEqual(withoutGas(runs.zero.record));
  });

  test('has the same liquidations on a renamed fork, where buyers ask its BAMM for quotes', () => {
    const { liquity, renamed } = runs;
    for (const name of ['solvency.tcr', 'solvency.troves', 'liquidation.debt', 'liquidation.collateral']) {
      expect(finalOf(renamed.record, name), name).toBe(finalOf(liquity.record, name));
    }
    expect(finalOf(renamed.record, 'backstop.rebalanced')).toBeGreaterThan(0);
  });

  test.each(NAMINGS)('is attributed to the last unit on %s', (naming) => {
    const { record } = runs[naming];
    const parts = Object.keys(record.metrics).filter((name) => /^backstop\.profit\.(?!total)/.test(name));
    const sum = parts.reduce((total, name) => total + finalOf(record, name), 0);
    expect(sum).toBeCloseTo(finalOf(record, 'backstop.profit.total'), 6);
    expect(Math.abs(finalOf(record, 'backstop.profit.rounding'))).toBeLessThan(1e-6);
  });
});

test('a renamed fork is found to be as its address book says', async () => {
  const { upstream } = places.renamed;
  const args = ['doctor', '--book', './book.yaml', '--url', '${UPSTREAM}', '--block', String(upstream.block)];
  const { code, stdout, stderr } = await places.renamed.breakwater(args);
  expect(code, `${stderr}\n${stdout}`).toBe(0);
  expect(stdout).toContain(
    `upstream-renamed on chain ${PULSECHAIN} at block ${upstream.block} of 2023-12-31T23:00:00Z`,
  );
  expect(stdout).toContain('all 19 contracts hold');
  expect(stdout).toMatch(
    /^ok +stabilityPool .* answers 4 functions; wired to .*; takes 2 transactions; emits 3 events$/m,
  );
});

describe('a new BAMM', () => {
  const sections = {
    backstop: { kind: 'bamm', amplification: 20, maxDiscount: '4%' },
    dex: { stable: '60k STABLE' },
    agents: {
      ...NEWCOMERS,
      owners: INHABITED.owners,
      depositors: { policy: 'backstopper', count: 3, deposit: '20k STABLE' },
    },
  };

  let liquity: PassedRun;
  let renamed: PassedRun;

  beforeAll(async () => {
    const run = (place: ForkPlace): Promise<PassedRun> => place.run(place.scenario('bamm', sections));
    [liquity, renamed] = await Promise.all([run(places.liquity), run(places.renamed)]);
  });

  test('on Liquity’s names is the reference, unchanged', async () => {
    const { record } = liquity;
    expect(contractOf(record, 'backstop')).toMatchObject({
      source: 'breakwater contracts/BackstopAMM.sol',
      known: 'breakwater contracts/BackstopAMM.sol',
    });
    expect(finalOf(record, 'backstop.rebalanced')).toBeGreaterThan(0);
    const { opened } = await openFork(places.liquity, 'bamm.yaml');
    const [code] = await opened.chain.code([opened.targets.backstop?.address ?? '0x']);
    expect(keccak256(code as Hex)).toBe(contractOf(record, 'backstop')?.codeHash);
    const artifact = projectArtifact('BackstopAMM');
    expect(maskImmutables(code as Hex, artifact)).toBe(artifact.deployedBytecode);
  });

  test('on other names is the reference that calls those', () => {
    const { record } = renamed;
    const { source } = contractOf(record, 'backstop') ?? {};
    expect(source).toBe('breakwater contracts/BackstopAMM.sol, calling getCompoundedUSDLDeposit, getDepositorPLSGain');
    expect(finalOf(record, 'backstop.rebalanced')).toBeGreaterThan(0);
    expect(finalOf(record, 'liquidation.debt')).toBeGreaterThan(0);
  });
});

describe('the price feed of a Liquity core', () => {
  const WORKING = 0n;
  const UNTRUSTED = 1n;
  /** Some owners act on the core in every crash. */
  const agents = {
    owners: { ...INHABITED.owners, reaction: '0s', actions: { topUp: '100%' } },
    liquidators: INHABITED.liquidators,
  };
  const market = (collateral: object) => ({
    collateral: { symbol: 'ETH', ...collateral },
    stable: { symbol: 'LUSD', process: { kind: 'constant', price: '1 USD' } },
  });

  /** Runs to the end. @returns what the core's price feed said after each block, and the feed before it */
  async function watch(name: string, collateral: object) {
    const place = places.liquity;
    const { priceFeed } = place.upstream.addresses;
    const {
      simulation,
      opened,
      market: path,
    } = await openFork(place, place.scenario(name, { agents, market: market(collateral) }));
    const views = ['status()', 'lastGoodPrice()', 'fetchPrice()'];
    const calls = views.map((view) => ({ to: priceFeed, data: coreCall(LIQUITY_NAMING, view) }));
    const seen = [];
    for (let tick = 0; tick < path.ticks; tick++) {
      await simulation.tick(tick);
      const { data } = await opened.chain.read({ calls, accounts: [] });
      const [status, lastGood, now] = data.map((word) => returnedWord(word));
      seen.push({ status, lastGood, now, published: simulation.oracles.collateral.price.wad });
    }
    return { seen, simulation };
  }

  test('goes on working through a crash in steps', async () => {
    const { seen, simulation } = await watch('steps', {
      process: { kind: 'constant', price: '2000 USD' },
      shocks: [{ at: '1m', change: '-40%', over: '3m' }],
    });
    expect(new Set(seen.map(({ status }) => status))).toEqual(new Set([WORKING]));
    for (const { now, published } of seen) expect(now).toBe(published);
    expect(seen.at(-1)?.lastGood).toBe(1200n * 10n ** 18n);
    expect(simulation.solvency.count).toBeGreaterThan(0);
  });

  test('does not trust a fall of more than a half in one step, as it would not live', async () => {
    const { seen, simulation } = await watch('jump', {
      process: {
        kind: 'knots',
        interpolation: 'straight',
        points: [
          ['0s', '2000 USD'],
          ['300s', '2000 USD'],
          ['312s', '800 USD'],
        ],
      },
    });
    const fallen = seen.filter(({ published }) => published === 800n * 10n ** 18n);
    expect(fallen.length).toBeGreaterThan(20);
    // The core goes on with the last good price, so nobody is under water for it.
    for (const { now } of seen) expect(now).toBe(2000n * 10n ** 18n);
    expect(simulation.solvency.count).toBe(0);
    // Whoever touches the core makes it write down what it sees.
    expect(seen[0]?.status).toBe(WORKING);
    expect(seen.at(-1)).toMatchObject({ status: UNTRUSTED, lastGood: 2000n * 10n ** 18n });
  });

  test('can be scripted itself, where what it reads can not', async () => {
    const { upstream, workplace } = places.liquity;
    const { feeds: _, ...book } = parse(upstream.bookText) as { readonly feeds: object };
    const feeds = { collateral: { address: upstream.addresses.priceFeed, kind: 'price-feed' } };
    workplace.write('price-feed.yaml', stringify({ ...book, feeds }));
    const { record } = await places.liquity.run(
      places.liquity.scenario('scripted', {
        chain: { book: './price-feed.yaml' },
        backstop: { kind: 'stability-pool' },
        agents: { ...agents, borrowers: NEWCOMERS.borrowers },
      }),
    );
    expect(finalOf(record, 'oracle.updates')).toBeGreaterThan(3);
    expect(finalOf(record, 'liquidation.debt')).toBeGreaterThan(0);
  });
});
