// What an honest end makes of a segment that arrives (RFC 9293 §3.10.7), and what sending does to it. Knows nothing of the other end but
// what arrived, and nothing of the checker.
import { forget, synchronized, timestampsOn, windowNow, type End } from './end.ts';
import { ahead, endOf, plus, space, type Block, type Segment } from './segment.ts';
import { measure, rearm } from './timers.ts';

const owe = (end: End, segment: Segment): void => {
  const reset = segment.ack ? { seq: segment.ackNo } : { seq: 0, ackNo: endOf(segment) };
  end.resets = [...end.resets, reset].slice(-32);
  end.refused = true;
};

// Receiving

/** §3.10.7. Answers are only remembered: what is owed is sent later, or lost with the end. `at`: when it arrives. */
export const receive = (end: End, segment: Segment, at: number): void => {
  end.heard = at;
  end.strangeSyn = segment.syn === true && !segment.ack && synchronized(end);
  end.probesIdle = 0;
  const { state, rcvNxt } = end;
  process(end, segment);
  if (end.state === 'TIME-WAIT' && (state !== 'TIME-WAIT' || segment.fin === true)) end.overAt = at + end.habits.timeWait;
  if (!end.owesAck || !synchronized(end)) end.ackAt = undefined;
  else end.ackAt = Math.min(end.ackAt ?? Infinity, at + (rcvNxt === end.rcvNxt || end.parts.length > 0 ? 0 : end.habits.ackDelay));
  rearm(end, at);
};

const process = (end: End, segment: Segment): void => {
  switch (end.state) {
    case 'CLOSED':
      if (segment.rst) return;
      if (end.listens && segment.syn && !segment.ack) receiveSyn(end, segment);
      else owe(end, segment);
      return;
    case 'LISTEN':
      if (segment.rst) return;
      if (segment.ack) owe(end, segment);
      else if (segment.syn) receiveSyn(end, segment);
      return;
    case 'SYN-SENT':
      inSynSent(end, segment);
      return;
    default:
      inOtherStates(end, segment);
  }
};

/** A listener takes a SYN. */
const receiveSyn = (end: End, segment: Segment): void => {
  forget(end, 'LISTEN');
  end.state = 'SYN-RECEIVED';
  end.passive = true;
  takeSyn(end, segment);
  if (segment.cookie && end.habits.takesFastOpen) {
    take(end, segment.len);
    end.uncertain = false;
  }
};

/** Two ends that disagree would answer each other's ACKs for ever: an empty segment is answered twice a second at most (RFC 5961 §7). */
const answer = (end: End, segment: Segment): void => {
  if (space(segment) === 0 && end.heard - end.answered < 500) return;
  if (space(segment) === 0) end.answered = end.heard;
  end.owesAck = true;
};

const takeSyn = (end: End, segment: Segment): void => {
  end.irs = segment.seq;
  end.rcvNxt = plus(segment.seq, 1);
  end.theirs = segment;
  end.recent = segment.ts?.val;
  end.rcvEdge = plus(end.rcvNxt, windowNow(end, true));
  end.owesAck = true;
  end.wnd = segment.win;
  end.wl1 = segment.seq;
  end.wl2 = segment.ackNo;
  // Data on a SYN may be kept or thrown away; this end throws it away.
  if (!segment.ack && segment.len > 0) end.uncertain = true;
};

const take = (end: End, bytes: number): void => {
  end.rcvNxt = plus(end.rcvNxt, bytes);
  if (!end.habits.readsAtOnce) end.unread += bytes;
};

const inSynSent = (end: End, segment: Segment): void => {
  const good = segment.ack === true && ahead(end.una, segment.ackNo) > 0 && ahead(segment.ackNo, end.nxt) >= 0;
  if (segment.ack && !good) {
    if (!segment.rst) owe(end, segment);
    return;
  }
  if (segment.rst) {
    if (good) {
      forget(end, 'CLOSED');
      end.ended = 'reset';
    }
    return;
  }
  if (!segment.syn) return;
  takeSyn(end, segment);
  if (!good) {
    end.state = 'SYN-RECEIVED';
    return;
  }
  acknowledged(end, segment.ackNo);
  end.state = 'ESTABLISHED';
  text(end, segment);
};

const acknowledged = (end: End, ackNo: number): void => {
  end.una = ackNo;
  measure(end, ackNo, end.heard);
  end.probedTail = false;
  end.sacked = end.sacked.filter(({ right }) => ahead(ackNo, right) > 0);
  if (end.recover !== undefined && ahead(end.recover, ackNo) >= 0) end.recover = undefined;
  end.resends = end.recover !== undefined;
  end.sent = end.sent.filter(({ seq, len, syn, fin }) => ahead(ackNo, plus(seq, len + (syn ? 1 : 0) + (fin ? 1 : 0))) > 0);
  end.duplicateAcks = 0;
};

const inOtherStates = (end: End, segment: Segment): void => {
  const crossing = end.state === 'SYN-RECEIVED' && segment.syn === true && segment.ack === true && segment.seq === end.irs;
  const old = timestampsOn(end) && !segment.rst && segment.ts !== undefined && end.recent !== undefined && ahead(end.recent, segment.ts.val) < 0;
  const reuse = end.state === 'TIME-WAIT' && segment.syn && !segment.ack && !old && ahead(end.rcvNxt, segment.seq) >= 0;
  if (reuse && end.habits.reusesTimeWait) {
    receiveSyn(end, segment);
    return;
  }
  const window = ahead(end.rcvNxt, end.rcvEdge);
  if (!crossing && (old || !acceptable(end, segment, window))) {
    if (segment.rst) return;
    if (segment.syn || space(segment) > 0 || old || window > 0) answer(end, segment);
    if (space(segment) > 0 && ahead(segment.seq, end.rcvNxt) > 0 && !segment.syn) {
      end.duplicate = { left: segment.seq, right: plus(segment.seq, Math.min(segment.len, ahead(segment.seq, end.rcvNxt))) };
    }
    // MUST-66: with a closed window the acknowledgment still counts.
    if (!old && segment.seq === end.rcvNxt && segment.ack && !segment.syn) acknowledgment(end, segment);
    return;
  }
  if (segment.rst) {
    if (segment.seq !== end.rcvNxt) end.owesAck = true;
    else {
      forget(end, end.state === 'SYN-RECEIVED' && end.passive ? 'LISTEN' : 'CLOSED');
      end.ended = 'reset';
    }
    return;
  }
  if (segment.syn && !crossing) {
    // The same SYN again, with data that lies in the window.
    if (end.state === 'SYN-RECEIVED' && segment.seq === end.irs) {
      end.owesAck = true;
      return;
    }
    if (end.state === 'SYN-RECEIVED' && end.passive) forget(end, 'LISTEN');
    else end.owesAck = true;
    return;
  }
  if (!segment.ack) return;
  if (end.state === 'SYN-RECEIVED') {
    if (ahead(end.una, segment.ackNo) <= 0 || ahead(segment.ackNo, end.nxt) < 0) {
      owe(end, segment);
      return;
    }
    end.state = 'ESTABLISHED';
  }
  if (ahead(end.nxt, segment.ackNo) > 0) {
    answer(end, segment);
    return;
  }
  acknowledgment(end, segment);
  if (crossing) return;
  if (segment.ts !== undefined && timestampsOn(end) && (end.recent === undefined || ahead(end.recent, segment.ts.val) >= 0)
    && ahead(end.lastAck ?? end.rcvNxt, segment.seq) <= 0) end.recent = segment.ts.val;
  text(end, segment);
};

/** §3.4, table 5; what reaches over the window on both sides is trimmed. */
const acceptable = (end: End, segment: Segment, window: number): boolean => {
  const inside = (seq: number): boolean => ahead(end.rcvNxt, seq) >= 0 && ahead(seq, plus(end.rcvNxt, window)) > 0;
  if (space(segment) === 0) return window === 0 ? segment.seq === end.rcvNxt : inside(segment.seq);
  if (window === 0) return false;
  const last = plus(endOf(segment), -1);
  return inside(segment.seq) || inside(last) || (ahead(segment.seq, end.rcvNxt) >= 0 && ahead(end.rcvNxt, last) >= 0);
};

const acknowledgment = (end: End, segment: Segment): void => {
  if (ahead(end.una, segment.ackNo) > 0 && ahead(segment.ackNo, end.nxt) >= 0) acknowledged(end, segment.ackNo);
  else if (segment.ackNo === end.una && space(segment) === 0 && end.sent.length > 0 && segment.win === end.wnd) end.duplicateAcks++;
  if (end.duplicateAcks >= 3 && end.recover === undefined) {
    end.recover = end.nxt;
    end.resends = true;
  }
  for (const block of segment.sack ?? []) {
    if (ahead(end.una, block.left) > 0 && ahead(block.right, end.nxt) >= 0) end.sacked = merged(end.sacked, block);
  }
  if (ahead(end.una, segment.ackNo) >= 0 && (ahead(end.wl1, segment.seq) > 0 || (end.wl1 === segment.seq && ahead(end.wl2, segment.ackNo) >= 0))) {
    end.wnd = segment.win;
    end.wl1 = segment.seq;
    end.wl2 = segment.ackNo;
  }
  if (end.fin === undefined || ahead(end.fin, end.una) <= 0) return;
  if (end.state === 'FIN-WAIT-1') end.state = 'FIN-WAIT-2';
  else if (end.state === 'CLOSING') end.state = 'TIME-WAIT';
  else if (end.state === 'LAST-ACK') {
    forget(end, 'CLOSED');
    end.ended = 'closed';
  }
};

const text = (end: End, segment: Segment): void => {
  if (end.state !== 'ESTABLISHED' && end.state !== 'FIN-WAIT-1' && end.state !== 'FIN-WAIT-2') {
    if (space(segment) > 0 && end.state !== 'CLOSED') end.owesAck = true;
    return;
  }
  const left = segment.syn ? plus(segment.seq, 1) : segment.seq;
  const dataEnd = plus(left, segment.len);
  const right = ahead(dataEnd, end.rcvEdge) < 0 ? end.rcvEdge : dataEnd;
  if (space(segment) > 0) end.owesAck = true;
  // What reaches over the edge of an open window may be taken or not; this end does not take it.
  if (right !== dataEnd && ahead(end.rcvNxt, end.rcvEdge) > 0) end.uncertain = true;
  if (ahead(end.rcvNxt, left) > 0) {
    if (!end.habits.keeps) {
      end.uncertain = true;
      return;
    }
    if (segment.fin && right === dataEnd && ahead(dataEnd, end.rcvEdge) > 0) end.heldFin = dataEnd;
    if (ahead(left, right) > 0) {
      end.parts = merged(end.parts, { left, right });
      end.latest = [left, ...end.latest.filter((one) => one !== left)];
    }
    return;
  }
  if (segment.fin && right === dataEnd && ahead(dataEnd, end.rcvEdge) > 0) end.heldFin = dataEnd;
  if (segment.len > 0 && ahead(dataEnd, end.rcvNxt) > 0) end.duplicate = { left, right: dataEnd };
  let next = ahead(end.rcvNxt, right) > 0 ? right : end.rcvNxt;
  for (const part of end.parts) if (ahead(part.left, next) >= 0 && ahead(next, part.right) > 0) next = part.right;
  take(end, ahead(end.rcvNxt, next));
  end.parts = end.parts.filter((part) => ahead(next, part.left) > 0);
  if (end.heldFin !== end.rcvNxt) return;
  end.peerFin = end.heldFin;
  end.heldFin = undefined;
  end.rcvNxt = plus(end.rcvNxt, 1);
  if (end.state === 'ESTABLISHED') end.state = 'CLOSE-WAIT';
  else end.state = end.state === 'FIN-WAIT-2' ? 'TIME-WAIT' : 'CLOSING';
};

const merged = (parts: readonly Block[], added: Block): readonly Block[] => {
  let { left, right } = added;
  const apart: Block[] = [];
  for (const part of parts) {
    if (ahead(part.right, left) > 0 || ahead(right, part.left) > 0) apart.push(part);
    else {
      left = ahead(part.left, left) > 0 ? part.left : left;
      right = ahead(right, part.right) > 0 ? part.right : right;
    }
  }
  return [...apart, { left, right }].sort((a, b) => ahead(b.left, a.left));
};

// Sending

/** The end after it sent: numbers move on, the state moves with SYN, FIN and RST. */
export const sent = (end: End, segment: Segment, at: number): void => {
  end.spoke = at;
  end.strangeSyn = false;
  if (segment.rst) return;
  changed(end, segment, at);
  rearm(end, at);
};

const changed = (end: End, segment: Segment, at: number): void => {
  end.win = segment.win;
  if (segment.syn) {
    end.ours = segment;
    if (!segment.ack && (end.state === 'CLOSED' || end.state === 'LISTEN')) end.state = 'SYN-SENT';
    if (end.sent.length === 0 && end.una === end.nxt && !synchronized(end)) {
      end.iss = segment.seq;
      end.una = segment.seq;
      end.nxt = segment.seq;
    }
  }
  if (segment.ack) {
    end.owesAck = false;
    end.ackAt = undefined;
    end.duplicate = undefined;
    end.lastAck = segment.ackNo;
    const edge = plus(segment.ackNo, segment.win);
    if (segment.syn || ahead(end.rcvEdge, edge) > 0) end.rcvEdge = edge;
  }
  if (segment.fin) {
    end.fin ??= plus(endOf(segment), -1);
    end.closing = true;
    if (end.state === 'ESTABLISHED' || end.state === 'SYN-RECEIVED') end.state = 'FIN-WAIT-1';
    else if (end.state === 'CLOSE-WAIT') end.state = 'LAST-ACK';
  }
  const to = endOf(segment);
  // Who was sent twice measures nothing (RFC 6298 §3).
  if (space(segment) > 0 && ahead(segment.seq, end.nxt) > 0) {
    end.measured = undefined;
    end.resends = false;
    end.sent = end.sent.map((one) => (ahead(segment.seq, one.seq) >= 0 && ahead(one.seq, to) > 0 ? { ...one, at } : one));
  }
  if (ahead(end.nxt, to) <= 0) return;
  end.probesIdle = 0;
  if (segment.seq === end.nxt && end.wnd > 0) end.measured ??= { to, at };
  end.sent = [...end.sent, { seq: segment.seq, len: segment.len, syn: segment.syn === true, fin: segment.fin === true, at }];
  end.toSend = Math.max(0, end.toSend - (ahead(end.nxt, to) - (segment.fin ? 1 : 0) - (segment.syn ? 1 : 0)));
  end.nxt = to;
};
