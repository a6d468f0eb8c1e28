// Ends of connections before and after a line, side by side: states, and the variables of RFC 9293 §3.3.1.
import { say } from '../flow/message.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { movesOf, stateBefore } from '../timeline/moves.ts';
import { showSeq } from '../timeline/numbers.ts';
import { otherSide } from '../timeline/reading.ts';
import type { Change, EndId, Timeline } from '../timeline/timeline.ts';
import type { Block, Cell, Row } from './block.ts';

/** An end over a line: a change, or an end that stays as it is. */
export type EndOverLine = Pick<Change, 'connection' | 'side' | 'before' | 'after' | 'events'>;

/** Who takes part. */
export type Cast = Pick<Timeline, 'connections' | 'endpoints'>;

export const endName = (timeline: Cast, { connection, side }: EndId): string =>
  timeline.endpoints[timeline.connections[connection]!.ends[side].endpoint]!.name;

/** An end that nothing happens to in a line. */
export const unchanged = (timeline: Timeline, end: EndId, line: number): EndOverLine => {
  const { tcb } = timeline.standing(end, line, false);
  return { connection: end.connection, side: end.side, before: tcb, after: tcb, events: [] };
};

export const endsTable = (timeline: Cast, ends: readonly EndOverLine[]): Block => ({
  kind: 'table',
  head: ['', ...ends.map((end) => endName(timeline, end))],
  rows: [
    { label: say`state`, cells: ends.map((end) => ({ before: stateBefore(end), after: statesAfter(end) })) },
    ...variables.map((variable): Row => ({ label: variable.label, cells: ends.map((end) => cell(timeline, end, variable)) })),
  ],
});

/** `FIN-WAIT-2 → TIME-WAIT`: each state that a change passes through. */
const statesAfter = (end: EndOverLine): string => {
  const states = movesOf(end).map(({ to }) => to);
  return states.length === 0 ? end.after.state : states.join(' → ');
};

interface Variable {
  readonly label: string;
  readonly value: (tcb: Tcb) => number;
  /** Whether the end knows the number yet. */
  readonly known: (tcb: Tcb) => boolean;
  /** In whose sequence space it counts; absent for bytes. */
  readonly space?: 'own' | 'peer';
}

const hasSent = ({ iss, snd }: Tcb): boolean => iss !== undefined || snd.nxt !== 0;
const hasReceived = ({ irs, rcv }: Tcb): boolean => irs !== undefined || rcv.nxt !== 0;

const variables: readonly Variable[] = [
  { label: 'SND.UNA', value: ({ snd }) => snd.una, known: hasSent, space: 'own' },
  { label: 'SND.NXT', value: ({ snd }) => snd.nxt, known: hasSent, space: 'own' },
  { label: 'SND.WND', value: ({ snd }) => snd.wnd, known: (tcb) => hasReceived(tcb) || tcb.snd.wnd > 0 },
  { label: 'RCV.NXT', value: ({ rcv }) => rcv.nxt, known: hasReceived, space: 'peer' },
  { label: 'RCV.WND', value: ({ rcv }) => rcv.wnd, known: () => true },
];

const cell = (timeline: Cast, { connection, side, before, after }: EndOverLine, { value, known, space }: Variable): Cell => {
  const show = (tcb: Tcb): string => {
    if (!known(tcb)) return '–';
    const text = space === undefined ? String(value(tcb)) : showSeq(timeline, connection, space === 'own' ? side : otherSide(side), value(tcb));
    return tcb.doubt ? `${text} ?` : text;
  };
  return { before: show(before), after: show(after) };
};
