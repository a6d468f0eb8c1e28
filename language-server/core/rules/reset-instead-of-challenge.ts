// A RST in answer to a SYN on an open connection: since RFC 5961 the answer is a challenge ACK.
import { say } from '../flow/message.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { isSynchronized } from '../tcp/state.ts';
import { happenings, namesOf, type Received } from './happenings.ts';
import { rule } from './rule.ts';

export const resetInsteadOfChallenge = rule({
  code: 'reset-instead-of-challenge',
  severity: 'hint',
  rfc: '5961 §4.2',
  summary: 'a RST in answer to a SYN on an open connection',
  *timeline(timeline) {
    /** What an end heard last, if it has done nothing since: a call such as abort() is another reason for a RST. */
    const heard = new Map<number, Received>();
    for (const one of happenings(timeline)) {
      const last = heard.get(one.key);
      heard.delete(one.key);
      if (one.kind === 'arrived') heard.set(one.key, one);
      if (one.kind !== 'sent' || last === undefined || !has(one.segment, RST) || !isSynchronized(one.own.state) || !one.sure) continue;
      if (!has(last.segment, SYN) || has(last.segment, ACK) || !isSynchronized(last.before.state)) continue;
      const { from } = namesOf(timeline, one.end);
      yield {
        line: one.step.line,
        span: one.step.statement.flagsSpan,
        message: say`${from} is in ${one.own.state} and resets its connection because of a SYN: anybody could send one, so the answer is a challenge ACK`,
        related: [{ line: last.step.line, span: last.step.statement.span, message: say`the SYN` }],
        fix: '[ACK]',
      };
    }
  },
});
