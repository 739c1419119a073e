import type { MetricRow } from './catalogue.ts';

const FEE_METRICS: ReadonlySet<string> = new Set(['fee.demand', 'fee.clearing', 'oracle.delay']);
const CLASS_METRIC = /^agent\.[^.]+\.(?:wait|failed|gas|gasShare)$/;

/** Whether a metric is one of those below: they follow from the scenario, from receipts and from `tx.wait`. */
export function isFeeMetric(name: string): boolean {
  return FEE_METRICS.has(name) || CLASS_METRIC.test(name);
}

/** The fee market as a whole. */
export function feeRows(): MetricRow[] {
  return [
    [
      'fee.demand',
      'ratio',
      'gauge',
      'Competing demand',
      'Gas that others want of the block over its gas limit, as the base fee left it; 0 without chain.demand.',
    ],
    [
      'fee.clearing',
      'gwei',
      'gauge',
      'Clearing tip',
      'Tip (with legacy pricing: gas price) at which others leave room for the first gas of ours; 0 while the block has room for all of theirs.',
    ],
    [
      'oracle.delay',
      'blocks',
      'trend',
      'Oracle delay',
      'Blocks from deciding on an update of the collateral feed to its inclusion; lost updates left out.',
    ],
  ];
}

/** What one class of agents paid and waited. @param collateral its symbol */
export function classFeeRows(agentClass: string, collateral: string): MetricRow[] {
  const name = (what: string): string => `agent.${agentClass}.${what}`;
  return [
    [
      name('wait'),
      'blocks',
      'trend',
      `Wait of ${agentClass}`,
      'Blocks from sending to inclusion; 0 is the next block.',
    ],
    [
      name('failed'),
      'count',
      'counter',
      `Failed bids of ${agentClass}`,
      'Transactions that reverted, which costs gas, or were never included, which costs none.',
    ],
    [
      name('gas'),
      collateral,
      'counter',
      `Gas paid by ${agentClass}`,
      'Fees of included transactions, reverted ones too.',
    ],
    [
      name('gasShare'),
      'ratio',
      'gauge',
      `Gas share of ${agentClass}`,
      'Fees so far over profit before fees so far, fees at the market price of their blocks; no sample until that profit is above 0.',
    ],
  ];
}
