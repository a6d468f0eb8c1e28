// CWR where it could get lost unnoticed: on what is sent again, or on a window probe.
import { say } from '../flow/message.ts';
import { CWR, flagsText, SYN } from '../tcp/flags.ts';
import { has, segEnd } from '../tcp/segment.ts';
import { seqAfter } from '../tcp/seq.ts';
import { isWindowProbe } from '../tcp/special-segments.ts';
import { withEcn } from './ecn.ts';
import { isSurelySent } from './happenings.ts';
import { forgotten, following, rule } from './rule.ts';

export const misplacedCwr = rule({
  code: 'misplaced-cwr',
  severity: 'warning',
  rfc: '3168 §6.1.2',
  summary: 'CWR on a retransmission or a window probe',
  follow: following(withEcn<never>((_, one, __, { mode }) => {
    if (!isSurelySent(one) || mode !== 'classic' || !has(one.segment, CWR) || has(one.segment, SYN)) return forgotten;
    const { segment, own, placed: { line }, statement: { flagsSpan: span } } = one;
    const probe = own.snd.wnd === 0 && isWindowProbe(own, segment);
    // What is new in it counts as new data.
    if (!probe && (segment.len === 0 || seqAfter(segEnd(segment), own.snd.nxt))) return forgotten;
    return {
      memory: undefined,
      finding: {
        line, span,
        message: probe
          ? say`CWR on a window probe: it stands on the first new data after the sender has slowed down`
          : say`CWR on a retransmission: it stands on the first new data after the sender has slowed down`,
        fix: `[${flagsText(segment.flags & ~CWR)}]`,
      },
    };
  })),
});
