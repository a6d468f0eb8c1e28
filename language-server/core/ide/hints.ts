// What stands between the lines: the numbers that a segment leaves out, and the states that a line leads to. Facts and the
// text that would write them down; knows nothing of how an editor shows them.
import type { Line, SegmentStatement } from '../flow/statement.ts';
import { ACK, RST, SYN, type Flags } from '../tcp/flags.ts';
import type { State } from '../tcp/state.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { showSeq } from '../timeline/numbers.ts';
import type { EndId, SegmentStep, Step, Timeline } from '../timeline/timeline.ts';
import { otherSide } from '../timeline/reading.ts';
import { endName } from './ends-table.ts';
import { referenceIn } from './moment-before.ts';

/** Which hints are wanted. */
export interface HintChoice {
  /** `seq`, `ack` and `len` where a segment leaves them out. */
  readonly numbers: boolean;
  /** Behind each line, the states that it changes. */
  readonly states: boolean;
}

export interface Hint {
  readonly kind: 'numbers' | 'states';
  readonly line: number;
  /** Absent: at the end of the line. */
  readonly column?: number;
  readonly text: string;
  /** What writes it into the file at that place; absent where it cannot stand. `below`: on a line of its own, indented alike. */
  readonly insert?: { readonly text: string; readonly below: boolean };
}

/** The hints of the lines `from` to `to`, both included. `lineText`: the text of a line. */
export const hints = (timelines: readonly Timeline[], lines: readonly Line[], lineText: (line: number) => string, from: number, to: number, choice: HintChoice): readonly Hint[] =>
  timelines.filter(({ flow }) => flow.line <= to && from <= flow.endLine).flatMap((timeline) => {
    const { observed } = timeline;
    const found: Hint[] = [];
    for (let index = timeline.indexFrom(from); index < timeline.length; index++) {
      const step = timeline.step(index)!;
      if (step.line > to) break;
      // A line that is still being typed is left in peace.
      if (lines[step.line]?.problem !== undefined) continue;
      if (choice.numbers && step.kind === 'segment') found.push(...numbersOf(timeline, step, lineText(step.line), observed));
      if (choice.states) found.push(...statesOf(timeline, step, index, observed));
    }
    return found;
  });

/** What is left out at one place is one hint. */
const numbersOf = (timeline: Timeline, { statement, segment, connection, side, line, changes }: SegmentStep, lineText: string, observed: boolean): readonly Hint[] => {
  // What nobody has seen yet is not known to us either.
  if (observed && changes.some(({ cause, after }) => cause.kind === 'sent' && after.doubt)) return [];
  const behindSeq = statement.seq?.span.end ?? statement.flagsSpan.end;
  const behindAck = statement.ack?.span.end ?? behindSeq;
  const numberless = changes.some(({ cause, before }) => cause.kind === 'sent' && hasNoNumbers(before, segment.flags));
  const leftOut: readonly (readonly [column: number, text: string])[] = [
    ...(statement.seq === undefined && !numberless ? [[statement.flagsSpan.end, `seq=${showSeq(timeline, connection, side, segment.seq)}`] as const] : []),
    ...(statement.ack === undefined && !numberless && (segment.flags & ACK) !== 0
      ? [[behindSeq, `ack=${showSeq(timeline, connection, otherSide(side), segment.ack)}`] as const] : []),
    ...(statement.len === undefined && hasPayload(statement) ? [[behindAck, `len=${segment.len}`] as const] : []),
  ];
  return [...Map.groupBy(leftOut, ([column]) => column)].map(([column, parts]): Hint => {
    const text = parts.map(([, part]) => part).join(' ');
    return { kind: 'numbers', line, column: column + columnGap(lineText.slice(column)), text, insert: { text: ` ${text}`, below: false } };
  });
};

/** Who has no connection has no numbers, but those of a SYN and of a refusal. */
const hasNoNumbers = ({ state, ending }: Tcb, flags: Flags): boolean =>
  (state === 'CLOSED' || state === 'LISTEN') && ending === undefined && (flags & (SYN | RST)) === 0;

/** Where columns leave more than one blank, a hint stands right before what follows: in the column of its like. */
const columnGap = (rest: string): number => Math.max(0, (/^[ \t]*(?=[^ \t/])/.exec(rest)?.[0].length ?? 0) - 1);

const hasPayload = ({ payload }: SegmentStatement): boolean => payload !== undefined && payload.bytes > 0;

/** The ends that are in another state after the line, unless the lines below it say so themselves. */
const statesOf = (timeline: Timeline, step: Step, index: number, observed: boolean): readonly Hint[] => {
  const moved = new Map<string, EndId & { readonly before: State; readonly after: State }>();
  for (const { connection, side, before, after } of step.changes) {
    if (observed && after.doubt) continue;
    const key = `${connection} ${side}`;
    moved.set(key, { connection, side, before: moved.get(key)?.before ?? before.state, after: after.state });
  }
  const said: EndId[] = [];
  for (let below = index + 1, next = timeline.step(below); next?.kind === 'expect' || next?.kind === 'note'; next = timeline.step(++below)) {
    if (next.kind === 'expect') said.push(...next.results.filter(({ actual }) => 'state' in actual).map(({ end }) => end));
  }
  const shown = [...moved.values()].filter(({ connection, side, before, after }) =>
    before !== after && !said.some((end) => end.connection === connection && end.side === side));
  if (shown.length === 0) return [];
  const named = shown.map((end) => ({ name: referenceIn(timeline, end), ...end }));
  const text = named.map(({ name, after, ...end }) => `${name ?? endName(timeline, end)} ${after}`).join(', ');
  // Nothing but segments stands in `cross`, and what no words can name cannot be expected.
  const isWritable = !(step.kind === 'segment' && step.inCross) && named.every(({ name }) => name !== undefined);
  return [{ kind: 'states', line: step.line, text, ...(isWritable ? { insert: { text: `expect ${text}`, below: true } } : {}) }];
};
