import { expect, test } from 'vitest';
import { toldOverride } from './overrides.ts';

test.each([
  ['chain.url=https://rpc.example/v3/KEY', 'chain.url=…'],
  [' chain.url = rpc.example/v3/KEY', 'chain.url=…'],
  ['chain.url=https://rpc.example/${A}/KEY', 'chain.url=…'],
  ['chain={source: fork, url: https://rpc.example/v3/KEY, block: 1}', 'chain={source: fork, url: https://…, block: 1}'],
  ['chain.url=${MAINNET_RPC_URL}', 'chain.url=${MAINNET_RPC_URL}'],
  ["chain={source: fork, url: '${MAINNET_RPC_URL}'}", "chain={source: fork, url: '${MAINNET_RPC_URL}'}"],
  ['backstop.amplification=100', 'backstop.amplification=100'],
])('an override is told without what may be a key: %s', (text, told) => {
  expect(toldOverride(text)).toBe(told);
});
