// In an observed flow: an acknowledgment or a SACK block of bytes, or an echo of a timestamp, that no line shows.
import { say } from '../flow/message.ts';
import { seqAdd } from '../tcp/seq.ts';
import { placeOf } from './place.ts';
import { rule } from './rule.ts';

export const unseenSegment = rule({
  code: 'unseen-segment',
  severity: 'info',
  rfc: '9293 §3.4',
  summary: 'an observed flow does not show what is acknowledged',
  segment: ({ segment, from, to, received, statement, unseenRange, unseenBlocks: [block] = [], unseenEcho }) => {
    if (unseenRange !== undefined) {
      const [first, last] = [unseenRange.left, seqAdd(unseenRange.right, -1)];
      return {
        at: placeOf(statement, statement.ack),
        says: first === last
          ? say`${from} acknowledges byte ${received(last)} of ${to}, which no line shows: the observation lacks segments`
          : say`${from} acknowledges bytes ${received(first)} to ${received(last)} of ${to}, which no line shows: the observation lacks segments`,
      };
    }
    if (block !== undefined) {
      return {
        at: placeOf(statement, statement.sack[segment.options.sack!.indexOf(block)]),
        says: say`the SACK block ${received(block.left)}-${received(block.right)} has bytes of ${to} that no line shows: the observation lacks segments`,
      };
    }
    return unseenEcho === undefined ? undefined : {
      at: placeOf(statement, statement.tsecr),
      says: say`${from} echoes the timestamp ${segment.options.tsecr!} of ${to}, which no line shows: the observation lacks segments`,
    };
  },
});
