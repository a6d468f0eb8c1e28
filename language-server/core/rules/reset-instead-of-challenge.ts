// A RST in answer to a SYN on an open connection: since RFC 5961 the answer is a challenge ACK.
import { say } from '../flow/message.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { isSynchronized } from '../tcp/state.ts';
import { isSurelySent, lineOf, nameOf, related, type SegmentLine } from './happenings.ts';
import { eachEnd, forgotten, following, rule } from './rule.ts';

export const resetInsteadOfChallenge = rule({
  code: 'reset-instead-of-challenge',
  severity: 'hint',
  rfc: '5961 §4.2',
  summary: 'a RST in answer to a SYN on an open connection',
  // Remembered is the SYN that an end has heard last, if nothing has happened there since: abort() is another reason for a RST.
  follow: following(eachEnd<SegmentLine>((syn, one, scene) => {
    if (one.kind === 'arrived') {
      const strange = has(one.segment, SYN) && !has(one.segment, ACK) && isSynchronized(one.before.state) && isSynchronized(one.after.state);
      return { memory: strange ? lineOf(one) : undefined };
    }
    if (!isSurelySent(one) || syn === undefined || !has(one.segment, RST) || !isSynchronized(one.own.state)) return forgotten;
    return {
      memory: undefined,
      finding: {
        line: one.placed.line,
        span: one.statement.flagsSpan,
        message: say`${nameOf(scene, one.side)} is in ${one.own.state} and resets its connection because of a SYN: anybody could send one, so the answer is a challenge ACK`,
        related: [{ ...related(syn), message: say`the SYN` }],
        fix: '[ACK]',
      },
    };
  })),
});
