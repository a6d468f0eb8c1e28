// In an observed flow: an acknowledgment of bytes, or an echo of a timestamp, that no line shows.
import { say } from '../flow/message.ts';
import { seqAdd } from '../tcp/seq.ts';
import { placeOf } from './place.ts';
import { rule } from './rule.ts';

export const unseenSegment = rule({
  code: 'unseen-segment',
  severity: 'info',
  rfc: '9293 §3.4',
  summary: 'an observed flow does not show what is acknowledged',
  segment: ({ segment, from, to, received, statement, unseenFrom, unseenEcho }) => {
    if (unseenFrom !== undefined) {
      return {
        at: placeOf(statement, statement.ack),
        says: say`${from} acknowledges bytes ${received(unseenFrom)} to ${received(seqAdd(segment.ack, -1))} of ${to}, which no line shows: the observation lacks segments`,
      };
    }
    return unseenEcho === undefined ? undefined : {
      at: placeOf(statement, statement.tsecr),
      says: say`${from} echoes the timestamp ${segment.options.tsecr!} of ${to}, which no line shows: the observation lacks segments`,
    };
  },
});
