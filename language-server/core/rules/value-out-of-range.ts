// Numbers that do not fit the header field they stand for.
import type { NumberField, Span, Value } from '../flow/statement.ts';
import { say } from '../flow/message.ts';
import { SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { negotiated } from '../tcp/tcb.ts';
import type { Situation } from '../timeline/situation.ts';
import { rule, type RuleFinding, type SegmentFault } from './rule.ts';

const largest = { 16: 0xffff, 32: 0xffff_ffff } as const;

export const valueOutOfRange = rule({
  code: 'value-out-of-range',
  severity: 'error',
  rfc: '9293 §3.1',
  summary: 'a number does not fit the header field it stands for',
  form: true,
  segment: (situation) => {
    const { statement } = situation;
    return sequenceNumber('seq', statement.seq?.value, 'seq')
      ?? sequenceNumber('ack', statement.ack?.value, 'ack')
      ?? number('len', statement.len, largest[16], 'a TCP segment inside an IP packet holds fewer bytes')
      ?? window(situation)
      ?? number('urg', statement.urg, largest[16], 'the urgent pointer has 16 bits')
      ?? number('mss', statement.mss, largest[16], 'the MSS option has 16 bits')
      ?? number('ws', statement.ws, 14, 'RFC 7323 §2.3 allows shifts up to 14')
      ?? number('tsval', statement.tsval, largest[32], 'a timestamp has 32 bits')
      ?? number('tsecr', statement.tsecr, largest[32], 'a timestamp has 32 bits')
      ?? number('port', statement.from.port, largest[16], 'a port has 16 bits')
      ?? number('port', statement.to.port, largest[16], 'a port has 16 bits')
      ?? optionKind(statement.otherOptions);
  },
  *timeline({ flow }) {
    for (const { line, declaration } of flow.endpoints) {
      const fault = number('win', declaration.win, largest[16] * 2 ** 14, 'with the largest scale a window has 30 bits')
        ?? number('mss', declaration.mss, largest[16], 'the MSS option has 16 bits')
        ?? number('ws', declaration.ws, 14, 'RFC 7323 §2.3 allows shifts up to 14')
        ?? number('port', declaration.port, largest[16], 'a port has 16 bits')
        ?? sequenceNumber('isn', declaration.isn?.value, undefined)
        ?? sequenceNumber('seq', declaration.seq?.value, undefined)
        ?? sequenceNumber('ack', declaration.ack?.value, undefined);
      if (fault !== undefined) yield { line, span: fault.at, message: fault.says } satisfies RuleFinding;
    }
  },
});

const sequenceNumber = (name: string, value: Value | undefined, without: 'seq' | 'ack' | undefined): SegmentFault | undefined => {
  if (value === undefined || Math.abs(value.offset) <= largest[32]) return undefined;
  return {
    at: value.span,
    says: say`${name} is ${plain(value.offset)}, but a sequence number has 32 bits: it is at most ${largest[32]}`,
    ...(without === undefined ? {} : { goOn: { kind: 'meant', without: [without] } }),
  };
};

const number = (name: string, field: NumberField | undefined, most: number, because: string): SegmentFault | undefined =>
  (field === undefined || field.value <= most ? undefined : { at: field.span, says: tooLarge(name, field.value, most, because) });

const tooLarge = (name: string, value: number, most: number, because: string) => say`${name} is ${plain(value)}, but ${because}: it is at most ${most}`;

/** On a SYN the field stands as it is; afterwards it counts in steps of the negotiated scale (RFC 7323 §2.3). */
const window = ({ statement, segment, sender }: Situation): SegmentFault | undefined => {
  const shift = has(segment, SYN) ? 0 : negotiated(sender).sendShift;
  const most = largest[16] * 2 ** shift;
  if (statement.win === undefined || statement.win.value <= most) return undefined;
  const says = has(segment, SYN)
    ? tooLarge('win', statement.win.value, most, 'the window of a SYN is never scaled')
    : shift === 0
      ? tooLarge('win', statement.win.value, most, 'without a negotiated window scale the field has 16 bits')
      : tooLarge('win', statement.win.value, most, `the field has 16 bits and the negotiated shift is ${shift}`);
  return { at: statement.win.span, says, goOn: { kind: 'meant', without: ['wnd'] } };
};

const optionKind = (options: readonly { readonly kind: number; readonly span: Span }[]): SegmentFault | undefined => {
  const option = options.find(({ kind }) => kind > 0xff);
  return option === undefined ? undefined : { at: option.span, says: tooLarge('option', option.kind, 0xff, 'an option kind has 8 bits') };
};

const plain = (value: number): string => (Number.isSafeInteger(value) ? String(value) : 'far too large');
