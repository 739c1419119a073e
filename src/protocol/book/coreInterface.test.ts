import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toFunctionSignature } from 'viem';
import { describe, expect, test } from 'vitest';
import { ownArtifact } from '../artifacts.ts';
import { coreName, coreSignature } from '../core/naming.ts';
import { CONTRACT_FIELDS, type ContractName } from './addressBook.ts';
import { CORE_NAMES, INTERFACES } from './coreInterface.ts';

const SOURCES = fileURLToPath(new URL('../../', import.meta.url));
/** Asked of what is no contract of a core, and not named by an interface here. */
const ELSEWHERE = ['AnswerUpdated(int256,uint256,uint256)', 'getReserves()'];
/** Asked only where the scenario has redeemers; in Zero's Trove Manager they are another contract's code. */
const REDEMPTION = [
  'Redemption(uint256,uint256,uint256,uint256)',
  ...['getRedemptionRate()', 'baseRate()', 'lastFeeOperationTime()'],
];

const signatures = Object.values(INTERFACES).flatMap(({ views, sends, emits }) => [
  ...views.map(({ signature }) => signature),
  ...sends,
  ...emits,
]);

describe('the interface that is asked for', () => {
  test('has all that Breakwater asks of a core by name', () => {
    const asked = ['protocol', 'sim'].flatMap((room) =>
      readdirSync(join(SOURCES, room), { recursive: true, encoding: 'utf8' })
        // What an action is shown by may be missing.
        .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|^book|^action/.test(name))
        .map((name) => readFileSync(join(SOURCES, room, name), 'utf8'))
        .filter((text) => /naming\.ts'|toEventSelector/.test(text))
        .flatMap((text) => text.match(/(?<=')[A-Za-z_]\w*\([\w,[\]]*\)(?=')/g) ?? []),
    );
    expect(new Set(asked).size).toBeGreaterThan(25);
    const known = [...signatures, ...ELSEWHERE, ...REDEMPTION];
    expect(asked.filter((signature) => !known.includes(signature))).toEqual([]);
  });

  test('is, of a BAMM, what the reference has', () => {
    const { views, sends, emits, pointers } = INTERFACES.backstop ?? expect.fail('there is none');
    const { abi } = ownArtifact('BackstopAMM');
    const offered = abi.flatMap((item) =>
      item.type === 'function' || item.type === 'event' ? [toFunctionSignature(item as never)] : [],
    );
    const wanted = [
      ...views.map(({ signature }) => signature),
      ...sends,
      ...emits,
      ...pointers.map(({ getter }) => `${getter}()`),
    ];
    expect(wanted.filter((signature) => !offered.includes(signature))).toEqual([]);
  });
});

test('docs/address-books.md lists every name, and which of them a core may change', () => {
  const page = readFileSync(join(SOURCES, '../docs/address-books.md'), 'utf8');
  const [, naming = ''] = page.split('## Naming');
  const [table = '', fixed = ''] = naming.split('Taken as Liquity has them');
  const names = (text: string) => new Set([...text.matchAll(/`([A-Za-z_]+)`/g)].map(([, name]) => name));
  expect(CORE_NAMES.filter((name) => !names(table).has(name))).toEqual([]);
  const core = Object.entries(INTERFACES).filter(([name]) => CONTRACT_FIELDS[name as ContractName].startsWith('core.'));
  const all = core.flatMap(([, { views, sends, emits }]) => [
    ...views.map(({ signature }) => signature),
    ...sends,
    ...emits,
  ]);
  const unchanged = all.map((signature) => signature.replace(/\(.*/, '')).filter((name) => !CORE_NAMES.includes(name));
  expect(unchanged.filter((name) => !names(fixed).has(name))).toEqual([]);
});

describe('names', () => {
  test('that a core may change are those that are looked up by its naming', () => {
    for (const name of ['MCR', 'getLUSDDebt', 'getEntireDebtAndColl', 'ETHGainWithdrawn'])
      expect(CORE_NAMES).toContain(name);
    for (const name of ['openTrove', 'TroveUpdated', 'transfer', 'A']) expect(CORE_NAMES).not.toContain(name);
  });

  test('take the words of the core, each where Liquity has its own', () => {
    const naming = { stable: 'ETHUSD', reward: 'LOAN', collateral: 'PLS', names: { MCR: 'minimumRatio' } };
    expect(coreName(naming, 'StabilityPoolLUSDBalanceUpdated')).toBe('StabilityPoolETHUSDBalanceUpdated');
    expect(coreName(naming, 'getDepositorLQTYGain')).toBe('getDepositorLOANGain');
    expect(coreSignature(naming, 'getDepositorETHGain(address)')).toBe('getDepositorPLSGain(address)');
    expect(coreSignature(naming, 'MCR()')).toBe('minimumRatio()');
  });
});
