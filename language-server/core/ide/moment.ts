// What is so at a line: both ends of the connection it is about, how each came into its state, and what the line changes.
import type { Analysis } from '../analyze.ts';
import { say } from '../flow/message.ts';
import type { Line } from '../flow/statement.ts';
import type { State } from '../tcp/state.ts';
import { negotiated, type Tcb } from '../tcp/tcb.ts';
import { flowAt, stepsAbove } from '../timeline/at-line.ts';
import { movesOf } from '../timeline/moves.ts';
import type { Change, EndId, Move, Step, Timeline } from '../timeline/timeline.ts';
import type { Block, Row } from './block.ts';
import { endName, endsTable, unchanged, type EndOverLine } from './ends-table.ts';
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

/** `line` counts from 0. Undefined where no flow is. */
export const moment = ({ timelines }: Analysis, lines: readonly Line[], line: number): Moment | undefined => {
  const timeline = flowAt(timelines, line);
  if (timeline === undefined) return undefined;
  const step = timeline.stepAt(line);
  const connection = connectionAt(timeline, line);
  const blocks = step === undefined ? [] : [...docsAbove(lines, line), ...stepHover(timeline, step)];
  if (connection === undefined) return { blocks, ends: [], rows: [] };
  const over = ([0, 1] as const).map((side): EndOverLine => overLine(timeline, { connection, side }, line));
  const table = endsTable(timeline, over);
  return {
    blocks,
    ends: over.map((end) => momentEnd(timeline, end, line)),
    rows: [...(table.kind === 'table' ? table.rows : []), ...options(over)],
  };
};

/** The connection that the step is about, else the one that was used last above it, else the first. */
const connectionAt = (timeline: Timeline, line: number): number | undefined => {
  for (const step of stepsAbove(timeline, line + 1)) {
    const found = connectionOf(step);
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
  const changes = changesAt(timeline, end, line);
  if (changes.length === 0) return unchanged(timeline, end, line);
  return { ...end, before: changes[0]!.before, after: changes.at(-1)!.after, events: changes.flatMap(({ events }) => events) };
};

const changesAt = (timeline: Timeline, end: EndId, line: number): readonly Change[] =>
  timeline.stepAt(line)?.changes.filter((change) => isOf(change, end)) ?? [];

const isOf = (change: Change, { connection, side }: EndId): boolean => change.connection === connection && change.side === side;

const momentEnd = (timeline: Timeline, end: EndOverLine, line: number): MomentEnd => {
  const { tcb, path } = timeline.standing(end, line, false);
  return { name: endName(timeline, end), state: tcb.state, ended: tcb.ending !== undefined, path, moves: changesAt(timeline, end, line).flatMap(movesOf) };
};

/** What the SYNs agreed on, as far as both are known. */
const options = (ends: readonly EndOverLine[]): Row[] => [
  { label: 'MSS', value: ({ peerMss }: Agreed) => (peerMss === undefined ? '–' : String(peerMss)) },
  { label: 'Snd.Wind.Shift', value: ({ sndWindShift }: Agreed) => String(sndWindShift) },
  { label: 'Rcv.Wind.Shift', value: ({ rcvWindShift }: Agreed) => String(rcvWindShift) },
  { label: 'SACK', value: ({ maySendSack }: Agreed) => (maySendSack ? '✓' : '–') },
  { label: say`timestamps`, value: ({ timestamps }: Agreed) => (timestamps ? '✓' : '–') },
].map(({ label, value }) => ({
  label,
  cells: ends.map(({ before, after }) => ({ before: agreed(before, value), after: agreed(after, value) })),
}));

type Agreed = ReturnType<typeof negotiated>;

const agreed = (tcb: Tcb, value: (agreed: Agreed) => string): string =>
  (tcb.synOptions === undefined || tcb.peerSynOptions === undefined ? '–' : value(negotiated(tcb)));
