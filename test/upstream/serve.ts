import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startUpstream } from './upstream.ts';

/**
 * `npm run upstream`: a chain on this machine to try forks on: a whole system with Liquity's names, 40 troves, a BAMM with
 * depositors and a past. Writes an address book for it, says how to use it, and serves until it is stopped.
 */
const folder = 'reports/upstream';
const { url, block, bookText, addresses, close } = await startUpstream();
mkdirSync(folder, { recursive: true });
const book = join(folder, 'book.yaml');
writeFileSync(book, bookText);
process.stdout.write(`A chain with id 1 at block ${block}. In another terminal:

export MAINNET_RPC_URL=${url}
npx breakwater doctor --book ${book} --url '\${MAINNET_RPC_URL}' --block ${block}
npx breakwater run scenarios/forks/liquity-mainnet.yaml \\
  --set chain.book=../../${book} --set chain.block=${block} --set 'chain.holders=[${addresses.holders[0]}]' \\
  --set 'market.collateral.process={kind: gbm, start: 2000 USD, volatility: 90%}' \\
  --set 'dex={stable: 10k LUSD}' --set agents.desks.stable='5k LUSD'

Ctrl-C ends it.
`);
const stop = (): void => void close().then(() => process.exit(0));
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
setInterval(() => {}, 2 ** 30);
