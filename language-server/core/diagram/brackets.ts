// Which stretches stand beside the lifelines: from what was sent to the ACK that covers it (positive acknowledgement made
// visible), and through TIME-WAIT. Must not know pixels.
import type { Change, EndId, Timeline } from '../timeline/timeline.ts';
import type { Bracket, Mark, Moment } from './scene-types.ts';
import { eachSent } from '../tcp/sent-segments.ts';

export interface BracketPlaces {
  /** The row of a step. */
  rowOf(step: number): number | undefined;
  tickOf(step: number, change: Change): number;
  besideEnd(end: EndId): Pick<Mark, 'lane' | 'outward' | 'inner'>;
  /** Too many connections stand there for one more line. */
  isCrowded(lane: number): boolean;
}

/** `acknowledgements`: also those from a segment to its ACK. */
export const brackets = (timeline: Timeline, places: BracketPlaces, acknowledgements: boolean): Bracket[] => {
  const found = [...timeWaits(timeline, places), ...(acknowledgements ? unacknowledged(timeline, places) : [])];
  return withSlots(found.sort((a, b) => a.starts[0]!.row - b.starts[0]!.row || last(b) - last(a)));
};

type Unplaced = Omit<Bracket, 'slot'> & { readonly inner: boolean };

const last = ({ end }: Pick<Bracket, 'end'>): number => end?.row ?? Infinity;

const timeWaits = (timeline: Timeline, { rowOf, tickOf, besideEnd }: BracketPlaces): Unplaced[] => {
  const found: Unplaced[] = [];
  const open = new Map<string, { end: EndId; start: Moment; line: number }>();
  const close = (key: string, at?: Moment & { line: number }): void => {
    const begun = open.get(key);
    if (begun === undefined) return;
    open.delete(key);
    const { lane, outward, inner } = besideEnd(begun.end);
    found.push({
      kind: 'time-wait', lane, outward, inner, starts: [begun.start], lines: at === undefined ? [begun.line] : [begun.line, at.line],
      ...(at === undefined ? {} : { end: { row: at.row, tick: at.tick } }),
    });
  };
  for (const [index, step] of timeline.steps.entries()) {
    for (const change of step.changes) {
      if (change.before.state === change.after.state) continue;
      const row = rowOf(index);
      if (row === undefined) continue;
      const key = `${change.connection} ${change.side}`;
      const moment = { row, tick: tickOf(index, change) };
      if (change.before.state === 'TIME-WAIT') close(key, { ...moment, line: step.line });
      if (change.after.state === 'TIME-WAIT') open.set(key, { end: change, start: moment, line: step.line });
    }
  }
  for (const key of [...open.keys()]) close(key);
  return found;
};

const unacknowledged = (timeline: Timeline, { rowOf, tickOf, besideEnd, isCrowded }: BracketPlaces): Unplaced[] => {
  const stepByLine = new Map(timeline.steps.map(({ line }, index) => [line, index]));
  return timeline.steps.flatMap((step, index) => step.changes.flatMap((change): Unplaced[] => {
    const { before, after, cause } = change;
    const row = rowOf(index);
    if (cause.kind !== 'arrived' || before.snd.una === after.snd.una || before.sent.length === 0 || row === undefined) return [];
    const left = new Set([...eachSent(after.sent)].map(({ line }) => line.line));
    const lines = [...eachSent(before.sent)].map(({ line }) => line.line).filter((line) => !left.has(line));
    const starts = lines.flatMap((line): Moment[] => {
      const sent = rowOf(stepByLine.get(line) ?? -1);
      return sent === undefined || sent >= row ? [] : [{ row: sent, tick: 0 }];
    });
    const { lane, outward, inner } = besideEnd(change);
    if (starts.length === 0 || isCrowded(lane)) return [];
    return [{ kind: 'unacknowledged', lane, outward, inner, starts, end: { row, tick: tickOf(index, change) }, lines: [...lines, step.line] }];
  }));
};

/** More than these at once would be a wall; where arrows end on the same side, one. */
const mostSlots = 4;

const withSlots = (found: readonly Unplaced[]): Bracket[] => {
  const taken = new Map<string, number[]>();
  return found.flatMap(({ inner, ...bracket }): Bracket[] => {
    const key = `${bracket.lane} ${bracket.outward}`;
    const until = taken.get(key) ?? [];
    taken.set(key, until);
    const free = until.findIndex((row) => row <= bracket.starts[0]!.row);
    const slot = free >= 0 ? free : until.length;
    if (slot >= (inner ? 1 : mostSlots)) return [];
    until[slot] = last(bracket);
    return [{ ...bracket, slot }];
  });
};
