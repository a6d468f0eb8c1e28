// An echo of a congestion mark that no segment has carried. Judged only in flows that show marks.
import { say } from '../flow/message.ts';
import { CWR, ECE, flagsText, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { mentionsEcn, withModes } from './ecn.ts';
import { happenings, namesOf, peerKey } from './happenings.ts';
import { rule } from './rule.ts';

export const eceWithoutCe = rule({
  code: 'ece-without-ce',
  severity: 'warning',
  rfc: '3168 §6.1.3',
  summary: 'ECE though no congestion mark has arrived, or after CWR has confirmed it',
  *timeline(timeline) {
    if (!mentionsEcn(timeline)) return;
    /** Ends of whose segments the flow shows marks: the others were not marked. */
    const shows = new Set(happenings(timeline).flatMap((one) => (one.kind === 'sent' && one.segment.options.ecn === 'ce' ? [one.key] : [])));
    const marked = new Set<number>();
    /** Ends that have received data of which the flow does not say whether it was marked. */
    const unsaid = new Set<number>();
    for (const { one, mode } of withModes(timeline)) {
      if (one.kind === 'arrived') {
        if (has(one.segment, CWR)) marked.delete(one.key);
        if (one.segment.options.ecn === 'ce') marked.add(one.key);
        else if (one.segment.options.ecn === undefined && one.segment.len > 0) unsaid.add(one.key);
      }
      if (one.kind !== 'sent' || mode !== 'classic' || !one.sure || has(one.segment, SYN) || !has(one.segment, ECE) || marked.has(one.key)) continue;
      if (unsaid.has(one.key) && !shows.has(peerKey(one.key))) continue;
      const { from, to } = namesOf(timeline, one.end);
      yield {
        line: one.step.line,
        span: one.step.statement.flagsSpan,
        message: say`${from} echoes a congestion mark, but no marked segment of ${to} has arrived since the last CWR`,
        fix: `[${flagsText(one.segment.flags & ~ECE)}]`,
      };
    }
  },
});
