// An echo on a SYN that acknowledges nothing.
import { say } from '../flow/message.ts';
import { ACK, RST } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { rule } from './rule.ts';

export const tsecrWithoutAck = rule({
  code: 'tsecr-without-ack',
  severity: 'warning',
  rfc: '7323 §3.2',
  summary: 'TSecr other than 0 without the ACK flag',
  form: true,
  segment: ({ segment, statement: { tsecr }, observed }) => {
    if (tsecr === undefined || tsecr.value === 0 || has(segment, ACK) || has(segment, RST)) return undefined;
    // Linux does so when it opens a connection from a port whose last one is in TIME-WAIT; whoever receives it does not look at it.
    const severity = observed === true ? { severity: 'hint' } as const : {};
    return { ...severity, at: tsecr.span, says: say`tsecr is ${tsecr.value}, but without ACK there is nothing to echo: it should be 0`, fix: 'tsecr=0' };
  },
});
