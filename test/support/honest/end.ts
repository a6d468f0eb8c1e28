// What one honest end of one connection knows, and what can be told from that. Nothing of the other end but what arrived, and nothing of
// the checker. Times are milliseconds.
import { ahead, plus, type Block, type Segment } from './segment.ts';

/** RFC 6298 §2.1: the retransmission timer before a round trip was measured. */
export const firstTimeout = 1000;

export type State =
  | 'CLOSED' | 'LISTEN' | 'SYN-SENT' | 'SYN-RECEIVED' | 'ESTABLISHED' | 'FIN-WAIT-1' | 'FIN-WAIT-2' | 'CLOSE-WAIT' | 'CLOSING' | 'LAST-ACK' | 'TIME-WAIT';

/** What an end offers on its SYN, and how it behaves. Fixed for a flow. */
export interface Habits {
  /** Receive buffer, bytes. */
  readonly capacity: number;
  readonly mss?: number;
  readonly ws?: number;
  readonly sackPermitted: boolean;
  readonly timestamps: boolean;
  /** A clock that ticks; otherwise all timestamps are 0. */
  readonly ticks: boolean;
  /** Keeps what arrives above a gap (SHLD-31); otherwise it waits for it to come again. */
  readonly keeps: boolean;
  /** Reads at once; otherwise only now and then, so that the window closes. */
  readonly readsAtOnce: boolean;
  /** A new SYN in TIME-WAIT opens a new connection (MAY-2). */
  readonly reusesTimeWait: boolean;
  readonly takesFastOpen: boolean;
  /** Its bytes are written as text, not as lengths. */
  readonly textual: boolean;
  /** How long an ACK for what came in order waits, less than 500 ms (§3.8.6.3). */
  readonly ackDelay: number;
  /** The lower bound of the retransmission timer: RFC 6298 §2.4 asks for a second, Linux takes 200 ms and adds the round trip. */
  readonly leastTimeout: number;
  /** How long TIME-WAIT lasts: MSL is two minutes, but an end may take it for less. It begins when the FIN arrives, a little after its line. */
  readonly timeWait: number;
  /** How long a connection is idle before it is probed (§3.8.4); the application may ask for less than two hours. */
  readonly keepAlive: number;
  /** Its keep-alives carry a byte of garbage (MAY-6). */
  readonly garbage: boolean;
}

export interface Reset {
  readonly seq: number;
  readonly ackNo?: number;
}

interface Sent {
  readonly seq: number;
  readonly len: number;
  readonly syn: boolean;
  readonly fin: boolean;
  /** When it was sent last. */
  readonly at: number;
}

/** A smoothed round trip and how much it varies (RFC 6298 §2). */
export interface RoundTrip {
  readonly smoothed: number;
  readonly variation: number;
}

/** Everything that changes while an end lives. */
export interface End {
  readonly habits: Habits;
  state: State;
  listens: boolean;
  passive: boolean;
  /** Incarnations so far. */
  lives: number;
  isn: number;
  iss: number;
  una: number;
  nxt: number;
  wnd: number;
  wl1: number;
  wl2: number;
  irs: number;
  rcvNxt: number;
  /** The furthest right edge that it has advertised. */
  rcvEdge: number;
  parts: readonly Block[];
  /** Where what came above a gap begins, the newest first. */
  latest: readonly number[];
  heldFin: number | undefined;
  /** Something was thrown away that might as well have been kept: nobody can see how far this end has got until it says so. */
  uncertain: boolean;
  toSend: number;
  closing: boolean;
  fin: number | undefined;
  peerFin: number | undefined;
  sent: readonly Sent[];
  owesAck: boolean;
  duplicate: Block | undefined;
  resets: readonly Reset[];
  unread: number;
  win: number | undefined;
  lastAck: number | undefined;
  ours: Segment | undefined;
  theirs: Segment | undefined;
  clock: number;
  recent: number | undefined;
  duplicateAcks: number;
  /** What the peer's SACK blocks have told. */
  sacked: readonly Block[];
  /** Losses up to here are being repaired (RFC 6582). */
  recover: number | undefined;
  /** What is missing next is to be sent again at once. */
  resends: boolean;
  /** The last of what is on its way was sent again to provoke an ACK (RFC 8985 §7). */
  probedTail: boolean;
  /** A SYN has just come that has no place in this connection. */
  strangeSyn: boolean;
  /** It has been asked whether the peer is still there. */
  probesIdle: number;
  /** Retransmission timeouts in a row. */
  timeouts: number;
  /** Does nothing before: what has been sent to it gets there only now. */
  heard: number;
  /** When it last answered an empty segment that it could do nothing with. */
  answered: number;
  /** When it sent something last. */
  spoke: number;
  /** When which timer runs out; the length of those that back off. */
  ackAt: number | undefined;
  rtoAt: number | undefined;
  rto: number;
  persistAt: number | undefined;
  persistWait: number | undefined;
  overAt: number | undefined;
  /** What the round trip is measured with, and what came of it. */
  measured: { readonly to: number; readonly at: number } | undefined;
  roundTrip: RoundTrip | undefined;
  /** It was asked once to reset a connection that it does not have. */
  refused: boolean;
  /** How the last connection of this end came to its end. */
  ended: 'not' | 'reset' | 'closed';
}

export const newEnd = (habits: Habits, isn: number, listens: boolean): End => ({
  habits, listens, isn, state: listens ? 'LISTEN' : 'CLOSED', lives: 0, clock: 0, refused: false, ended: 'not', heard: 0, spoke: 0, ...blank(),
});

const blank = () => ({
  passive: false, iss: 0, una: 0, nxt: 0, wnd: 0, wl1: 0, wl2: 0, irs: 0, rcvNxt: 0, rcvEdge: 0, parts: [], heldFin: undefined, uncertain: false,
  toSend: 0, closing: false, fin: undefined, peerFin: undefined, sent: [], owesAck: false, duplicate: undefined, resets: [], unread: 0, win: undefined,
  lastAck: undefined, ours: undefined, theirs: undefined, recent: undefined, duplicateAcks: 0, timeouts: 0, latest: [], sacked: [], recover: undefined,
  resends: false, answered: -Infinity, probedTail: false, strangeSyn: false, probesIdle: 0, ackAt: undefined, rtoAt: undefined, rto: firstTimeout, persistAt: undefined,
  persistWait: undefined, overAt: undefined, measured: undefined, roundTrip: undefined,
});

export const snapshot = (end: End): End => ({ ...end });

/** The connection is gone, and everything that was known of it. */
export const forget = (end: End, state: 'CLOSED' | 'LISTEN'): void => {
  Object.assign(end, blank(), { state, resets: end.resets });
};

export const synchronized = ({ state }: End): boolean =>
  state !== 'CLOSED' && state !== 'LISTEN' && state !== 'SYN-SENT' && state !== 'SYN-RECEIVED';

export const timestampsOn = ({ ours, theirs }: End): boolean => ours?.ts !== undefined && theirs?.ts !== undefined;
export const sendShift = ({ ours, theirs }: End): number => (ours?.ws !== undefined && theirs?.ws !== undefined ? ours.ws : 0);
export const sackAllowed = ({ theirs }: End): boolean => theirs?.sackPermitted === true;

/** Right edge of what the peer has offered. */
export const sendEdge = (end: End): number => plus(end.una, end.wnd);

/**
 * What it would advertise now: never less than it promised, in steps of the scale. The edge moves on only by a full segment or half
 * of the buffer (§3.8.6.2.2).
 */
export const windowNow = (end: End, onSyn: boolean): number => {
  const { capacity, mss = 536 } = end.habits;
  const free = capacity - end.unread;
  if (onSyn) return Math.min(0xffff, free);
  const step = 2 ** sendShift(end);
  const most = Math.min(0xffff, Math.floor(free / step)) * step;
  const promised = Math.max(0, ahead(end.rcvNxt, end.rcvEdge));
  if (most - promised >= Math.min(capacity / 2, mss)) return most;
  return Math.min(most, Math.ceil(promised / step) * step);
};
