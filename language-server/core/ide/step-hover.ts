// What one sees when an event is hovered: the ends that it concerns before and after it, and why; a segment with all
// that its line leaves out.
import { say } from '../flow/message.ts';
import { ACK, flagsText, URG } from '../tcp/flags.ts';
import { has, type Segment, type SegmentOptions } from '../tcp/segment.ts';
import { arrivalsOf } from '../timeline/at-line.ts';
import { classificationsOf } from '../timeline/classify.ts';
import { showSeq } from '../timeline/numbers.ts';
import type { CallStep, Change, DeliverStep, EndId, SegmentStep, Side, Step, TimeoutStep, Timeline } from '../timeline/timeline.ts';
import { otherSide } from '../timeline/reading.ts';
import type { Block } from './block.ts';
import { classificationText } from './classification-text.ts';
import { endName, endsTable, unchanged, type EndOverLine } from './ends-table.ts';
import { why } from './why.ts';

export const stepHover = (timeline: Timeline, step: Step): readonly Block[] => {
  switch (step.kind) {
    case 'segment':
      return segmentHover(timeline, step);
    case 'deliver':
      return deliverHover(timeline, step);
    case 'call':
    case 'timeout':
      return ofEnd(timeline, step);
    case 'wait':
      return step.changes.length === 0 ? [] : [endsTable(timeline, step.changes), ...reasons(timeline, step.changes)];
    default:
      return [];
  }
};

/** listen() may concern all connections of an endpoint: one of them tells enough. */
const ofEnd = (timeline: Timeline, { end, line, changes }: CallStep | TimeoutStep): readonly Block[] => {
  const own = changes.filter(({ connection, side }) => connection === end.connection && side === end.side);
  return [endsTable(timeline, [together(own) ?? unchanged(timeline, end, line)]), ...reasons(timeline, own)];
};

/** What happened to an end in a line, one change behind the other, as one. */
const together = (changes: readonly Change[]): EndOverLine | undefined =>
  (changes.length === 0 ? undefined : { ...changes[0]!, after: changes.at(-1)!.after, events: changes.flatMap(({ events }) => events) });

const reasons = (timeline: Timeline, changes: readonly Change[]): readonly Block[] => changes.flatMap((change) => why(timeline, change));

const segmentHover = (timeline: Timeline, step: SegmentStep): readonly Block[] => {
  const { connection, line } = step;
  const side = senderOf(step);
  const [arrival] = arrivalsOf(timeline, step);
  const sent = step.changes.filter((change) => change.side === side && change.connection === connection && change !== arrival);
  const sender = together(sent) ?? unchanged(timeline, { connection, side }, line);
  const receiver = arrival ?? unchanged(timeline, { connection, side: otherSide(side) }, line);
  const meant = written(timeline, { connection, side }, step.meant);
  return [
    { kind: 'code', text: written(timeline, step, step.segment) },
    ...classified(timeline, step),
    endsTable(timeline, [sender, receiver]),
    ...reasons(timeline, sent),
    ...onItsWay(timeline, step),
    ...(arrival === undefined ? [] : why(timeline, arrival)),
    ...(step.meant === step.segment || meant === written(timeline, step, step.segment)
      ? []
      : [{ kind: 'text', text: say`The lines below are judged as if this had been sent:` }, { kind: 'code', text: meant }] as const),
  ];
};

/** The side that sends, or was meant to where the arrow points the wrong way. */
const senderOf = ({ side, turned }: SegmentStep): Side => (turned === true ? otherSide(side) : side);

/** What Wireshark would call it, and why. */
const classified = (timeline: Timeline, step: SegmentStep): readonly Block[] =>
  classificationsOf(timeline, timeline.indexFrom(step.line), step).map((one) => classificationText(timeline, step, one));

/** What the network does with it, unless it arrives at once. */
const onItsWay = (timeline: Timeline, step: SegmentStep): readonly Block[] => {
  const receiver = endName(timeline, { connection: step.connection, side: otherSide(senderOf(step)) });
  if (step.fate === 'lost') return [{ kind: 'text', text: say`It is lost: ${receiver} never sees it.`, rfc: '9293 §3.8.1' }];
  const lines = step.arrivals.map((arrival) => timeline.step(arrival)!.line + 1).filter((line) => line !== step.line + 1);
  if (lines.length > 0) return lines.map((line) => ({ kind: 'text', text: say`It arrives in line ${line}.` }));
  if (step.arrivals.length > 0) return [];
  const dropped = step.dropped === undefined ? undefined : timeline.step(step.dropped);
  return [{ kind: 'text', text: dropped === undefined ? say`It is still on its way when the flow ends.` : say`It is dropped in line ${dropped.line + 1}.` }];
};

const deliverHover = (timeline: Timeline, step: DeliverStep): readonly Block[] => {
  const segment = step.segment === undefined ? undefined : timeline.step(step.segment);
  if (segment?.kind !== 'segment') return [];
  const { connection, side } = segment;
  const receiver = step.changes[0] ?? unchanged(timeline, { connection, side: otherSide(side) }, step.line);
  return [
    { kind: 'code', text: written(timeline, segment, segment.segment) },
    { kind: 'text', text: say`Line ${segment.line + 1} sent it.` },
    endsTable(timeline, [unchanged(timeline, { connection, side }, step.line), receiver]),
    ...reasons(timeline, step.changes),
  ];
};

/** The line with everything that it may leave out. */
const written = (timeline: Timeline, { connection, side }: EndId, segment: Segment): string => {
  const far = otherSide(side);
  return [
    `${endName(timeline, { connection, side })} -> ${endName(timeline, { connection, side: far })}:`,
    `[${flagsText(segment.flags)}]`,
    `seq=${showSeq(timeline, connection, side, segment.seq)}`,
    ...(has(segment, ACK) ? [`ack=${showSeq(timeline, connection, far, segment.ack)}`] : []),
    `len=${segment.len}`,
    `win=${segment.wnd}`,
    ...(has(segment, URG) ? [`urg=${segment.urg}`] : []),
    ...options(segment.options, (seq) => showSeq(timeline, connection, far, seq)),
  ].join(' ');
};

const options = ({ mss, ws, sackPermitted, tsval, tsecr, sack = [], tfo, other = [], ecn }: SegmentOptions, seq: (value: number) => string): readonly string[] => [
  ...(mss === undefined ? [] : [`mss=${mss}`]),
  ...(ws === undefined ? [] : [`ws=${ws}`]),
  ...(sackPermitted === true ? ['sack_perm'] : []),
  ...(tsval === undefined ? [] : [`tsval=${tsval}`]),
  ...(tsecr === undefined ? [] : [`tsecr=${tsecr}`]),
  ...sack.map(({ left, right }) => `sack=${seq(left)}-${seq(right)}`),
  ...(tfo === undefined ? [] : [tfo === '' ? 'tfo' : `tfo=0x${tfo}`]),
  ...other.map(({ kind, data }) => (data === '' ? `option=${kind}` : `option=${kind}:0x${data}`)),
  ...(ecn === undefined ? [] : [ecn]),
];
