import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchLogs } from './searchLogs.ts';
import { UpstreamError } from './upstreamError.ts';

const refusal = (isTooLarge: boolean): UpstreamError =>
  new UpstreamError({ label: 'u', method: 'eth_getLogs', params: [], reason: 'no', attempts: 1, isTooLarge });

test('every block is searched once and in order, whatever the range and the number of logs that pass (seed 4711)', async () => {
  const blocks = fc.array(fc.nat(300), { maxLength: 60 }).map((found) => found.sort((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(blocks, fc.nat(300), fc.nat(300), fc.integer({ min: 1, max: 400 }), async (found, a, b, most) => {
      const [fromBlock, toBlock] = [Math.min(a, b), Math.max(a, b)];
      const within = found.filter((block) => block >= fromBlock && block <= toBlock);
      const logs = await searchLogs({ fromBlock, toBlock }, async (part) => {
        const hits = found.filter((block) => block >= part.fromBlock && block <= part.toBlock);
        const isOne = part.fromBlock === part.toBlock;
        if (!isOne && (hits.length > most || part.toBlock - part.fromBlock >= most)) throw refusal(true);
        return hits;
      });
      expect(logs).toEqual(within);
    }),
    { seed: 4711 },
  );
});

test('a single block that is too large is an error, and so is any other failure at once', async () => {
  let asked = 0;
  const search = (isTooLarge: boolean) => async () => {
    asked++;
    throw refusal(isTooLarge);
  };
  await expect(searchLogs({ fromBlock: 7, toBlock: 7 }, search(true))).rejects.toMatchObject({ isTooLarge: true });
  expect(asked).toBe(1);
  await expect(searchLogs({ fromBlock: 0, toBlock: 1000 }, search(false))).rejects.toThrow(UpstreamError);
  expect(asked).toBe(2);
});
