import type { ComparedFigure, CompareRecord } from '../../metric/compareRecord.ts';
import { indexOf, type QueryTable, realOf, textOf, wholeOf } from './queryTable.ts';

/** Every figure that was compared, and the pairs of the key figures. */
export function compareTables({ key, others }: CompareRecord): QueryTable[] {
  const rows = [...key.map((each) => ({ each, family: 'key' })), ...others.map((each) => ({ each, family: 'other' }))];
  return [
    {
      view: 'figures',
      columns: [
        textOf('figure', 'metric.aggregate'),
        textOf('unit', 'Unit of base, proposal, difference, low and high'),
        textOf('title', 'Title'),
        textOf('family', 'key: the verdict speaks of it; other'),
        textOf('good', 'higher or lower is better; empty: neither'),
        textOf('verdict', 'better, worse, changed, undetected, identical or unknown'),
        wholeOf('pairs', 'Pairs with a value on both sides'),
        realOf('base', 'see unit', 'Mean over the pairs'),
        realOf('proposal', 'see unit', 'Mean over the pairs'),
        realOf('difference', 'see unit', 'Mean of proposal less base'),
        realOf('low', 'see unit', 'Lower end of its interval'),
        realOf('high', 'see unit', 'Upper end of its interval'),
        realOf('p_value', 'ratio', 'Before the correction'),
        realOf('adjusted', 'ratio', "After Holm's correction over the family"),
      ],
      rows: rows.map(({ each, family }) => [
        ...[nameOf(each), each.unit, each.title, family, each.good ?? '', each.verdict],
        ...[each.pairs, each.base, each.proposal, each.estimate, each.low, each.high, each.pValue, each.adjusted],
      ]),
    },
    {
      view: 'pairs',
      columns: [
        textOf('figure', 'metric.aggregate, of the key figures'),
        textOf('unit', 'Unit of base, proposal and difference'),
        indexOf('trial', 'Index of the trial, the same on both sides'),
        realOf('base', 'see unit', 'Value of the base'),
        realOf('proposal', 'see unit', 'Value of the proposal'),
        realOf('difference', 'see unit', 'Proposal less base'),
      ],
      rows: key.flatMap((each) =>
        (each.values?.trial ?? []).map((trial, i) => {
          const base = each.values?.base[i] ?? Number.NaN;
          const proposal = each.values?.proposal[i] ?? Number.NaN;
          return [nameOf(each), each.unit, trial, base, proposal, proposal - base];
        }),
      ),
    },
  ];
}

function nameOf({ metric, aggregate }: ComparedFigure): string {
  return `${metric}.${aggregate}`;
}
