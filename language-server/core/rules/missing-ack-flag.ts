// The ACK bit off where every segment must carry it.
import { say } from '../flow/message.ts';
import { ACK, flagsText, RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { rule } from './rule.ts';

export const missingAckFlag = rule({
  code: 'missing-ack-flag',
  severity: 'error',
  rfc: '9293 §3.10.7.4',
  summary: 'no ACK flag on a segment that must carry it',
  segment: ({ segment, sender, from, to, statement }) => {
    if (has(segment, ACK) || has(segment, RST)) return undefined;
    const answersSyn = has(segment, SYN) && sender.state === 'SYN-RECEIVED';
    if (has(segment, SYN) && !answersSyn) return undefined;
    return {
      at: statement.flagsSpan,
      says: answersSyn
        ? say`${from} has received the SYN of ${to}: its own SYN must acknowledge it with the ACK flag`
        : say`${flagsText(segment.flags)} without ACK: ${to} discards it, since every segment but the first SYN and some RSTs carries ACK`,
      fix: `[${flagsText(segment.flags | ACK)}]`,
      goOn: { kind: 'meant', flags: segment.flags | ACK },
    };
  },
});
