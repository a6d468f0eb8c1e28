// A SYN sent again with another number, or one that contradicts the declared ISN.
import { say } from '../flow/message.ts';
import { SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { eachSent } from '../tcp/sent-segments.ts';
import { placeOf } from './place.ts';
import { explainedBy, rule } from './rule.ts';

export const changedIsn = rule({
  code: 'changed-isn',
  severity: 'error',
  rfc: '9293 §3.8.3',
  summary: 'a SYN with another sequence number than the ISN',
  requirements: ['MUST-22'],
  segment: ({ segment, sender, from, sent, statement, lineOf }) => {
    if (!has(segment, SYN)) return undefined;
    const connecting = sender.state === 'SYN-SENT' || sender.state === 'SYN-RECEIVED';
    const used = connecting ? sender.iss : undefined;
    const isn = used ?? sender.isn;
    if (isn === undefined || segment.seq === isn) return undefined;
    const first = [...eachSent(sender.sent)].find(({ segment: earlier }) => has(earlier, SYN));
    const related = first === undefined ? undefined : lineOf(first.line, say`${from} chose ${sent(isn)} here`);
    return {
      at: placeOf(statement, statement.seq),
      says: used === undefined
        ? say`seq is ${sent(segment.seq)}, but the initial sequence number of ${from} is declared as ${sent(isn)}`
        : say`seq is ${sent(segment.seq)}, but ${from} has sent its SYN with ${sent(isn)}: a SYN that is sent again keeps its number`,
      ...explainedBy(related),
      fix: `seq=${sent(isn)}`,
      goOn: { kind: 'meant', without: ['seq'] },
    };
  },
});
