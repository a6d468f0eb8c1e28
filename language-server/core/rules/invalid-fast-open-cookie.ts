// A Fast Open cookie of a length that no cookie has.
import { say } from '../flow/message.ts';
import { rule } from './rule.ts';

export const invalidFastOpenCookie = rule({
  code: 'invalid-fast-open-cookie',
  severity: 'error',
  rfc: '7413 §4.1.1',
  summary: 'a Fast Open cookie that is not 4 to 16 bytes, or of odd length',
  form: true,
  segment: ({ statement: { tfo } }) => {
    if (tfo === undefined || tfo.cookie === '') return undefined;
    const bytes = Math.ceil(tfo.cookie.length / 2);
    if (bytes >= 4 && bytes <= 16 && bytes % 2 === 0) return undefined;
    return { at: tfo.span, says: say`a cookie of length ${bytes}: it has 4 to 16 bytes, an even number, and any other is ignored` };
  },
});
