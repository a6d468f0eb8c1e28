// An urgent pointer that points nowhere, or that nobody looks at.
import { say } from '../flow/message.ts';
import { URG } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { rule } from './rule.ts';

export const invalidUrgentPointer = rule({
  code: 'invalid-urgent-pointer',
  severity: 'warning',
  rfc: '9293 §3.8.5',
  summary: 'an urgent pointer of 0, or one without the URG flag',
  requirements: ['MUST-62'],
  form: true,
  segment: ({ segment, statement }) => {
    if (statement.urg === undefined) return undefined;
    if (!has(segment, URG)) return { at: statement.urg.span, says: say`urg= without the URG flag: the urgent pointer means nothing then` };
    if (statement.urg.value > 0) return undefined;
    return {
      at: statement.urg.span,
      says: say`urg is 0, but the urgent pointer is the distance to the byte after the urgent data: it is at least 1`,
      fix: `urg=${Math.max(1, segment.len)}`,
    };
  },
});
