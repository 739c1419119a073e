import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Abi, parseAbi } from 'viem';
import { afterAll, describe, expect, test } from 'vitest';
import { UsageError } from '../core/errors.ts';
import { userArtifact } from './artifacts.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-artifact-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'mine.json');
const LIKE = parseAbi([
  'constructor(address feed)',
  'function swap(uint256 amount)',
  'function total() view returns (uint256)',
]);
const load = (content: unknown) => {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return userArtifact(path, LIKE, ['swap']);
};
const refusal = (content: unknown): UsageError => {
  try {
    load(content);
  } catch (error) {
    if (error instanceof UsageError) return error;
  }
  throw new Error('it was accepted');
};

describe('an artifact of the user', () => {
  test.each([
    ['Hardhat', '0x6001'],
    ['Foundry', { object: '0x6001', linkReferences: {} }],
    ['no prefix', '6001'],
  ])('as %s writes it', (_, bytecode) => {
    expect(load({ abi: LIKE, bytecode })).toEqual({
      name: 'backstop',
      abi: LIKE,
      bytecode: '0x6001',
      source: 'artifact of the scenario',
    });
  });

  test.each<[string, unknown, RegExp]>([
    ['no JSON', 'pragma solidity ^0.8.0;', /JSON/],
    ['no artifact', [], /no "abi" list/],
    ['no bytecode', { abi: LIKE }, /no "bytecode"/],
    ['empty bytecode', { abi: LIKE, bytecode: '0x' }, /no "bytecode"/],
    ['an interface', { abi: LIKE, bytecode: { object: '0x' } }, /no "bytecode"/],
    ['unlinked bytecode', { abi: LIKE, bytecode: '0x60__$Library$__' }, /libraries linked/],
    ['half a byte', { abi: LIKE, bytecode: '0x600' }, /not plain hex/],
  ])('%s is refused', (_, content, problem) => {
    const { message, facts } = refusal(content);
    expect(message).toMatch(/^The backstop artifact can not be used/);
    expect(facts).toMatchObject({ file: path, problem: expect.stringMatching(problem) });
  });

  test.each<[string, Abi, string]>([
    ['lacks a function', parseAbi(['constructor(address feed)']), 'swap(uint256)'],
    [
      'has it with other parameters',
      parseAbi(['constructor(address feed)', 'function swap(uint128 amount)']),
      'swap(uint256)',
    ],
    [
      'is constructed from something else',
      parseAbi(['constructor()', 'function swap(uint256 amount)']),
      'constructor(address)',
    ],
  ])('one that %s is refused', (_, abi, lacks) => {
    const { message, facts } = refusal({ abi, bytecode: '0x6001' });
    expect(message).toMatch(/^The backstop artifact is not a BAMM/);
    expect(facts).toEqual({ file: path, lacks });
  });

  test('a file that is missing is refused', () => {
    expect(() => userArtifact(join(folder, 'nowhere.json'), LIKE, [])).toThrow(UsageError);
  });
});
