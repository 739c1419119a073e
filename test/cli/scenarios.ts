import { parse, stringify } from 'yaml';

type Section = Record<string, unknown>;

const TINY = `
name: tiny
title: Tiny crash
description: The collateral falls by 30 % within two minutes.
seed: 7
assumptions: [All figures are invented.]
clock: {start: 2024-01-01T00:00:00Z, duration: 6m, block: 12s}
chain: {gasLimit: 30M gas, baseFee: 30 gwei}
market:
  collateral:
    symbol: ETH
    process: {kind: gbm, start: 2000 USD, volatility: 90%}
    shocks: [{at: 1m, change: -30%, over: 2m}]
  stable: {symbol: ZUSD, process: {kind: constant, price: 1 USD}}
oracle:
  collateral: {deviation: 0.5%, heartbeat: 1h, delay: 1 block, tip: 5 gwei}
lending: {core: zero}
backstop: {kind: bamm, amplification: 20, maxDiscount: 4%}
dex: {stable: 60k ZUSD}
agents:
  borrowers:
    policy: borrower
    count: 12
    debt: {distribution: lognormal, median: 25k ZUSD, sigma: 0.5, min: 5k ZUSD, max: 60k ZUSD}
    collateralRatio: {distribution: uniform, min: 150%, max: 250%}
    keeps: 20%
    reserve: 0%
    passive: 100%
    reaction: 10m
    actAt: 120%
    target: 180%
    actions: {topUp: 60%, repay: 30%, close: 10%}
    bid: {tip: 2 gwei}
  liquidators: {policy: liquidator, count: 1, minProfit: 10 USD, latency: 0 blocks, bid: {tip: 5 gwei, expiry: 10 blocks}}
  depositors: {policy: backstopper, count: 4, deposit: {distribution: uniform, min: 5k ZUSD, max: 20k ZUSD}}
thresholds: [solvency.tcr.final >= 50%]
`;

/** A scenario of 30 blocks that passes, with sections replaced or (undefined) left out. */
export function tiny(changes: Section = {}): string {
  return stringify(tinyWith(changes));
}

/** The same with one more group of agents. */
export function tinyWithAgents(groups: Section, changes: Section = {}): string {
  const { agents, ...rest } = tinyWith(changes);
  return stringify({ ...rest, agents: { ...(agents as Section), ...groups } });
}

/** Two days: no test waits for its end. */
export const LONG = { clock: { start: '2024-01-01T00:00:00Z', duration: '48h', block: '12s' } };

function tinyWith(changes: Section): Section {
  return { ...(parse(TINY) as Section), ...changes };
}

/** The text as a person wrote it, for tests of how it is written. */
export const TINY_TEXT = TINY.trimStart();
