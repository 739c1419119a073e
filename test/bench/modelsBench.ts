import { loadScenario } from '../../src/scenario/load.ts';
import { run } from '../../src/sim/run.ts';

/**
 * `npm run bench:models -- [pairs]`: what the models of market structure cost. The same two days with all of them on over
 * the same with all of them off, in pairs one after the other, because machines differ and are shared; 5 pairs unless told.
 */
const [pairs = '5'] = process.argv.slice(2);
const OFF = 'scenarios/black-thursday.yaml';
const ON = 'scenarios/black-thursday-market.yaml';

/** Milliseconds a block, the first left out: it carries the start. */
async function perBlock(file: string): Promise<number> {
  const marks: number[] = [];
  await run(loadScenario(file), { onProgress: () => marks.push(performance.now()) });
  return ((marks.at(-1) as number) - (marks[0] as number)) / (marks.length - 1);
}

const ratios: number[] = [];
process.stdout.write('pair\toff, ms a block\ton, ms a block\ton / off\n');
for (let pair = 1; pair <= Number(pairs); pair++) {
  const off = await perBlock(OFF);
  const on = await perBlock(ON);
  ratios.push(on / off);
  process.stdout.write(`${pair}\t${off.toFixed(3)}\t${on.toFixed(3)}\t${(on / off).toFixed(2)}\n`);
}
const sorted = ratios.sort((a, b) => a - b);
process.stdout.write(`median\t\t\t${(sorted[sorted.length >> 1] as number).toFixed(2)}\n`);
