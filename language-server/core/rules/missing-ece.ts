// A congestion mark that is not echoed, or not until the sender has confirmed it.
import { say } from '../flow/message.ts';
import { CWR, ECE, flagsText, RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { otherSide } from '../timeline/reading.ts';
import { withEcn } from './ecn.ts';
import { isSurelySent, lineOf, nameOf, type SegmentLine } from './happenings.ts';
import { following, rule } from './rule.ts';

export const missingEce = rule({
  code: 'missing-ece',
  severity: 'error',
  rfc: '3168 §6.1.3',
  summary: 'an ACK without ECE between a congestion mark and the CWR that confirms it',
  // Remembered is the mark that an end has received and must echo.
  follow: following(withEcn<SegmentLine>((mark, one, scene, { mode }) => {
    if (one.kind === 'arrived') {
      const marked = one.segment.options.ecn === 'ce' && one.segment.len > 0;
      return { memory: marked ? lineOf(one) : has(one.segment, CWR) ? undefined : mark };
    }
    if (!isSurelySent(one) || mode !== 'classic' || mark === undefined) return { memory: mark };
    // Who has nothing to send after its FIN needs no warning, and in TIME-WAIT Linux gives none.
    if (one.own.state === 'TIME-WAIT') return { memory: mark };
    const { segment, side, placed: { line }, statement: { flagsSpan: span } } = one;
    if (has(segment, SYN) || has(segment, RST) || has(segment, ECE)) return { memory: mark };
    return {
      memory: mark,
      finding: {
        line, span,
        message: say`${nameOf(scene, side)} has received a congestion mark: each of its ACKs carries ECE until ${nameOf(scene, otherSide(side))} answers with CWR`,
        related: [{ line: mark.placed.line, span: mark.statement.ecn!.span, message: say`the mark` }],
        fix: `[${flagsText(segment.flags | ECE)}]`,
      },
    };
  })),
});
