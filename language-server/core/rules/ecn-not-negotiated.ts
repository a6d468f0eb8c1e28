// ECN after a handshake that has not agreed on it.
import { say } from '../flow/message.ts';
import { AE, CWR, ECE, flagsText, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { ecnBits, mentionsEcn, withModes } from './ecn.ts';
import { rule } from './rule.ts';

export const ecnNotNegotiated = rule({
  code: 'ecn-not-negotiated',
  severity: 'warning',
  rfc: '3168 §6.1.1',
  summary: 'ECE, CWR or an ECN mark though the handshake has not agreed on ECN',
  *timeline(timeline) {
    if (!mentionsEcn(timeline)) return;
    for (const { one, mode } of withModes(timeline)) {
      if (one.kind !== 'sent' || mode !== 'none' || !one.sure || has(one.segment, SYN)) continue;
      const { segment, step: { line, statement } } = one;
      if (ecnBits(segment) !== 0) {
        yield { line, span: statement.flagsSpan, message: say`${flagsText(segment.flags & (AE | CWR | ECE))}, but the handshake has not agreed on ECN` };
      } else if (statement.ecn !== undefined) {
        yield { line, span: statement.ecn.span, message: say`${statement.ecn.mark}, but the handshake has not agreed on ECN: packets stay unmarked` };
      }
    }
  },
});
