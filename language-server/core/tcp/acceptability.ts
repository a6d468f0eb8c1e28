// Whether a segment's sequence numbers fit the receive window (RFC 9293 §3.4, table 5).
import { segEnd, segLen, type Segment } from './segment.ts';
import { seqAdd, seqAtOrBefore, seqInWindow, type Seq } from './seq.ts';

/** `nxt`: RCV.NXT. `window`: RCV.WND in bytes, up to the furthest right edge ever advertised. */
export const isAcceptable = (segment: Segment, nxt: Seq, window: number): boolean => {
  const length = segLen(segment);
  if (length === 0) return window === 0 ? segment.seq === nxt : seqInWindow(segment.seq, nxt, window);
  if (window === 0) return false;
  const last = seqAdd(segEnd(segment), -1);
  // The table refuses a segment that covers the whole window and more on both sides; every stack trims it instead.
  const covers = seqAtOrBefore(segment.seq, nxt) && seqAtOrBefore(nxt, last);
  return seqInWindow(segment.seq, nxt, window) || seqInWindow(last, nxt, window) || covers;
};
