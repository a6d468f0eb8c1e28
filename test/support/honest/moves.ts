// What an honest end may do next, and how both come to an end. Each move knows one end only: the network is the only
// thing between them.
import type { Chance } from './chance.ts';
import { forget, sackAllowed, sendEdge, snapshot, synchronized, timestampsOn, windowNow, type End } from './endpoint.ts';
import { other, transmit, uncross, type Bare, type Move, type Side, type World } from './network.ts';
import { ahead, plus, type Segment } from './segment.ts';

/** Calls and timers are written now and then; where a segment shows them, they need not be. */
const said = (world: World, side: Side, kind: 'call' | 'timeout', what: string, percent: number): void => {
  if (world.crossing === undefined && world.chance.happens(percent)) tell(world, side, kind, what);
};

const tell = (world: World, side: Side, kind: 'call' | 'timeout', what: string): void => {
  world.ms += 1;
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
  const rides = cookie !== undefined && cookie !== '' ? Math.min(end.toSend, 50) : chance.happens(3) ? Math.min(end.toSend, 20) : 0;
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

/** The oldest again, or another one; in other pieces; with what comes behind it. */
const retransmit = (world: World, side: Side): void => {
  const { chance } = world;
  const end = world.ends[side];
  const fast = end.duplicateAcks >= 3;
  if (!fast) {
    timeGoesBy(world, side);
    if (end.sent.length === 0) return;
    said(world, side, 'timeout', 'retransmission', 40);
  }
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
  if (way === 9 && end.sent.length > 1) {
    const last = end.sent.at(-1)!;
    if (!last.syn && last.len <= largest(end)) {
      transmit(world, side, { ack: true, seq: last.seq, len: last.len, ...(last.fin ? { fin: true } : {}) });
      return;
    }
  }
  if (way >= 6 && rest > 0) {
    const unsent = end.fin === undefined ? Math.min(end.toSend, room(end)) : 0;
    const len = Math.min(largest(end), way === 6 ? rest : way === 7 ? 1 + chance.below(rest) : rest + unsent);
    const fin = len >= rest && end.fin !== undefined && end.fin === plus(first, len);
    transmit(world, side, { ack: true, seq: first, len, ...(fin ? { fin: true } : {}) });
    return;
  }
  const fin = end.fin !== undefined && oldest.fin && plus(first, whole) === end.fin;
  transmit(world, side, { ack: true, seq: first, len: whole, ...(fin ? { fin: true } : {}) });
};

/** A retransmission timeout: long enough that the peer has acknowledged whatever it wanted to (§3.8.6.3, RFC 6298 §5). */
const timeGoesBy = (world: World, side: Side): void => {
  const end = world.ends[side];
  const peer = world.ends[other(side)];
  if (world.crossing !== undefined) return;
  if (peer.owesAck && synchronized(peer)) acknowledge(world, other(side));
  world.ms += 1000 * 2 ** Math.min(3, end.timeouts++);
};

/** §3.8.6.1: a byte beyond the closed window, or as Linux does it none at SND.UNA − 1. */
const probe = (world: World, side: Side): void => {
  const end = world.ends[side];
  timeGoesBy(world, side);
  if (room(end) > 0) return;
  said(world, side, 'timeout', 'persist', 40);
  if (end.nxt === sendEdge(end) && world.chance.happens(60)) transmit(world, side, { ack: true, seq: end.nxt, len: 1 });
  else transmit(world, side, { ack: true, seq: plus(end.una, -1) });
};

const keepAlive = (world: World, side: Side): void => {
  const end = world.ends[side];
  if (world.crossing === undefined && world.ends[other(side)].state !== 'TIME-WAIT') world.ms += 7_200_000;
  said(world, side, 'timeout', 'keepalive', 50);
  transmit(world, side, { ack: true, seq: plus(end.nxt, -1), len: world.chance.below(2) });
};

const read = (world: World, side: Side): void => {
  const end = world.ends[side];
  if (end.state === 'ESTABLISHED' || end.state === 'FIN-WAIT-1' || end.state === 'FIN-WAIT-2') said(world, side, 'call', 'receive', 30);
  end.unread = 0;
};

// Ending

/** Tells or shows; a RST that nobody sends is a crash. */
const abort = (world: World, side: Side): void => {
  const { chance } = world;
  const end = world.ends[side];
  const resets = end.state !== 'CLOSING' && end.state !== 'LAST-ACK' && end.state !== 'TIME-WAIT' && end.state !== 'SYN-SENT';
  const silent = !resets || chance.happens(25);
  if (silent || chance.happens(40)) {
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
    const moves = sides(world, side).filter(([, move]) => crossable.has(move));
    if (moves.length > 0) choose(world.chance, moves);
  }
  uncross(world);
};

export const choose = (chance: Chance, moves: readonly Move[]): void => {
  let at = chance.below(moves.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, move] of moves) {
    at -= weight;
    if (at < 0) {
      move();
      return;
    }
  }
};

/** Moves that send and do nothing else. */
const crossable = new WeakSet<() => void>();

/** All that an end may do now. */
export const movesOf = (world: World, side: Side): readonly Move[] => {
  const end = world.ends[side];
  const moves: Move[] = [];
  const may = (weight: number, move: (world: World, side: Side) => void, sends = true): void => {
    const bound = (): void => move(world, side);
    if (sends) crossable.add(bound);
    moves.push([weight, bound]);
  };
  if (end.resets.length > 0 && !synchronized(end)) may(8, refuse);
  switch (end.state) {
    case 'CLOSED':
      if (end.resets.length === 0 && !end.listens) may(end.lives === 0 ? 2 : 4, connect);
      break;
    case 'LISTEN':
      break;
    case 'SYN-SENT':
      may(4, retransmit);
      may(1, (_, which) => giveUp(world, which, 'call', 'close'), false);
      may(1, (_, which) => giveUp(world, which, 'timeout', 'user'), false);
      break;
    case 'SYN-RECEIVED':
      may(end.ours === undefined || end.passive || end.sent.length === 0 ? 20 : 8, answer);
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

const answer = (world: World, side: Side): void => {
  const end = world.ends[side];
  if (end.lastAck === undefined) answerSyn(world, side);
  else retransmit(world, side);
};

const inConnection = (world: World, end: End, may: (weight: number, move: (world: World, side: Side) => void, sends?: boolean) => void): void => {
  const { chance } = world;
  const sends = end.fin === undefined && (end.closing || mayClose(end));
  const opened = ahead(end.iss, end.una) > 0 || end.lives === 0;
  if (end.owesAck) may(18, acknowledge);
  if (sends && opened && end.toSend > 0 && room(end) > 0 && largest(end) > 0) may(16, sendNew);
  if (sends && opened && end.toSend > 0 && room(end) === 0 && ahead(sendEdge(end), end.nxt) <= 1) may(5, probe);
  if (sends && end.toSend === 0 && end.closing) may(16, sendFin);
  if (sends && !end.closing && end.toSend === 0) {
    may(4, sendFin);
    may(4, callClose, false);
    may(4, () => { end.toSend = chance.pick([10, 100, 3000, 20_000]); }, false);
  }
  if (end.sent.length > 0) may(end.duplicateAcks >= 3 ? 20 : 7, retransmit);
  else if (!end.owesAck && end.lastAck === end.rcvNxt && end.state !== 'TIME-WAIT' && end.lives > 0) may(2, keepAlive);
  if (end.unread > 0) may(4, read, false);
  if (end.win !== undefined && end.peerFin === undefined && windowNow(end, false) > end.win + 500) may(8, acknowledge);
  if (end.state === 'TIME-WAIT') {
    may(3, (_, which) => giveUp(world, which, 'timeout', 'time-wait'), false);
    return;
  }
  may(1, abort, false);
  if (end.sent.length > 0) may(1, (_, which) => giveUp(world, which, 'timeout', 'user'), false);
};

/** Several segments cross; an observer looks; time passes. */
export const otherMoves = (world: World, waits: boolean): readonly Move[] => [
  [8, () => cross(world, movesOf)],
  [8, () => world.events.push({ kind: 'expect', ends: [snapshot(world.ends[0]), snapshot(world.ends[1])] })],
  [1, () => world.events.push({ kind: 'note' })],
  [waits ? 1 : 0, () => pass(world)],
];

/** 2 MSL go by: who is in TIME-WAIT is done. */
const pass = (world: World): void => {
  world.events.push({ kind: 'wait' });
  world.ms += 240_000;
  for (const end of world.ends) if (end.state === 'TIME-WAIT') gone(end);
};

/** One thing after the other until nothing is left unanswered. */
export const settleMoves = (world: World, side: Side): readonly Move[] => {
  const end = world.ends[side];
  const peer = world.ends[other(side)];
  const moves: Move[] = [];
  const now = (move: (world: World, side: Side) => void): void => { moves.push([1, () => move(world, side)]); };
  if (end.resets.length > 0 && !synchronized(end)) now(refuse);
  switch (end.state) {
    case 'SYN-SENT':
      // Whoever should answer is there, or never will be.
      if (peer.state === 'SYN-RECEIVED' || peer.resets.length > 0) break;
      now(peer.state === 'LISTEN' || peer.state === 'CLOSED' || world.chance.happens(50) ? retransmitOrGiveUp : (_, which) => giveUp(world, which, 'timeout', 'user'));
      break;
    case 'SYN-RECEIVED':
      now(end.lastAck === undefined ? answerSyn : retransmitOrGiveUp);
      break;
    case 'CLOSED':
    case 'LISTEN':
      break;
    default:
      if (end.owesAck) now(acknowledge);
      else if (end.closing && end.fin === undefined) now(finish);
      else if (end.sent.length > 0) now(retransmitOrGiveUp);
  }
  return moves;
};

const retransmitOrGiveUp = (world: World, side: Side): void => {
  const again = world.events.filter((event) => event.kind === 'segment' && event.side === side).slice(-6);
  const stuck = again.length === 6 && again.every((event) => event.kind === 'segment' && event.segment.seq === world.ends[side].una);
  if (stuck) giveUp(world, side, 'timeout', 'user');
  else retransmit(world, side);
};

/** What is queued is dropped from memory: the flow shows only what is sent. */
const finish = (world: World, side: Side): void => {
  world.ends[side].toSend = 0;
  sendFin(world, side);
};
