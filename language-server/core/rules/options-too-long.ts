// More options than the header has room for.
import { say } from '../flow/message.ts';
import type { Span } from '../flow/statement.ts';
import type { Situation } from '../timeline/situation.ts';
import { rule } from './rule.ts';

/** The data offset counts 32-bit words in 4 bits: 60 bytes of header, 20 of them fixed. */
const room = 40;

export const optionsTooLong = rule({
  code: 'options-too-long',
  severity: 'error',
  rfc: '9293 §3.1',
  summary: 'more than 40 bytes of options',
  form: true,
  segment: ({ statement }) => {
    let bytes = 0;
    let first: Span | undefined;
    for (const option of optionSizes(statement)) {
      bytes += option.bytes;
      if (bytes > room) first ??= option.span;
    }
    return first === undefined ? undefined : { at: first, says: say`the options take ${bytes} bytes, but a TCP header has room for ${room}` };
  },
});

interface OptionSize {
  readonly bytes: number;
  readonly span: Span;
}

/** What each option takes, in the order in which they stand; padding is not counted. */
const optionSizes = (statement: Situation['statement']): readonly OptionSize[] => {
  const { mss, ws, sackPermitted, tsval, tsecr, sack, tfo, otherOptions } = statement;
  const sizes: OptionSize[] = [
    ...(mss === undefined ? [] : [{ bytes: 4, span: mss.span }]),
    ...(ws === undefined ? [] : [{ bytes: 3, span: ws.span }]),
    ...(sackPermitted === undefined ? [] : [{ bytes: 2, span: sackPermitted }]),
    ...(tsval === undefined && tsecr === undefined ? [] : [{ bytes: 10, span: (tsval ?? tsecr)!.span }]),
    ...sack.map(({ span }, index) => ({ bytes: index === 0 ? 10 : 8, span })),
    ...(tfo === undefined ? [] : [{ bytes: 2 + Math.ceil(tfo.cookie.length / 2), span: tfo.span }]),
    ...otherOptions.map(({ kind, data, span }) => ({ bytes: kind <= 1 ? 1 : 2 + Math.ceil(data.length / 2), span })),
  ];
  return sizes.sort((a, b) => a.span.start - b.span.start);
};
