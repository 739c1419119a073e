import { it } from 'vitest';
import { runToEnd, scenarioWith, STILL, AGENTS } from './support.ts';
it('x', async () => {
 for (const kind of ['bamm','stability-pool','none']) {
  const r = await runToEnd(scenarioWith({backstop:{kind}}));
  for (const m of ['liquidation.count','backstop.return','benchmark.stabilityPool','backstop.profit.total','agent.backstopper.profit','backstop.profit.rounding', 'solvency.redistributedDebt']) console.log(kind, m, r.record.metrics[m]?.final,r.record.metrics[m]?.min);
 }
  const q = await runToEnd(scenarioWith({market: STILL, backstop: {kind:'bamm', rewards:{apr:'10%'}}, agents: {...AGENTS, late: {policy:'backstopper', count:2, deposit:'10k ZUSD', joins: {distribution:'uniform',min:'4m',max:'16m'}}}}));
  for (const m of ['backstop.return','backstop.profit.rewards','backstop.profit.total','oracle.updates']) console.log(m, q.record.metrics[m]?.final);
  console.log(.1*99*12/31536000);
});
