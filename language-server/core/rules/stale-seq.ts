// A segment without anything to retransmit whose number lies behind SND.NXT.
import { say } from '../flow/message.ts';
import { RST, SYN } from '../tcp/flags.ts';
import { has, segEnd, segLen, type Segment } from '../tcp/segment.ts';
import { overlapping, type SentSegments } from '../tcp/sent-segments.ts';
import { seqAdd, seqAfter, seqAtOrAfter, seqBefore } from '../tcp/seq.ts';
import { isKeepAlive, isWindowProbe } from '../tcp/special-segments.ts';
import { sendEdge } from '../tcp/tcb.ts';
import { placeOf } from './place.ts';
import { rule } from './rule.ts';

export const staleSeq = rule({
  code: 'stale-seq',
  severity: 'error',
  rfc: '9293 §3.10.7.4',
  summary: 'starts behind SND.NXT though it retransmits nothing',
  requirements: ['MUST-26'],
  segment: ({ segment, sender, heardEdges, from, sent, statement }) => {
    if (has(segment, SYN) || has(segment, RST) || !seqBefore(segment.seq, sender.snd.nxt)) return undefined;
    if (isKeepAlive(sender, segment) || isWindowProbe(sender, segment)) return undefined;
    if (segLen(segment) === 0) {
      // Who has sent data behind its FIN, and was told so, goes on from there or from the FIN.
      if (sender.pastFin === true && segment.seq === seqAdd(sender.fin!, 1)) return undefined;
      // Linux acknowledges from the right edge when the peer has shrunk its window.
      if (segment.seq === sendEdge(sender) || heardEdges?.includes(segment.seq) === true) return undefined;
      return {
        at: placeOf(statement, statement.seq),
        says: segment.seq === sender.fin
          ? say`seq is ${sent(segment.seq)}, but the FIN of ${from} has taken this number: expected ${sent(sender.snd.nxt)}`
          : say`seq is ${sent(segment.seq)}, but ${from} has sent everything before ${sent(sender.snd.nxt)}: a segment without data carries that number`,
        fix: `seq=${sent(sender.snd.nxt)}`,
        goOn: { kind: 'meant', without: ['seq'] },
      };
    }
    const end = segEnd(segment);
    if (!seqAfter(end, sender.snd.una)) return undefined;
    // New data may ride behind a retransmission; that starts at SND.UNA, or where a segment sent before does. One that
    // starts with acknowledged bytes ends where a segment sent before did.
    const fits = seqAfter(end, sender.snd.nxt)
      ? segment.seq === sender.snd.una || isBoundary(sender.sent, segment)
      : seqAtOrAfter(segment.seq, sender.snd.una) || overlapping(sender.sent, segment).some(({ segment: earlier }) => segEnd(earlier) === end);
    if (fits) return undefined;
    return {
      at: placeOf(statement, statement.seq),
      says: say`seq is ${sent(segment.seq)}, but new data of ${from} starts at ${sent(sender.snd.nxt)}, and nothing that could be sent again starts there`,
      fix: `seq=${sent(sender.snd.nxt)}`,
      goOn: { kind: 'meant', without: ['seq'] },
    };
  },
});

/** A segment that was sent before starts there; or, sent again in other pieces, it goes on where the last one ended. */
const isBoundary = (sent: SentSegments, segment: Segment): boolean =>
  overlapping(sent, segment).some(({ segment: earlier, resentTo }) => earlier.seq === segment.seq || resentTo === segment.seq);
