// A teardown that the flow begins and does not finish.
import { say } from '../flow/message.ts';
import type { State } from '../tcp/state.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { hasErrorSince } from './end-of-flow.ts';
import { rule } from './rule.ts';

export const unfinishedTeardown = rule({
  code: 'unfinished-teardown',
  severity: 'hint',
  rfc: '9293 §3.6',
  summary: "one side's FIN was sent but the connection is not closed on both",
  *timeline(timeline) {
    const { steps, end, connections, endpoints } = timeline;
    if (steps.some(({ kind }) => kind === 'observed')) return;
    for (const [id, tcbs] of end.entries()) {
      if (tcbs.some(({ doubt, sent }) => doubt || sent.length > 0) || tcbs.every(({ state }) => isOver(state))) continue;
      if (tcbs.every(({ fin }) => fin === undefined)) continue;
      const fin = lastFin(timeline, id);
      if (fin === undefined || hasErrorSince(steps, fin.line)) continue;
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

const lastFin = ({ steps }: Timeline, connection: number) =>
  steps.findLast((step) => step.kind === 'segment' && step.connection === connection && (step.meant.flags & 0x001) !== 0) as
    Extract<Timeline['steps'][number], { kind: 'segment' }> | undefined;
