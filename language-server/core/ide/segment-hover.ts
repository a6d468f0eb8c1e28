// What one sees when a segment is hovered: the whole segment, both ends before and after it, and why.
import { say, type Message } from '../flow/message.ts';
import { ACK, flagsText } from '../tcp/flags.ts';
import { has, type Segment } from '../tcp/segment.ts';
import type { Outcome } from '../tcp/segment-arrives.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { arrivalsOf } from '../timeline/at-line.ts';
import { showSeq } from '../timeline/numbers.ts';
import type { Change, SegmentStep, Side, Timeline } from '../timeline/timeline.ts';
import type { Block } from './hover.ts';

export const segmentHover = (timeline: Timeline, step: SegmentStep): readonly Block[] => {
  const { connection, side } = step;
  const far: Side = side === 0 ? 1 : 0;
  const name = (one: Side): string => timeline.endpoints[timeline.connections[connection]!.ends[one].endpoint]!.name;
  const sent = step.changes.find(({ cause }) => cause.kind === 'sent');
  const [arrival] = arrivalsOf(timeline, timeline.steps.indexOf(step));
  return [
    { kind: 'code', text: `${name(side)} -> ${name(far)}: ${segmentText(timeline, step, step.segment)}` },
    {
      kind: 'table',
      head: ['', name(side), name(far)],
      rows: [
        row('state', cells(sent, ({ state }) => state), cells(arrival, ({ state }) => state)),
        ...numberRows(timeline, step, sent, arrival),
      ],
    },
    ...fate(step, name(far), arrival),
  ];
};

/** `[SYN, ACK] seq=y ack=x+1 len=0 win=65535`: everything, what the line leaves out too. */
const segmentText = (timeline: Timeline, { connection, side }: SegmentStep, segment: Segment): string => {
  const far: Side = side === 0 ? 1 : 0;
  return [
    `[${flagsText(segment.flags)}]`,
    `seq=${showSeq(timeline, connection, side, segment.seq)}`,
    ...(has(segment, ACK) ? [`ack=${showSeq(timeline, connection, far, segment.ack)}`] : []),
    `len=${segment.len}`,
    `win=${segment.wnd}`,
  ].join(' ');
};

interface Cell {
  readonly before: string;
  readonly after: string;
}

const cells = (change: Change | undefined, show: (tcb: Tcb) => string): Cell | undefined =>
  (change === undefined ? undefined : { before: show(change.before), after: show(change.after) });

const row = (label: string, ...columns: readonly (Cell | undefined)[]): { readonly label: string; readonly cells: readonly (Cell | undefined)[] } =>
  ({ label, cells: columns });

const numberRows = (timeline: Timeline, { connection, side }: SegmentStep, sent: Change | undefined, arrival: Change | undefined) => {
  const far: Side = side === 0 ? 1 : 0;
  // An end's send variables count in its own sequence space, its receive variables in the peer's.
  const known = (tcb: Tcb): boolean => tcb.iss !== undefined || tcb.snd.nxt !== 0;
  const knows = (tcb: Tcb): boolean => tcb.irs !== undefined || tcb.rcv.nxt !== 0;
  const seq = (space: Side, value: (tcb: Tcb) => number, isKnown: (tcb: Tcb) => boolean) => (tcb: Tcb): string =>
    (isKnown(tcb) ? showSeq(timeline, connection, space, value(tcb)) : '-');
  const both = (label: string, own: (space: Side) => Side, value: (tcb: Tcb) => number, isKnown: (tcb: Tcb) => boolean) =>
    row(label, cells(sent, seq(own(side), value, isKnown)), cells(arrival, seq(own(far), value, isKnown)));
  const self = (space: Side): Side => space;
  const other = (space: Side): Side => (space === 0 ? 1 : 0);
  return [
    both('SND.UNA', self, ({ snd }) => snd.una, known),
    both('SND.NXT', self, ({ snd }) => snd.nxt, known),
    row('SND.WND', cells(sent, windowOf), cells(arrival, windowOf)),
    both('RCV.NXT', other, ({ rcv }) => rcv.nxt, knows),
    row('RCV.WND', cells(sent, ({ rcv }) => String(rcv.wnd)), cells(arrival, ({ rcv }) => String(rcv.wnd))),
  ];
};

const windowOf = (tcb: Tcb): string => (tcb.irs !== undefined || tcb.snd.wnd > 0 ? String(tcb.snd.wnd) : '-');

/** What the network and the receiver made of it. */
const fate = (step: SegmentStep, receiver: string, arrival: Change | undefined): readonly Block[] => {
  if (arrival === undefined || arrival.cause.kind !== 'arrived') {
    if (step.fate === 'lost') return [{ kind: 'text', text: say`It is lost: ${receiver} never sees it.`, rfc: '9293 §3.8.1' }];
    return step.fate === 'delayed' ? [{ kind: 'text', text: say`It is still on its way when the flow ends.` }] : [];
  }
  return [{ kind: 'text', ...because(arrival.cause.outcome, receiver, arrival.after) }];
};

const because = (outcome: Outcome, receiver: string, { state }: Tcb): { readonly text: Message; readonly rfc: string } => {
  switch (outcome) {
    case 'accepted':
      return { text: say`${receiver} takes it: it is in order and inside the window. It owes an ACK.`, rfc: '9293 §3.10.7.4' };
    case 'acknowledged':
      return { text: say`${receiver} takes the acknowledgment; there is nothing to answer.`, rfc: '9293 §3.10.7.4' };
    case 'duplicate':
      return { text: say`${receiver} has all of this already: it answers with an ACK and drops it.`, rfc: '9293 §3.10.7.4' };
    case 'kept':
      return { text: say`It is inside the window, but something before it is missing: ${receiver} keeps it and repeats its ACK.`, rfc: '9293 §3.10.7.4' };
    case 'outside-window':
      return { text: say`${receiver} does not accept it: its numbers lie outside the receive window. It answers with an ACK.`, rfc: '9293 §3.10.7.4' };
    case 'reset':
      return { text: say`${receiver} obeys the reset and is ${state}.`, rfc: '9293 §3.10.7.4' };
    case 'reset-ignored':
      return { text: say`${receiver} ignores this reset.`, rfc: '9293 §3.10.7' };
    case 'challenged':
      return { text: say`${receiver} keeps the connection and answers with a challenge ACK.`, rfc: '5961 §3.2' };
    case 'refused':
      return { text: say`${receiver} is ${state} and has no connection for it: it answers with a RST.`, rfc: '9293 §3.10.7.1' };
    case 'acks-unsent':
      return { text: say`It acknowledges what ${receiver} never sent: ${receiver} answers with an ACK and drops it.`, rfc: '9293 §3.10.7.4' };
    case 'dropped':
      return { text: say`${receiver} drops it without an answer.`, rfc: '9293 §3.10.7' };
    case 'checksum-failed':
      return { text: say`Its checksum fails: ${receiver} discards it before TCP looks at it.`, rfc: '9293 §3.1' };
  }
};
