// A TCP segment with all its numbers, as one end sends it and the other receives it.
import { ACK, FIN, SYN, type Flags } from './flags.ts';
import { seqAdd, type Seq } from './seq.ts';

/** A contiguous part of the sequence space, the right edge not included. */
export interface Range {
  readonly left: Seq;
  readonly right: Seq;
}

/** TCP options that a segment carries (and the ECN field of its IP header). */
export interface SegmentOptions {
  /** Maximum segment size, bytes (RFC 9293 §3.7.1). */
  readonly mss?: number;
  /** Window scale shift, bits (RFC 7323 §2). */
  readonly ws?: number;
  /** SACK-Permitted (RFC 2018 §2). */
  readonly sackPermitted?: boolean;
  /** TSval, ticks of the sender's clock (RFC 7323 §3). */
  readonly tsval?: number;
  /** TSecr, ticks of the receiver's clock. */
  readonly tsecr?: number;
  /** SACK blocks, in the order in which they stand (RFC 2018 §3). */
  readonly sack?: readonly Range[];
  /** Fast Open: the cookie's bytes in hex, empty for a request (RFC 7413 §4.1.1). */
  readonly tfo?: string;
  /** Other options by number, their data in hex. */
  readonly other?: readonly { readonly kind: number; readonly data: string }[];
  /** The ECN field of the IP header (RFC 3168 §5). */
  readonly ecn?: 'ect0' | 'ect1' | 'ce';
}

/** Fast Open's cookie, empty for a request: in its own option, or in the experimental one that came first, by its ExID 0xF989 (RFC 7413 §4.1.1, RFC 6994). */
export const cookieOf = ({ tfo, other = [] }: SegmentOptions): string | undefined =>
  tfo ?? other.find(({ kind, data }) => (kind === 254 || kind === 253) && /^f989/i.test(data))?.data.slice(4);

/** There is a cookie, and not only a request for one. */
export const hasCookie = (options: SegmentOptions | undefined): boolean => options !== undefined && (cookieOf(options) ?? '') !== '';

export interface Segment {
  readonly flags: Flags;
  /** SEG.SEQ: the number of the first byte, or of the SYN. */
  readonly seq: Seq;
  /** SEG.ACK: meaningful only with the ACK flag (RFC 9293 §3.1). */
  readonly ack: Seq;
  /** Bytes of data; SYN and FIN are not counted here. */
  readonly len: number;
  /** SEG.WND in bytes, already scaled. */
  readonly wnd: number;
  /** Urgent pointer, an offset in bytes from SEG.SEQ; meaningful only with URG. */
  readonly urg: number;
  readonly options: SegmentOptions;
  /** The data itself where the author wrote it. */
  readonly payload?: string;
}

export const has = (segment: Segment, flag: Flags): boolean => (segment.flags & flag) !== 0;

/** SEG.LEN: how much sequence space the segment uses, SYN and FIN included (RFC 9293 §3.4). */
export const segLen = (segment: Segment): number =>
  segment.len + (has(segment, SYN) ? 1 : 0) + (has(segment, FIN) ? 1 : 0);

/** The number after the segment's last one. */
export const segEnd = (segment: Segment): Seq => seqAdd(segment.seq, segLen(segment));

/** The number of the first data byte: behind the SYN, if there is one. */
export const dataStart = (segment: Segment): Seq => seqAdd(segment.seq, has(segment, SYN) ? 1 : 0);

/** FIN.SEQ, undefined without a FIN: the FIN comes behind the last data byte (RFC 9293 §3.4). */
export const finSeq = (segment: Segment): Seq | undefined =>
  has(segment, FIN) ? seqAdd(dataStart(segment), segment.len) : undefined;

/** Nothing but an acknowledgement: no data, SYN or FIN. */
export const isPureAck = (segment: Segment): boolean => has(segment, ACK) && segLen(segment) === 0;
