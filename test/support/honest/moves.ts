// What an honest end may do next, and how both come to an end. Each move knows one end only: the network is the only
// thing between them.
import type { Chance } from './chance.ts';
import { forget, sackAllowed, sendEdge, snapshot, synchronized, timestampsOn, windowNow, type End } from './end.ts';
import { networkDeadlines, other, transmit, uncross, type Bare, type Move, type Side, type World } from './network.ts';
import { ahead, plus, type Segment } from './segment.ts';
import { backOff, backOffProbes, nextDeadline, rearm, windowClosed } from './timers.ts';

/** Calls and timers are written now and then; where a segment shows them, they need not be. */
const said = (world: World, side: Side, kind: 'call' | 'timeout', what: string, percent: number): void => {
  if (world.crossing === undefined && world.chance.happens(percent)) tell(world, side, kind, what);
};

const tell = (world: World, side: Side, kind: 'call' | 'timeout', what: string): void => {
  world.events.push({ kind, side, what, ms: world.ms, end: snapshot(world.ends[side]) });
};

// Opening

export const connect = (world: World, side: Side): void => {
  const { chance } = world;
  const end = world.ends[side];
  const first = end.lives === 0;
  if (!first) {
    forget(end, 'CLOSED');
    end.isn = plus(end.isn, 100_000 + chance.below(50_000));
  }
  end.lives++;
  said(world, side, 'call', 'connect', 30);
  end.toSend = chance.pick([0, 10, 3000, 100]);
  const fastOpen = chance.happens(12);
  const cookie = fastOpen ? chance.pick(['', '0123456789abcdef']) : undefined;
  // Without a cookie nothing rides on the SYN that asks for one (RFC 7413 §4.2.2).
  const rides = cookie === undefined ? (chance.happens(3) ? Math.min(end.toSend, 20) : 0) : cookie === '' ? 0 : Math.min(end.toSend, 50);
  const ecn = chance.happens(10);
  transmit(world, side, {
    syn: true, seq: end.isn, len: rides, ...offers(end), ...(cookie === undefined ? {} : { cookie }), ...(ecn ? { ece: true, cwr: true } : {}),
  });
};

/** The options that an end offers; with a SYN,ACK only what the peer's SYN had too. */
const offers = ({ habits }: End, theirs?: Segment): Partial<Segment> => ({
  ...(habits.mss === undefined ? {} : { mss: habits.mss }),
  ...(habits.ws === undefined || (theirs !== undefined && theirs.ws === undefined) ? {} : { ws: habits.ws }),
  ...(habits.sackPermitted && (theirs === undefined || theirs.sackPermitted === true) ? { sackPermitted: true } : {}),
});

const synAck = (end: End): Bare => ({ syn: true, ack: true, seq: end.iss, ...offers(end, end.theirs) });

const answerSyn = (world: World, side: Side): void => {
  const end = world.ends[side];
  if (end.ours === undefined) {
    if (end.lives > 0) end.isn = plus(end.isn, 100_000 + world.chance.below(50_000));
    end.lives++;
    end.iss = end.isn;
    end.una = end.isn;
    end.nxt = end.isn;
    end.toSend = world.chance.pick([0, 10, 3000, 100]);
  }
  const { theirs } = end;
  const ecn = theirs?.ece === true && world.chance.happens(60);
  const cookie = theirs?.cookie === '' && world.chance.happens(70) ? 'fedcba9876543210' : undefined;
  transmit(world, side, { ...synAck(end), ...(ecn ? { ece: true } : {}), ...(cookie === undefined ? {} : { cookie }) });
};

// Sending

/** How much data fits into one segment: the peer's MSS, or 536 where it said none, less the options. */
const largest = (end: End): number => {
  const mss = end.theirs?.mss ?? 536;
  return mss - (timestampsOn(end) ? 12 : 0) - (sackAllowed(end) && (end.parts.length > 0 || end.duplicate !== undefined) ? 28 : 0);
};

/** The number behind the last byte that was sent. */
const dataEnd = (end: End): number => end.fin ?? end.nxt;

const room = (end: End): number => Math.max(0, ahead(end.nxt, sendEdge(end)));

const sendNew = (world: World, side: Side, most = 0xffff): void => {
  const { chance } = world;
  const end = world.ends[side];
  const fits = Math.min(end.toSend, room(end), largest(end), most);
  const len = chance.pick([fits, fits, 1 + chance.below(fits), 1]);
  const fin = len === end.toSend && (end.closing || (mayClose(end) && chance.happens(15)));
  if (!end.closing) said(world, side, 'call', 'send', 8);
  transmit(world, side, { ack: true, seq: end.nxt, len, ...(fin ? { fin: true } : {}), ...(chance.happens(40) ? { psh: true } : {}), ...urgent(chance, len) });
};

const urgent = (chance: Chance, len: number): Partial<Segment> => (chance.happens(3) ? { urg: 1 + chance.below(len) } : {});

const mayClose = (end: End): boolean => end.state === 'ESTABLISHED' || end.state === 'CLOSE-WAIT';

const sendFin = (world: World, side: Side): void => {
  const end = world.ends[side];
  if (!end.closing) end.toSend = 0;
  transmit(world, side, { fin: true, ack: true, seq: end.nxt });
};

/** close() moves the state at once; the FIN follows behind what is queued. */
const callClose = (world: World, side: Side): void => {
  const end = world.ends[side];
  tell(world, side, 'call', world.chance.pick(['close', 'shutdown']));
  end.closing = true;
  end.state = end.state === 'CLOSE-WAIT' ? 'LAST-ACK' : 'FIN-WAIT-1';
};

const acknowledge = (world: World, side: Side): void => transmit(world, side, { ack: true, seq: world.ends[side].nxt });

/** The timer has run out: the oldest goes again, in the same or in other pieces, or with what comes behind it (RFC 6298 §5.4). */
const retransmit = (world: World, side: Side): void => {
  const end = world.ends[side];
  said(world, side, 'timeout', 'retransmission', 40);
  backOff(end, world.ms);
  // What was sent until now is repaired as its acknowledgments come in (RFC 6582 §4.1).
  end.recover = end.nxt;
  end.duplicateAcks = 0;
  sendOldest(world, side);
};

const sendOldest = (world: World, side: Side): void => {
  const { chance } = world;
  const end = world.ends[side];
  const [oldest] = end.sent;
  if (oldest === undefined) return;
  if (oldest.syn && ahead(oldest.seq, end.una) <= 0) {
    // Without data, and now and then with fewer options (RFC 7413 §4.1.3.1, RFC 3168 §6.1.1.1).
    transmit(world, side, end.state === 'SYN-SENT' ? { syn: true, seq: end.iss, ...offers(end) } : synAck(end));
    return;
  }
  const first = ahead(oldest.seq, end.una) > 0 ? end.una : oldest.seq;
  const whole = Math.min(ahead(first, plus(oldest.seq, oldest.len + (oldest.syn ? 1 : 0))), largest(end));
  const rest = ahead(first, dataEnd(end));
  const way = chance.below(10);
  if (way >= 7 && rest > 0) {
    const unsent = end.fin === undefined ? Math.min(end.toSend, room(end)) : 0;
    const len = Math.min(largest(end), way === 7 ? rest : way === 8 ? 1 + chance.below(rest) : rest + unsent);
    const fin = len >= rest && end.fin !== undefined && end.fin === plus(first, len);
    transmit(world, side, { ack: true, seq: first, len, ...(fin ? { fin: true } : {}) });
    return;
  }
  const fin = end.fin !== undefined && oldest.fin && plus(first, whole) === end.fin;
  transmit(world, side, { ack: true, seq: first, len: whole, ...(fin ? { fin: true } : {}) });
};

/** RFC 8985 §7: where the last of what was sent may be lost, it goes again before the timer runs out. */
const probeTail = (world: World, side: Side): void => {
  const end = world.ends[side];
  const last = end.sent.at(-1)!;
  end.probedTail = true;
  transmit(world, side, { ack: true, seq: last.seq, len: last.len, ...(last.fin ? { fin: true } : {}) });
  end.rtoAt = world.ms + end.rto;
};

/** When a tail loss probe is due; undefined where there is none. */
const tailProbeAt = (end: End): number | undefined => {
  const last = end.sent.at(-1);
  if (last === undefined || last.syn || last.len > largest(end) || end.roundTrip === undefined || end.rtoAt === undefined || end.timeouts > 0) return undefined;
  if (end.probedTail || end.recover !== undefined || end.ours?.sackPermitted !== true || !sackAllowed(end)) return undefined;
  const due = last.at + 2 * Math.ceil(end.roundTrip.smoothed) + (end.sent.length === 1 ? 200 : 0);
  return due < end.rtoAt && ahead(last.seq, end.una) <= 0 ? due : undefined;
};

/** RFC 8985 §6.2: lost is what was sent before something that has arrived, once a quarter of a round trip has passed. */
const lostBefore = (end: End): number | undefined => {
  const [oldest] = end.sent;
  if (oldest === undefined || oldest.syn || end.roundTrip === undefined) return undefined;
  const arrived = end.sent.filter(({ seq, len }) => end.sacked.some(({ left, right }) => ahead(left, seq) >= 0 && ahead(plus(seq, len), right) >= 0));
  return arrived.some(({ at }) => at > oldest.at) ? end.heard + Math.ceil(end.roundTrip.smoothed / 4) : undefined;
};

/** §3.8.6.1: a byte beyond the closed window, or as Linux does it none at SND.UNA − 1. */
const probe = (world: World, side: Side): void => {
  const end = world.ends[side];
  said(world, side, 'timeout', 'persist', 40);
  const byte = end.sent.length > 0 || (end.nxt === sendEdge(end) && world.chance.happens(60));
  transmit(world, side, byte ? { ack: true, seq: end.una, len: 1 } : { ack: true, seq: plus(end.una, -1) });
  backOffProbes(end, world.ms);
};

const keepAlive = (world: World, side: Side): void => {
  const end = world.ends[side];
  said(world, side, 'timeout', 'keepalive', 50);
  end.probesIdle++;
  transmit(world, side, { ack: true, seq: plus(end.nxt, -1), len: end.habits.garbage ? 1 : 0 });
};

/** Between the probes of an idle connection that gets no answer, as Linux does it. */
const nextKeepAlive = 75_000;

const read = (world: World, side: Side): void => {
  const end = world.ends[side];
  if (end.state === 'ESTABLISHED' || end.state === 'FIN-WAIT-1' || end.state === 'FIN-WAIT-2') said(world, side, 'call', 'receive', 30);
  end.unread = world.chance.happens(70) ? 0 : world.chance.below(end.unread);
};

// Ending

/** Tells or shows; a RST that nobody sends is a crash. */
const abort = (world: World, side: Side): void => {
  const { chance } = world;
  const end = world.ends[side];
  const resets = end.state !== 'CLOSING' && end.state !== 'LAST-ACK' && end.state !== 'TIME-WAIT' && end.state !== 'SYN-SENT';
  const silent = !resets || chance.happens(25);
  // After a SYN that asks for a challenge ACK, a RST would look like the answer.
  if (silent || end.strangeSyn || chance.happens(40)) {
    if (world.crossing !== undefined) return;
    tell(world, side, 'call', 'abort');
  }
  if (!silent) transmit(world, side, { rst: true, seq: end.nxt, ...(chance.happens(50) ? { ack: true } : {}) });
  gone(end);
  end.ended = 'reset';
};

const gone = (end: End): void => {
  const { passive, listens } = end;
  forget(end, 'CLOSED');
  end.resets = [];
  end.listens = passive && listens;
  end.ended = 'closed';
};

const giveUp = (world: World, side: Side, kind: 'call' | 'timeout', what: string): void => {
  tell(world, side, kind, what);
  gone(world.ends[side]);
};

/** The answer that §3.10.7.1 gives a segment for which there is no connection. */
const refuse = (world: World, side: Side): void => {
  const end = world.ends[side];
  const reset = end.resets.at(-1)!;
  end.resets = end.resets.slice(0, -1);
  transmit(world, side, { rst: true, seq: reset.seq, ...(reset.ackNo === undefined ? {} : { ack: true, ackNo: reset.ackNo }) });
};

const cross = (world: World, sides: (world: World, side: Side) => readonly Move[]): void => {
  world.events.push({ kind: 'cross' });
  world.crossing = [];
  const count = 2 + world.chance.below(3);
  for (let each = 0; each < count; each++) {
    const side = (each % 2) as Side;
    const moves = sides(world, side).filter(({ crossable, due }) => crossable === true && due === undefined);
    if (moves.length > 0 && world.ends[side].heard <= world.ms) choose(world.chance, moves).act();
  }
  uncross(world);
};

/** Nobody has anything else to do while segments cross. */
const mayCross = ({ ends, ms, path }: World): boolean => ends.every((end) => (nextDeadline(end) ?? Infinity) > ms + path);

export const choose = (chance: Chance, moves: readonly Move[]): Move => {
  let at = chance.below(moves.reduce((sum, { weight }) => sum + weight, 0));
  for (const move of moves) {
    at -= move.weight;
    if (at < 0) return move;
  }
  return moves.at(-1)!;
};

/** Time goes on to the move and it happens, unless something else has to happen before. */
export const perform = (world: World, move: Move): void => {
  const { chance, ends, ms } = world;
  const soon = move.due === undefined ? ms + (chance.happens(97) ? 1 + chance.below(20) : chance.below(30_000)) : move.due;
  const at = Math.max(ms, soon, move.side === undefined ? 0 : ends[move.side].heard);
  const [first] = deadlines(world).toSorted((a, b) => a.due! - b.due!);
  const next = first !== undefined && first.due! <= at ? first : move;
  world.ms = next === move ? at : Math.max(ms, first!.due!);
  next.act();
};

const deadlines = (world: World): readonly Move[] => [...deadlinesOf(world, 0), ...deadlinesOf(world, 1), ...networkDeadlines(world)];

/** What an end does at the latest when its timers run out. */
const deadlinesOf = (world: World, side: Side): readonly Move[] => {
  const end = world.ends[side];
  const at = (due: number | undefined, act: (world: World, side: Side) => void): readonly Move[] =>
    (due === undefined ? [] : [{ weight: 1, due, side, act: () => act(world, side) }]);
  return [
    ...at(end.ackAt, acknowledge),
    ...at(end.rtoAt, end.timeouts >= mostTimeouts ? (_, which) => giveUp(world, which, 'timeout', 'user') : retransmit),
    ...at(end.persistAt, world.settling && (end.persistWait ?? 0) > longestPatience ? (_, which) => giveUp(world, which, 'timeout', 'user') : probe),
    ...at(end.overAt, (_, which) => giveUp(world, which, 'timeout', 'time-wait')),
  ];
};

/** Who has sent something again as often gives up (R2, §3.8.3). */
const mostTimeouts = 7;

/** Towards the end nobody waits any longer for a window that does not open. */
const longestPatience = 10_000;

/** All that an end may do now. */
export const movesOf = (world: World, side: Side): readonly Move[] => {
  const end = world.ends[side];
  const moves: Move[] = [];
  const may = (weight: number, move: (world: World, side: Side) => void, sends = true, due?: number): void => {
    moves.push({ weight, side, act: () => move(world, side), crossable: sends, ...(due === undefined ? {} : { due }) });
  };
  if (end.resets.length > 0 && !synchronized(end)) may(8, refuse);
  if (end.rtoAt !== undefined) may(end.state === 'SYN-RECEIVED' ? 5 : 4, retransmit, true, end.rtoAt);
  switch (end.state) {
    case 'CLOSED':
      if (end.resets.length === 0 && !end.listens) may(end.lives === 0 ? 2 : 4, connect);
      break;
    case 'LISTEN':
      break;
    case 'SYN-SENT':
      may(1, (_, which) => giveUp(world, which, 'call', 'close'), false);
      may(1, (_, which) => giveUp(world, which, 'timeout', 'user'), false);
      break;
    case 'SYN-RECEIVED':
      // A SYN that comes again is answered again.
      if (end.lastAck === undefined || end.owesAck) may(end.lastAck === undefined ? 20 : 8, end.lastAck === undefined ? answerSyn : sendOldest);
      if (end.ours !== undefined && end.lastAck !== undefined) {
        if (world.crossing === undefined) may(1, callClose, false);
        may(1, abort, false);
        may(1, (_, which) => giveUp(world, which, 'timeout', 'user'), false);
        const tookData = ahead(plus(end.irs, 1), end.lastAck) > 0;
        if (tookData && end.toSend > 0 && room(end) > 0) may(5, sendNew);
      }
      break;
    default:
      inConnection(world, end, may);
  }
  return moves;
};

const inConnection = (world: World, end: End, may: (weight: number, move: (world: World, side: Side) => void, sends?: boolean, due?: number) => void): void => {
  const { chance } = world;
  const sends = end.fin === undefined && (end.closing || mayClose(end));
  const opened = ahead(end.iss, end.una) > 0 || end.lives === 0;
  if (end.owesAck) may(18, acknowledge);
  if (sends && opened && end.toSend > 0 && room(end) > 0 && largest(end) > 0) may(16, sendNew);
  if (end.persistAt !== undefined) may(5, probe, true, end.persistAt);
  if (sends && end.toSend === 0 && end.closing) may(16, sendFin);
  if (sends && !end.closing && end.toSend === 0) {
    may(4, sendFin);
    may(4, callClose, false);
    may(4, () => { end.toSend = chance.pick([10, 100, 3000, 20_000]); rearm(end, world.ms); }, false);
  }
  if (end.resends && !windowClosed(end)) may(20, sendOldest);
  const lost = lostBefore(end);
  if (lost !== undefined) may(12, sendOldest, true, lost);
  const tail = tailProbeAt(end);
  if (tail !== undefined) may(5, probeTail, true, tail);
  if (end.sent.length === 0 && !end.owesAck && end.lastAck === end.rcvNxt && end.state !== 'TIME-WAIT' && end.lives > 0) {
    may(2, keepAlive, true, end.probesIdle > 0 ? end.spoke + nextKeepAlive : Math.max(end.heard, end.spoke) + end.habits.keepAlive);
  }
  if (end.unread > 0) may(4, read, false);
  if (end.win !== undefined && end.peerFin === undefined && windowNow(end, false) > end.win) may(8, acknowledge);
  if (end.state === 'TIME-WAIT') {
    may(3, (_, which) => giveUp(world, which, 'timeout', 'time-wait'), false, end.overAt);
    return;
  }
  may(1, abort, false);
  if (end.sent.length > 0) may(1, (_, which) => giveUp(world, which, 'timeout', 'user'), false);
};

/** Several segments cross; an observer looks; time passes. */
export const otherMoves = (world: World, waits: boolean): readonly Move[] => [
  ...(mayCross(world) ? [{ weight: 8, due: 0, act: () => cross(world, movesOf) }] : []),
  { weight: 8, due: 0, act: () => world.events.push({ kind: 'expect', ends: [snapshot(world.ends[0]), snapshot(world.ends[1])] }) },
  { weight: 1, due: 0, act: () => world.events.push({ kind: 'note' }) },
  ...(waits ? [world.chance.pick([twiceTheLifetime, 300, 20_000])].filter((length) => mayPass(world, length)).map((length): Move => ({ weight: 1, due: 0, act: () => pass(world, length) })) : []),
];

const twiceTheLifetime = 240_000;

/** Nothing happens for so long. */
const mayPass = (world: World, length: number): boolean =>
  world.flying.every(({ delivered }) => delivered)
  && world.ends.every((end) => ((length === twiceTheLifetime && end.state === 'TIME-WAIT' ? end.ackAt : nextDeadline(end)) ?? Infinity) > world.ms + length);

/** Who is in TIME-WAIT for 2 MSL is done. */
const pass = (world: World, length: number): void => {
  world.events.push({ kind: 'wait', length });
  world.ms += length;
  if (length === twiceTheLifetime) for (const end of world.ends) if (end.state === 'TIME-WAIT') gone(end);
};

/** One thing after the other until nothing is left unanswered. */
export const settleMoves = (world: World, side: Side): readonly Move[] => {
  const end = world.ends[side];
  const peer = world.ends[other(side)];
  const moves: Move[] = [];
  const now = (move: (world: World, side: Side) => void, due?: number): void => { moves.push({ weight: 1, side, act: () => move(world, side), ...(due === undefined ? {} : { due }) }); };
  if (end.resets.length > 0 && !synchronized(end)) now(refuse);
  switch (end.state) {
    case 'SYN-SENT':
      // Whoever should answer is there, or never will be.
      if (peer.state === 'SYN-RECEIVED' || (peer.resets.length > 0 && !synchronized(peer))) break;
      if (peer.state === 'LISTEN' || peer.state === 'CLOSED' || world.chance.happens(50)) now(retransmitOrGiveUp, end.rtoAt);
      else now((_, which) => giveUp(world, which, 'timeout', 'user'));
      break;
    case 'SYN-RECEIVED':
      if (end.lastAck === undefined) now(answerSyn);
      else now(retransmitOrGiveUp, end.rtoAt);
      break;
    case 'CLOSED':
    case 'LISTEN':
      break;
    default:
      if (end.owesAck) now(acknowledge);
      else if (end.closing && end.fin === undefined) now(finish);
      else if (end.sent.length > 0) now(retransmitOrGiveUp, end.rtoAt ?? end.persistAt);
  }
  return moves;
};

const retransmitOrGiveUp = (world: World, side: Side): void => {
  const again = world.events.filter((event) => event.kind === 'segment' && event.side === side).slice(-6);
  const stuck = again.length === 6 && again.every((event) => event.kind === 'segment' && event.segment.seq === world.ends[side].una);
  if (stuck) giveUp(world, side, 'timeout', 'user');
  else if (world.ends[side].persistAt === undefined) retransmit(world, side);
  else probe(world, side);
};

/** What is queued is dropped from memory: the flow shows only what is sent. */
const finish = (world: World, side: Side): void => {
  world.ends[side].toSend = 0;
  sendFin(world, side);
};
