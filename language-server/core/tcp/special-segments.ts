// Segments whose numbers look wrong and are not: probes that a TCP sends on purpose.
import { ACK, FIN, RST, SYN } from './flags.ts';
import { has, isPureAck, segEnd, type Segment } from './segment.ts';
import { seqAdd, seqAfter, seqAtOrBefore } from './seq.ts';
import { isSynchronized } from './state.ts';
import { sendEdge, type Tcb } from './tcb.ts';

/**
 * RFC 9293 §3.8.4: `SEQ = SND.NXT − 1`, with no data or one garbage byte, while nothing is outstanding. It acknowledges
 * nothing new: whoever has something new to say does not need to probe.
 */
export const isKeepAlive = (sender: Tcb, segment: Segment): boolean =>
  isSynchronized(sender.state)
  && sender.snd.una === sender.snd.nxt
  && segment.seq === seqAdd(sender.snd.nxt, -1)
  && segment.len <= 1
  && (segment.flags & (SYN | FIN | RST)) === 0
  && has(segment, ACK)
  && sender.lastAck === segment.ack;

/**
 * A probe of a closed window (§3.8.6.1): a byte of new data beyond it, or as Linux does it none, at SND.UNA − 1.
 * `sender` is the block before sending.
 */
export const isWindowProbe = (sender: Tcb, segment: Segment): boolean => {
  if (!isSynchronized(sender.state) || seqAfter(sendEdge(sender), sender.snd.nxt)) return false;
  const byteBeyond = segment.len === 1 && seqAtOrBefore(sender.snd.una, segment.seq) && seqAtOrBefore(segEnd(segment), seqAdd(sendEdge(sender), 1));
  const linux = isPureAck(segment) && segment.seq === seqAdd(sender.snd.una, -1);
  return byteBeyond || linux;
};

/** RFC 8684 §3.3.4: on a subflow of MPTCP the window counts from the acknowledgment in its option, which we do not read. */
export const isMultipath = ({ options: { other = [] } }: Segment): boolean => other.some(({ kind }) => kind === 30);
