// What was sent and is not acknowledged, or not there yet, as a value that shares all but a few nodes with the one it was made of: a step
// costs no more however much is outstanding. Knows which segments carry the same numbers, and nothing else of TCP.
import { segEnd, type Segment } from './segment.ts';
import { seqAfter, seqAtOrBefore, seqBefore, type Seq } from './seq.ts';

/** A line of the flow, as an object that is always the same while the line itself may move. */
export interface OnLine {
  /** From 0. */
  readonly line: number;
}

/** Something sent and not yet acknowledged. */
export interface Sent {
  /** The line that sent it first. */
  readonly line: OnLine;
  /** The line that sent it last. */
  readonly lastLine: OnLine;
  /** The number behind the segment that sent some of it again last; it may be in other pieces. */
  readonly resentTo?: Seq;
  readonly segment: Segment;
  /** It has reached the peer at least once. */
  readonly arrived: boolean;
  /** It is known to be longer than was meant: how long it was, the lines below tell. */
  readonly tooLong?: true;
}

/** Whatever is remembered of a segment. */
interface OfSegment {
  readonly segment: Segment;
}

/** In the order in which they were sent first. All leaves are at one depth. */
export interface SentSegments<One extends OfSegment = Sent> {
  readonly length: number;
  /** The least SEG.SEQ, and the least and the greatest number behind a segment. */
  readonly from: Seq;
  readonly leastEnd: Seq;
  readonly end: Seq;
  /** Those of a leaf; absent in a branch. */
  readonly items?: readonly One[];
  readonly nodes?: readonly SentSegments<One>[];
}

/** How many items or nodes a node has at most. */
const most = 32;

export const noneSent: SentSegments<never> = { length: 0, from: 0, leastEnd: 0, end: 0, items: [] };

export const sentSegments = (all: readonly Sent[]): SentSegments => all.reduce<SentSegments>(withSent, noneSent);

/** One more. */
export const withSent = <One extends OfSegment>(all: SentSegments<One>, sent: One): SentSegments<One> => {
  const [grown, more] = appended(all, sent);
  return more === undefined ? grown : branch([grown, more]);
};

/** From the first to the last. */
export const eachSent = function* ({ items, nodes }: SentSegments): Generator<Sent> {
  if (items === undefined) for (const node of nodes!) yield* eachSent(node);
  else yield* items;
};

export const oldestSent = ({ items, nodes }: SentSegments): Sent | undefined => (nodes === undefined ? items![0] : oldestSent(nodes[0]!));

export const newestSent = ({ items, nodes }: SentSegments): Sent | undefined => (nodes === undefined ? items!.at(-1) : newestSent(nodes.at(-1)!));

/** Whether two segments carry some of the same sequence numbers. */
export const overlaps = (a: Segment, b: Segment): boolean => seqBefore(a.seq, segEnd(b)) && seqBefore(b.seq, segEnd(a));

/** Those that carry some of the segment's sequence numbers. */
export const overlapping = <One extends OfSegment>(all: SentSegments<One>, segment: Segment): readonly One[] => {
  if (!mayOverlap(all, segment)) return [];
  return all.items === undefined ? all.nodes!.flatMap((node) => overlapping(node, segment)) : all.items.filter((sent) => overlaps(sent.segment, segment));
};

/** Exchanges those that carry some of the segment's sequence numbers for what `change`, which keeps the segment itself, makes of them. */
export const changeOverlapping = (all: SentSegments, segment: Segment, change: (sent: Sent) => Sent): SentSegments => {
  if (!mayOverlap(all, segment)) return all;
  const { items, nodes } = all;
  if (items !== undefined) return items.some((sent) => overlaps(sent.segment, segment)) ? { ...all, items: items.map((sent) => (overlaps(sent.segment, segment) ? change(sent) : sent)) } : all;
  const changed = nodes!.map((node) => changeOverlapping(node, segment, change));
  return changed.every((node, index) => node === nodes![index]) ? all : { ...all, nodes: changed };
};

/** Without those that carry some of the segment's sequence numbers and are `gone`. */
export const withoutOverlapping = <One extends OfSegment>(all: SentSegments<One>, segment: Segment, gone: (one: One) => boolean): SentSegments<One> =>
  remaining(all, segment, gone) ?? noneSent;

const remaining = <One extends OfSegment>(all: SentSegments<One>, segment: Segment, gone: (one: One) => boolean): SentSegments<One> | undefined => {
  if (!mayOverlap(all, segment)) return all;
  if (all.items !== undefined) {
    const items = all.items.filter((one) => !overlaps(one.segment, segment) || !gone(one));
    return items.length === 0 ? undefined : leaf(items);
  }
  const nodes = all.nodes!.flatMap((node) => remaining(node, segment, gone) ?? []);
  return nodes.length === 0 ? undefined : branch(nodes);
};

/** What is acknowledged completely. */
export const acknowledgedIn = function* (all: SentSegments, ack: Seq): Generator<Sent> {
  if (seqAfter(all.leastEnd, ack)) return;
  if (all.items === undefined) for (const node of all.nodes!) yield* acknowledgedIn(node, ack);
  else yield* all.items.filter((sent) => seqAtOrBefore(segEnd(sent.segment), ack));
};

/** Without what is acknowledged completely. */
export const withoutAcknowledged = (all: SentSegments, ack: Seq): SentSegments => above(all, ack) ?? noneSent;

const above = (all: SentSegments, ack: Seq): SentSegments | undefined => {
  if (seqAtOrBefore(all.end, ack)) return undefined;
  if (seqAfter(all.leastEnd, ack)) return all;
  return all.items === undefined ? branch(all.nodes!.flatMap((node) => above(node, ack) ?? [])) : leaf(all.items.filter((sent) => seqAfter(segEnd(sent.segment), ack)));
};

const mayOverlap = (all: Bounds, segment: Segment): boolean => seqBefore(all.from, segEnd(segment)) && seqBefore(segment.seq, all.end);

/** The node with one more, or the node as it is and one beside it. */
const appended = <One extends OfSegment>(node: SentSegments<One>, sent: One): readonly [SentSegments<One>, SentSegments<One>?] => {
  const { items, nodes } = node;
  if (items !== undefined) return items.length < most ? [leaf([...items, sent])] : [node, leaf([sent])];
  const [last, more] = appended(nodes!.at(-1)!, sent);
  const grown = nodes!.with(-1, last);
  if (more === undefined) return [branch(grown)];
  return nodes!.length < most ? [branch([...grown, more])] : [node, branch([more])];
};

const leaf = <One extends OfSegment>(items: readonly One[]): SentSegments<One> => ({ ...bounds(items.map(({ segment }) => ({ length: 1, from: segment.seq, leastEnd: segEnd(segment), end: segEnd(segment) }))), items });

const branch = <One extends OfSegment>(nodes: readonly SentSegments<One>[]): SentSegments<One> => ({ ...bounds(nodes), nodes });

type Bounds = Pick<SentSegments, 'length' | 'from' | 'leastEnd' | 'end'>;

const bounds = (parts: readonly Bounds[]): Bounds => parts.map(({ length, from, leastEnd, end }) => ({ length, from, leastEnd, end })).reduce((all, one) => ({
  length: all.length + one.length,
  from: seqBefore(one.from, all.from) ? one.from : all.from,
  leastEnd: seqBefore(one.leastEnd, all.leastEnd) ? one.leastEnd : all.leastEnd,
  end: seqAfter(one.end, all.end) ? one.end : all.end,
}));
