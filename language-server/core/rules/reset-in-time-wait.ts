// A RST in answer to a FIN that comes again, from an end that is in TIME-WAIT just to acknowledge it.
import { say } from '../flow/message.ts';
import { FIN, RST } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { otherSide } from '../timeline/reading.ts';
import { isSurelySent, lineOf, nameOf, related, type SegmentLine } from './happenings.ts';
import { eachEnd, forgotten, following, rule } from './rule.ts';

export const resetInTimeWait = rule({
  code: 'reset-in-time-wait',
  severity: 'warning',
  rfc: '9293 §3.10.7.4',
  summary: 'a RST in answer to a FIN that comes again, instead of an ACK',
  requirements: ['MUST-13'],
  // Remembered is the FIN that an end in TIME-WAIT has heard last, if it has done nothing since.
  follow: following(eachEnd<SegmentLine>((fin, one, scene) => {
    if (one.kind === 'arrived') return { memory: one.before.state === 'TIME-WAIT' && has(one.segment, FIN) ? lineOf(one) : undefined };
    if (!isSurelySent(one) || fin === undefined || one.own.state !== 'TIME-WAIT' || !has(one.segment, RST)) return forgotten;
    return {
      memory: undefined,
      finding: {
        line: one.placed.line,
        span: one.statement.flagsSpan,
        message: say`${nameOf(scene, one.side)} is in TIME-WAIT to acknowledge the FIN of ${nameOf(scene, otherSide(one.side))} once more, and resets the connection instead`,
        related: [{ ...related(fin), message: say`the FIN again` }],
        fix: '[ACK]',
      },
    };
  })),
});
