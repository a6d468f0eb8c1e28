// New data past the window that the receiver has advertised.
import { say } from '../flow/message.ts';
import { RST, SYN } from '../tcp/flags.ts';
import { dataStart, has } from '../tcp/segment.ts';
import { seqAdd, seqAfter, seqDistance } from '../tcp/seq.ts';
import { isMultipath, isWindowProbe } from '../tcp/special-segments.ts';
import { sendEdge } from '../tcp/tcb.ts';
import { placeOfData } from './place.ts';
import { rule } from './rule.ts';

export const outsideWindow = rule({
  code: 'outside-window',
  severity: 'error',
  rfc: '9293 §3.8.6',
  summary: 'sends past the window that the receiver advertised',
  requirements: ['SHLD-15'],
  segment: ({ segment, sender, from, to, statement }) => {
    if (has(segment, SYN) || has(segment, RST) || isMultipath(segment)) return undefined;
    const end = seqAdd(dataStart(segment), segment.len);
    const edge = sendEdge(sender);
    // What was sent before may be sent again even behind a window that has shrunk since (MAY-7).
    if (!seqAfter(end, sender.snd.nxt) || !seqAfter(end, edge) || isWindowProbe(sender, segment)) return undefined;
    const beyond = Math.min(segment.len, seqDistance(edge, end));
    const inFlight = seqDistance(sender.snd.una, sender.snd.nxt);
    return {
      at: placeOfData(statement),
      says: sender.snd.wnd === 0
        ? say`${from} sends data into a closed window (${segment.len} bytes): until ${to} opens it, only a probe of one byte may be sent`
        : say`${from} sends past the window by ${beyond} (len ${segment.len}): ${to} has advertised ${sender.snd.wnd}, and ${inFlight} are unacknowledged`,
      goOn: { kind: 'shorter' },
    };
  },
});
