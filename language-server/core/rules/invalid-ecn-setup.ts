// A handshake that answers an offer of ECN that nobody made, or makes an offer that nobody knows.
import { say } from '../flow/message.ts';
import { ACK, AE, CWR, ECE, flagsText, RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { ecnBits, mayAnswer, mentionsEcn, withModes } from './ecn.ts';
import { namesOf } from './happenings.ts';
import { rule } from './rule.ts';

export const invalidEcnSetup = rule({
  code: 'invalid-ecn-setup',
  severity: 'error',
  rfc: '3168 §6.1.1',
  summary: 'an offer or an acceptance of ECN that does not exist',
  *timeline(timeline) {
    if (!mentionsEcn(timeline)) return;
    for (const { one, offered } of withModes(timeline)) {
      if (one.kind !== 'sent' || !one.sure || !has(one.segment, SYN) || has(one.segment, RST)) continue;
      const { segment, step: { line, statement: { flagsSpan: span } } } = one;
      const bits = ecnBits(segment);
      const { from, to } = namesOf(timeline, one.end);
      const shown = flagsText(segment.flags & (AE | CWR | ECE));
      if (!has(segment, ACK)) {
        if (bits === 0 || bits === 0b011 || bits === 0b111) continue;
        yield { line, span, severity: 'warning', message: say`a SYN with ${shown}: ECN is offered with ECE, CWR, or with ECE, CWR, AE` };
        continue;
      }
      const offer = offered.at(-1);
      if (offer === undefined || offered.some((one) => mayAnswer(one, bits))) continue;
      if (offer !== 0 && bits === offer) {
        yield { line, span, severity: 'warning', message: say`${from} sends ${shown} back as they came: that accepts nothing, ECN is accepted with ECE alone`, fix: fixed(segment.flags, ECE) };
        continue;
      }
      yield {
        line, span,
        message: offer === 0
          ? say`${from} accepts ECN with ${shown}, but the SYN of ${to} has not offered it`
          : say`${from} answers the offer of ECN with ${shown}, which means nothing: classic ECN is accepted with ECE alone`,
        ...(offer === 0 ? { fix: fixed(segment.flags, 0) } : {}),
      };
    }
  },
});

const fixed = (flags: number, bits: number): string => `[${flagsText((flags & ~(AE | CWR | ECE)) | bits)}]`;
