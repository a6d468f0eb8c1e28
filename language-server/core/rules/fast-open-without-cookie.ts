// Data on a SYN that still asks for its cookie.
import { say } from '../flow/message.ts';
import { ACK, SYN } from '../tcp/flags.ts';
import { cookieOf, has } from '../tcp/segment.ts';
import { placeOfData } from './place.ts';
import { rule } from './rule.ts';

export const fastOpenWithoutCookie = rule({
  code: 'fast-open-without-cookie',
  severity: 'hint',
  rfc: '7413 §4.2.2',
  summary: 'data on a SYN that only asks for a cookie',
  segment: ({ segment, to, statement }) => {
    if (!has(segment, SYN) || has(segment, ACK) || segment.len === 0 || cookieOf(segment.options) !== '') return undefined;
    return {
      at: placeOfData(statement),
      says: say`data on a SYN that only asks for a cookie: without one ${to} does not take the data before the handshake is complete`,
    };
  },
});
