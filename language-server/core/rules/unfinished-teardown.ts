// A teardown that the flow begins and does not finish.
import { say } from '../flow/message.ts';
import type { State } from '../tcp/state.ts';
import { lastMistake } from './last-mistake.ts';
import { rule } from './rule.ts';

export const unfinishedTeardown = rule({
  code: 'unfinished-teardown',
  severity: 'hint',
  rfc: '9293 §3.6',
  summary: "one side's FIN was sent but the connection is not closed on both",
  *ending(ending) {
    const { end, connections, endpoints, observed, lastFins } = ending;
    if (observed) return;
    const mistake = lastMistake(ending, 'unfinished-teardown');
    for (const [id, tcbs] of end.entries()) {
      if (tcbs.some(({ doubt, unread, sent }) => doubt || unread !== undefined || sent.length > 0) || tcbs.every(({ state }) => isOver(state))) continue;
      if (tcbs.every(({ fin }) => fin === undefined)) continue;
      const fin = lastFins[id];
      if (fin === undefined || mistake >= fin.line) continue;
      const [a, b] = connections[id]!.ends.map(({ endpoint }) => endpoints[endpoint]!.name) as [string, string];
      yield {
        line: fin.line,
        span: fin.statement.flagsSpan,
        message: say`the flow ends before the connection is closed: ${a} is in ${tcbs[0].state}, ${b} in ${tcbs[1].state}`,
      };
    }
  },
});

/** TIME-WAIT only waits for time to pass. */
const isOver = (state: State): boolean => state === 'CLOSED' || state === 'TIME-WAIT' || state === 'LISTEN';
