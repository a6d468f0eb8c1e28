// The packets of one connection → the text of a flow, line by line: a long connection need not be held in memory. Numbers
// count from the ISN, as in Wireshark; what the lines above already tell is left out.
import { align, rowText, segmentKey, type Row } from '../flow/columns.ts';
import { duration } from '../flow/duration.ts';
import { format, say, type Bundle, type Message } from '../flow/message.ts';
import { toEnd } from '../flow/turns.ts';
import { ACK, FIN, flagsText, RST, SYN } from '../tcp/flags.ts';
import { has, type Segment, type SegmentOptions } from '../tcp/segment.ts';
import { seqAdd, type Seq } from '../tcp/seq.ts';
import type { Observation } from '../timeline/observation.ts';
import { observe, unobserved } from '../timeline/observed.ts';
import { otherSide } from '../timeline/reading.ts';
import type { Side } from '../timeline/timeline.ts';
import type { Address, Packet } from './packet.ts';
import type { ConnectionSummary } from './summary.ts';

export interface FlowTextOptions {
  /** The name of the capture, for the title. */
  readonly name: string;
  /** Shows data that is printable and was captured completely. */
  readonly payload?: boolean;
  /** In whose language the comments speak; in English without it. */
  readonly bundle?: Bundle;
}

export interface FlowText {
  /** What stands above the packets. */
  readonly head: string;
  /** A packet's line in its parts. `side`: which end sends. */
  line(packet: Packet, side: Side): Row;
  /** What stands below them. */
  readonly foot: string;
}

export const flowText = (summary: ConnectionSummary, { name, payload = false, bundle = {} }: FlowTextOptions): FlowText =>
  ({ head: headOf(summary, name, bundle), line: lineWriter(summary, payload, bundle), foot: '}\n' });

/** The lines of a whole flow in columns, as the formatter lays them out; those of a piece of one without. */
export const linesText = (rows: readonly Row[], inColumns: boolean): string => {
  if (inColumns) toEnd(align(rows));
  return rows.map((row) => `${rowText(row)}\n`).join('');
};

/** What would be judged by options that are not there: a window without its scale, a segment without its timestamp. */
const needOptions = ['missing-timestamp', 'option-not-negotiated', 'outside-window', 'silly-window', 'window-shrunk'];

const headOf = ({ number, client, server, began, firstPacket, optionsCut, place: { place, reason } }: ConnectionSummary, name: string, bundle: Bundle): string => [
  `flow ${quoted(format(say`${name}, connection ${number}`, bundle))} {`,
  `  // ${format(packetText(began, firstPacket), bundle)}`,
  `  endpoint client ${endText(client)}`,
  `  endpoint server ${endText(server)}`,
  `  // ${format(reason, bundle)}`,
  `  ${place === 'between' ? 'observed between' : `observed at ${place}`}`,
  ...(optionsCut === undefined ? [] : [
    `  // ${format(say`the capture cuts off options, first in packet ${optionsCut}: what depends on them is not judged`, bundle)}`,
    ...needOptions.map((rule) => `  rule ${rule} off`),
  ]),
  '',
].join('\n');

const endText = ({ address, port }: Address): string => `port=${port} addr="${address}"`;

/** A string of the language. A file's name may have anything in it. */
const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&').replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?')}"`;

const indent = '  ';

/** Each packet's line. Keeps what the lines so far have shown, and nothing of the packets. */
const lineWriter = ({ clientSide, isns, began }: ConnectionSummary, payload: boolean, bundle: Bundle): FlowText['line'] => {
  const bases: [Seq | undefined, Seq | undefined] = [...isns];
  const synOptions: [SegmentOptions | undefined, SegmentOptions | undefined] = [undefined, undefined];
  let seen: Observation = unobserved;
  let now = began;

  const relative = (side: Side, seq: Seq): Seq => seqAdd(seq, -(bases[side] ?? 0));
  const shift = (side: Side): number => {
    const [own, peer] = [synOptions[side]?.ws, synOptions[otherSide(side)]?.ws];
    return own === undefined || peer === undefined ? 0 : Math.min(own, 14);
  };

  return (packet, side) => {
    const wire = packet.segment;
    const peer = otherSide(side);
    bases[side] ??= seqAdd(wire.seq, -1);
    if (has(wire, ACK)) bases[peer] ??= seqAdd(wire.ack, -1);
    if (has(wire, SYN)) synOptions[side] ??= wire.options;
    const { sack } = wire.options;
    const segment: Segment = {
      ...wire,
      seq: relative(side, wire.seq),
      ack: has(wire, ACK) ? relative(peer, wire.ack) : 0,
      wnd: has(wire, SYN) ? wire.wnd : wire.wnd * 2 ** shift(side),
      options: sack === undefined ? wire.options : { ...wire.options, sack: sack.map(({ left, right }) => ({ left: relative(peer, left), right: relative(peer, right) })) },
    };
    const text = payload ? printable(packet) : undefined;
    const older = now !== undefined && packet.time !== undefined && packet.time < now ? duration(Number(now - packet.time) / 1e6) : undefined;
    const time = began === undefined || packet.time === undefined || older !== undefined ? '' : `@${duration(Number(packet.time - began) / 1e6)}`;
    if (time !== '') now = packet.time;
    const [from, to] = side === clientSide ? ['client', 'server:'] : ['server', 'client:'];
    const notes = [
      // Times never run backwards, so that it has none.
      ...(older === undefined ? [] : [format(say`captured behind what is ${older} younger`, bundle)]),
      ...(packet.fragmented ? [format(say`sent in IP fragments`, bundle)] : []),
      ...(packet.options !== 'whole' ? [format(say`not all options could be read`, bundle)] : []),
    ];
    const rest = [...fields(segment, text === undefined, seen[side]), ...optionsText(segment.options), ...(text === undefined ? [] : [text])].join(' ');
    const cells = [time, from, '->', to, flagsOf(segment), ...numbers(segment, seen, side), rest];
    const row: Row = { head: indent, cells, key: segmentKey(indent, time), comment: notes.length === 0 ? '' : `// ${notes.join(', ')}`, gap: 2 };
    seen = observe(seen, side, segment, true);
    return row;
  };
};

/** The same flags come again and again: one string each. */
const flagsOf = ({ flags }: Segment): string => {
  const known = flagTexts.get(flags);
  if (known !== undefined) return known;
  const text = `[${flagsText(flags)}]`;
  flagTexts.set(flags, text);
  return text;
};
const flagTexts = new Map<number, string>();

/** SEG.SEQ and SEG.ACK, each empty where the lines above tell it. */
const numbers = (segment: Segment, seen: Observation, side: Side): readonly [seq: string, ack: string] => {
  const [own, peer] = [seen[side], seen[otherSide(side)]];
  const next = has(segment, SYN) ? own.iss ?? 0 : own.wnd === undefined ? undefined : own.nxt;
  // The numbers of a RST come from what it answers, and a FIN that was sent stays where it is.
  const told = !has(segment, RST) && !(has(segment, FIN) && own.fin !== undefined);
  const acknowledged = peer.wnd === undefined ? undefined : peer.inOrder;
  return [
    told && segment.seq === next ? '' : `seq=${segment.seq}`,
    !has(segment, ACK) || (told && segment.ack === acknowledged) ? '' : `ack=${segment.ack}`,
  ];
};

/** The other fields that the lines above do not tell. */
const fields = (segment: Segment, withLength: boolean, own: Observation[Side]): readonly string[] => [
  ...(segment.len === 0 || !withLength ? [] : [`len=${segment.len}`]),
  ...(segment.wnd === own.wnd ? [] : [`win=${segment.wnd}`]),
  ...(segment.urg === 0 || (segment.flags & 0x020) === 0 ? [] : [`urg=${segment.urg}`]),
];

const optionsText = ({ mss, ws, sackPermitted, tsval, tsecr, sack = [], tfo, other = [], ecn }: SegmentOptions): readonly string[] => [
  ...(mss === undefined ? [] : [`mss=${mss}`]),
  ...(ws === undefined ? [] : [`ws=${ws}`]),
  ...(sackPermitted === true ? ['sack_perm'] : []),
  ...(tsval === undefined ? [] : [`tsval=${tsval}`]),
  ...(tsecr === undefined ? [] : [`tsecr=${tsecr}`]),
  ...sack.map(({ left, right }) => `sack=${left}-${right}`),
  ...(tfo === undefined ? [] : [tfo === '' ? 'tfo' : `tfo=0x${tfo}`]),
  ...other.map(({ kind, data }) => (data === '' ? `option=${kind}` : `option=${kind}:0x${data}`)),
  ...(ecn === undefined ? [] : [ecn]),
];

/** Data worth reading: complete, not long, and text. */
const printable = ({ segment, data }: Packet): string | undefined => {
  if (segment.len === 0 || data.length !== segment.len || data.length > 256) return undefined;
  let text = '';
  for (const byte of data) {
    const escape = escapes.get(byte);
    if (escape === undefined && (byte < 0x20 || byte > 0x7e)) return undefined;
    text += escape ?? String.fromCharCode(byte);
  }
  return `"${text}"`;
};

const escapes: ReadonlyMap<number, string> = new Map([[0x09, '\\t'], [0x0a, '\\n'], [0x0d, '\\r'], [0x22, '\\"'], [0x5c, '\\\\']]);

/** Without the date where no calendar has it: a file may claim any time. */
const packetText = (began: bigint | undefined, firstPacket: number): Message => {
  const date = began === undefined ? undefined : new Date(Number(began / 1_000_000n));
  return date === undefined || Number.isNaN(date.getTime()) ? say`packet ${firstPacket}` : say`${date.toISOString()}, packet ${firstPacket}`;
};
