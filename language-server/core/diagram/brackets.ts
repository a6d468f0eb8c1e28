// Which stretches stand beside the lifelines: from what was sent to the ACK that covers it (positive acknowledgement made
// visible), and through TIME-WAIT. Must not know pixels, nor rows: it refers to lines, which move with an edit.
import type { FlowStep } from '../flow/flow.ts';
import { each } from '../flow/turns.ts';
import { acknowledgedIn, eachSent, type OnLine } from '../tcp/sent-segments.ts';
import { deleteIn, entriesOf, getIn, setIn, type IntMap } from '../timeline/int-map.ts';
import type { Change, EndId, Side, Step } from '../timeline/timeline.ts';
import { besideEnd, endKey, type Cast } from './cast.ts';
import type { Bracket } from './scene-types.ts';

/** A moment of a line. */
export interface Place {
  readonly line: FlowStep;
  readonly tick: number;
}

/** Where a TIME-WAIT began. */
export type TimeWait = Place;

/** What lasts from some moments to another; without `end`, to the end of the flow. */
export interface Covered extends EndId {
  readonly kind: Bracket['kind'];
  readonly starts: readonly Place[];
  readonly end?: Place;
}

export interface Slotted extends Covered {
  readonly slot: number;
}

interface Places {
  /** The row of a step, counted from the first one. */
  rowOf(offset: number): number | undefined;
  tickOf(offset: number, change: Change): number;
  /** Whether it is shown what was acknowledged to an end. */
  acknowledged(end: EndId): boolean;
}

/** What ends in some steps, in small steps. `before`: the TIME-WAITs that last when they begin, by `endKey`. */
export const coveredIn = function* (
  steps: readonly Step[], lines: readonly FlowStep[], places: Places, before: IntMap<TimeWait>,
): Generator<undefined, { readonly covered: readonly Covered[]; readonly timeWaits: IntMap<TimeWait> }> {
  const covered: Covered[] = [];
  let timeWaits = before;
  yield* each(steps, (step, offset) => {
    if (places.rowOf(offset) === undefined) return;
    for (const change of step.changes) {
      const { connection, side } = change;
      const place = { line: lines[offset]!, tick: places.tickOf(offset, change) };
      const starts = places.acknowledged(change) ? acknowledgedBy(change, place.line) : [];
      if (starts.length > 0) covered.push({ kind: 'unacknowledged', connection, side, starts, end: place });
      if (change.before.state === change.after.state) continue;
      const key = endKey(change);
      const begun = getIn(timeWaits, key);
      if (change.before.state === 'TIME-WAIT' && begun !== undefined) {
        covered.push({ kind: 'time-wait', connection, side, starts: [begun], end: place });
        timeWaits = deleteIn(timeWaits, key);
      }
      if (change.after.state === 'TIME-WAIT') timeWaits = setIn(timeWaits, key, place);
    }
  });
  return { covered, timeWaits };
};

/** The TIME-WAITs that last to the end of the flow. */
export const untilTheEnd = (timeWaits: IntMap<TimeWait>): Covered[] =>
  [...entriesOf(timeWaits)].map(([key, start]) => ({ kind: 'time-wait', connection: key >> 1, side: (key & 1) as Side, starts: [start] }));

const acknowledgedBy = ({ before, after, cause }: Change, at: FlowStep): Place[] => {
  if (cause.kind !== 'arrived' || before.snd.una === after.snd.una) return [];
  // Who has nothing left, or begins anew, waits for no acknowledgment any more.
  const gone = after.sent.length === 0 ? eachSent(before.sent) : acknowledgedIn(before.sent, after.snd.una);
  // What has the higher number may have been sent first.
  return [...gone].flatMap(({ line }) => (isStep(line) && line.index < at.index ? [{ line, tick: 0 }] : [])).sort((a, b) => a.line.index - b.line.index);
};

/** What an endpoint's declaration says was sent is on no line of the flow. */
const isStep = (line: OnLine): line is FlowStep => 'index' in line;

/** More than these at once would be a wall; where arrows end on the same side, one. */
const mostSlots = 4;

/** Until which line each place beside a lane is taken, by lane and side; `end`: until the flow ends. */
export type Taken = Readonly<Record<string, readonly (FlowStep | 'end' | undefined)[]>>;

/** Gives places to all that begins in some steps. What finds none is left out. */
export const withSlots = (found: readonly Covered[], before: Taken, cast: Cast): Slotted[] => slotted(found, before, cast).slotted;

/** Also what is taken behind the step with the index `last`. */
export const slotted = (found: readonly Covered[], before: Taken, cast: Cast, last = Infinity): { readonly slotted: Slotted[]; readonly after: Taken } => {
  const taken = new Map(Object.entries(before).map(([key, until]) => [key, [...until]]));
  const all = found.toSorted(inOrder).flatMap((covered): Slotted[] => {
    const { lane, outward, inner } = besideEnd(cast, covered, 0);
    const key = `${lane} ${outward}`;
    const until = taken.get(key) ?? [];
    taken.set(key, until);
    const start = covered.starts[0]!.line.index;
    const free = until.findIndex((line) => line === undefined || (line !== 'end' && line.index <= start));
    const slot = free >= 0 ? free : until.length;
    if (slot >= (inner ? 1 : mostSlots)) return [];
    until[slot] = covered.end?.line ?? 'end';
    return [{ ...covered, slot }];
  });
  const after = [...taken].flatMap(([key, until]) => {
    const still = until.map((line) => (line === undefined || line === 'end' || line.index > last + 1 ? line : undefined));
    const count = still.findLastIndex((line) => line !== undefined) + 1;
    return count === 0 ? [] : [[key, still.slice(0, count)] as const];
  });
  return { slotted: all, after: Object.fromEntries(after) };
};

/** By their beginnings; of those that begin at once the longest first. */
const inOrder = (a: Covered, b: Covered): number =>
  a.starts[0]!.line.index - b.starts[0]!.line.index
  || Number(b.end === undefined) - Number(a.end === undefined)
  || (b.end?.line.index ?? 0) - (a.end?.line.index ?? 0)
  || Number(a.kind !== 'time-wait') - Number(b.kind !== 'time-wait')
  || a.connection - b.connection || a.side - b.side;
