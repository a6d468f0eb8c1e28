// A window update that gives a handful of bytes: the silly window syndrome, on the receiver's side.
import { say } from '../flow/message.ts';
import { RST } from '../tcp/flags.ts';
import { has, isPureAck } from '../tcp/segment.ts';
import { seqAdd } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { isKeepAlive, isMultipath } from '../tcp/special-segments.ts';
import { negotiated, type Tcb } from '../tcp/tcb.ts';
import { placeOf } from './place.ts';
import { rule } from './rule.ts';

/** What every path carries, and so the least that a full segment is; bytes. */
const defaultMss = 536;

export const sillyWindow = rule({
  code: 'silly-window',
  severity: 'warning',
  rfc: '9293 §3.8.6.2.2',
  summary: 'a window update that gives less than a segment',
  requirements: ['MUST-39'],
  segment: ({ segment, sender, receiver, from, to, statement, observed }) => {
    const plain = isPureAck(segment) && !has(segment, RST) && segment.options.sack === undefined;
    if (!plain || !isSynchronized(sender.state) || isKeepAlive(sender, segment) || isMultipath(segment)) return undefined;
    const { lastWnd = 0, rcv: { promised, kept, largestWnd = 0 } } = sender;
    // Nothing new is acknowledged, nothing lies above a gap: all that this segment does is move the edge.
    if (kept.length > 0 || segment.seq !== sender.snd.nxt) return undefined;
    // What was advertised before must have been said, too.
    if (promised !== seqAdd(segment.ack, lastWnd)) return undefined;
    const given = segment.wnd - lastWnd;
    // The window is told in steps of the scale: an edge that stands still moves by one of them (RFC 7323 §2.4).
    const { rcvWindShift, timestamps } = negotiated(sender);
    if (rcvWindShift > 0 && given <= 2 ** rcvWindShift) return undefined;
    // Who announces a small MSS is not likely to send larger segments, and timestamps take their room in each (RFC 6691 §2).
    const mss = Math.min(announcedBy(sender) ?? defaultMss, announcedBy(receiver) ?? Infinity) - (timestamps ? 12 : 0);
    // A real stack may have made its buffer smaller meanwhile.
    const buffer = observed === true ? segment.wnd : Math.max(segment.wnd, largestWnd);
    const least = Math.min(mss, Math.floor(buffer / 2));
    if (given <= 0 || given >= least) return undefined;
    return {
      at: placeOf(statement, statement.win),
      says: say`${from} opens its window to ${to} by ${given}: it should wait until it can give ${least} bytes, so that no one sends tiny segments`,
    };
  },
});

/** The MSS of its SYN, unless the option has no room for it. */
const announcedBy = ({ synOptions }: Tcb): number | undefined => (synOptions?.mss === undefined || synOptions.mss > 0xffff ? undefined : synOptions.mss);
