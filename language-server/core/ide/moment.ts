// What is so at a line: both ends of the connection it is about, how each came into its state, and what the line changes.
import type { Analysis } from '../analyze.ts';
import type { Line } from '../flow/statement.ts';
import type { State } from '../tcp/state.ts';
import { negotiated, type Tcb } from '../tcp/tcb.ts';
import { transition, type Event } from '../tcp/transitions.ts';
import { standing, timelineAt } from '../timeline/at-line.ts';
import type { Change, EndId, Step, Timeline } from '../timeline/timeline.ts';
import type { Block, Row } from './block.ts';
import { endName, endsTable, stateBefore, unchanged, type EndOverLine } from './ends-table.ts';
import { docsAbove } from './hover.ts';
import { stepHover } from './step-hover.ts';

export interface Moment {
  /** What a hover over the line's event says. */
  readonly blocks: readonly Block[];
  /** Both ends of one connection, or none. */
  readonly ends: readonly MomentEnd[];
  /** Their TCBs over the line, and what their SYNs agreed on. */
  readonly rows: readonly Row[];
}

export interface MomentEnd {
  readonly name: string;
  readonly state: State;
  /** Its connection is over: its CLOSED is the one below. */
  readonly ended: boolean;
  /** The moves of its state up to the line, each once, in the order in which they first happened. */
  readonly path: readonly Move[];
  /** Those of the line itself. */
  readonly moves: readonly Move[];
}

export interface Move {
  readonly from: State;
  readonly to: State;
  /** Absent where only the flow's own words say that the state is another. */
  readonly event?: Event;
}

/** `line` counts from 0. Undefined where no flow is. */
export const moment = ({ timelines }: Analysis, lines: readonly Line[], line: number): Moment | undefined => {
  const timeline = timelineAt(timelines, line);
  if (timeline === undefined) return undefined;
  const index = timeline.steps.findLastIndex((step) => step.line <= line);
  const step = timeline.steps[index];
  const isHere = step?.line === line;
  const connection = connectionAt(timeline, index);
  const blocks = isHere ? [...docsAbove(lines, line), ...stepHover(timeline, step)] : [];
  if (connection === undefined) return { blocks, ends: [], rows: [] };
  const over = ([0, 1] as const).map((side): EndOverLine => overLine(timeline, { connection, side }, line));
  const table = endsTable(timeline, over);
  return {
    blocks,
    ends: over.map((end) => momentEnd(timeline, end, line)),
    rows: [...(table.kind === 'table' ? table.rows : []), ...options(over)],
  };
};

/** The connection that a step is about, else the one that was used last, else the first. */
const connectionAt = (timeline: Timeline, index: number): number | undefined => {
  for (let at = index; at >= 0; at--) {
    const found = connectionOf(timeline.steps[at]!);
    if (found !== undefined) return found;
  }
  return timeline.connections[0]?.id;
};

const connectionOf = (step: Step): number | undefined => {
  switch (step.kind) {
    case 'segment': return step.connection;
    case 'call':
    case 'timeout': return step.end.connection;
    case 'expect': return step.results[0]?.end.connection;
    default: return step.changes[0]?.connection;
  }
};

/** All that a line changes at an end, as one change. */
const overLine = (timeline: Timeline, end: EndId, line: number): EndOverLine => {
  const changes = timeline.steps.flatMap((step) => (step.line === line ? step.changes.filter((change) => isOf(change, end)) : []));
  if (changes.length === 0) return unchanged(timeline, end, line);
  return { ...end, before: changes[0]!.before, after: changes.at(-1)!.after, events: changes.flatMap(({ events }) => events) };
};

const isOf = (change: Change, { connection, side }: EndId): boolean => change.connection === connection && change.side === side;

const momentEnd = (timeline: Timeline, end: EndOverLine, line: number): MomentEnd => {
  const { tcb } = standing(timeline, end, line);
  const path = new Map<string, Move>();
  let moves: Move[] = [];
  for (const step of timeline.steps) {
    if (step.line > line) break;
    for (const change of step.changes) {
      if (!isOf(change, end)) continue;
      const made = movesOf(change);
      for (const move of made) path.set(`${move.from} ${move.to} ${move.event ?? ''}`, move);
      if (step.line === line) moves = [...moves, ...made];
    }
  }
  return { name: endName(timeline, end), state: tcb.state, ended: tcb.ending !== undefined, path: [...path.values()], moves };
};

/** The states that a change passes through. */
const movesOf = (change: Change): Move[] => {
  let from = stateBefore(change);
  const moves: Move[] = [];
  for (const [index, event] of change.events.entries()) {
    // A reset leads a listener back to LISTEN (figure 5, note 1), which the table of transitions does not know.
    const to = index === change.events.length - 1 ? change.after.state : transition(from, event)?.to ?? from;
    moves.push({ from, to, event });
    from = to;
  }
  return from === change.after.state ? moves : [...moves, { from, to: change.after.state }];
};

/** What the SYNs agreed on, as far as both are known. */
const options = (ends: readonly EndOverLine[]): Row[] => [
  { label: 'MSS', value: ({ peerMss }: Agreed) => (peerMss === undefined ? '–' : String(peerMss)) },
  { label: 'Snd.Wind.Shift', value: ({ sendShift }: Agreed) => String(sendShift) },
  { label: 'Rcv.Wind.Shift', value: ({ receiveShift }: Agreed) => String(receiveShift) },
  { label: 'SACK', value: ({ maySendSack }: Agreed) => (maySendSack ? '✓' : '–') },
  { label: 'timestamps', value: ({ timestamps }: Agreed) => (timestamps ? '✓' : '–') },
].map(({ label, value }) => ({
  label,
  cells: ends.map(({ before, after }) => ({ before: agreed(before, value), after: agreed(after, value) })),
}));

type Agreed = ReturnType<typeof negotiated>;

const agreed = (tcb: Tcb, value: (agreed: Agreed) => string): string =>
  (tcb.synOptions === undefined || tcb.peerSynOptions === undefined ? '–' : value(negotiated(tcb)));
