// What honest endpoints send each other, and their own sequence arithmetic (RFC 9293 §3.4). Written apart from the
// checker: nothing here may know it.

export interface Block {
  readonly left: number;
  readonly right: number;
}

export interface Segment {
  readonly syn?: boolean;
  readonly ack?: boolean;
  readonly fin?: boolean;
  readonly rst?: boolean;
  readonly psh?: boolean;
  readonly urg?: number;
  readonly ece?: boolean;
  readonly cwr?: boolean;
  readonly seq: number;
  /** Meaningful only with `ack`. */
  readonly ackNo: number;
  readonly len: number;
  /** Bytes. */
  readonly win: number;
  readonly mss?: number;
  readonly ws?: number;
  readonly sackPermitted?: boolean;
  readonly ts?: { readonly val: number; readonly ecr: number };
  readonly sack?: readonly Block[];
  /** Fast Open: hex digits, empty for a request. */
  readonly cookie?: string;
  readonly text?: string;
}

/** `a + n` modulo 2^32. */
export const plus = (a: number, n: number): number => (a + n) >>> 0;

/** How far `b` lies ahead of `a`; negative when it lies behind. */
export const ahead = (a: number, b: number): number => (b - a) | 0;

/** SEG.LEN: data, SYN and FIN. */
export const space = (segment: Segment): number => segment.len + (segment.syn ? 1 : 0) + (segment.fin ? 1 : 0);

export const endOf = (segment: Segment): number => plus(segment.seq, space(segment));
