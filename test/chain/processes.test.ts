import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAnvil } from '../../src/chain/anvilProcess.ts';
import { Chain } from '../../src/chain/chain.ts';
import { processesNaming, until, untilNoneNames } from '../cli/processes.ts';
import { account, fundedChain, GAS_LIMIT, time, transfer } from './support.ts';

const root = mkdtempSync(join(tmpdir(), 'bw-'));
const before = process.env['TMPDIR'];
beforeAll(() => {
  process.env['TMPDIR'] = root;
});
afterAll(() => {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  rmSync(root, { recursive: true, force: true });
});

/** Letter of a process's state as Linux has it; undefined if there is no such process. */
function stateOf(pid: number): string | undefined {
  if (!existsSync(`/proc/${pid}`)) return undefined;
  return /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
}

const isAlive = (pid: number): boolean => !['Z', undefined].includes(stateOf(pid));

async function expectNothingLeft(): Promise<void> {
  await untilNoneNames(root);
  expect(readdirSync(root)).toEqual([]);
}

describe('a chain', () => {
  test('closed, and closed again, leaves nothing', async () => {
    const chain = await fundedChain();
    expect(isAlive(chain.processId)).toBe(true);
    await Promise.all([chain.close(), chain.close()]);
    await chain.close();
    expect(isAlive(chain.processId)).toBe(false);
    await expectNothingLeft();
    await expect(chain.lastBlockHash()).rejects.toMatchObject({ name: 'NodeGoneError' });
  });

  test('whose Anvil dies says so', async () => {
    const chain = await fundedChain();
    process.kill(chain.processId, 'SIGKILL');
    const block = (n: number) =>
      chain.mine({ timestamp: time(n), baseFee: 1n, transactions: [transfer(0, 50 + n, 0n)] });
    const untilItFails = async (): Promise<void> => {
      for (let n = 1; ; n++) await block(n);
    };
    const lost = { name: 'NodeGoneError', facts: { reason: 'Anvil ended (SIGKILL)' } };
    await expect(untilItFails()).rejects.toMatchObject(lost);
    await expect(block(1)).rejects.toMatchObject(lost);
    await chain.close();
    await expectNothingLeft();
  });

  test('rejects all that waits when Anvil dies', async () => {
    const chain = await fundedChain();
    process.kill(chain.processId, 'SIGSTOP');
    const waiting = Array.from({ length: 5 }, (_, i) => chain.read({ calls: [], accounts: [account(i)] }));
    process.kill(chain.processId, 'SIGKILL');
    for (const result of await Promise.allSettled(waiting)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { name: 'NodeGoneError' } });
    }
    await chain.close();
    await expectNothingLeft();
  });

  test('that can not be opened leaves nothing', async () => {
    await expect(Chain.open({ state: '0x1234', gasLimit: GAS_LIMIT })).rejects.toThrow(/^anvil_loadState failed/);
    await expectNothingLeft();
  });
});

describe('an Anvil', () => {
  test('that refuses its flags is told with what it said', async () => {
    const starting = startAnvil({ timestamp: 1, flags: ['--no-such-flag'] });
    await expect(starting).rejects.toThrow(
      /^Anvil did not start\n {2}reason: Anvil ended \(exit code 2\)[\s\S]*--no-such-flag/,
    );
    await expectNothingLeft();
  });

  test('that hangs is stopped all the same', async () => {
    const anvil = await startAnvil({ timestamp: 1 });
    process.kill(anvil.pid, 'SIGSTOP');
    // Until it has stopped, a signal that comes after may overtake this one.
    await until(
      () => stateOf(anvil.pid) === 'T',
      () => `state ${stateOf(anvil.pid)}`,
    );
    await anvil.stop();
    expect(anvil.ended()).toBe('Anvil ended (SIGKILL)');
    await expectNothingLeft();
  });

  test.each([
    ['missing', join(root, 'nowhere'), /^The folder for temporary files can not be written/],
    [
      'too deep',
      join(root, 'x'.repeat(90)),
      /^The path of the folder for temporary files is too long for a Unix socket/,
    ],
  ])('needs a folder for temporary files: one that is %s is told', async (_, folder, message) => {
    if (!folder.endsWith('nowhere')) mkdirSync(folder);
    process.env['TMPDIR'] = folder;
    await expect(startAnvil({ timestamp: 1 })).rejects.toThrow(message);
    process.env['TMPDIR'] = root;
    rmSync(folder, { recursive: true, force: true });
    await expectNothingLeft();
  });
});

describe('a process that leaves its chain open', () => {
  /** Opens a chain, says so, and ends in some way. */
  const endingBy = (how: string) => {
    const chain = new URL('../../src/chain/chain.ts', import.meta.url).href;
    const script = `const { Chain } = await import(${JSON.stringify(chain)});
      const chain = await Chain.open({ gasLimit: 30_000_000n });
      console.log(chain.processId);
      ${how}`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, TMPDIR: root } });
    expect(stdout).toMatch(/^\d+\n$/);
    return Number(stdout);
  };

  test.each([
    ['process.exit', 'process.exit(0);'],
    ['an exception', 'throw new Error("boom");'],
    ['a rejection', 'Promise.reject(new Error("boom")); await new Promise(() => {});'],
    ['SIGTERM', 'process.kill(process.pid, "SIGTERM"); await new Promise((r) => setTimeout(r, 60_000));'],
    ['SIGKILL', 'process.kill(process.pid, "SIGKILL");'],
  ])('by %s takes it along', async (_, how) => {
    const pid = endingBy(how);
    await until(
      () => !isAlive(pid),
      () => `alive: ${pid}`,
    );
    await untilNoneNames(root);
    expect(processesNaming(root)).toEqual([]);
    expect(readdirSync(root).filter((name) => name.startsWith('breakwater-'))).toEqual([]);
    for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true });
  });
});
