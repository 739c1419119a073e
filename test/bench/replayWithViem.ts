import { createAnvil } from '@viem/anvil';
import {
  type Address,
  createTestClient,
  createWalletClient,
  type Hex,
  http,
  type PublicActions,
  publicActions,
  TransactionReceiptNotFoundError,
} from 'viem';
import { foundry } from 'viem/chains';
import { anvilBinary } from '../../src/chain/anvilBinary.ts';
import type { BlockRequest, ChainTransaction } from '../../src/chain/chain.ts';
import { prepareSystem } from '../../src/protocol/systemCache.ts';

const ATTEMPTS = 10_000;

/**
 * What one writes first: viem over HTTP, automine, `sendTransaction` with the encoded call (what `writeContract` comes down
 * to) and a wait for its receipt, one transaction after the other, on an Anvil started with its defaults. Set-up
 * transactions come first, unmeasured.
 *
 * @param limit transactions measured at most: the whole of a long run would take minutes
 */
export async function replayWithViem({
  setup,
  ticks,
  limit,
}: {
  setup: readonly BlockRequest[];
  ticks: readonly BlockRequest[];
  limit: number;
}): Promise<{ seconds: number; transactions: number }> {
  const { state } = await prepareSystem();
  const anvil = createAnvil({ anvilBinary: anvilBinary(), port: 0, autoImpersonate: true });
  let url = '';
  anvil.on('message', (message) => {
    url = /Listening on (\S+)/.exec(message)?.[1] ?? url;
  });
  await anvil.start();
  try {
    const transport = http(`http://${url}`);
    const test = createTestClient({ chain: foundry, mode: 'anvil', transport }).extend(publicActions);
    await test.loadState({ state });
    // viem's fee estimate starts from the block before.
    await test.setNextBlockBaseFeePerGas({ baseFeePerGas: 10n ** 9n });
    await test.mine({ blocks: 1 });
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
      await receiptOf(test, hash);
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

/**
 * Asks until the receipt is there. viem's own `waitForTransactionReceipt` waits for a new block number when the receipt is
 * not there at once, and under automine the block has then come already: it waits for ever. This favours the loop.
 */
async function receiptOf(client: Pick<PublicActions, 'getTransactionReceipt'>, hash: Hex): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.getTransactionReceipt({ hash });
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof TransactionReceiptNotFoundError)) throw error;
    }
  }
}
