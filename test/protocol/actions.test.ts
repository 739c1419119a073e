import { describe, expect, test } from 'vitest';
import { WAD } from '../../src/core/units.ts';
import { changesBetween, readParameters } from '../../src/protocol/action/parameters.ts';
import { ORACLE_OPERATOR, OWNER } from '../../src/protocol/embeddedSystem.ts';
import { NOBODY, openWorld, PARAMS, PROPOSER, SALT, STRANGER, setMCR } from './actionWorld.ts';

describe('an action', () => {
  test('of the owner changes what the core asks', async () => {
    const { apply, mcr, system } = await openWorld();
    const args = ['1150000000000000000'];
    const note = 'a safer core';
    const [record] = await apply({ from: OWNER, to: 'baseParams', call: 'setMCR(uint256)', args, note });
    expect(await mcr()).toBe(115n * 10n ** 16n);
    expect(record).toEqual({
      ...{ from: OWNER, to: system.core.baseParams, contract: 'baseParams', call: 'setMCR(uint256)', args },
      ...{ data: setMCR(115n), value: '0', note, gasUsed: expect.any(Number) },
      changes: [{ parameter: 'core.MCR', before: '110%', after: '115%' }],
    });
    expect(record?.gasUsed).toBeGreaterThan(21_000);
  });

  test('as calldata is the same as by signature and arguments', async () => {
    const world = await openWorld();
    const written = { from: OWNER, to: 'backstop', call: 'setParams(uint256,uint256)', args: [60, 25] };
    const records = [
      ...(await world.apply(written)),
      ...(await (await openWorld()).apply({ from: OWNER, to: world.backstop, data: PARAMS })),
    ];
    expect(records[0]).toMatchObject({
      ...{ contract: 'backstop', call: 'setParams(uint256,uint256)', args: ['60', '25'], data: PARAMS },
      changes: [
        { parameter: 'backstop.A', before: '20', after: '60' },
        { parameter: 'backstop.fee', before: '0%', after: '0.25%' },
      ],
    });
    expect(records[1]).toEqual(records[0]);
  });

  test('comes after the ones before it', async () => {
    const { apply, chain, refusal, mcr } = await openWorld();
    const before = chain.blockNumber;
    const records = await apply(
      { from: OWNER, to: 'baseParams', data: setMCR(120n) },
      { from: OWNER, to: 'liquityBaseParams', call: 'setOwner(address)', args: [STRANGER] },
      { from: STRANGER, to: 'baseParams', data: setMCR(130n) },
      { from: ORACLE_OPERATOR, to: 'collateralFeed', call: 'publish(int256)', args: ['200_000_000_000'] },
    );
    expect(chain.blockNumber - before).toBe(4);
    expect(records.map(({ changes }) => changes)).toEqual([
      [{ parameter: 'core.MCR', before: '110%', after: '120%' }],
      [{ parameter: 'baseParams.owner', before: OWNER, after: STRANGER }],
      [{ parameter: 'core.MCR', before: '120%', after: '130%' }],
      [{ parameter: 'collateralFeed.answer', before: '1 USD', after: '2000 USD' }],
    ]);
    expect((await refusal({ from: OWNER, to: 'baseParams', data: setMCR(115n) })).facts).toMatchObject({
      reason: 'Ownable:: access denied',
    });
    expect(await mcr()).toBe(130n * 10n ** 16n);
  });

  test('that sets what is set already changes nothing, and one that no interface explains is kept as calldata', async () => {
    const { apply } = await openWorld();
    const [same] = await apply({ from: OWNER, to: 'baseParams', data: setMCR(110n) });
    expect(same?.changes).toEqual([]);
    const [unknown] = await apply({ from: STRANGER, to: 'stub', data: '0x12345678' });
    expect(unknown).toMatchObject({ contract: 'stub', call: null, args: [], data: '0x12345678', changes: [] });
  });

  test('with no actions nothing happens', async () => {
    const { apply, chain } = await openWorld();
    const before = chain.blockNumber;
    expect(await apply()).toEqual([]);
    expect(chain.blockNumber).toBe(before);
  });
});

describe('money', () => {
  test('nobody needs any for gas', async () => {
    const { apply, balance } = await openWorld();
    await apply({ from: STRANGER, to: 'stablecoin', call: 'approve(address,uint256)', args: ['backstop', 1] });
    expect(await balance(STRANGER)).toBe(0n);
  });

  test('that is sent along comes on top of what the sender has', async () => {
    const { apply, balance, chain, backstop } = await openWorld();
    await chain.setBalances(new Map([[PROPOSER, 7n]]));
    const [gift, transfer] = await apply(
      { from: PROPOSER, to: 'backstop', value: 3n * WAD },
      { from: STRANGER, to: NOBODY, value: WAD / 2n, note: 'to an account without code' },
    );
    expect(gift).toMatchObject({
      ...{ call: null, data: '0x', value: `${3n * WAD}` },
      changes: [{ parameter: 'backstop.balance', before: '0 ETH', after: '3 ETH' }],
    });
    expect(transfer).toMatchObject({
      ...{ to: NOBODY, contract: null, value: `${WAD / 2n}` },
      changes: [{ parameter: `${NOBODY}.balance`, before: '0 ETH', after: '0.5 ETH' }],
    });
    const [wrap] = await apply({ from: STRANGER, to: 'weth', call: 'deposit()', value: WAD });
    expect(wrap?.changes).toEqual([{ parameter: 'weth.balance', before: '0 ETH', after: '1 ETH' }]);
    expect([await balance(PROPOSER), await balance(STRANGER), await balance(backstop)]).toEqual([7n, 0n, 3n * WAD]);
  });
});

test('what is not there is not read: no backstop, and a contract that takes any call', async () => {
  const { chain, system } = await openWorld();
  const watched = [{ name: 'weth', address: system.weth }];
  const bare = await readParameters({ chain, system, watched });
  expect(Object.fromEntries(bare)).toEqual({
    'core.MCR': '110%',
    'core.CCR': '150%',
    'core.borrowingFeeFloor': '0.5%',
    'core.maxBorrowingFee': '5%',
    'core.redemptionFeeFloor': '0.5%',
    'core.percentDivisor': '200',
    'core.baseRate': '0%',
    'core.borrowingRate': '0.5%',
    'core.redemptionRate': '0.5%',
    'core.debt': '0 ZUSD',
    'core.collateral': '0 ETH',
    'stablecoin.supply': '0 ZUSD',
    'stabilityPool.deposits': '0 ZUSD',
    'communityIssuance.APR': '0%',
    'baseParams.owner': OWNER,
    'collateralFeed.answer': '1 USD',
    'stableFeed.answer': '1 USD',
    'weth.balance': '0 ETH',
  });
  const mixed = { ...system, naming: { ...system.naming, stable: 'LUSD' } };
  const other = await readParameters({ chain, system: mixed, backstop: system.core.stabilityPool, watched: [] });
  expect([...bare.keys()].filter((name) => !other.has(name))).toEqual(['stabilityPool.deposits', 'weth.balance']);
  expect([...other.keys()].filter((name) => name.startsWith('backstop'))).toEqual(['backstop.owner']);
  expect(changesBetween(bare, other)).toContainEqual({
    parameter: 'stabilityPool.deposits',
    before: '0 ZUSD',
    after: 'not there',
  });
});

describe('a contract as the sender', () => {
  test('needs neither a key nor money', async () => {
    const { apply, governor, balance } = await openWorld();
    const records = await apply(
      { from: OWNER, to: 'baseParams', call: 'setOwner(address)', args: [governor] },
      { from: governor, to: 'baseParams', data: setMCR(125n) },
      { from: governor, to: NOBODY, value: 5n },
    );
    expect(records[1]?.changes).toEqual([{ parameter: 'core.MCR', before: '110%', after: '125%' }]);
    expect(await balance(governor)).toBe(0n);
  });

  test('a proposal goes the way that it would: through the timelock', async () => {
    const { apply, governor, system, backstop } = await openWorld();
    const { baseParams } = system.core;
    const EXECUTE = 'execute(address,uint256,bytes,bytes32,bytes32)';
    const proposal = ['baseParams', 0, setMCR(115n), SALT, SALT];
    const wallet = 'execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)';
    const records = await apply(
      { from: OWNER, to: 'baseParams', call: 'setOwner(address)', args: [governor] },
      { from: OWNER, to: 'backstop', call: 'transferOwnership(address)', args: [governor] },
      {
        from: PROPOSER,
        to: governor,
        call: `schedule(address,uint256,bytes,bytes32,bytes32,uint256)`,
        args: [...proposal, 0],
      },
      { from: STRANGER, to: governor, call: EXECUTE, args: proposal },
      { from: PROPOSER, to: governor, call: wallet, args: ['backstop', 0, PARAMS, 0, 0, 0, 0, NOBODY, NOBODY, '0x'] },
    );
    expect(records.map(({ changes }) => changes)).toEqual([
      [{ parameter: 'baseParams.owner', before: OWNER, after: governor }],
      [{ parameter: 'backstop.owner', before: OWNER, after: governor }],
      [],
      [{ parameter: 'core.MCR', before: '110%', after: '115%' }],
      [
        { parameter: 'backstop.A', before: '20', after: '60' },
        { parameter: 'backstop.fee', before: '0%', after: '0.25%' },
      ],
    ]);
    expect(records[3]).toMatchObject({
      ...{ to: governor, contract: null, call: EXECUTE },
      args: [baseParams, '0', 'baseParams.setMCR(1150000000000000000)', SALT, SALT],
    });
    expect(records[4]?.args.slice(0, 3)).toEqual([backstop, '0', 'backstop.setParams(60, 25)']);
  });

  test('a multisig that answers false has done nothing', async () => {
    const { refusal, governor, mcr } = await openWorld();
    const call = 'execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)';
    const args = ['baseParams', 0, setMCR(115n), 0, 0, 0, 0, NOBODY, NOBODY, '0x'];
    const error = await refusal({ from: PROPOSER, to: governor, call, args });
    expect(error.shortMessage).toBe('An action failed without reverting');
    expect(error.facts).toMatchObject({ action: '1 of 1', call: expect.stringContaining('baseParams.setMCR(') });
    expect(await mcr()).toBe(110n * 10n ** 16n);
  });
});
