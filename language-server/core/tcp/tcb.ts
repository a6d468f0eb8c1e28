// The transmission control block: what one end of one connection knows (RFC 9293 §3.3.1, and what options add to it).
// Values are immutable; a change makes a new block.
import { SYN, type Flags } from './flags.ts';
import type { Range, SegmentOptions } from './segment.ts';
import { noneSent, type OnLine, type Sent, type SentSegments } from './sent-segments.ts';
import { seqAdd, type Seq } from './seq.ts';
import type { State } from './state.ts';

/** Send Sequence Variables. */
export interface SendVariables {
  /** Oldest unacknowledged sequence number. */
  readonly una: Seq;
  /** Next sequence number to send. */
  readonly nxt: Seq;
  /** Send window, bytes from SND.UNA. */
  readonly wnd: number;
  /** SEG.SEQ of the last window update. */
  readonly wl1: Seq;
}

/** Receive Sequence Variables. */
export interface ReceiveVariables {
  /** Next sequence number expected. */
  readonly nxt: Seq;
  /** Receive window that this end offers, bytes. */
  readonly wnd: number;
  /** The furthest RCV.NXT + RCV.WND ever advertised: it must be accepted up to there (RFC 7323 §2.4). */
  readonly edge: Seq;
  /** The right edge that the flow's own words promised last; undefined while it only used defaults. */
  readonly promised?: Seq;
  /** The line that gave the window last cannot be right: what the lines below leave out is not known. */
  readonly untold?: true;
  /** The largest window that the flow's own words gave, bytes: the buffer behind it is not smaller. */
  readonly largestWnd?: number;
  /** The window that the flow's own words give to our SYN, bytes: it counts from IRS + 1, once that is known. */
  readonly synWnd?: number;
  /** The lowest acknowledgment that this end may still send: below it, in-order data was kept for sure. */
  readonly floor: Seq;
  /**
   * Parts above `floor` that arrived and that this end may have kept or dropped, as it likes: data above a gap
   * (SHLD-31), data on a SYN. Not touching, the newest first.
   */
  readonly kept: readonly Range[];
}

/** A reset that RFC 9293 §3.10.7 asks for in answer to a segment that arrived. */
export interface OwedReset {
  readonly seq: Seq;
  /** Present in the form `<SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>`. */
  readonly ack?: Seq;
}

/** How a connection came to be CLOSED. `dropped`: by an ABORT that sends no RST (§3.10.5). */
export type Ending = 'closed' | 'reset-received' | 'reset-sent' | 'aborted' | 'dropped' | 'timed-out';

export interface Tcb {
  readonly state: State;
  /** Which OPEN led here; it decides where a reset in SYN-RECEIVED leads (MUST-11). */
  readonly opened: 'active' | 'passive' | 'unsaid';
  /** Its SYN and the peer's have crossed: it answers with SYN, ACK though it has opened actively (§3.5, figure 7). */
  readonly crossed?: true;
  /** CLOSED, or a SYN came in: nobody has said whether this end really is closed or was listening; its next segment tells. */
  readonly unsaid: boolean;
  readonly ending?: Ending;
  /** The ISN that the flow declares for this end's next connection. */
  readonly isn?: Seq;
  /** The initial send sequence number, once our SYN was sent. */
  readonly iss?: Seq;
  /** That of the connection before, where the application has opened the next one. */
  readonly formerIss?: Seq;
  readonly snd: SendVariables;
  /** The initial receive sequence number, once it is known. */
  readonly irs?: Seq;
  readonly rcv: ReceiveVariables;
  /** CLOSE was called: a FIN goes out, or will, behind the data that is queued. */
  readonly closing: boolean;
  /** FIN.SEQ of our own FIN, once it was sent. */
  readonly fin?: Seq;
  /** It has sent data behind its FIN, and was told so: what only goes on with that is no other mistake. */
  readonly pastFin?: true;
  /** FIN.SEQ of the peer's FIN, once everything before it has arrived too. */
  readonly peerFin?: Seq;
  /** FIN.SEQ of a FIN that arrived above a gap. */
  readonly heldFin?: Seq;
  /** The highest SEG.ACK that we have sent; undefined before the first. */
  readonly lastAck?: Seq;
  /** The window that our last segment advertised, bytes; undefined before the first. */
  readonly lastWnd?: number;
  /** Options of our SYN and of the peer's. Undefined before they were sent or received. */
  readonly synOptions?: SegmentOptions;
  readonly peerSynOptions?: SegmentOptions;
  /** TSval of our last segment, and of the last one that updated TS.Recent (RFC 7323 §4.3). */
  readonly lastTsval?: number;
  readonly tsRecent?: number;
  /** When the last of either was sent or taken, milliseconds since the flow began. */
  readonly stampedAt?: number;
  /** The data that PAWS dropped last (RFC 7323 §5.3), and the timestamps that told it: its own, and TS.Recent. */
  readonly outdated?: Range & { readonly tsval: number; readonly recent: number };
  /** Our lines give windows as the field has them, not in bytes. */
  readonly fieldWindows?: true;
  /** What the peer has acknowledged though no line has sent it: the line may still come. */
  readonly unwritten?: Range;
  /** Sent, not acknowledged. */
  readonly sent: SentSegments;
  /** Data that was sent on purpose ahead of SND.NXT: it counts as sent when what lies before it was. */
  readonly astray?: Sent;
  readonly owedResets: readonly OwedReset[];
  /** ABORT was called: its RST (§3.10.5) goes out next, unless something arrives before that asks for another. */
  readonly aborting?: true;
  /** Where its retransmission timer ran out, until it sends what takes numbers, or something arrives. */
  readonly ranOut?: OnLine;
  /** When TIME-WAIT was entered or restarted, milliseconds since the flow began. */
  readonly timeWaitSince?: number;
  /** What is not certain since a line that could not be read: the next segment of this end tells. */
  readonly doubt: boolean;
  /** A line of this connection could not be read: it may have led to another state, or been a SYN with other options; the numbers below may show it. */
  readonly unread?: 'possible' | 'suspected';
}

/** What both SYNs agreed on (RFC 7323 §2.2, §3.2; RFC 2018 §2). */
export interface Negotiated {
  /** Shift of the window field in segments that we receive and that we send, bits; 0 without scaling (RFC 7323 §2.3). */
  readonly sndWindShift: number;
  readonly rcvWindShift: number;
  readonly timestamps: boolean;
  /** We may send SACK blocks: the peer's SYN permitted it. */
  readonly maySendSack: boolean;
  /** The largest data that the peer's MSS allows, before options are subtracted; undefined when unannounced. */
  readonly peerMss: number | undefined;
}

/** What is agreed on, as far as both SYNs are known. */
export const negotiated = (tcb: Tcb): Negotiated => {
  const ours = tcb.synOptions ?? {};
  const theirs = tcb.peerSynOptions ?? {};
  const scaling = ours.ws !== undefined && theirs.ws !== undefined;
  return {
    sndWindShift: scaling ? Math.min(theirs.ws, 14) : 0,
    rcvWindShift: scaling ? Math.min(ours.ws, 14) : 0,
    timestamps: ours.tsval !== undefined && theirs.tsval !== undefined,
    maySendSack: theirs.sackPermitted === true,
    peerMss: theirs.mss,
  };
};

/** The largest window that a segment's field can tell the peer, bytes: that of a SYN is never scaled (RFC 7323 §2.2). */
export const largestWindow = (tcb: Tcb, flags: Flags): number => 0xffff * ((flags & SYN) === 0 ? 2 ** negotiated(tcb).rcvWindShift : 1);

/** A TCB before anything happened. `window`: the receive window this end will offer, bytes. */
export const freshTcb = (state: 'CLOSED' | 'LISTEN', window: number, unsaid: boolean): Tcb => ({
  state,
  opened: state === 'LISTEN' ? 'passive' : 'unsaid',
  unsaid,
  snd: { una: 0, nxt: 0, wnd: 0, wl1: 0 },
  rcv: { nxt: 0, wnd: window, edge: 0, floor: 0, kept: [] },
  closing: false,
  sent: noneSent,
  owedResets: [],
  doubt: false,
});

/** The right edge of what the peer has offered: SND.UNA + SND.WND. The window of its SYN is for what comes behind ours. */
export const sendEdge = ({ iss, snd: { una, wnd } }: Tcb): Seq => seqAdd(una, una === iss ? wnd + 1 : wnd);
