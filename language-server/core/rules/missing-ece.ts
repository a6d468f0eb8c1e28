// A congestion mark that is not echoed, or not until the sender has confirmed it.
import { say } from '../flow/message.ts';
import { ACK, CWR, ECE, flagsText, RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { mentionsEcn, withModes } from './ecn.ts';
import { namesOf, type Received } from './happenings.ts';
import { rule } from './rule.ts';

export const missingEce = rule({
  code: 'missing-ece',
  severity: 'error',
  rfc: '3168 §6.1.3',
  summary: 'an ACK without ECE between a congestion mark and the CWR that confirms it',
  *timeline(timeline) {
    if (!mentionsEcn(timeline)) return;
    const marked = new Map<number, Received>();
    for (const { one, mode } of withModes(timeline)) {
      if (one.kind === 'arrived') {
        if (has(one.segment, CWR)) marked.delete(one.key);
        if (one.segment.options.ecn === 'ce' && one.segment.len > 0) marked.set(one.key, one);
      }
      if (one.kind !== 'sent' || mode !== 'classic') continue;
      const mark = marked.get(one.key);
      const { segment, step: { line, statement: { flagsSpan: span } } } = one;
      if (mark === undefined || !one.sure || !has(segment, ACK) || has(segment, SYN) || has(segment, RST) || has(segment, ECE)) continue;
      const { from, to } = namesOf(timeline, one.end);
      yield {
        line, span,
        message: say`${from} has received a congestion mark: each of its ACKs carries ECE until ${to} answers with CWR`,
        related: [{ line: mark.step.line, span: mark.step.statement.ecn?.span ?? mark.step.statement.span, message: say`the mark` }],
        fix: `[${flagsText(segment.flags | ECE)}]`,
      };
    }
  },
});
