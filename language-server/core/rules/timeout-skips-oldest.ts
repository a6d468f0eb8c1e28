// A retransmission timer that runs out, and something else is sent than what has waited longest.
import type { FlowStep } from '../flow/flow.ts';
import { say } from '../flow/message.ts';
import type { Span } from '../flow/statement.ts';
import { FIN, RST } from '../tcp/flags.ts';
import { has, segLen } from '../tcp/segment.ts';
import { seqAfter } from '../tcp/seq.ts';
import { isKeepAlive, isWindowProbe } from '../tcp/special-segments.ts';
import { nameOf, numberOf } from './happenings.ts';
import { placeOf } from './place.ts';
import { eachEnd, forgotten, following, rule } from './rule.ts';

/** Where an end's timer ran out, until it sends or hears something. */
interface Memory {
  readonly placed: FlowStep;
  readonly span: Span;
}

export const timeoutSkipsOldest = rule({
  code: 'timeout-skips-oldest',
  severity: 'warning',
  rfc: '6298 §5.4',
  summary: 'the retransmission timer ran out, and not the oldest segment is sent again',
  requirements: ['MUST-18'],
  follow: following(eachEnd<Memory>((memory, one, scene) => {
    if (one.kind === 'timeout' && one.timer === 'retransmission' && one.running) return { memory: { placed: one.placed, span: one.span } };
    if (one.kind === 'arrived') return forgotten;
    if (one.kind !== 'sent' || segLen(one.segment) === 0 || has(one.segment, RST)) return { memory };
    const { own, segment, side, statement, placed } = one;
    const probes = isKeepAlive(own, segment) || isWindowProbe(own, segment);
    // In front of a closed window a lone FIN may be all that one can send.
    const lone = segment.len === 0 && has(segment, FIN) && own.snd.wnd === 0;
    if (memory === undefined || !one.sure || probes || lone || !seqAfter(segment.seq, own.snd.una)) return forgotten;
    const oldest = numberOf(scene, side, own.snd.una);
    return {
      memory: undefined,
      finding: {
        line: placed.line,
        span: placeOf(statement, statement.seq),
        message: say`the timer of ${nameOf(scene, side)} ran out, and what has waited longest starts at ${oldest}: that is sent again first`,
        related: [{ line: memory.placed.line, span: memory.span, message: say`the timer ran out here` }],
        ...(statement.seq === undefined ? {} : { fix: `seq=${oldest}` }),
      },
    };
  })),
});
