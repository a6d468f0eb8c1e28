// A keep-alive that carries a byte of garbage.
import { say } from '../flow/message.ts';
import { isKeepAlive } from '../tcp/special-segments.ts';
import { sendEdge } from '../tcp/tcb.ts';
import { placeOfData } from './place.ts';
import { rule } from './rule.ts';

export const keepAliveWithData = rule({
  code: 'keep-alive-with-data',
  severity: 'hint',
  rfc: '9293 §3.8.4',
  summary: 'a keep-alive that carries a byte',
  requirements: ['SHLD-12'],
  segment: ({ segment, sender, to, statement, far }) => {
    // A far end may send a byte again of which it does not know yet that it has arrived.
    if (far === true || segment.len === 0 || !isKeepAlive(sender, segment) || sendEdge(sender) === sender.snd.una) return undefined;
    return {
      at: placeOfData(statement),
      says: say`a keep-alive with a byte that ${to} has already: it should carry none, only peers of long ago need one`,
      habit: true,
    };
  },
});
