// What Wireshark's words for a segment mean where it stands: one sentence each.
import { say, type Message } from '../flow/message.ts';
import { labelOf, type Classification } from '../timeline/classify.ts';
import type { SegmentStep, Timeline } from '../timeline/timeline.ts';
import { otherSide } from '../timeline/reading.ts';
import type { Block } from './block.ts';
import { endName } from './ends-table.ts';

/** `[TCP Dup ACK #2]` and what it says, with the lines that it refers to. */
export const classificationText = (timeline: Timeline, step: SegmentStep, classification: Classification): Block => {
  const from = endName(timeline, step);
  const to = endName(timeline, { connection: step.connection, side: otherSide(step.side) });
  const line = classification.step === undefined ? undefined : timeline.step(classification.step)!.line + 1;
  return { kind: 'text', ...sentence(classification, `[TCP ${labelOf(classification)}]`, from, to, line) };
};

interface Sentence {
  readonly text: Message;
  readonly rfc: string;
}

const sentence = ({ term }: Classification, label: string, from: string, to: string, line: number | undefined): Sentence => {
  switch (term) {
    case 'ZeroWindowProbe':
      return { text: say`${label}: ${to} has closed its window, and ${from} asks whether there is room again.`, rfc: '9293 §3.8.6.1' };
    case 'ZeroWindow':
      return { text: say`${label}: ${from} has no room. Until it opens its window, ${to} may only probe it.`, rfc: '9293 §3.8.6' };
    case 'Keep-Alive':
      return { text: say`${label}: ${from} asks whether ${to} is still there, with a number that is acknowledged already.`, rfc: '9293 §3.8.4' };
    case 'Window Update':
      return { text: say`${label}: it acknowledges nothing new, it tells how much room ${from} has now.`, rfc: '9293 §3.8.6.2.2' };
    case 'Window Full':
      return { text: say`${label}: with it ${from} has used up the window that ${to} has advertised.`, rfc: '9293 §3.8.6' };
    case 'Keep-Alive ACK':
      return { text: say`${label}: it answers the keep-alive of line ${line ?? ''}.`, rfc: '9293 §3.8.4' };
    case 'ZeroWindowProbeAck':
      return { text: say`${label}: it answers the probe of line ${line ?? ''}: the window is still closed.`, rfc: '9293 §3.8.6.1' };
    case 'Dup ACK':
      return line === undefined
        ? { text: say`${label}: it repeats an acknowledgment, and ${to} has sent more than that.`, rfc: '5681 §2' }
        : { text: say`${label}: it repeats the acknowledgment of line ${line}, and ${to} has sent more than that.`, rfc: '5681 §2' };
    case 'Spurious Retransmission':
      return line === undefined
        ? { text: say`${label}: it sends again what ${to} has received.`, rfc: '9293 §3.8.1' }
        : { text: say`${label}: it sends again what line ${line} sent, and that is not lost but on its way.`, rfc: '9293 §3.8.1' };
    case 'Fast Retransmission':
      return { text: say`${label}: three duplicate ACKs have asked for it, and ${from} does not wait for its timer.`, rfc: '5681 §3.2' };
    case 'Out-Of-Order':
      return { text: say`${label}: what line ${line ?? ''} sent after it has arrived before it.`, rfc: '9293 §3.10.7.4' };
    case 'Retransmission':
      return line === undefined
        ? { text: say`${label}: it sends again what has not arrived.`, rfc: '9293 §3.8.1' }
        : { text: say`${label}: it sends again what line ${line} sent.`, rfc: '9293 §3.8.1' };
    case 'Port numbers reused':
      return { text: say`${label}: ${from} opens another connection between the same ports, with a new initial sequence number.`, rfc: '9293 §3.4.1' };
    case 'SYN with TFO Cookie':
      return { text: say`${label}: the cookie shows ${to} that ${from} has been here before, so that it may take the data at once.`, rfc: '7413 §4.2.2' };
    case 'SYN-ACK accepting TFO data':
      return { text: say`${label}: ${from} has taken the data of the SYN.`, rfc: '7413 §4.2.2' };
    case 'SYN-ACK ignoring TFO data':
      return { text: say`${label}: ${from} acknowledges the SYN alone, so its data must be sent again.`, rfc: '7413 §4.2.2' };
    case 'D-SACK':
      return { text: say`${label}: the first SACK block tells which bytes have arrived twice.`, rfc: '2883 §4' };
  }
};
