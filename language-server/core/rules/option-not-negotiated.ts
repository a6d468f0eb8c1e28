// Timestamps, SACK blocks or a window scale that the handshake did not agree on.
import { say } from '../flow/message.ts';
import { ACK, SYN } from '../tcp/flags.ts';
import { cookieOf, has } from '../tcp/segment.ts';
import { negotiated } from '../tcp/tcb.ts';
import type { Situation } from '../timeline/situation.ts';
import { rule, type SegmentFault } from './rule.ts';

export const optionNotNegotiated = rule({
  code: 'option-not-negotiated',
  severity: 'error',
  rfc: '7323 §3.2',
  summary: 'an option that the handshake did not agree on',
  segment: (situation) => (has(situation.segment, SYN) ? onSynAck(situation) : afterwards(situation)),
});

/** A SYN,ACK takes up what the SYN has offered, and nothing else. */
const onSynAck = ({ segment, sender, to, statement }: Situation): SegmentFault | undefined => {
  const asked = sender.peerSynOptions;
  if (!has(segment, ACK) || asked === undefined) return undefined;
  const timestamp = statement.tsval ?? statement.tsecr;
  if (timestamp !== undefined && asked.tsval === undefined) {
    return { at: timestamp.span, says: say`timestamps on the SYN, ACK, but the SYN of ${to} did not offer them` };
  }
  if (statement.ws !== undefined && asked.ws === undefined) {
    return { severity: 'hint', at: statement.ws.span, says: say`window scale on the SYN, ACK, but the SYN of ${to} did not offer it: no window will be scaled` };
  }
  if (statement.tfo !== undefined && cookieOf(asked) === undefined) {
    return { severity: 'warning', at: statement.tfo.span, says: say`a Fast Open cookie on the SYN, ACK, but the SYN of ${to} did not ask for one (RFC 7413 §4.2.2)` };
  }
  return undefined;
};

const afterwards = ({ sender, from, to, statement }: Situation): SegmentFault | undefined => {
  if (sender.synOptions === undefined || sender.peerSynOptions === undefined || sender.unread !== undefined) return undefined;
  const { timestamps, maySendSack } = negotiated(sender);
  const timestamp = statement.tsval ?? statement.tsecr;
  if (timestamp !== undefined && !timestamps) {
    const [ours, theirs] = [sender.synOptions.tsval !== undefined, sender.peerSynOptions.tsval !== undefined];
    return {
      at: timestamp.span,
      says: ours === theirs
        ? say`timestamps, but the handshake did not agree on them: both SYNs must carry the option`
        : say`timestamps, but the SYN of ${ours ? to : from} did not carry them: both SYNs must`,
    };
  }
  const [block] = statement.sack;
  if (block !== undefined && !maySendSack) {
    return { at: block.span, says: say`a SACK block, but the SYN of ${to} did not carry sack_perm (RFC 2018 §4)` };
  }
  return undefined;
};
