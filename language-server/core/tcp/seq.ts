// Sequence numbers: unsigned 32-bit values that wrap (RFC 9293 §3.4). The only place that compares them.

/** A sequence number, 0 … 2^32 − 1. */
export type Seq = number;

const half = 0x8000_0000;

/** How many sequence numbers there are. */
export const sequenceSpace = 0x1_0000_0000;

/** `seq + n` modulo 2^32; n may be negative. */
export const seqAdd = (seq: Seq, n: number): Seq => (seq + n) >>> 0;

/** How far one must go up from `from` to reach `to`, 0 … 2^32 − 1. */
export const seqDistance = (from: Seq, to: Seq): number => (to - from) >>> 0;

/** The shorter way from `from` to `to`: positive when `to` lies ahead, negative when it lies behind. */
export const seqOffset = (from: Seq, to: Seq): number => {
  const distance = seqDistance(from, to);
  return distance < half ? distance : distance - sequenceSpace;
};

/** `a < b`. Exactly half the space apart is neither before nor after (RFC 7323 §5.2). */
export const seqBefore = (a: Seq, b: Seq): boolean => a !== b && seqDistance(a, b) < half;

/** `a > b`. */
export const seqAfter = (a: Seq, b: Seq): boolean => seqBefore(b, a);

/** `a <= b`. */
export const seqAtOrBefore = (a: Seq, b: Seq): boolean => seqDistance(a, b) < half;

/** `a >= b`. */
export const seqAtOrAfter = (a: Seq, b: Seq): boolean => seqAtOrBefore(b, a);

/** `low <= seq < low + size`: right for size 0, where nothing is inside. */
export const seqInWindow = (seq: Seq, low: Seq, size: number): boolean => seqDistance(low, seq) < size;

/** The later of two sequence numbers. */
export const seqMax = (a: Seq, b: Seq): Seq => (seqBefore(a, b) ? b : a);

/** The earlier of two sequence numbers. */
export const seqMin = (a: Seq, b: Seq): Seq => (seqBefore(a, b) ? a : b);
