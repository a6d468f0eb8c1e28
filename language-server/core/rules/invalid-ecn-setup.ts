// A handshake that answers an offer of ECN that nobody made, or makes an offer that nobody knows.
import { say } from '../flow/message.ts';
import { ACK, AE, CWR, ECE, flagsText, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { otherSide } from '../timeline/reading.ts';
import { ecnBits, mayAnswer, withEcn } from './ecn.ts';
import { isSurelySent, nameOf, type Scene, type Sent } from './happenings.ts';
import { forgotten, following, rule, type RuleFinding } from './rule.ts';

export const invalidEcnSetup = rule({
  code: 'invalid-ecn-setup',
  severity: 'error',
  rfc: '3168 §6.1.1',
  summary: 'an offer or an acceptance of ECN that does not exist',
  follow: following(withEcn<never>((_, one, scene, { offered }) => {
    if (!isSurelySent(one) || !has(one.segment, SYN)) return forgotten;
    return { memory: undefined, finding: has(one.segment, ACK) ? wrongAnswer(one, scene, offered) : wrongOffer(one) };
  })),
});

const wrongOffer = ({ segment, placed: { line }, statement: { flagsSpan: span } }: Sent): RuleFinding | undefined => {
  const bits = ecnBits(segment);
  if (bits === 0 || bits === 0b011 || bits === 0b111) return undefined;
  return { line, span, severity: 'warning', message: say`a SYN with ${shown(segment.flags)}: ECN is offered with ECE, CWR, or with ECE, CWR, AE` };
};

const wrongAnswer = ({ segment, side, placed: { line }, statement: { flagsSpan: span } }: Sent, scene: Scene, offered: readonly number[]): RuleFinding | undefined => {
  const bits = ecnBits(segment);
  const offer = offered.at(-1);
  if (offer === undefined || offered.some((one) => mayAnswer(one, bits))) return undefined;
  const from = nameOf(scene, side);
  const flags = shown(segment.flags);
  if (offer === 0) {
    return { line, span, message: say`${from} accepts ECN with ${flags}, but the SYN of ${nameOf(scene, otherSide(side))} has not offered it`, fix: fixed(segment.flags, 0) };
  }
  return bits === offer
    ? { line, span, severity: 'warning', message: say`${from} sends ${flags} back as they came: that accepts nothing, ECN is accepted with ECE alone`, fix: fixed(segment.flags, ECE) }
    : { line, span, message: say`${from} answers the offer of ECN with ${flags}, which means nothing: classic ECN is accepted with ECE alone` };
};

const shown = (flags: number): string => flagsText(flags & (AE | CWR | ECE));

const fixed = (flags: number, bits: number): string => `[${flagsText((flags & ~(AE | CWR | ECE)) | bits)}]`;
