// Why an end is as it is after a line: what became of a segment, or what moved the state, as sentences.
import { say, type Message } from '../flow/message.ts';
import type { Outcome } from '../tcp/segment-arrives.ts';
import { transition, type Event } from '../tcp/transitions.ts';
import { stateBefore } from '../timeline/moves.ts';
import type { Change, Timeline } from '../timeline/timeline.ts';
import { otherSide } from '../timeline/reading.ts';
import type { Block } from './block.ts';
import { endName } from './ends-table.ts';

/** One sentence for each move of the state; where it does not move, what became of the segment that arrived. */
export const why = (timeline: Timeline, change: Change): readonly Block[] => {
  const { connection, side, cause, events, after } = change;
  const who = endName(timeline, change);
  const peer = endName(timeline, { connection, side: otherSide(side) });
  if (events.length === 0 && cause.kind === 'arrived') return [{ kind: 'text', ...outcomeText(cause.outcome, who, after.state) }];
  let state = stateBefore(change);
  return events.map((event): Block => {
    const move = transition(state, event);
    state = move?.to ?? state;
    return { kind: 'text', text: eventText(event, who, peer), ...(move === undefined ? {} : { rfc: `9293 §${move.rfc}` }) };
  });
};

const eventText = (event: Event, who: string, peer: string): Message => {
  switch (event) {
    case 'OPEN passive':
      return say`${who} listens: its application waits for connections.`;
    case 'OPEN active':
      return say`${who} opens the connection: its application asked for it.`;
    case 'CLOSE':
      return say`The application of ${who} closes: nothing more comes from there.`;
    case 'ABORT':
      return say`The application of ${who} gives the connection up.`;
    case 'rcv SYN':
      return say`${who} learns that ${peer} wants a connection, and where its numbers begin. It owes a SYN, ACK.`;
    case 'rcv SYN,ACK':
      return say`${who} learns that its SYN has arrived, and where the numbers of ${peer} begin: the connection is open. It owes an ACK.`;
    case 'rcv ACK of SYN':
      return say`${who} learns that its SYN has arrived: the connection is open.`;
    case 'rcv FIN':
      return say`${who} learns that ${peer} sends nothing more. It owes an ACK.`;
    case 'rcv ACK of FIN':
      return say`${who} learns that its FIN has arrived.`;
    case 'rcv FIN,ACK of FIN':
      return say`${who} learns that its FIN has arrived, and that ${peer} sends nothing more. It owes an ACK.`;
    case 'rcv RST':
      return say`${who} obeys the reset: the connection is gone.`;
    case 'USER TIMEOUT':
      return say`${who} gives up: nothing was acknowledged for too long.`;
    case '2MSL TIMEOUT':
      return say`${who} has waited twice the maximum segment lifetime: nothing of this connection can still arrive.`;
  }
};

const outcomeText = (outcome: Outcome, who: string, state: string): { readonly text: Message; readonly rfc: string } => {
  switch (outcome) {
    case 'accepted':
      return { text: say`It is in order and inside the window: ${who} takes it. It owes an ACK.`, rfc: '9293 §3.10.7.4' };
    case 'acknowledged':
      return { text: say`${who} takes the acknowledgment; there is nothing to answer.`, rfc: '9293 §3.10.7.4' };
    case 'duplicate':
      return { text: say`${who} has all of this already: it answers with an ACK and drops it.`, rfc: '9293 §3.10.7.4' };
    case 'kept':
      return { text: say`It is inside the window, but something before it is missing: ${who} keeps it and repeats its ACK.`, rfc: '9293 §3.10.7.4' };
    case 'outside-window':
      return { text: say`Its numbers lie outside the receive window of ${who}: it answers with an ACK and drops it.`, rfc: '9293 §3.10.7.4' };
    case 'outdated':
      return { text: say`Its timestamp is older than what ${who} has seen: ${who} answers with an ACK and drops it.`, rfc: '7323 §5.3' };
    case 'reset':
      return { text: say`${who} obeys the reset and is in ${state}.`, rfc: '9293 §3.10.7.4' };
    case 'reset-ignored':
      return { text: say`${who} ignores this reset.`, rfc: '9293 §3.10.7' };
    case 'challenged':
      return { text: say`${who} keeps the connection and answers with a challenge ACK.`, rfc: '5961 §3.2' };
    case 'refused':
      return { text: say`${who} is in ${state} and has no connection for it: it answers with a RST.`, rfc: '9293 §3.10.7.1' };
    case 'acks-unsent':
      return { text: say`It acknowledges what ${who} never sent: ${who} answers with an ACK and drops it.`, rfc: '9293 §3.10.7.4' };
    case 'dropped':
      return { text: say`${who} drops it without an answer.`, rfc: '9293 §3.10.7' };
    case 'checksum-failed':
      return { text: say`Its checksum fails: ${who} discards it before TCP looks at it.`, rfc: '9293 §3.1' };
  }
};
