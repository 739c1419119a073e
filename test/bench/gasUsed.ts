/**
 * Gas that each kind of transaction used in a run of a scenario, as docs/model.md states it:
 * `npx tsx test/bench/gasUsed.ts scenarios/black-thursday.yaml`.
 */
import { loadScenario } from '../../src/scenario/load.ts';
import { run } from '../../src/sim/run.ts';
import { TransactionBook } from '../../src/sim/transactionBook.ts';

const used = new Map<string, number[]>();

/** No record holds the gas of single receipts: they are looked at where they are booked. */
const book = TransactionBook.prototype.included;
TransactionBook.prototype.included = function included(pending, receipt, now) {
  const { what, intent } = pending.payload;
  const troves = intent !== undefined && 'troves' in intent ? ` of ${intent.troves.length}` : '';
  const kind = `${what}${troves}${receipt.succeeded ? '' : ', reverted'}`;
  used.set(kind, [...(used.get(kind) ?? []), Number(receipt.gasUsed)]);
  book.call(this, pending, receipt, now);
};

const [scenario = 'scenarios/black-thursday.yaml'] = process.argv.slice(2);
const { record } = await run(loadScenario(scenario));
console.log(`${scenario}: ${record.status}, seed ${record.seed}, result ${record.resultHash}`);
console.log('kind: transactions; least, median, most gas');
for (const [kind, gas] of [...used].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const sorted = gas.sort((a, b) => a - b);
  console.log(`${kind}: ${sorted.length}; ${sorted[0]}, ${sorted[sorted.length >> 1]}, ${sorted.at(-1)}`);
}
