// ECN after a handshake that has not agreed on it.
import { say } from '../flow/message.ts';
import { AE, CWR, ECE, flagsText, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { ecnBits, withEcn } from './ecn.ts';
import { isSurelySent } from './happenings.ts';
import { forgotten, following, rule } from './rule.ts';

export const ecnNotNegotiated = rule({
  code: 'ecn-not-negotiated',
  severity: 'warning',
  rfc: '3168 §6.1.1',
  summary: 'ECE, CWR or an ECN mark though the handshake has not agreed on ECN',
  follow: following(withEcn<never>((_, one, __, { mode }) => {
    if (!isSurelySent(one) || mode !== 'none' || has(one.segment, SYN)) return forgotten;
    const { segment: { flags }, statement: { ecn, flagsSpan }, placed: { line } } = one;
    if (ecnBits(one.segment) !== 0) {
      return { memory: undefined, finding: { line, span: flagsSpan, message: say`${flagsText(flags & (AE | CWR | ECE))}, but the handshake has not agreed on ECN` } };
    }
    if (ecn === undefined) return forgotten;
    return { memory: undefined, finding: { line, span: ecn.span, message: say`${ecn.mark}, but the handshake has not agreed on ECN: packets stay unmarked` } };
  })),
});
