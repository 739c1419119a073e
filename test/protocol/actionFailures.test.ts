import { describe, expect, test } from 'vitest';
import type { ActionSpec } from '../../src/protocol/action/encodeAction.ts';
import { OWNER } from '../../src/protocol/embeddedSystem.ts';
import { fail, NOBODY, openWorld, PARAMS, SALT, STRANGER, setMCR } from './actionWorld.ts';

describe('an action that reverts ends it', () => {
  test('with who called what, and why it failed', async () => {
    const { refusal, mcr } = await openWorld();
    const { message } = await refusal(
      { from: OWNER, to: 'backstop', data: PARAMS },
      { from: STRANGER, to: 'backstop', call: 'setParams(uint256,uint256)', args: [20, 0] },
      { from: OWNER, to: 'baseParams', data: setMCR(115n) },
    );
    expect(message).toMatch(/^An action reverted\n {2}action: 2 of 3\n/);
    expect(message).toContain(`from:   ${STRANGER}`);
    expect(message).toMatch(/to: {5}backstop \(0x[0-9a-f]{40}\)/);
    expect(message).toContain('call:   setParams(20, 0)');
    expect(message).toContain('reason: Ownable: caller is not the owner');
    expect(await mcr()).toBe(110n * 10n ** 16n);
  });

  test.each<[string, Partial<ActionSpec>, RegExp]>([
    [
      'a limit of the BAMM',
      { to: 'backstop', call: 'setParams(uint256,uint256)', args: [500, 0] },
      /^setParams: A too big$/,
    ],
    [
      'a redemption, whose reason Zero wraps up twice',
      {
        to: 'troveManager',
        call: 'redeemCollateral(uint256,address,address,address,uint256,uint256,uint256)',
        args: [1, NOBODY, NOBODY, NOBODY, 0, 0, '1000000000000000000'],
      },
      /^TroveManager: Redemptions are not allowed during bootstrap phase$/,
    ],
    ['a function that is not there', { to: 'backstop', data: '0x12345678' }, /^none given/],
    ['money that nobody takes', { to: 'baseParams', value: 1n }, /^none given/],
    ['a division by zero', { to: 'timelock', data: fail(0n) }, /^division by zero$/],
    ['nothing at all', { to: 'timelock', data: fail(1n) }, /^none given/],
    ['an error of its own', { to: 'timelock', data: fail(2n) }, /^NotTold\(7\)$/],
    ['an invalid operation', { to: 'timelock', data: fail(3n) }, /^none given \(.*InvalidFEOpcode/],
    ['a text in a text', { to: 'timelock', data: fail(4n) }, /^inner$/],
    ['an overflow', { to: 'timelock', data: fail(5n) }, /^arithmetic overflow/],
    [
      'one who may not',
      { to: 'timelock', data: `0x01d5062a${'0'.repeat(64 * 2)}${'c0'.padStart(64, '0')}${'0'.repeat(64 * 4)}` },
      new RegExp(`^TimelockUnauthorizedCaller\\(${OWNER}\\)$`),
    ],
  ])('%s', async (_, action, reason) => {
    const { refusal, governor, balance } = await openWorld();
    const to = action.to === 'timelock' ? governor : (action.to as string);
    const error = await refusal({ from: OWNER, ...action, to });
    expect(error.shortMessage).toBe('An action reverted');
    expect(error.facts['reason']).toMatch(reason);
    expect(await balance(governor)).toBe(0n);
  });
});

test('a function that the contract is not known to have is pointed out', async () => {
  const { refusal, governor } = await openWorld();
  const remedy = async (to: string, call: string, args: readonly unknown[]) =>
    (await refusal({ from: OWNER, to, call, args })).remedy;
  expect(await remedy('backstop', 'setParam(uint256,uint256)', [20, 0])).toBe(
    'backstop is not known to have setParam(uint256,uint256): did you mean setParams(uint256,uint256)?',
  );
  expect(await remedy('stabilityPool', 'sweep(bytes32)', [SALT])).toMatch(/sweep\(bytes32\): check its name and types/);
  // Its parameters are right: they were meant, and the sender was not.
  expect(await remedy(governor, 'fail(uint256)', [1])).toMatch(/^correct the action/);
});

describe('refused before anything is done', () => {
  test.each<[string, Partial<ActionSpec>, RegExp, Record<string, unknown>]>([
    [
      'a contract of no name',
      { to: 'vault' },
      /names a contract that is not known/,
      { known: expect.stringMatching(/backstop.*stub/) },
    ],
    ['a signature', { call: 'setMCR(uint)[' }, /signature/, { call: 'setMCR(uint)[' }],
    ['an argument too few', { call: 'setMCR(uint256)' }, /number of arguments/, { expected: '1', found: '0' }],
    ['an argument that YAML rounds', { call: 'setMCR(uint256)', args: [1.15e18] }, /does not fit/, {}],
    ['text for a number', { call: 'setMCR(uint256)', args: ['115%'] }, /does not fit/, { found: '"115%"' }],
  ])('%s', async (_, action, message, facts) => {
    const { refusal, mcr, chain } = await openWorld();
    const before = chain.blockNumber;
    const good = { from: OWNER, to: 'baseParams', data: setMCR(115n) };
    const error = await refusal(good, { from: OWNER, to: 'baseParams', ...action });
    expect(error.shortMessage).toMatch(message);
    expect(error.facts).toMatchObject({ action: '2 of 2', ...facts });
    expect([await mcr(), chain.blockNumber]).toEqual([110n * 10n ** 16n, before]);
  });

  test.each<[string, Partial<ActionSpec>]>([
    ['calldata', { data: PARAMS }],
    ['calldata with money', { data: PARAMS, value: 1n }],
    ['neither', { data: '0x' }],
  ])('%s for an account without code', async (_, action) => {
    const { refusal, balance } = await openWorld();
    const error = await refusal({ from: OWNER, to: NOBODY, ...action });
    expect(error.shortMessage).toBe('An action calls an account without code, which would do nothing');
    expect(error.facts).toMatchObject({ action: '1 of 1', to: NOBODY });
    expect(await balance(NOBODY)).toBe(0n);
  });
});
