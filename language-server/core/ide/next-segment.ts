// The segments that either end may legally send at a moment, best guess first. Whether one is legal the rules say;
// here stands only what an end most likely does next in its state, and why.
import { say, type Message } from '../flow/message.ts';
import { ACK, FIN, PSH, RST, SYN } from '../tcp/flags.ts';
import { eachSent, oldestSent } from '../tcp/sent-segments.ts';
import { seqAdd, seqAtOrAfter, seqBefore, seqDistance } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { negotiated, sendEdge, type Tcb } from '../tcp/tcb.ts';
import { stateBefore } from '../timeline/moves.ts';
import { otherSide } from '../timeline/reading.ts';
import type { Side } from '../timeline/timeline.ts';
import { endpointOf, sendOn, type Draft, type Link, type MomentBefore, type Sent } from './moment-before.ts';

export interface NextSegment extends Sent {
  /** What it is for. */
  readonly why: Message;
  /** The smaller, the likelier. */
  readonly rank: number;
}

interface Idea {
  readonly draft: Draft;
  readonly rank: number;
  readonly why: Message;
}

/** Legal segments of all connections, the likeliest first; each line of text once. */
export const nextSegments = (moment: MomentBefore): readonly NextSegment[] =>
  moment.links.flatMap((link, age) => nextSegmentsOf(moment, link).map((next) => ({ ...next, rank: next.rank + age * 0.01 + (link.exists ? 0 : 30) })))
    .toSorted((a, b) => a.rank - b.rank);

export const nextSegmentsOf = (moment: MomentBefore, link: Link): readonly NextSegment[] => {
  const found = ([0, 1] as const).flatMap((side) => ideas(moment, link, side).flatMap(({ draft, rank, why }): NextSegment[] => {
    const sent = sendOn(moment, link, side, draft);
    return sent === undefined ? [] : [{ ...sent, why, rank: rank + side * 0.1 }];
  }));
  const seen = new Set<string>();
  return found.toSorted((a, b) => a.rank - b.rank).filter(({ side, tail }) => !seen.has(`${side} ${tail}`) && seen.add(`${side} ${tail}`) !== undefined);
};

const ideas = (moment: MomentBefore, link: Link, side: Side): readonly Idea[] => {
  const tcb = link.reading.tcbs[side];
  if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN') return unconnected(moment, link, side);
  const all = tcb.state === 'SYN-SENT' || tcb.state === 'SYN-RECEIVED' ? connecting(moment, link, side) : connected(moment, link, side);
  return [...all, ...again(moment, link, side), ...reset(moment, link, side)];
};

const nameOf = (moment: MomentBefore, link: Link, side: Side): string => endpointOf(moment, { connection: link.connection, side }).name;

const unconnected = (moment: MomentBefore, link: Link, side: Side): readonly Idea[] => {
  const [tcb, peer] = [link.reading.tcbs[side], link.reading.tcbs[otherSide(side)]];
  const who = nameOf(moment, link, side);
  const owed = tcb.owedResets.at(-1);
  const peerOpens = peer.state !== 'CLOSED' && peer.state !== 'LISTEN';
  return [
    ...(owed === undefined ? [] : [{ draft: { flags: owed.ack === undefined ? RST : RST | ACK }, rank: 1, why: say`${who} has no connection for what arrived, and refuses it.` }]),
    {
      draft: { flags: SYN },
      // Who was connected once, or listens, is not the likeliest to begin.
      rank: 10 + (tcb.ending === undefined ? 0 : 30) + (tcb.state === 'LISTEN' ? 30 : 0) + (peerOpens ? 30 : 0),
      why: say`${who} asks for a connection.`,
    },
  ];
};

const connecting = (moment: MomentBefore, link: Link, side: Side): readonly Idea[] => {
  const tcb = link.reading.tcbs[side];
  const who = nameOf(moment, link, side);
  if (tcb.state === 'SYN-SENT') return tcb.iss === undefined ? [{ draft: { flags: SYN }, rank: 0, why: say`${who} asks for a connection.` }] : [];
  const owes = owesAck(tcb);
  return [
    ...(owes ? [{ draft: { flags: SYN | ACK }, rank: 0, why: say`${who} accepts the connection.` }] : []),
    ...(owes && tcb.iss === undefined ? [{ draft: { flags: RST | ACK }, rank: 80, why: say`${who} refuses the connection.` }] : []),
  ];
};

/** Something has arrived that this end has not acknowledged yet. */
const owesAck = (tcb: Tcb): boolean => tcb.lastAck === undefined || seqBefore(tcb.lastAck, tcb.rcv.nxt);

const connected = (moment: MomentBefore, link: Link, side: Side): readonly Idea[] => {
  const [tcb, peer] = [link.reading.tcbs[side], link.reading.tcbs[otherSide(side)]];
  const who = nameOf(moment, link, side);
  const owes = owesAck(tcb);
  const lastData = lastDataFrom(moment, link);
  return [
    ...(owes
      ? [{ draft: { flags: ACK }, rank: 2, why: say`${who} acknowledges what has arrived.` }]
      : tcb.rcv.kept.length > 0
        ? [{ draft: { flags: ACK }, rank: 8, why: say`Something before what arrived is missing: ${who} repeats its ACK.` }]
        : [{ draft: { flags: ACK }, rank: 60, why: say`${who} repeats its ACK.` }]),
    ...timedOut(moment, link, side) === 'keepalive' && tcb.lastAck !== undefined
      ? [{ draft: { flags: ACK, seq: seqAdd(tcb.snd.nxt, -1) }, rank: 1, why: say`${who} asks whether the peer is still there.` }]
      : [],
    ...(tcb.lastWnd === 0 ? [{ draft: { flags: ACK, win: reopened(moment, link, side) }, rank: 9, why: say`${who} has room again, and opens its window.` }] : []),
    ...data(moment, link, side, (owes ? 6 : 12) + (tcb.state === 'CLOSE-WAIT' ? 14 : lastData === side ? 3 : lastData === undefined && peer.opened === 'active' ? 2 : 0)),
    ...(tcb.fin !== undefined
      ? []
      : [{
          draft: { flags: FIN | ACK },
          rank: tcb.closing ? 1.5 : tcb.state === 'CLOSE-WAIT' ? 5 : 20 + (peer.opened === 'active' ? 1 : 0),
          why: say`${who} has nothing more to send.`,
        }]),
  ];
};

const usualLength = 100;

const data = (moment: MomentBefore, link: Link, side: Side, rank: number): readonly Idea[] => {
  const tcb = link.reading.tcbs[side];
  if (tcb.fin !== undefined || tcb.closing || (tcb.state !== 'ESTABLISHED' && tcb.state !== 'CLOSE-WAIT')) return [];
  const who = nameOf(moment, link, side);
  const room = roomOf(tcb);
  if (room === 0) {
    return [{ draft: { flags: ACK, len: 1 }, rank: timedOut(moment, link, side) === 'persist' ? 1 : 40, why: say`${who} probes the closed window with one byte.` }];
  }
  // Timestamps take their part of the MSS (RFC 9293 §3.7.1).
  const { peerMss, timestamps } = negotiated(tcb);
  const most = Math.max(1, (peerMss ?? usualLength) - (timestamps ? 12 : 0));
  return [{ draft: { flags: PSH | ACK, len: Math.min(usualLength, room, most) }, rank, why: say`${who} sends data.` }];
};

/** Bytes that the peer's window still takes. */
export const roomOf = (tcb: Tcb): number => {
  const edge = sendEdge(tcb);
  return seqAtOrAfter(edge, tcb.snd.nxt) ? seqDistance(tcb.snd.nxt, edge) : 0;
};

/** What a window that was closed opens to. */
const reopened = (moment: MomentBefore, link: Link, side: Side): number =>
  endpointOf(moment, { connection: link.connection, side }).declared?.declaration.win?.value ?? 65_535;

/** The oldest segment that is unacknowledged, once more. */
const again = (moment: MomentBefore, link: Link, side: Side): readonly Idea[] => {
  const tcb = link.reading.tcbs[side];
  const late = timedOut(moment, link, side) === 'retransmission';
  // The timer belongs to what has waited longest.
  const oldest = (late ? undefined : [...eachSent(tcb.sent)].find(({ arrived }) => !arrived)) ?? oldestSent(tcb.sent);
  if (oldest === undefined) return [];
  const { segment } = oldest;
  const who = nameOf(moment, link, side);
  return [{
    draft: { flags: segment.flags, seq: segment.seq, len: segment.len },
    rank: late ? 0.5 : oldest.arrived ? 50 : 4,
    why: oldest.arrived ? say`${who} sends again what is not acknowledged.` : say`${who} sends again what was lost.`,
  }];
};

const reset = (moment: MomentBefore, link: Link, side: Side): readonly Idea[] => {
  const tcb = link.reading.tcbs[side];
  const aborts = isSynchronized(tcb.state) || (tcb.state === 'SYN-RECEIVED' && tcb.iss !== undefined);
  return aborts ? [{ draft: { flags: RST | ACK }, rank: 95, why: say`${nameOf(moment, link, side)} gives the connection up.` }] : [];
};

/** The timer of this end that has just run out. */
const timedOut = ({ last }: MomentBefore, { connection }: Link, side: Side): string | undefined =>
  (last?.kind === 'timeout' && last.end.connection === connection && last.end.side === side ? last.statement.timer : undefined);

/** Who sent data last, if anybody did: the other end most likely answers. */
const lastDataFrom = ({ above }: MomentBefore, { connection }: Link): Side | undefined => {
  const step = above.find((one) => one.kind === 'segment' && one.connection === connection && one.segment.len > 0);
  return step?.kind === 'segment' ? step.side : undefined;
};

/** How the states of both ends move, in the words that are shown everywhere; `before` alone where nothing moves. */
export const statesText = (moment: MomentBefore, { link, side, ends, after }: Sent): string =>
  ([side, otherSide(side)] as const).map((one) => {
    const change = ends.find((end) => end.side === one)!;
    const name = nameOf(moment, link, one);
    const [from, to] = [stateBefore(change), after.reading.tcbs[one].state];
    return from === to ? `${name} ${to}` : `${name} ${from} → ${to}`;
  }).join(', ');
