// Whole exchanges as one would write them here: played from this moment on, so that their numbers are right and none is
// offered that TCP would not allow. Knows scripts; whether a segment is legal the rules say.
import { say, type Message } from '../flow/message.ts';
import { ACK, FIN, PSH, RST, SYN } from '../tcp/flags.ts';
import type { Seq } from '../tcp/seq.ts';
import { eachSent } from '../tcp/sent-segments.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { timeout, type Timer } from '../tcp/timeout.ts';
import { otherSide, withTcb } from '../timeline/reading.ts';
import type { Side } from '../timeline/timeline.ts';
import { endpointOf, headText, land, referenceText, sendOn, type Draft, type Link, type MomentBefore } from './moment-before.ts';
import { nextSegmentsOf } from './next-segment.ts';

export interface Exchange {
  /** A word or three for the list, such as `handshake`. */
  readonly name: Message;
  readonly what: Message;
  /** Lines of text, blocks indented by two columns. */
  readonly lines: readonly string[];
  /** The connection behind it. */
  readonly after: Link;
}

/** `a` is the end that begins, `b` the other. */
type Act =
  | readonly ['a' | 'b', Omit<Draft, 'seq'>]
  /** Sends again what `a` sent at that act of the script. */
  | readonly ['again', number]
  | readonly ['timeout', Timer]
  | readonly ['cross', readonly ['a' | 'b', Omit<Draft, 'seq'>][]];

interface Script {
  readonly name: Message;
  readonly what: Message;
  readonly acts: readonly Act[];
  /** Whether it begins without a connection, or with one that is open. */
  readonly from: 'closed' | 'open';
}

const data = { flags: PSH | ACK, len: 100 };
const ack = { flags: ACK };
const fin = { flags: FIN | ACK };

const scripts: readonly Script[] = [
  { from: 'closed', name: say`handshake`, what: say`The connection is opened in three steps.`, acts: [['a', { flags: SYN }], ['b', { flags: SYN | ACK }], ['a', ack]] },
  {
    from: 'closed', name: say`simultaneous open`, what: say`Both ends open the connection at once: their SYNs cross.`,
    acts: [['cross', [['a', { flags: SYN }], ['b', { flags: SYN }]]], ['cross', [['a', { flags: SYN | ACK }], ['b', { flags: SYN | ACK }]]]],
  },
  { from: 'open', name: say`request and response`, what: say`Both ends send data and acknowledge it.`, acts: [['a', data], ['b', data], ['a', ack]] },
  {
    from: 'open', name: say`loss and retransmission`, what: say`Data is lost and sent again after a timeout.`,
    acts: [['a', { ...data, lost: true }], ['timeout', 'retransmission'], ['again', 0], ['b', ack]],
  },
  {
    from: 'open', name: say`zero window`, what: say`The receiver closes its window, is probed, and opens it again.`,
    acts: [['a', data], ['b', { ...ack, win: 0 }], ['timeout', 'persist'], ['a', { ...ack, len: 1 }], ['b', { ...ack, win: 0 }], ['b', { ...ack, win: 65_535 }], ['a', data], ['b', ack]],
  },
  { from: 'open', name: say`teardown`, what: say`Both ends close, one after the other.`, acts: [['a', fin], ['b', ack], ['b', fin], ['a', ack]] },
  { from: 'open', name: say`half-close`, what: say`One end closes; the other still sends, and closes later.`, acts: [['a', fin], ['b', ack], ['b', data], ['a', ack], ['b', fin], ['a', ack]] },
  { from: 'open', name: say`simultaneous close`, what: say`Both ends close at once: their FINs cross.`, acts: [['cross', [['a', fin], ['b', fin]]], ['cross', [['a', ack], ['b', ack]]]] },
  { from: 'open', name: say`reset`, what: say`One end gives the connection up.`, acts: [['a', { flags: RST | ACK }]] },
];

/** The exchanges that are possible on a connection at this moment, each from the end that more likely begins it. */
export const exchanges = (moment: MomentBefore, link: Link): readonly Exchange[] => {
  if (moment.crossing) return [];
  const first = likelyFirst(moment, link);
  const begins = { closed: link.reading.tcbs.every(isClosed), open: link.reading.tcbs.every(isOpen) };
  return scripts.filter(({ from }) => begins[from]).flatMap((script) => play(moment, link, first, script) ?? play(moment, link, otherSide(first), script) ?? []);
};

/** The one of that name. */
export const exchange = (moment: MomentBefore, link: Link, name: string): Exchange | undefined => exchanges(moment, link).find((one) => one.name.text === name);

const isClosed = ({ state }: Tcb): boolean => state === 'CLOSED' || state === 'LISTEN';

/** Nothing that was lost hangs over it. */
const isOpen = ({ state, sent }: Tcb): boolean => state === 'ESTABLISHED' && [...eachSent(sent)].every(({ arrived }) => arrived);

/** Who opened the connection, or is the likeliest to. */
const likelyFirst = (moment: MomentBefore, link: Link): Side => {
  const { tcbs } = link.reading;
  if (tcbs[1].opened === 'active' && tcbs[0].opened !== 'active') return 1;
  return isClosed(tcbs[0]) ? nextSegmentsOf(moment, link)[0]?.side ?? 0 : 0;
};

const play = (moment: MomentBefore, start: Link, first: Side, { name, what, acts }: Script): readonly Exchange[] | undefined => {
  let link = start;
  const lines: string[] = [];
  const sentSeqs: Seq[] = [];
  const sides = { a: first, b: otherSide(first) };
  const sends = (at: MomentBefore, side: Side, draft: Draft, indent: string): Seq | undefined => {
    const sent = sendOn(at, link, side, draft);
    if (sent === undefined) return undefined;
    link = sent.after;
    lines.push(`${indent}${headText(moment, { connection: link.connection, side })}${sent.tail}`);
    return sent.segment.seq;
  };
  for (const [kind, act] of acts) {
    if (kind === 'timeout') {
      const waiting = link.reading.tcbs[first];
      const timed = timeout(waiting, act);
      const reference = referenceText(moment, { connection: link.connection, side: first }, true);
      // What has waited longest is sent again first: where that is older than the exchange, it tells of something else.
      if (!timed.running || reference === undefined || (act === 'retransmission' && !sentSeqs.includes(waiting.snd.una))) return undefined;
      link = { ...link, reading: withTcb(link.reading, first, timed.tcb) };
      lines.push(`${reference}.timeout(${act})`);
      sentSeqs.push(0);
    } else if (kind === 'cross') {
      lines.push('cross {');
      for (const [who, draft] of act) if (sends({ ...moment, crossing: true }, sides[who], draft, '  ') === undefined) return undefined;
      link = land(moment, link);
      lines.push('}');
      sentSeqs.push(0);
    } else {
      const draft: Draft = kind === 'again' ? { ...data, seq: sentSeqs[act]! } : act;
      const seq = sends(moment, kind === 'again' ? first : sides[kind], draft, '');
      if (seq === undefined) return undefined;
      sentSeqs.push(seq);
    }
  }
  return [{ name, what, lines, after: link }];
};

/** Names of both ends, in the order of the connection. */
export const endNames = (moment: MomentBefore, { connection }: Link): readonly [string, string] =>
  [endpointOf(moment, { connection, side: 0 }).name, endpointOf(moment, { connection, side: 1 }).name];
