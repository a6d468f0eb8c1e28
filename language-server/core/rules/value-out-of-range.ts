// Numbers that do not fit the header field they stand for.
import type { NumberField, Span, Value } from '../flow/statement.ts';
import { say, type Message } from '../flow/message.ts';
import { SYN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { largestWindow, negotiated } from '../tcp/tcb.ts';
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
    const { statement, observed } = situation;
    return sequenceNumber('seq', statement.seq?.value, 'seq')
      ?? sequenceNumber('ack', statement.ack?.value, 'ack')
      // A machine may hand itself more at once than an IP packet holds, and jumbograms hold more (RFC 2675).
      ?? number(statement.len, observed === true ? largest[32] : largest[16], (len, most) => say`len is ${len}, but an IP packet has room for less: it is at most ${most}`)
      ?? window(situation)
      ?? number(statement.urg, largest[16], (urg, most) => say`urg is ${urg}, but the urgent pointer has 16 bits: it is at most ${most}`)
      ?? number(statement.mss, largest[16], tooLargeMss)
      ?? number(statement.ws, 14, tooLargeShift)
      ?? number(statement.tsval, largest[32], (value, most) => say`tsval is ${value}, but a timestamp has 32 bits: it is at most ${most}`)
      ?? number(statement.tsecr, largest[32], (value, most) => say`tsecr is ${value}, but a timestamp has 32 bits: it is at most ${most}`)
      ?? number(statement.from.port, largest[16], tooLargePort)
      ?? number(statement.to.port, largest[16], tooLargePort)
      ?? optionKind(statement.otherOptions);
  },
  *ending({ flow }) {
    for (const { line, declaration } of flow.endpoints) {
      const fault = number(declaration.win, largest[16] * 2 ** 14, (win, most) => say`win is ${win}, but a window has 30 bits with the largest scale: it is at most ${most}`)
        ?? number(declaration.mss, largest[16], tooLargeMss)
        ?? number(declaration.ws, 14, tooLargeShift)
        ?? number(declaration.port, largest[16], tooLargePort)
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

type TooLarge = (value: string, most: number) => Message;

const number = (field: NumberField | undefined, most: number, tooLarge: TooLarge): SegmentFault | undefined =>
  (field === undefined || field.value <= most ? undefined : { at: field.span, says: tooLarge(plain(field.value), most) });

const tooLargeMss: TooLarge = (mss, most) => say`mss is ${mss}, but the MSS option has 16 bits: it is at most ${most}`;
const tooLargeShift: TooLarge = (ws, most) => say`ws is ${ws}, but a window is shifted by ${most} bits at most (RFC 7323 §2.3)`;
const tooLargePort: TooLarge = (port, most) => say`port is ${port}, but a port has 16 bits: it is at most ${most}`;

/** On a SYN the field stands as it is; afterwards it counts in steps of the negotiated scale (RFC 7323 §2.3). */
const window = ({ statement, segment, sender }: Situation): SegmentFault | undefined => {
  const most = largestWindow(sender, segment.flags);
  if (statement.win === undefined || statement.win.value <= most) return undefined;
  const win = plain(statement.win.value);
  const says = has(segment, SYN)
    ? say`win is ${win}, but the window of a SYN is never scaled: it is at most ${most}`
    : most === largest[16]
      ? say`win is ${win}, but without a negotiated window scale the field has 16 bits: it is at most ${most}`
      : say`win is ${win}, but the field has 16 bits and the negotiated shift is ${negotiated(sender).rcvWindShift}: it is at most ${most}`;
  return { at: statement.win.span, says, goOn: { kind: 'meant', without: ['wnd'] } };
};

const optionKind = (options: readonly { readonly kind: number; readonly span: Span }[]): SegmentFault | undefined => {
  const option = options.find(({ kind }) => kind > 0xff);
  return option === undefined ? undefined : { at: option.span, says: say`option is ${plain(option.kind)}, but an option's kind has 8 bits: it is at most ${0xff}` };
};

const plain = (value: number): string => (Number.isSafeInteger(value) ? String(value) : '≥ 2^53');
