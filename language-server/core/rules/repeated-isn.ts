// A second connection that begins with the same number as the first.
import { say } from '../flow/message.ts';
import { SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { placeOf } from './place.ts';
import { rule } from './rule.ts';

export const repeatedIsn = rule({
  code: 'repeated-isn',
  severity: 'warning',
  rfc: '9293 §3.4.1',
  summary: 'a new connection between the same ports with the ISN of the one before',
  requirements: ['MUST-8', 'SHLD-1'],
  segment: ({ segment, sender, from, sent, statement }) => {
    // From 0 on numbers are counted in every connection that a tool shows relative to its beginning.
    const former = sender.state === 'CLOSED' ? sender.iss : sender.iss === undefined ? sender.formerIss : undefined;
    if (!has(segment, SYN) || former !== segment.seq || segment.seq === 0 || sender.doubt) return undefined;
    return {
      at: placeOf(statement, statement.seq),
      says: say`${from} opens another connection with ${sent(segment.seq)}, the number of the one before: initial sequence numbers follow a clock`,
    };
  },
});
