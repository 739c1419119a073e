import { encodeFunctionData, parseAbi } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActionRecord } from '../../src/metric/runRecord.ts';
import { ForkPlace, finalOf, type PassedRun } from './forkPlace.ts';

const SET_PARAMS = 'setParams(uint256,uint256)';
const WAD = '0'.repeat(18);

let place: ForkPlace;
/** Without an action. */
let plain: PassedRun;

beforeAll(async () => {
  place = await ForkPlace.open({ naming: 'zero', troves: 16 });
  plain = await place.run(place.scenario('plain'));
});

afterAll(() => place?.close());

const withActions = (name: string, ...actions: object[]): string => place.scenario(name, { chain: { actions } });
const inWords = ({ contract, call, args, note, changes }: ActionRecord) => ({ contract, call, args, note, changes });

test.concurrent('a proposal is applied before the first tick, and what it changed is told', async () => {
  const { bammOwner, governor, core } = place.upstream.addresses;
  const data = encodeFunctionData({ abi: parseAbi(['function setMCR(uint256)']), args: [12n * 10n ** 17n] });
  const { record, stdout, out } = await place.run(
    withActions(
      'proposal',
      { from: bammOwner, to: 'backstop', call: SET_PARAMS, args: [100, 50], note: 'a flatter curve' },
      { from: governor, to: core.baseParams, data },
    ),
  );
  expect(record.provenance.actions.map(inWords)).toEqual([
    {
      ...{ contract: 'backstop', call: SET_PARAMS, args: ['100', '50'], note: 'a flatter curve' },
      changes: [
        { parameter: 'backstop.A', before: '20', after: '100' },
        { parameter: 'backstop.fee', before: '0%', after: '0.5%' },
      ],
    },
    {
      ...{ contract: 'baseParams', call: 'setMCR(uint256)', args: [`12${WAD.slice(1)}`], note: '' },
      changes: [{ parameter: 'core.MCR', before: '110%', after: '120%' }],
    },
  ]);
  // What the agents and the record go by is what is on chain now.
  expect(record.scenario.lending.mcr).toBe(1.2);
  expect(finalOf(record, 'liquidation.count')).toBeGreaterThan(finalOf(plain.record, 'liquidation.count'));
  // Buyers' fees go to the fee pool, at the depositors' cost.
  expect(finalOf(record, 'backstop.profit.fees')).toBeLessThan(0);
  expect(record.resultHash).not.toBe(plain.record.resultHash);
  expect(stdout).not.toBe(plain.stdout);
  const report = place.workplace.read(out, 'summary.md');
  for (const text of ['setParams', 'a flatter curve', 'setMCR']) expect(report).toContain(text);
});

test.concurrent('a call that reverts ends the run with its reason', async () => {
  const [stranger] = place.upstream.addresses.holders;
  const file = withActions('stranger', { from: stranger, to: 'backstop', call: SET_PARAMS, args: [100, 0] });
  const { code, stderr } = await place.breakwater(['run', file, '--out', 'stranger']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^An action reverted$/m);
  expect(stderr).toMatch(/^ +action: +1 of 1$/m);
  expect(stderr).toMatch(/^ +call: +setParams\(100, 0\)$/m);
  expect(stderr).toMatch(/^ +reason: +Ownable: caller is not the owner$/m);
  expect(place.workplace.exists('stranger')).toBe(false);
});

test.concurrent('a core with other parameters than the scenario states is refused', async () => {
  const file = place.scenario('terms', { lending: { minimumCollateralRatio: '120%' } });
  const { code, stderr } = await place.breakwater(['run', file]);
  expect(code).toBe(2);
  expect(stderr).toContain('The lending terms of the scenario are not those of the forked chain');
  expect(stderr).toMatch(/lending.minimumCollateralRatio: +120% in the scenario .*, 110% on chain/);
});
