// What was sent and never acknowledged when the flow ends: PAR would send it again.
import { say } from '../flow/message.ts';
import { SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { oldestSent, type OnLine } from '../tcp/sent-segments.ts';
import type { SegmentLine } from '../timeline/timeline.ts';
import { lastMistake } from './last-mistake.ts';
import { rule } from './rule.ts';

export const unansweredSegment = rule({
  code: 'unanswered-segment',
  severity: 'warning',
  rfc: '9293 §3.8.1',
  summary: 'SYN, data or FIN that was never acknowledged when the flow ends',
  *ending(ending) {
    const { end, connections, endpoints, observed } = ending;
    // An observed flow ends where the capture ends.
    if (observed) return;
    const mistake = lastMistake(ending, 'unanswered-segment');
    for (const [id, tcbs] of end.entries()) {
      if (tcbs[0].doubt || tcbs[1].doubt) continue;
      for (const side of [0, 1] as const) {
        // The oldest stands for all behind it.
        const oldest = oldestSent(tcbs[side].sent);
        if (oldest === undefined || mistake >= oldest.line.line || !isSegment(oldest.lastLine)) continue;
        const sender = endpoints[connections[id]!.ends[side].endpoint]!.name;
        const flag = has(oldest.segment, SYN) ? 'SYN' : oldest.segment.len === 0 ? 'FIN' : undefined;
        yield {
          line: oldest.lastLine.line,
          span: oldest.lastLine.statement.flagsSpan,
          message: flag === undefined
            ? say`the flow ends and no ACK of this data has reached ${sender}: it would be sent again until one does`
            : say`the flow ends and no ACK of this ${flag} has reached ${sender}: it would be sent again until one does`,
        };
      }
    }
  },
});

/** Not a declaration in the middle of a connection. */
const isSegment = (line: OnLine): line is SegmentLine => 'statement' in line;
