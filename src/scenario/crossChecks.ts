import { z } from 'zod';
import type { AgentGroupSpec } from '../agent/schema.ts';
import { formatRatio } from '../core/quantityFields.ts';
import type { ShockSpec } from '../market/schema.ts';

/** What the checks between sections read of a parsed scenario. */
interface Sections {
  readonly clock: { readonly duration: number };
  readonly market: Readonly<
    Record<'collateral' | 'stable', { readonly symbol: string; readonly shocks: readonly ShockSpec[] }>
  >;
  readonly lending: { readonly minimumCollateralRatio: number };
  readonly agents: Readonly<Record<string, AgentGroupSpec>>;
}

type Report = (path: readonly (string | number)[], message: string) => void;

interface CrossCheck {
  /** Sections it reads: it runs when these have no problem of their own, whatever the others have. */
  readonly reads: readonly (keyof Sections)[];
  readonly check: (sections: Sections, report: Report) => void;
}

const CHECKS: readonly CrossCheck[] = [
  { reads: ['market'], check: checkSymbols },
  { reads: ['clock', 'market'], check: checkShocks },
  { reads: ['lending', 'agents'], check: checkBorrowers },
];

/** Adds the problems that lie between sections; one zod check a pair of sections. */
export function checksBetweenSections<Output extends Sections>(): z.core.$ZodCheck<Output>[] {
  return CHECKS.map(({ reads, check }) =>
    z.superRefine<Output>(
      (sections, context) => {
        check(sections, (path, message) => context.addIssue({ code: 'custom', path: [...path], message }));
      },
      { when: ({ issues }) => !issues.some((issue) => spoils(issue, reads)) },
    ),
  );
}

/** Whether an issue leaves one of the sections unparsed; an unknown key beside the sections does not. */
function spoils(issue: z.core.$ZodRawIssue, sections: readonly string[]): boolean {
  const section = issue.path?.[0];
  return section === undefined ? issue.code === 'invalid_type' : sections.includes(String(section));
}

function checkSymbols({ market }: Sections, report: Report): void {
  if (market.collateral.symbol !== market.stable.symbol) return;
  report(['market', 'stable', 'symbol'], 'must differ from market.collateral.symbol');
}

function checkShocks({ clock, market }: Sections, report: Report): void {
  for (const token of ['collateral', 'stable'] as const) {
    market[token].shocks.forEach(({ at }, index) => {
      if (at < clock.duration) return;
      report(['market', token, 'shocks', index, 'at'], 'is after the end of the simulated time (clock.duration)');
    });
  }
}

function checkBorrowers({ lending, agents }: Sections, report: Report): void {
  const mcr = lending.minimumCollateralRatio;
  for (const [name, group] of Object.entries(agents)) {
    if (group.policy !== 'borrower') continue;
    const { collateralRatio: start, target } = group;
    const path = ['agents', name];
    const message = `must be above lending.minimumCollateralRatio (${formatRatio(mcr)})`;
    if (start.kind === 'constant' && start.value <= mcr) report([...path, 'collateralRatio'], message);
    if ((start.kind === 'uniform' || start.kind === 'lognormal') && start.min <= mcr) {
      report([...path, 'collateralRatio', 'min'], message);
    }
    if (start.kind === 'exponential') {
      report(
        [...path, 'collateralRatio', 'distribution'],
        'has draws under the MCR; expected constant, uniform or lognormal',
      );
    }
    if (target <= mcr) report([...path, 'target'], message);
  }
}
