import { createPublicClient, custom, defineChain, type PublicClient } from 'viem';

/** Asks a node one thing. */
type Request = (method: string, params: readonly unknown[]) => Promise<unknown>;

/** viem's public client over a connection of ours; a call that fails is not tried again. */
export function viemClient(ask: Request, chainId: number): PublicClient {
  const chain = defineChain({
    id: chainId,
    name: 'Anvil',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [] } },
  });
  const request = ({ method, params }: { method: string; params?: unknown }) =>
    ask(method, (params as readonly unknown[] | undefined) ?? []);
  return createPublicClient({ chain, transport: custom({ request }, { retryCount: 0 }) });
}
