// New data, or another FIN, from an end that has finished sending.
import { say } from '../flow/message.ts';
import { FIN, RST, SYN } from '../tcp/flags.ts';
import { dataStart, finSeq, has } from '../tcp/segment.ts';
import { eachSent } from '../tcp/sent-segments.ts';
import { seqAdd, seqAfter } from '../tcp/seq.ts';
import { isKeepAlive } from '../tcp/special-segments.ts';
import { placeOf, placeOfData } from './place.ts';
import { explainedBy, rule } from './rule.ts';

export const dataAfterFin = rule({
  code: 'data-after-fin',
  severity: 'error',
  rfc: '9293 §3.6',
  summary: "new data or another FIN after the sender's FIN",
  segment: ({ segment, sender, from, sent, statement, lineOf }) => {
    if (sender.fin === undefined || (sender.pastFin === true && segment.seq === sender.snd.nxt) || has(segment, SYN) || has(segment, RST) || isKeepAlive(sender, segment)) return undefined;
    const dataEnd = seqAdd(dataStart(segment), segment.len);
    const another = has(segment, FIN) && seqAfter(finSeq(segment)!, sender.fin);
    const newData = segment.len > 0 && seqAfter(dataEnd, sender.fin);
    if (!another && !newData) return undefined;
    const first = [...eachSent(sender.sent)].find(({ segment: earlier }) => finSeq(earlier) === sender.fin);
    const related = first === undefined ? undefined : lineOf(first.line, say`the FIN of ${from}`);
    // While it is not acknowledged, the FIN may be sent again: then its number is wrong. Afterwards the number is right at SND.NXT, and the flag too much.
    const again = segment.len === 0 && first !== undefined;
    return {
      at: newData
        ? placeOfData(statement)
        : placeOf(statement, segment.seq === sender.snd.nxt && !again ? undefined : statement.seq),
      says: newData
        ? say`${from} sends new data, but its FIN had number ${sent(sender.fin)}: after a FIN there is nothing more to send`
        : say`a FIN with number ${sent(finSeq(segment)!)}, but ${from} has sent its FIN with ${sent(sender.fin)}: there is only one`,
      ...explainedBy(related),
      ...(again ? { fix: `seq=${sent(sender.fin)}` } : {}),
      // The FIN again, at its place, with data that it did not have.
      goOn: again ? { kind: 'meant', without: ['seq'] } : segment.seq === sender.fin && has(segment, FIN) ? { kind: 'meant', without: ['len'] } : { kind: 'ignore' },
    };
  },
});
