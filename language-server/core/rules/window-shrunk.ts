// A window whose right edge moves to the left.
import { say } from '../flow/message.ts';
import { RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { isMultipath } from '../tcp/special-segments.ts';
import { seqAdd, seqAfter, seqBefore, seqDistance, type Seq } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { negotiated, type Tcb } from '../tcp/tcb.ts';
import { rule } from './rule.ts';

export const windowShrunk = rule({
  code: 'window-shrunk',
  severity: 'warning',
  rfc: '9293 §3.8.6',
  summary: "moves the window's right edge to the left",
  requirements: ['SHLD-14'],
  segment: ({ segment, sender, receiver, from, to, received, statement }) => {
    if (has(segment, SYN) || has(segment, RST) || statement.win === undefined || !isSynchronized(sender.state) || isMultipath(segment)) return undefined;
    // Behind a FIN there is nothing that the window is for: Linux shows only its lower 16 bits in TIME-WAIT.
    if (receiver.fin !== undefined && seqAfter(segment.ack, receiver.fin)) return undefined;
    const edge = seqAdd(segment.ack, segment.wnd);
    const promised = sender.rcv.promised ?? promisedBySyn(sender) ?? edge;
    if (!seqBefore(edge, promised)) return undefined;
    // Less than one step of the scale is rounding (RFC 7323 §2.4).
    const taken = seqDistance(edge, promised);
    const shift = negotiated(sender).rcvWindShift;
    const step = 2 ** shift;
    if (taken < step) return undefined;
    const bytes = segment.wnd * step;
    if (isField(sender, bytes, shift)) {
      return {
        at: statement.win.span,
        says: say`win is ${segment.wnd}, which shrinks the window by ${taken} bytes: it is written in bytes, and a field of ${segment.wnd} with a shift of ${shift} is ${bytes}`,
        fix: `win=${bytes}`,
        goOn: { kind: 'meant', fieldWindows: true },
      };
    }
    return {
      at: statement.win.span,
      says: say`the window of ${from} shrinks by ${taken}: it had promised ${to} room up to ${received(promised)}, and a receiver should not move that edge to the left`,
      // The least that keeps the promise, in whole steps of the scale.
      fix: `win=${Math.ceil(seqDistance(segment.ack, promised) / step) * step}`,
    };
  },
});

// Below that, a window that shrinks may be just that.
const leastShift = 4;

/** What is written is the field of the header: scaled, it is about the window of before. */
const isField = ({ lastWnd = 0 }: Tcb, bytes: number, shift: number): boolean => shift >= leastShift && 2 * bytes >= lastWnd && bytes <= 2 * lastWnd;

/** What its SYN offered, before it acknowledged anything: room from the peer's first byte on. */
const promisedBySyn = ({ irs, rcv: { synWnd } }: Tcb): Seq | undefined => (irs === undefined || synWnd === undefined ? undefined : seqAdd(irs, 1 + synWnd));
