// An exchange as a .tcpflow text: which of the many ways to write the same things is chosen by the style, and what may be
// left out is left out now and then. Knows the language as its reference tells it, and no parser.
import type { End } from './end.ts';
import { sackAllowed, synchronized, timestampsOn } from './end.ts';
import type { Exchange } from './exchange.ts';
import type { Event, SegmentEvent, Side } from './network.ts';
import { ahead, type Segment } from './segment.ts';

/** How one side's sequence numbers are written. */
export type Numbers = 'plain' | 'declared' | 'symbol' | 'bound symbol';

export interface Style {
  readonly names: readonly [string, string];
  readonly ports?: readonly [number, number];
  readonly numbers: readonly [Numbers, Numbers];
  /** Options and window stand on the endpoints' declarations. */
  readonly declares: readonly [boolean, boolean];
  readonly times: 'none' | 'absolute' | 'relative';
  /** In how many of 100 cases a field that may be left out is left out. */
  readonly leavesOut: number;
  /** Makes the choices of one flow different from those of the next. */
  readonly seed: number;
}

export interface SpelledLine {
  readonly text: string;
  /** The event that it tells of. */
  readonly event?: Event;
}

/** A number that looks like chance, but is always the same for the same event and question. */
const draw = (seed: number, index: number, question: number): number => {
  let h = seed ^ Math.imul(index + 1, 0x9e37_79b1) ^ Math.imul(question + 1, 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b_3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a_2d39);
  return ((h ^ (h >>> 15)) >>> 0) % 100;
};

/** The declarations of both ends; empty where there is nothing to declare. */
export const declarations = ({ begin, scenario, middle }: Pick<Exchange, 'begin' | 'scenario' | 'middle'>, style: Style): readonly string[] =>
  ([0, 1] as const).flatMap((side) => {
    if (middle === true) return [declarationInTheMiddle(begin, side, style)];
    const { habits, isn } = begin[side];
    const options = optionsDeclared(begin, side, style);
    const numbers = style.numbers[side];
    const listening = scenario === 'client and server' && side === 1;
    const silent = numbers === 'plain' && !style.declares[side] && draw(style.seed, 9000, side) < 50 && (listening || side === 0);
    if (silent) return [];
    const state = listening ? (draw(style.seed, 9001, side) < 50 ? ' LISTEN' : '') : side === 1 || draw(style.seed, 9002, side) < 30 ? ' CLOSED' : '';
    const properties = [
      ...(numbers === 'plain' ? [] : [`isn=${numbers === 'declared' ? isn : symbols[side]}`]),
      ...(style.declares[side] ? [`win=${habits.capacity}`] : []),
      ...spellOptions(options),
    ];
    return [`endpoint ${style.names[side]}${state}${properties.map((property) => ` ${property}`).join('')}`];
  });

const declarationInTheMiddle = (begin: Exchange['begin'], side: Side, style: Style): string => {
  const end = begin[side];
  const properties = [
    ...(style.numbers[side] === 'plain' ? [] : [`isn=${style.numbers[side] === 'declared' ? end.isn : symbols[side]}`]),
    `seq=${valueOf(side, end.nxt, 9003, begin, style)}`,
    `ack=${valueOf(side === 0 ? 1 : 0, end.rcvNxt, 9004, begin, style)}`,
    `win=${end.win}`,
    ...spellOptions(optionsDeclared(begin, side, style)),
  ];
  return `endpoint ${style.names[side]} ${end.state} ${properties.join(' ')}`;
};

type Options = Partial<Pick<End['habits'], 'mss' | 'ws' | 'sackPermitted' | 'timestamps'>>;

/** What stands on the declaration and not on a SYN's line: what an end offers, or in the middle of a connection what was agreed on. */
const optionsDeclared = (begin: Exchange['begin'], side: Side, { declares }: Style): Options => {
  const [end, peer] = [begin[side], begin[side === 0 ? 1 : 0]];
  if (!declares[side]) return {};
  if (!synchronized(end)) return end.habits;
  const { mss, ws } = end.ours ?? {};
  return {
    ...(mss === undefined ? {} : { mss }),
    ...(ws === undefined || peer.ours?.ws === undefined ? {} : { ws }),
    sackPermitted: sackAllowed(peer),
    timestamps: timestampsOn(end),
  };
};

const spellOptions = ({ mss, ws, sackPermitted, timestamps }: Options): readonly string[] => [
  ...(mss === undefined ? [] : [`mss=${mss}`]),
  ...(ws === undefined ? [] : [`ws=${ws}`]),
  ...(sackPermitted === true ? ['sack_perm'] : []),
  ...(timestamps === true ? ['ts'] : []),
];

const symbols = ['x', 'y'] as const;

/** Where one endpoint is declared, both are. */
export const bothOrNone = (exchange: Exchange, style: Style): Style => (declarations(exchange, style).length === 1 ? { ...style, declares: [true, true] } : style);

export const spell = (exchange: Exchange, style: Style): readonly SpelledLine[] => {
  if (style.ports !== undefined) return spellEvents(exchange, style);
  return [...declarations(exchange, style).map((text) => ({ text })), ...spellEvents(exchange, style)];
};

const spellEvents = ({ events, begin }: Exchange, style: Style): readonly SpelledLine[] => {
  const firstTimed = events.findIndex((event) => 'ms' in event);
  const first = events[firstTimed];
  const waited = events.slice(0, Math.max(0, firstTimed)).reduce((sum, event) => sum + (event.kind === 'wait' ? event.length : 0), 0);
  const start = (first !== undefined && 'ms' in first ? first.ms : 0) - waited;
  let before = start;
  return events.flatMap((event, index): SpelledLine[] => {
    const time = 'ms' in event && style.times !== 'none' ? (style.times === 'absolute' ? `@${event.ms - start}ms ` : `@+${event.ms - before}ms `) : '';
    if ('ms' in event) before = event.ms;
    if (event.kind === 'wait') before += event.length;
    const body = spellEvent(event, index, begin, style);
    return body === undefined ? [] : [{ text: `${time}${body}`, event }];
  });
};

const spellEvent = (event: Event, index: number, begin: Exchange['begin'], style: Style): string | undefined => {
  switch (event.kind) {
    case 'segment':
      return spellSegment(event, index, begin, style);
    case 'deliver':
    case 'drop':
      return `${event.kind} ${event.name}`;
    case 'call':
      return `${reference(style, event.side)}.${event.what}()`;
    case 'timeout':
      return `${reference(style, event.side)}.timeout(${event.what})`;
    case 'cross':
      return 'cross {';
    case 'uncross':
      return '}';
    case 'wait':
      return event.length === 240_000 && style.times === 'none' ? 'wait 2MSL' : `wait ${event.length}ms`;
    case 'line':
      return event.text;
    case 'note':
      return draw(style.seed, index, 1) < 50 ? 'note "meanwhile"' : `note over ${style.names[0]} "here"`;
    case 'expect': {
      const expectations = ([0, 1] as const).flatMap((side) => expectationsOf(event.ends[side], side, index, begin, style));
      return expectations.length === 0 ? undefined : `expect ${expectations.join(', ')}`;
    }
  }
};

const reference = ({ names, ports }: Style, side: Side): string => (ports === undefined ? names[side] : `${names[side]}:${ports[side]}`);

const expectationsOf = (end: End, side: Side, index: number, begin: Exchange['begin'], style: Style): readonly string[] => {
  // What a place may have thrown away, or has still to refuse, nobody sees.
  if (end.uncertain || end.resets.length > 0) return [];
  const name = reference(style, side);
  const own = (seq: number): string => valueOf(side, seq, index, begin, style);
  const peers = (seq: number): string => valueOf(side === 0 ? 1 : 0, seq, index, begin, style);
  const asked = (question: number): boolean => draw(style.seed, index, 20 + question + 10 * side) < 15;
  return [
    `${name} ${draw(style.seed, index, 19) < 20 ? end.state.replaceAll('-', '_') : end.state}`,
    ...(synchronized(end) && asked(0) ? [`${name}.snd.una = ${own(end.una)}`] : []),
    ...(synchronized(end) && asked(1) ? [`${name}.snd.nxt = ${own(end.nxt)}`] : []),
    ...(synchronized(end) && asked(2) ? [`${name}.rcv.nxt = ${peers(end.rcvNxt)}`] : []),
    ...(synchronized(end) && asked(3) ? [`${name}.snd.wnd = ${end.wnd}`] : []),
    ...(synchronized(end) && asked(4) && begin[side].irs !== end.irs ? [`${name}.irs = ${peers(end.irs)}`] : []),
  ];
};

/** A number of a side's sequence space. */
const valueOf = (side: Side, seq: number, index: number, begin: Exchange['begin'], style: Style): string => {
  const numbers = style.numbers[side];
  const symbolic = numbers === 'symbol' || (numbers === 'bound symbol' && draw(style.seed, index, 2) < 60);
  if (!symbolic) return draw(style.seed, index, 3) < 5 ? `0x${seq.toString(16)}` : String(seq);
  const offset = ahead(begin[side].isn, seq);
  return offset === 0 ? symbols[side] : `${symbols[side]}${offset < 0 ? '-' : '+'}${Math.abs(offset)}`;
};

const spellSegment = (event: SegmentEvent, index: number, begin: Exchange['begin'], style: Style): string => {
  const { side, segment, sender, fate, name } = event;
  const peer = side === 0 ? 1 : 0;
  const omits = (question: number): boolean => event.whole !== true && draw(style.seed, index, 30 + question) < style.leavesOut;
  const flags = [
    segment.fin && 'FIN', segment.syn && 'SYN', segment.rst && 'RST', segment.psh && 'PSH', segment.ack && 'ACK',
    segment.urg !== undefined && 'URG', segment.ece && 'ECE', segment.cwr && 'CWR',
  ].filter(Boolean);
  const binds = segment.syn === true && style.numbers[side] === 'bound symbol' && sender.lives <= 1;
  const seq = binds ? String(segment.seq) : segment.rst && !segment.syn && segment.ack && segment.seq === 0 && !synchronized(sender) ? '0' : valueOf(side, segment.seq, index, begin, style);
  const text = segment.text ?? (sender.habits.textual && segment.len > 0 && segment.len <= 60 ? content(segment, begin[side].isn) : undefined);
  const declared = optionsDeclared(begin, side, style);
  const fields = [
    ...(omits(0) && !binds && seqMayBeLeftOut(event, begin, style) ? [] : [`seq=${seq}`]),
    ...(!segment.ack || (omits(1) && ackMayBeLeftOut(event)) ? [] : [`ack=${valueOf(peer, segment.ackNo, index, begin, style)}`]),
    ...(segment.len === 0 || (text !== undefined && omits(2)) ? [] : [`len=${segment.len}`]),
    ...(omits(3) && winMayBeLeftOut(event, style.declares[side]) ? [] : segment.rst && event.whole !== true ? [] : [`win=${segment.win}`]),
    ...(segment.urg === undefined ? [] : [`urg=${segment.urg}`]),
    ...(segment.mss === undefined || declared.mss !== undefined ? [] : [`mss=${segment.mss}`]),
    ...(segment.ws === undefined || declared.ws !== undefined ? [] : [`ws=${segment.ws}`]),
    ...(segment.sackPermitted !== true || declared.sackPermitted === true ? [] : ['sack_perm']),
    ...(segment.ts === undefined || (declared.timestamps === true && !sender.habits.ticks && omits(4)) ? [] : [`tsval=${segment.ts.val}`, `tsecr=${segment.ts.ecr}`]),
    ...(segment.sack ?? []).map(({ left, right }) => `sack=${valueOf(peer, left, index, begin, style)}-${valueOf(peer, right, index, begin, style)}`),
    ...(segment.cookie === undefined ? [] : [segment.cookie === '' ? 'tfo' : `tfo=0x${segment.cookie}`]),
    ...(text === undefined ? [] : [`"${text}"`]),
    ...(fate === 'arrives' ? [] : [fate]),
    ...(name === undefined ? [] : [`as ${name}`]),
    ...(event.more === undefined ? [] : [event.more]),
  ];
  return [`${reference(style, side)} -> ${reference(style, peer)}: [${flags.join(', ')}]`, ...fields].join(' ');
};

/** The same byte of the stream is always the same letter. */
export const content = (segment: Segment, isn: number): string => {
  const first = ahead(isn, segment.seq) + (segment.syn ? 1 : 0);
  return Array.from({ length: segment.len }, (_, at) => String.fromCharCode(97 + (((first + at) % 26) + 26) % 26)).join('');
};

const seqMayBeLeftOut = ({ segment, sender, side }: SegmentEvent, begin: Exchange['begin'], style: Style): boolean => {
  if (segment.rst) return synchronized(sender) && !sender.refused && segment.seq === sender.nxt;
  if (!segment.syn) return segment.seq === sender.nxt && !(segment.fin && sender.fin !== undefined);
  const again = sender.ours !== undefined && sender.state !== 'CLOSED';
  const expected = style.numbers[side] === 'plain' ? 0 : begin[side].isn;
  return again || (sender.lives <= 1 && segment.seq === expected);
};

const ackMayBeLeftOut = ({ segment, sender }: SegmentEvent): boolean =>
  segment.ackNo === sender.rcvNxt && !sender.uncertain && !(segment.rst && (sender.refused || !synchronized(sender)));

const winMayBeLeftOut = ({ segment, sender }: SegmentEvent, declares: boolean): boolean =>
  segment.win === (sender.win ?? (sender.lives > 1 ? undefined : declares ? sender.habits.capacity : 0xffff));

