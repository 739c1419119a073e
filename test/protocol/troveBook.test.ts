import { type Address, decodeFunctionResult, encodeFunctionData, type Hex, parseAbi } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chain, GENESIS_TIME } from '../../src/chain/chain.ts';
import { type RandomStream, randomStream } from '../../src/core/random.ts';
import { toWad, WAD } from '../../src/core/units.ts';
import { accountOf } from '../../src/protocol/accounts.ts';
import { ORACLE_OPERATOR } from '../../src/protocol/embeddedSystem.ts';
import { encodeIntent, type IntentTargets } from '../../src/protocol/encodeIntent.ts';
import type { Intent } from '../../src/protocol/intent.ts';
import { prepareSystem } from '../../src/protocol/systemCache.ts';
import { TroveBook } from '../../src/protocol/troveBook.ts';
import { Ledger, type LiquidationFact } from '../../src/sim/ledger.ts';

const ABI = parseAbi([
  'function publish(int256 answer)',
  'function getEntireDebtAndColl(address) view returns (uint256 debt, uint256 coll, uint256 pendingDebt, uint256 pendingColl)',
  'function getTroveStatus(address) view returns (uint256)',
  'function validInsertPosition(uint256 nicr, address prev, address next) view returns (bool)',
]);
const NOBODY: Address = '0x0000000000000000000000000000000000000000';
const ACTIVE = 1n;
const PEOPLE = Array.from({ length: 14 }, (_, i) => accountOf(`people/${i}`));
/** Those of the second test; nobody else of them has a trove then. */
const NEWCOMERS = Array.from({ length: 5 }, (_, i) => accountOf(`newcomers/${i}`));
const EVERYBODY = [...PEOPLE, ...NEWCOMERS];
const OPERATIONS = 300;

let chain: Chain;
let targets: IntentTargets;
let ledger: Ledger;
let time = GENESIS_TIME + 10_000_000;
let price = 2000;

async function mine(
  from: Address,
  to: Address,
  data: Hex,
  value = 0n,
): Promise<readonly LiquidationFact[] | undefined> {
  time += 12;
  const transactions = [{ from, to, data, value, gas: 5_000_000n }];
  const [receipt] = await chain.mine({ timestamp: time, baseFee: 0n, transactions });
  if (receipt?.succeeded !== true) return undefined;
  return ledger.apply(receipt).filter((fact) => fact.kind === 'liquidation');
}

function act(from: Address, intent: Intent) {
  const encoded = encodeIntent(intent, from, targets);
  if (encoded === undefined) throw new TypeError(`nothing stands for ${intent.kind}`);
  return mine(from, encoded.to, encoded.data, encoded.value);
}

async function setPrice(usd: number): Promise<void> {
  price = usd;
  const args = [toWad(usd) / 10n ** 10n] as const;
  const data = encodeFunctionData({ abi: ABI, functionName: 'publish', args });
  await mine(ORACLE_OPERATOR, targets.system.collateralFeed.address, data);
}

async function ask(
  to: Address,
  functionName: (typeof ABI)[number]['name'],
  questions: readonly (readonly unknown[])[],
) {
  const calls = questions.map((args) => ({
    to,
    data: encodeFunctionData({ abi: ABI, functionName, args } as Parameters<typeof encodeFunctionData>[0]),
  }));
  const { data } = await chain.read({ calls, accounts: [] });
  return data.map((one) => decodeFunctionResult({ abi: ABI, functionName, data: one }) as unknown);
}

/** Price at which all collateral is worth this many times all debt. */
function priceAt(tcr: number): number {
  const troves = targets.book.sorted();
  const sum = (field: 'debt' | 'collateral') => troves.reduce((total, trove) => total + trove[field], 0n);
  return troves.length === 0 ? 2000 : Math.min(2000, (tcr * Number(sum('debt'))) / Number(sum('collateral')));
}

/** Every account's trove, to the wei. */
async function expectSame(what: string): Promise<void> {
  const { book, system } = targets;
  const { troveManager } = system.core;
  const owners = EVERYBODY.map((owner) => [owner]);
  const states = await ask(troveManager, 'getTroveStatus', owners);
  const whole = (await ask(troveManager, 'getEntireDebtAndColl', owners)) as (readonly bigint[])[];
  const onChain = EVERYBODY.flatMap((owner, i) =>
    states[i] === ACTIVE ? [{ owner, debt: whole[i]?.[0], collateral: whole[i]?.[1] }] : [],
  );
  const known = EVERYBODY.flatMap((owner) => {
    const trove = book.get(owner);
    return trove === undefined ? [] : [{ owner, debt: trove.debt, collateral: trove.collateral }];
  });
  expect(known, what).toEqual(onChain);
  expect(book.sorted(), what).toHaveLength(onChain.length);
}

/** A new trove's neighbours, as the book tells them, are where the contract would put it: it need not search. */
async function expectHints(random: RandomStream): Promise<void> {
  const debt = toWad(random.uniform() * 10_000 + 200, 4);
  const collateral = toWad(random.uniform() * 20 + 0.2, 4);
  const nicr = (collateral * 10n ** 20n) / debt;
  const hints = targets.book.hints(Number(collateral) / Number(debt), NOBODY);
  const [isValid] = await ask(targets.system.core.sortedTroves, 'validInsertPosition', [[nicr, ...hints]]);
  expect(isValid, `${nicr} between ${hints.join(' and ')}`).toBe(true);
}

/** What each trove owed and what went where add up. */
function expectSplit(fact: LiquidationFact): void {
  const total = (parts: readonly { debt: bigint; collateral: bigint }[], field: 'debt' | 'collateral') =>
    parts.reduce((sum, part) => sum + part[field], 0n);
  expect(total(fact.troves, 'debt')).toBe(fact.debt);
  expect(total(fact.redistributed, 'debt')).toBe(fact.redistributedDebt);
  expect(total(fact.redistributed, 'collateral')).toBe(fact.redistributedCollateral);
  expect(fact.offsetDebt + fact.redistributedDebt).toBe(fact.debt);
  // The liquidator gets 1 of 200 of each trove, rounded down; of less where recovery mode caps what is taken.
  const most = fact.troves.reduce((sum, { collateral }) => sum + collateral / 200n, 0n);
  const taken = fact.offsetCollateral + fact.redistributedCollateral + fact.surplus;
  const compensation = total(fact.troves, 'collateral') - taken;
  if (fact.surplus === 0n) expect(compensation).toBe(most);
  else expect(compensation > 0n && compensation < most).toBe(true);
}

function intentOf(random: RandomStream, owner: Address): Intent {
  const trove = targets.book.get(owner);
  const amount = (scale: number) => toWad(random.uniform() * scale, 6);
  if (trove === undefined) {
    const borrow = toWad(200 + random.uniform() * 8000, 6);
    const ratio = random.chance(0.6) ? 1.15 + random.uniform() * 0.4 : 1.6 + random.uniform() * 2;
    return { kind: 'openTrove', borrow, collateral: (borrow * toWad(ratio * 1.03, 6)) / toWad(price) };
  }
  const risky = targets.book.sorted().slice(0, random.integer(1, 5));
  return random.pick<Intent>([
    { kind: 'addCollateral', amount: amount(1) },
    { kind: 'withdrawCollateral', amount: amount(0.4) },
    { kind: 'borrow', amount: amount(1000) },
    { kind: 'repay', amount: amount(500) },
    { kind: 'closeTrove' },
    { kind: 'deposit', amount: ledger.stableOf(owner) / 2n },
    { kind: 'deposit', amount: ledger.stableOf(owner) },
    { kind: 'withdraw', shares: amount(1500) },
    { kind: 'liquidate', troves: risky.map(({ owner }) => owner) },
    { kind: 'liquidate', troves: risky.map(({ owner }) => owner) },
    { kind: 'claimSurplus' },
  ]);
}

beforeAll(async () => {
  const { system, state } = await prepareSystem();
  chain = await Chain.open({ state, gasLimit: 100_000_000n });
  await chain.setBalances(new Map([...EVERYBODY, ORACLE_OPERATOR].map((account) => [account, 10n ** 6n * WAD])));
  const book = new TroveBook(system.core.troveManager, system.core.borrowerOperations);
  const backstop = { kind: 'stability-pool' as const, address: system.core.stabilityPool };
  targets = { system, book, backstop, executor: undefined, venue: NOBODY };
  ledger = new Ledger(targets);
});

afterAll(() => chain?.close());

describe('TroveBook', () => {
  it('follows random operations to the wei, redistributions and recovery mode among them', async () => {
    const random = randomStream(20, 'troves');
    const seen = { offset: 0, partial: 0, redistributed: 0, surplus: 0, succeeded: new Set<string>() };
    await setPrice(2000);
    for (let i = 0; i < OPERATIONS; i++) {
      // A crash now and then, as far as into recovery mode, and a way back.
      if (random.chance(0.16)) await setPrice(random.chance(0.5) ? priceAt(1.1 + 0.6 * random.uniform()) : 2000);
      const owner = random.pick(PEOPLE);
      const intent = intentOf(random, owner);
      const facts = await act(owner, intent);
      if (facts !== undefined) seen.succeeded.add(intent.kind);
      for (const fact of facts ?? []) {
        expectSplit(fact);
        const { offsetDebt, redistributedDebt, surplus } = fact;
        if (offsetDebt > 0n && redistributedDebt > 0n) seen.partial++;
        else if (offsetDebt > 0n) seen.offset++;
        else seen.redistributed++;
        if (surplus > 0n) seen.surplus++;
      }
      await expectSame(`after ${i}: ${intent.kind}`);
      await expectHints(random);
    }
    // Every kind of liquidation took place, and every operation went through at least once.
    expect(seen.offset).toBeGreaterThan(2);
    expect(seen.partial).toBeGreaterThan(0);
    expect(seen.redistributed).toBeGreaterThan(2);
    expect(seen.surplus).toBeGreaterThan(0);
    expect(seen.succeeded.size).toBeGreaterThanOrEqual(10);
  });

  it('splits a batch that the pool can take in part, and follows redistribution upon redistribution', async () => {
    // Three who will fall, the first of whom the pool can take, and half of the second; two safe ones carry the rest.
    await setPrice(2000);
    const [ann, ben, cay, dan, eve] = NEWCOMERS as [Address, Address, Address, Address, Address];
    const open = (from: Address, borrow: number, ratio: number) =>
      act(from, { kind: 'openTrove', borrow: toWad(borrow), collateral: toWad((borrow * ratio) / 2000) });
    for (const safe of [dan, eve]) expect(await open(safe, 400_000, 4)).toBeDefined();
    for (const [who, ratio] of [
      [ann, 1.2],
      [ben, 1.21],
      [cay, 1.22],
    ] as const)
      await open(who, 10_000, ratio);
    await empty();
    await act(dan, { kind: 'deposit', amount: toWad(15_000) });
    await setPrice(1780);
    const [fact] = (await act(eve, { kind: 'liquidate', troves: [ann, ben, cay] })) ?? [];
    if (fact === undefined) throw new TypeError('nothing was liquidated');
    expectSplit(fact);
    expect(fact.offsetDebt).toBe(toWad(15_000));
    // 10 000 borrowed are 10 070 owed: all of the first, 4930 of the second.
    expect(fact.redistributed.map(({ debt }) => debt)).toEqual([0n, toWad(5140), toWad(10_070)]);
    await expectSame('after a batch in part');

    for (const [i, change] of [1000, -500, 250].entries()) {
      await setPrice(2000);
      expect(await open(ann, 10_000 + i, 1.2)).toBeDefined();
      await act(
        dan,
        change > 0 ? { kind: 'borrow', amount: toWad(change) } : { kind: 'repay', amount: toWad(-change) },
      );
      await setPrice(1780);
      const [again] = (await act(eve, { kind: 'liquidate', troves: [ann] })) ?? [];
      expect(again?.redistributedDebt).toBe(again?.debt);
      await expectSame(`after redistribution ${i + 1}`);
    }
  });
});

/** Takes everybody's stablecoin out of the pool. */
async function empty(): Promise<void> {
  for (const owner of PEOPLE) await act(owner, { kind: 'withdraw', shares: 2n ** 200n });
}
