// `len` beside a payload of another length.
import { say } from '../flow/message.ts';
import { rule } from './rule.ts';

export const lengthMismatch = rule({
  code: 'length-mismatch',
  severity: 'error',
  summary: "`len` differs from the payload's length",
  form: true,
  segment: ({ statement: { len, payload } }) => {
    if (len === undefined || payload === undefined || len.value === payload.bytes) return undefined;
    return {
      at: len.span,
      says: say`len is ${len.value}, but the payload's length in UTF-8 is ${payload.bytes}`,
      fix: `len=${payload.bytes}`,
    };
  },
});
