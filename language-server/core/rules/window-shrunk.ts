// A window whose right edge moves to the left.
import { say } from '../flow/message.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
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
    if (!has(segment, ACK) || has(segment, SYN) || has(segment, RST) || statement.win === undefined || !isSynchronized(sender.state) || isMultipath(segment)) return undefined;
    // Behind a FIN there is nothing that the window is for: Linux shows only its lower 16 bits in TIME-WAIT.
    if (receiver.fin !== undefined && seqAfter(segment.ack, receiver.fin)) return undefined;
    const promised = sender.rcv.promised ?? promisedBySyn(sender);
    const edge = seqAdd(segment.ack, segment.wnd);
    if (promised === undefined || !seqBefore(edge, promised)) return undefined;
    // Less than one step of the scale is rounding (RFC 7323 §2.4).
    const taken = seqDistance(edge, promised);
    if (taken < 2 ** negotiated(sender).rcvWindShift) return undefined;
    return {
      at: statement.win.span,
      says: say`the window of ${from} shrinks by ${taken}: it had promised ${to} room up to ${received(promised)}, and a receiver should not move that edge to the left`,
    };
  },
});

/** What its SYN offered, before it acknowledged anything: room from the peer's first byte on. */
const promisedBySyn = ({ irs, rcv: { synWnd } }: Tcb): Seq | undefined => (irs === undefined || synWnd === undefined ? undefined : seqAdd(irs, 1 + synWnd));
