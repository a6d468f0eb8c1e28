// A second reading of RFC 9293 §3.10.7, written as a plain table from the text and apart from core/tcp: the rows of a state
// are tried in order, the first whose condition holds decides. Numbers are small and never wrap.

export type State =
  | 'CLOSED' | 'LISTEN' | 'SYN-SENT' | 'SYN-RECEIVED' | 'ESTABLISHED' | 'FIN-WAIT-1' | 'FIN-WAIT-2' | 'CLOSE-WAIT' | 'CLOSING' | 'LAST-ACK' | 'TIME-WAIT';

/** What one end knows. */
export interface Block {
  readonly state: State;
  readonly passive: boolean;
  readonly una: number;
  readonly nxt: number;
  readonly irs: number;
  readonly rcvNxt: number;
  /** The right edge, the number behind the last one that may be sent. */
  readonly edge: number;
  /** Our FIN, the peer's FIN above a gap, and what was kept there. */
  readonly fin: number | undefined;
  readonly heldFin: number | undefined;
  readonly kept: readonly number[];
}

export interface Segment {
  readonly syn: boolean;
  readonly ack: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  readonly seq: number;
  readonly ackNo: number;
  readonly len: number;
}

/** What is sent in answer, or would be if answers were not delayed. */
export type Answer = 'nothing' | 'ACK' | 'RST' | 'SYN,ACK';
export interface Result {
  readonly block: Block;
  readonly answer: Answer;
}

type Row = readonly [section: string, holds: (b: Block, s: Segment) => boolean, does: (b: Block, s: Segment) => Result];

const stay = (answer: Answer) => (block: Block): Result => ({ block, answer });
const become = (state: State, answer: Answer = 'nothing') => (block: Block): Result => ({ block: { ...block, state, kept: [], heldFin: undefined }, answer });

const space = (s: Segment): number => s.len + Number(s.syn) + Number(s.fin);
const inside = (b: Block, seq: number): boolean => b.rcvNxt <= seq && seq < b.edge;
/** Table 5, with a window that is open; what covers the window on both sides is trimmed. */
const acceptable = (b: Block, s: Segment): boolean =>
  inside(b, s.seq) || (space(s) > 0 && (inside(b, s.seq + space(s) - 1) || (s.seq < b.rcvNxt && s.seq + space(s) >= b.edge)));
const newAck = (b: Block, s: Segment): boolean => b.una < s.ackNo && s.ackNo <= b.nxt;
const any = (): boolean => true;

const takeSyn = (b: Block, s: Segment, state: State): Block =>
  ({ ...b, state, irs: s.seq, rcvNxt: s.seq + 1, edge: s.seq + 1 + 1000, heldFin: undefined, kept: Array.from({ length: s.len }, (_, at) => s.seq + 1 + at) });

const closed: readonly Row[] = [
  ['3.10.7.1', (_, s) => s.rst, stay('nothing')],
  ['3.10.7.1', any, stay('RST')],
];

const listen: readonly Row[] = [
  ['3.10.7.2 first', (_, s) => s.rst, stay('nothing')],
  ['3.10.7.2 second', (_, s) => s.ack, stay('RST')],
  ['3.10.7.2 third', (_, s) => s.syn, (b, s) => ({ block: { ...takeSyn(b, s, 'SYN-RECEIVED'), passive: true, una: 0, nxt: 0, fin: undefined }, answer: 'SYN,ACK' })],
  ['3.10.7.2 fourth', any, stay('nothing')],
];

const synSent: readonly Row[] = [
  ['3.10.7.3 first', (b, s) => s.ack && !newAck(b, s) && s.rst, stay('nothing')],
  ['3.10.7.3 first', (b, s) => s.ack && !newAck(b, s), stay('RST')],
  ['3.10.7.3 second', (_, s) => s.rst && s.ack, become('CLOSED')],
  ['3.10.7.3 second', (_, s) => s.rst, stay('nothing')],
  ['3.10.7.3 fourth', (_, s) => s.syn && s.ack, (b, s) => ({ ...text({ ...takeSyn(b, s, 'ESTABLISHED'), una: s.ackNo }, { ...s, seq: s.seq + 1, syn: false }), answer: 'ACK' })],
  ['3.10.7.3 fourth', (_, s) => s.syn, (b, s) => ({ block: takeSyn(b, s, 'SYN-RECEIVED'), answer: 'SYN,ACK' })],
  ['3.10.7.3 fifth', any, stay('nothing')],
];

/** What a FIN that is received in order makes of a state. */
const afterFin: Partial<Record<State, State>> = {
  ESTABLISHED: 'CLOSE-WAIT', 'FIN-WAIT-1': 'CLOSING', 'FIN-WAIT-2': 'TIME-WAIT',
};

/** Seventh and eighth: text and FIN, in order or above a gap. */
const text = (b: Block, s: Segment, brings = space(s) > 0): Result => {
  // Data of a SYN that waits here may have been thrown away as well: nothing moves before more comes.
  if (!brings) return { block: b, answer: 'nothing' };
  if (afterFin[b.state] === undefined) return { block: b, answer: space(s) > 0 ? 'ACK' : 'nothing' };
  const bytes = Array.from({ length: s.len }, (_, at) => s.seq + at).filter((seq) => inside(b, seq));
  const heldFin = s.fin && inside(b, s.seq + s.len) ? s.seq + s.len : b.heldFin;
  const there = new Set([...b.kept, ...bytes]);
  let rcvNxt = b.rcvNxt;
  while (s.seq <= b.rcvNxt && there.delete(rcvNxt)) rcvNxt++;
  const kept = [...there].filter((seq) => seq >= rcvNxt);
  const finished = heldFin === rcvNxt;
  const block: Block = finished
    ? { ...b, state: afterFin[b.state]!, rcvNxt: rcvNxt + 1, kept: [], heldFin: undefined }
    : { ...b, rcvNxt, kept, heldFin };
  return { block, answer: space(s) > 0 ? 'ACK' : 'nothing' };
};

/** Fifth: what an acknowledgment of our FIN makes of a state. */
const afterAckOfFin: Partial<Record<State, State>> = { 'FIN-WAIT-1': 'FIN-WAIT-2', CLOSING: 'TIME-WAIT', 'LAST-ACK': 'CLOSED' };

const acknowledgment = (b: Block, s: Segment): Block => {
  const una = newAck(b, s) ? s.ackNo : b.una;
  const state = b.fin !== undefined && una > b.fin ? afterAckOfFin[b.state] ?? b.state : b.state;
  return { ...b, una, state };
};

const isCrossing = (b: Block, s: Segment): boolean => b.state === 'SYN-RECEIVED' && s.syn && s.ack && s.seq === b.irs;

const others: readonly Row[] = [
  // Figure 7: the SYN,ACK that crosses ours comes too late by the letter of the first step; every stack takes its ACK.
  ['figure 7', (b, s) => isCrossing(b, s) && !s.rst && newAck(b, s), (b, s) => ({ ...text({ ...acknowledgment(b, s), state: 'ESTABLISHED' }, { ...s, seq: s.seq + 1, syn: false }, true), answer: 'ACK' })],
  ['figure 7', (b, s) => isCrossing(b, s) && !s.rst, stay('RST')],
  ['3.10.7.4 first', (b, s) => !acceptable(b, s) && s.rst, stay('nothing')],
  ['3.6.1 MAY-2', (b, s) => b.state === 'TIME-WAIT' && s.syn && !s.ack && !s.rst && s.seq >= b.rcvNxt, (b, s) => ({ block: { ...takeSyn(b, s, 'SYN-RECEIVED'), passive: true, una: 0, nxt: 0, fin: undefined }, answer: 'SYN,ACK' })],
  ['3.10.7.4 first', (b, s) => !acceptable(b, s), stay('ACK')],
  ['3.10.7.4 second', (b, s) => s.rst && s.seq !== b.rcvNxt, stay('ACK')],
  ['3.10.7.4 second', (b, s) => s.rst && b.state === 'SYN-RECEIVED' && b.passive, become('LISTEN')],
  ['3.10.7.4 second', (_, s) => s.rst, become('CLOSED')],
  // The same SYN again with data in the window: the SYN is trimmed off.
  ['3.10.7.4 fourth', (b, s) => s.syn && b.state === 'SYN-RECEIVED' && s.seq === b.irs, stay('ACK')],
  ['3.10.7.4 fourth', (b, s) => s.syn && b.state === 'SYN-RECEIVED' && b.passive, become('LISTEN')],
  ['3.10.7.4 fourth', (_, s) => s.syn, stay('ACK')],
  ['3.10.7.4 fifth', (_, s) => !s.ack, stay('nothing')],
  ['3.10.7.4 fifth', (b, s) => b.state === 'SYN-RECEIVED' && !newAck(b, s), stay('RST')],
  ['3.10.7.4 fifth', (b) => b.state === 'SYN-RECEIVED', (b, s) => text({ ...acknowledgment(b, s), state: 'ESTABLISHED' }, s)],
  ['3.10.7.4 fifth', (b, s) => s.ackNo > b.nxt, stay('ACK')],
  ['3.10.7.4 fifth to eighth', any, (b, s) => {
    const next = acknowledgment(b, s);
    return next.state === 'CLOSED' ? { block: next, answer: 'nothing' } : text(next, s);
  }],
];

/** The row that decides, and what it does. */
export const secondReading = (block: Block, segment: Segment): Result & { readonly section: string } => {
  const rows = block.state === 'CLOSED' ? closed : block.state === 'LISTEN' ? listen : block.state === 'SYN-SENT' ? synSent : others;
  const [section, , does] = rows.find(([, holds]) => holds(block, segment))!;
  return { ...does(block, segment), section };
};
