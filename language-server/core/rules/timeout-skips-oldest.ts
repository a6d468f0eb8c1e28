// A retransmission timer that runs out, and something else is sent than what has waited longest.
import { say } from '../flow/message.ts';
import { FIN, RST } from '../tcp/flags.ts';
import { has, segLen } from '../tcp/segment.ts';
import { seqAfter } from '../tcp/seq.ts';
import { isKeepAlive, isWindowProbe } from '../tcp/special-segments.ts';
import { placeOf } from './place.ts';
import { explainedBy, rule } from './rule.ts';

export const timeoutSkipsOldest = rule({
  code: 'timeout-skips-oldest',
  severity: 'warning',
  rfc: '6298 §5.4',
  summary: 'the retransmission timer ran out, and not the oldest segment is sent again',
  requirements: ['MUST-18'],
  segment: ({ segment, sender, from, far, sent, statement, lineOf }) => {
    const { ranOut, doubt, snd } = sender;
    if (ranOut === undefined || doubt || far === true || segLen(segment) === 0 || has(segment, RST) || !seqAfter(segment.seq, snd.una)) return undefined;
    if (isKeepAlive(sender, segment) || isWindowProbe(sender, segment)) return undefined;
    // In front of a closed window a lone FIN may be all that one can send.
    if (segment.len === 0 && has(segment, FIN) && snd.wnd === 0) return undefined;
    const oldest = sent(snd.una);
    return {
      at: placeOf(statement, statement.seq),
      says: say`the timer of ${from} ran out, and what has waited longest starts at ${oldest}: that is sent again first`,
      ...explainedBy(lineOf(ranOut, say`the timer ran out here`)),
      ...(statement.seq === undefined ? {} : { fix: `seq=${oldest}` }),
      goOn: { kind: 'meant', seq: snd.una },
    };
  },
});
