import { agentsChart } from './agents.ts';
import { attributionChart } from './attribution.ts';
import { badDebtChart } from './badDebt.ts';
import type { Chart } from './chart.ts';
import { compositionChart } from './composition.ts';
import { debtChart } from './debt.ts';
import { discountChart } from './discount.ts';
import { feesChart } from './fees.ts';
import { icrChart } from './icr.ts';
import { liquidityChart } from './liquidity.ts';
import { pegChart } from './peg.ts';
import { priceChart } from './price.ts';
import { returnsChart } from './returns.ts';
import { tcrChart } from './tcr.ts';

/** All charts, in the order of the report. */
export const CHARTS: readonly Chart[] = [
  priceChart,
  pegChart,
  liquidityChart,
  tcrChart,
  icrChart,
  debtChart,
  badDebtChart,
  returnsChart,
  compositionChart,
  discountChart,
  attributionChart,
  agentsChart,
  feesChart,
];

/** Charts of the field that need more than one run, and why they are not here. */
export const NOT_DRAWN: readonly { readonly title: string; readonly why: string }[] = [
  { title: 'Distribution over runs with VaR and ES', why: 'needs many trials of one design point' },
  { title: 'Heat map of two parameters', why: 'needs a sweep over both parameters' },
  { title: 'Current against proposed parameters', why: 'needs a second run to compare with' },
];
