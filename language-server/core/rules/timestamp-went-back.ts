// A timestamp below an earlier one, or an echo of one that the peer never sent.
import { say } from '../flow/message.ts';
import { ACK, RST } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { seqAfter, seqBefore } from '../tcp/seq.ts';
import { rule } from './rule.ts';

export const timestampWentBack = rule({
  code: 'timestamp-went-back',
  severity: 'error',
  rfc: '7323 §5.4',
  summary: "TSval below the sender's last, or TSecr that the peer never sent",
  segment: ({ segment, sender, receiver, from, to, statement, observed }) => {
    if (has(segment, RST)) return undefined;
    const { tsval, tsecr } = statement;
    // What is meant may be another value than what is written.
    const { tsval: sent = 0, tsecr: echoed = 0 } = segment.options;
    if (tsval !== undefined && sender.lastTsval !== undefined && seqBefore(sent, sender.lastTsval)) {
      // Linux writes into a paced segment when it should leave, and answers in TIME-WAIT by the time that it is: some milliseconds less.
      const severity = observed === true && sender.state === 'TIME-WAIT' ? { severity: 'hint' } as const : {};
      return {
        ...severity,
        at: tsval.span,
        says: say`tsval is ${tsval.value}, but ${from} has sent ${sender.lastTsval} before: its clock does not run backwards`,
        goOn: { kind: 'meant', options: { tsval: sender.lastTsval } },
      };
    }
    const latest = receiver.lastTsval;
    if (tsecr !== undefined && has(segment, ACK) && latest !== undefined && seqAfter(echoed, latest)) {
      return {
        at: tsecr.span,
        says: say`tsecr is ${tsecr.value}, but the latest timestamp of ${to} is ${latest}: an echo repeats what was received`,
        goOn: { kind: 'meant', options: { tsecr: latest } },
      };
    }
    return undefined;
  },
});
