import type { EventKind, IcrCell, TrendSample, TrialEvent, TrialSeries } from '../../src/metric/runRecord.ts';

/** Hours and prices of a fall and a half recovery, for the fixture's path. */
const PATH: readonly (readonly [hour: number, price: number])[] = [
  [0, 194.8],
  [6, 191],
  [10, 184],
  [10.7, 162],
  [12, 158],
  [16, 140],
  [20, 134],
  [23.4, 118],
  [24.5, 112],
  [26, 97],
  [26.25, 86],
  [26.6, 102],
  [28, 116],
  [31, 128],
  [34, 137],
  [38, 126],
  [42, 131],
  [48, 133.6],
];
const LOW_HOUR = 26.25;
const MCR = 1.1;
const CCR = 1.5;

interface Input {
  readonly ticks: number;
  readonly seed: number;
  readonly backstop: 'bamm' | 'none';
  readonly quiet: boolean;
  readonly start: number;
  readonly classes: readonly string[];
}

/** mulberry32: small, seeded, good enough to draw a fixture with. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pathPrice(hour: number): number {
  const next = PATH.findIndex(([at]) => at >= hour);
  const [h1, p1] = PATH[Math.max(next, 1)] as (typeof PATH)[number];
  const [h0, p0] = PATH[Math.max(next, 1) - 1] as (typeof PATH)[number];
  return p0 + ((p1 - p0) * (hour - h0)) / (h1 - h0);
}

interface Trove {
  coll: number;
  debt: number;
  since: number;
}

/** Runs the toy economy and samples every metric that a real trial would. */
export function simulate({ ticks, seed, backstop, quiet, start, classes }: Input): TrialSeries {
  const next = random(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const hours = 48;
  const columns = new Map<string, Float64Array>();
  const events: TrialEvent[] = [];
  const trends: TrendSample[] = [];
  const icr: IcrCell[] = [];
  const tickColumn = new Int32Array(ticks);
  const timeColumn = new Float64Array(ticks);
  let troves: Trove[] = Array.from({ length: 420 }, () => {
    const debt = Math.exp(10.4 + 0.9 * normal());
    return { debt, coll: (debt * (1.32 + Math.exp(-0.35 + 0.75 * normal()))) / 194.8, since: -1 };
  });
  const has = backstop === 'bamm';
  let stable = has ? 6_500_000 : 0;
  let held = 0;
  const shares0 = stable;
  let spStable = stable;
  let spColl = 0;
  let market = 194.8;
  let peg = 1;
  let oracle = 194.8;
  let oracleAt = start;
  let dex = 194.8;
  let noise = 0;
  let peak = 1;
  let drawdown = 0;
  let recovering = false;
  let burst = 0;
  const total = { updates: 0, count: 0, debt: 0, coll: 0, redistributed: 0, bad: 0, rebalanced: 0, borrowerLoss: 0 };
  const tx = { included: 0, reverted: 0, expired: 0, gas: 0 };
  const profit: Record<string, number> = { liquidationGain: 0, priceChange: 0, stablePriceChange: 0, discountPaid: 0 };
  Object.assign(profit, { staleOracleLoss: 0, fees: 0, rewards: 0, gas: 0, rounding: 0 });
  const add = (part: string, amount: number) => {
    profit[part] = (profit[part] ?? 0) + amount;
  };
  const byClass: Record<string, number> = Object.fromEntries(classes.map((name) => [name, 0]));
  let since = -1;

  for (let tick = 0; tick < ticks; tick++) {
    const time = start + (tick + 1) * 13;
    const hour = (hours * tick) / Math.max(1, ticks - 1);
    tickColumn[tick] = tick;
    timeColumn[tick] = time;
    const event = (kind: EventKind, more: Partial<TrialEvent>) =>
      events.push({
        tick,
        time,
        kind,
        class: '',
        agent: '',
        debt: null,
        collateral: null,
        stable: null,
        value: null,
        detail: '',
        ...more,
      });

    noise = noise * 0.995 + 0.0009 * normal();
    const nearLow = Math.min(1, Math.abs(hour - LOW_HOUR) / 0.4);
    const before = { market, peg };
    market = quiet ? 194.8 * (1 + 0.3 * noise) : pathPrice(hour) * (1 + noise * nearLow);
    peg = 1 + (quiet ? 0 : 0.02 * Math.exp(-((hour - 27) ** 2) / 30)) + 0.0004 * normal();
    add('priceChange', held * (market - before.market));
    if (tick > 0) add('stablePriceChange', stable * (peg - before.peg));
    dex += (market - dex) * 0.03 + 0.0006 * market * normal();
    const stress = quiet ? 0 : Math.exp(-((hour - 12) ** 2) / 8) + 1.4 * Math.exp(-((hour - 26) ** 2) / 18);
    burst = burst * 0.98 + Math.abs(normal()) * 0.15;
    const baseFee = 9 + 90 * stress + 12 * stress * burst + 2 * burst;
    if (Math.abs(market / oracle - 1) > 0.005 || time - oracleAt >= 3600) {
      if (next() < 0.4 / (1 + 2 * stress)) {
        oracle = market * (1 + 0.0005 * normal());
        oracleAt = time;
        total.updates++;
        event('oracle', { class: 'oracle', agent: 'oracle/0', value: oracle });
      }
    }

    const pending: Trove[] = [];
    for (const trove of troves) {
      const ratio = (trove.coll * oracle) / trove.debt;
      if (ratio >= MCR) {
        trove.since = -1;
        if (ratio < 1.35 && next() < 0.0001) trove.coll *= 1.2;
        continue;
      }
      if (trove.since < 0) trove.since = time;
      pending.push(trove);
    }
    let done = 0;
    for (const trove of pending) {
      if (done >= 3 || next() > 0.08 / (1 + 3 * stress)) continue;
      done++;
      troves = troves.filter((other) => other !== trove);
      total.count++;
      total.debt += trove.debt;
      total.coll += trove.coll;
      const reward = trove.coll * 0.005;
      const absorbed = Math.min(stable, trove.debt) / trove.debt;
      const gain = (trove.coll - reward) * absorbed;
      stable -= trove.debt * absorbed;
      held += gain;
      add('liquidationGain', gain * market - trove.debt * absorbed * peg);
      const spPart = spStable <= 0 ? 0 : Math.min(spStable, trove.debt) / trove.debt;
      spStable -= trove.debt * spPart;
      spColl += (trove.coll - reward) * spPart;
      byClass['liquidator'] = (byClass['liquidator'] ?? 0) + reward * market - 0.0003 * baseFee * market * 0.05;
      total.borrowerLoss += trove.coll * market - trove.debt;
      event('liquidation', {
        class: 'liquidator',
        agent: `liquidators/${total.count % 8}`,
        debt: trove.debt,
        collateral: trove.coll,
      });
      trends.push({ metric: 'liquidation.delay', tick, time, value: time - trove.since });
      if (absorbed < 1) {
        const left = trove.debt * (1 - absorbed);
        const leftColl = (trove.coll - reward) * (1 - absorbed);
        total.redistributed += left;
        total.bad += Math.max(0, left - leftColl * market);
        const all = troves.reduce((sum, other) => sum + other.coll, 0);
        for (const other of troves) {
          const part = other.coll / all;
          other.debt += left * part;
          other.coll += leftColl * part;
        }
        event('redistribution', { debt: left, collateral: leftColl });
      }
    }

    let share = held === 0 ? 0 : (held * oracle) / (held * oracle + stable);
    const discount = (s: number) => Math.min(0.04, 0.0096 * (s / 0.1) ** 1.25 + 0.0001 * next() * (s > 0 ? 1 : 0));
    if (share > 0.012 && next() < 0.14 / (1 + 3 * stress)) {
      const amount = Math.min(held * oracle, 6_000 + 60_000 * next());
      const rate = discount(share);
      const sold = Math.min(held, (amount / oracle) * (1 + rate));
      const arbitrage = sold * market - amount * peg;
      if (arbitrage > 0 || next() < 0.15) {
        held -= sold;
        stable += amount;
        total.rebalanced += amount;
        add('discountPaid', amount * peg - sold * oracle);
        add('staleOracleLoss', sold * (oracle - market));
        byClass['arbitrageur'] = (byClass['arbitrageur'] ?? 0) + arbitrage - 0.00025 * baseFee * market * 0.05;
        event('swap', { class: 'arbitrageur', agent: 'arbitrageurs/1', stable: amount, collateral: sold, value: rate });
      }
    }
    share = held === 0 ? 0 : (held * oracle) / (held * oracle + stable);
    if (share > 0.01 && since < 0) since = time;
    if (share <= 0.01 && since >= 0) {
      trends.push({ metric: 'backstop.timeToClear', tick, time, value: time - since });
      since = -1;
    }
    if (has) add('rewards', 0.11);
    if (has && tick < 30) add('gas', -0.0002 * baseFee * market * 0.05);

    const sent = next() < 0.25 + 0.3 * Math.min(1, stress) ? 1 + Math.floor(3 * next()) : 0;
    for (let i = 0; i < sent; i++) {
      if (next() < 0.03 * stress) {
        tx.expired++;
        event('expired', { class: 'arbitrageur', agent: 'arbitrageurs/3', detail: 'swap' });
        continue;
      }
      tx.included++;
      tx.gas += baseFee * 1e-9 * 300_000;
      trends.push({
        metric: 'tx.wait',
        tick,
        time,
        value: Math.floor(-Math.log(1 - next()) * (0.2 + 9 * stress * stress)),
      });
      if (next() < 0.02 + 0.05 * stress) {
        tx.reverted++;
        event('reverted', { class: 'liquidator', agent: 'liquidators/2', detail: 'liquidate' });
      }
    }
    byClass['borrower'] = 0 - total.borrowerLoss;
    byClass['marketMaker'] = (byClass['marketMaker'] ?? 0) + Math.abs(dex - market) * 0.4;

    const debt = troves.reduce((sum, trove) => sum + trove.debt, 0);
    const coll = troves.reduce((sum, trove) => sum + trove.coll, 0);
    const ratios = troves.map((trove) => (trove.coll * oracle) / trove.debt);
    const tcr = (coll * oracle) / debt;
    const recovery = tcr < CCR;
    if (recovery !== recovering) event(recovery ? 'recoveryEntered' : 'recoveryLeft', { value: tcr });
    recovering = recovery;
    const profitTotal = Object.values(profit).reduce((a, b) => a + b, 0);
    const back = has ? profitTotal / shares0 : Number.NaN;
    if (has) {
      byClass['backstopper'] = profitTotal;
      peak = Math.max(peak, 1 + back);
      drawdown = Math.max(drawdown, 1 - (1 + back) / peak);
    }
    const put = (name: string, value: number) => {
      let column = columns.get(name);
      if (column === undefined) {
        column = new Float64Array(ticks).fill(Number.NaN);
        columns.set(name, column);
      }
      column[tick] = value;
    };
    put('market.price', market);
    put('market.stable', peg);
    put('oracle.price', oracle);
    put('oracle.stable', 1);
    put('oracle.age', time - oracleAt);
    put('oracle.updates', total.updates);
    put('dex.price', dex / peg);
    put('dex.stable', 3_000_000);
    put('dex.liquidity', 1 - 0.5 * Math.min(1, stress));
    put('solvency.tcr', tcr);
    put('solvency.tcrMarket', (coll * market) / debt);
    if (tick % 10 === 0) {
      const sorted = [...ratios].sort((a, b) => a - b);
      for (const q of [5, 25, 50, 75, 95])
        put(`solvency.icrQuantiles.p${String(q).padStart(2, '0')}`, sorted[Math.floor((q / 100) * sorted.length)] ?? 0);
    }
    put('solvency.debt', debt);
    put('solvency.collateral', coll);
    put('solvency.troves', troves.length);
    put(
      'solvency.pendingDebt',
      troves.reduce((sum, t, i) => sum + ((ratios[i] ?? 9) < MCR ? t.debt : 0), 0),
    );
    put(
      'solvency.badDebtLatent',
      troves.reduce((sum, t) => sum + Math.max(0, t.debt - t.coll * market), 0),
    );
    put('solvency.badDebtRealised', total.bad);
    put('solvency.recoveryMode', recovery ? 1 : 0);
    put('solvency.redistributedDebt', total.redistributed);
    put('liquidation.count', total.count);
    put('liquidation.debt', total.debt);
    put('liquidation.collateral', total.coll);
    put('borrower.liquidationLoss', total.borrowerLoss);
    if (has) {
      const nav = stable * peg + held * market;
      put('backstop.nav', nav);
      put('backstop.navPerShare', nav / shares0);
      put('backstop.return', back);
      put('backstop.maxDrawdown', drawdown);
      put('backstop.stable', stable);
      put('backstop.collateral', held);
      put('backstop.inventoryShare', share);
      put('backstop.discount', held === 0 ? 0 : discount(share));
      put('backstop.rebalanced', total.rebalanced);
      put('backstop.profit.total', profitTotal);
      for (const [part, value] of Object.entries(profit)) put(`backstop.profit.${part}`, value);
      put('benchmark.stabilityPool', (spStable * peg + spColl * market) / shares0 - 1);
    }
    put('benchmark.holdStable', peg - 1);
    put('benchmark.holdCollateral', market / 194.8 - 1);
    for (const name of classes) if (has || name !== 'backstopper') put(`agent.${name}.profit`, byClass[name] ?? 0);
    put('tx.included', tx.included);
    put('tx.reverted', tx.reverted);
    put('tx.expired', tx.expired);
    put('tx.pending', Math.floor(6 * stress * next()));
    put('fee.base', baseFee);
    put('gas.spent', tx.gas);

    if (tick % 40 === 0) {
      const cells = new Map<number, { troves: number; debt: number }>();
      troves.forEach((trove, i) => {
        const bin = Math.min(30, Math.floor(((ratios[i] ?? 0) - 1) * 10 + 1e-9));
        const cell = cells.get(bin) ?? { troves: 0, debt: 0 };
        cells.set(bin, { troves: cell.troves + 1, debt: cell.debt + trove.debt });
      });
      for (const [bin, cell] of [...cells].sort(([a], [b]) => a - b)) {
        const low = bin < 0 ? 0 : 1 + bin / 10;
        icr.push({
          tick,
          time,
          low,
          high: bin < 0 ? 1 : bin >= 30 ? Number.POSITIVE_INFINITY : 1 + (bin + 1) / 10,
          ...cell,
        });
      }
    }
  }
  return { samples: { tick: tickColumn, time: timeColumn, columns }, events, trends, icr };
}
