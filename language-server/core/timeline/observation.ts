// What a place of observation has seen of a connection, as values. How they grow and what follows from them is told in observed.ts.
import type { Range, SegmentOptions } from '../tcp/segment.ts';
import type { Seq } from '../tcp/seq.ts';

/** What has been seen of the segments that one end sent. Everything is absent until a line reveals it. */
export interface Seen {
  /** The number of its SYN. */
  readonly iss?: Seq;
  /** The options of its SYN. */
  readonly synOptions?: SegmentOptions;
  /** The end of what was seen, or acknowledged by the peer, without a gap. */
  readonly inOrder?: Seq;
  /** Parts behind `inOrder` that were seen. Ordered, not touching. */
  readonly above: readonly Island[];
  /** Parts that stood above a gap until it was filled the last time. */
  readonly joined: readonly Range[];
  /** The highest number after a segment. */
  readonly nxt?: Seq;
  /** The highest number after a byte of data. */
  readonly data?: Seq;
  /** The furthest right edge of the window that it offered, where the lines say how large it is. */
  readonly edge?: Seq;
  /** The smallest window that its SYN offered before anything was acknowledged, where the lines say it; bytes. */
  readonly synWnd?: number;
  /** The highest acknowledgment. */
  readonly ack?: Seq;
  /** The window of the last segment, bytes. */
  readonly wnd?: number;
  /** The window of the last segment with the highest acknowledgment, bytes. */
  readonly ackWnd?: number;
  /** FIN.SEQ. */
  readonly fin?: Seq;
  /** The SACK blocks of the last segment. */
  readonly sack: readonly Range[];
  /** It was reset: the number of its RST. */
  readonly rst?: Seq;
  /** SEG.ACK of a segment that belongs to an older connection: a RST with that number answers it. */
  readonly stray?: Seq;
  /** The highest TSval. */
  readonly tsval?: number;
  /** The newest place in its stream from which it is known to have sent, and what it knew there. */
  readonly latest?: Latest;
  /** The peer's SYN was seen again: whoever has forgotten the first one answers with a new number. */
  readonly askedAgain?: true;
  /** It did: its peer may still go on with what was before. */
  readonly anew?: true;
  /** When its last SYN without ACK was seen, and how long it took to its first ACK: one round trip. Milliseconds; where the lines give times. */
  readonly asked?: number;
  readonly roundTrip?: number;
  /** The peer has acknowledged what was not seen: there was more than the lines show. */
  readonly incomplete: boolean;
}

/** A part that was seen above a gap: since when, in milliseconds, and its lowest TSval; where the lines give them. */
export interface Island extends Range {
  readonly since?: number;
  readonly tsval?: number;
}

/**
 * An end sends what has no data with SEG.SEQ = SND.NXT. So of two such segments the one with the lower number was sent first, and
 * before the data from there on, in whatever order they stand; what it knew then the later one knows too.
 */
export interface Latest {
  readonly seq: Seq;
  /** The highest SEG.ACK and TSval from before this place. */
  readonly ackBefore?: Seq;
  readonly tsvalBefore?: number;
  /** The same of segments from this place. */
  readonly ackHere?: Seq;
  readonly tsvalHere?: number;
}

/** Both ends, by side. */
export type Observation = readonly [Seen, Seen];
