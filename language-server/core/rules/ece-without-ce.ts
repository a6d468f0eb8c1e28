// An echo of a congestion mark that no segment has carried. Judged only where the flow shows marks.
import { say } from '../flow/message.ts';
import { CWR, ECE, flagsText, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { otherSide } from '../timeline/reading.ts';
import { withEcn } from './ecn.ts';
import { isSurelySent, nameOf } from './happenings.ts';
import { following, rule } from './rule.ts';

interface Marks {
  /** A mark has arrived, and no CWR since. */
  readonly marked: boolean;
  /** A mark has arrived at some time: the flow shows them. */
  readonly shown: boolean;
  /** Data has arrived of which the flow does not say whether it was marked. */
  readonly unsaid: boolean;
}

const none: Marks = { marked: false, shown: false, unsaid: false };

export const eceWithoutCe = rule({
  code: 'ece-without-ce',
  severity: 'warning',
  rfc: '3168 §6.1.3',
  summary: 'ECE though no congestion mark has arrived, or after CWR has confirmed it',
  follow: following(withEcn<Marks>((marks = none, one, scene, { mode }) => {
    if (one.kind === 'arrived') {
      const { segment: { options: { ecn }, len } } = one;
      return {
        memory: {
          marked: ecn === 'ce' || (marks.marked && !has(one.segment, CWR)),
          shown: marks.shown || ecn === 'ce',
          unsaid: marks.unsaid || (ecn === undefined && len > 0),
        },
      };
    }
    if (!isSurelySent(one) || mode !== 'classic' || has(one.segment, SYN) || !has(one.segment, ECE) || marks.marked) return { memory: marks };
    if (marks.unsaid && !marks.shown) return { memory: marks };
    return {
      memory: marks,
      finding: {
        line: one.placed.line,
        span: one.statement.flagsSpan,
        message: say`${nameOf(scene, one.side)} echoes a congestion mark, but no marked segment of ${nameOf(scene, otherSide(one.side))} has arrived since the last CWR`,
        fix: `[${flagsText(one.segment.flags & ~ECE)}]`,
      },
    };
  })),
});
