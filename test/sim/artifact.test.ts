import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ownArtifact } from '../../src/protocol/artifacts.ts';
import { compile, readSources } from '../../src/protocol/solidity/compile.ts';
import { runToEnd, scenarioWith, temporaryFolder } from './support.ts';

type Run = Awaited<ReturnType<typeof runToEnd>>;

/** A run whose backstop is the contract in this artifact. */
function runWith(artifact: object): Promise<Run> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'Backstop.json'), JSON.stringify(artifact));
  return runToEnd(scenarioWith({ backstop: { kind: 'bamm', artifact: './Backstop.json' } }, folder));
}

function column({ series }: Run, name: string): number[] {
  return [...(series.samples.columns.get(name) ?? [])];
}

describe('backstop.artifact', () => {
  it('with the reference contract, in Hardhat’s form or Foundry’s, brings what the reference brings', async () => {
    const { abi, bytecode } = ownArtifact('BackstopAMM');
    const reference = await runToEnd(scenarioWith());
    const hardhat = await runWith({ _format: 'hh-sol-artifact-1', contractName: 'Mine', abi, bytecode });
    const foundry = await runWith({ abi, bytecode: { object: bytecode, sourceMap: '', linkReferences: {} } });
    expect(foundry.record.resultHash).toBe(hardhat.record.resultHash);
    expect(hardhat.record.trials[0]?.status).toBe('completed');

    // Quotes come from a ladder of reads: buyers choose a size that is off by little, and so is all that follows.
    for (const name of ['liquidation.count', 'liquidation.debt', 'solvency.badDebtRealised', 'oracle.price']) {
      expect(hardhat.final(name), name).toBeCloseTo(reference.final(name), 0);
    }
    for (const name of ['backstop.rebalanced', 'backstop.nav']) {
      expect(hardhat.final(name) / reference.final(name), name).toBeCloseTo(1, 2);
    }
    const discounts = { ours: column(reference, 'backstop.discount'), read: column(hardhat, 'backstop.discount') };
    expect(Math.max(...discounts.ours)).toBeGreaterThan(0.01);
    expect(Math.max(...discounts.read)).toBeCloseTo(Math.max(...discounts.ours), 3);
    expect(hardhat.final('backstop.return')).toBeCloseTo(reference.final('backstop.return'), 3);
  });

  it('with another discount rule is quoted by its own', async () => {
    const folders = ['../../contracts/', './fixtures/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
    const sources = Object.assign({}, ...folders.map(readSources)) as ReturnType<typeof readSources>;
    const flat = compile(sources).find(({ contractName }) => contractName === 'FlatDiscount');
    const outcome = await runWith(flat as object);
    expect(outcome.final('liquidation.count')).toBeGreaterThan(0);
    const collateral = column(outcome, 'backstop.collateral');
    const price = column(outcome, 'oracle.price');
    const discount = column(outcome, 'backstop.discount');
    const held = discount.filter((_, i) => (collateral[i] as number) * (price[i] as number) > 2000);
    expect(held.length).toBeGreaterThan(3);
    // 2 % whatever the size, where the reference contract would offer up to 4 %.
    for (const offered of held) expect(offered).toBeCloseTo(0.02, 9);
    expect(outcome.final('backstop.rebalanced')).toBeGreaterThan(0);
    for (const { kind, stable, value } of outcome.series.events) {
      if (kind === 'swap' && (stable as number) > 0) expect(value).toBeLessThan(0.02 + 1e-9);
    }
  });
});
