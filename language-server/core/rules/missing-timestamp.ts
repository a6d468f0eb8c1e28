// No timestamp on a connection that has negotiated them.
import { say } from '../flow/message.ts';
import { RST, SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { negotiated } from '../tcp/tcb.ts';
import { rule } from './rule.ts';

export const missingTimestamp = rule({
  code: 'missing-timestamp',
  severity: 'warning',
  rfc: '7323 §3.2',
  summary: 'no timestamp on a segment of a connection that negotiated them',
  segment: ({ segment, sender, to, statement }) => {
    if (has(segment, SYN) || has(segment, RST) || segment.options.tsval !== undefined || !negotiated(sender).timestamps) return undefined;
    return {
      at: statement.flagsSpan,
      says: say`no timestamp, but both SYNs agreed on them: every segment but RST carries one, and ${to} drops what has none`,
      // With the one that its author has forgotten it may be dropped for its age when it comes late.
      ...(sender.lastTsval === undefined || statement.fate?.fate !== 'delayed' ? {} : { goOn: { kind: 'meant', options: { tsval: sender.lastTsval, tsecr: sender.tsRecent ?? 0 } } as const }),
    };
  },
});
