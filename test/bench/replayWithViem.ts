import {
  type Address,
  createTestClient,
  createWalletClient,
  http,
  publicActions,
} from 'viem';
import { foundry } from 'viem/chains';
import { startAnvil } from '../../src/chain/anvilProcess.ts';
import type { BlockRequest, ChainTransaction } from '../../src/chain/chain.ts';
import type { LoadedScenario } from '../../src/scenario/load.ts';
import { prepareSystem } from '../../src/protocol/systemCache.ts';

const POLL_MS = 1;

/**
 * What one writes first: viem over HTTP, automine, `sendTransaction` with the encoded call (what `writeContract` comes down
 * to) and `waitForTransactionReceipt`, one transaction after the other, on an Anvil started with its defaults. Set-up
 * transactions come first, unmeasured.
 *
 * @param limit transactions measured at most: the whole of a long run would take minutes
 */
export async function replayWithViem({
  setup,
  ticks,
  limit,
}: {
  loaded: LoadedScenario;
  setup: readonly BlockRequest[];
  ticks: readonly BlockRequest[];
  limit: number;
}): Promise<{ seconds: number; transactions: number }> {
  const { state } = await prepareSystem();
  const anvil = await startAnvil({ timestamp: 1_500_000_000, flags: ['--auto-impersonate', '--gas-limit', '1000000000'] });
  try {
    const transport = http(anvil.url);
    const test = createTestClient({ chain: foundry, mode: 'anvil', transport }).extend(publicActions);
    await test.loadState({ state });
    const clients = new Map<Address, ReturnType<typeof walletOf>>();
    const walletOf = (account: Address) => createWalletClient({ account, chain: foundry, transport });
    const send = async ({ from, to, data, value, gas }: ChainTransaction): Promise<void> => {
      let client = clients.get(from);
      if (client === undefined) {
        client = walletOf(from);
        clients.set(from, client);
        await test.setBalance({ address: from, value: 10n ** 30n });
      }
      const hash = await client.sendTransaction({ ...(to === undefined ? {} : { to }), data, value: value ?? 0n, gas });
      await test.waitForTransactionReceipt({ hash, pollingInterval: POLL_MS });
    };
    for (const { transactions } of setup) for (const transaction of transactions) await send(transaction);
    const measured = ticks.flatMap(({ transactions }) => transactions).slice(0, limit);
    const start = performance.now();
    for (const transaction of measured) await send(transaction);
    return { seconds: (performance.now() - start) / 1000, transactions: measured.length };
  } finally {
    await anvil.stop();
  }
}
