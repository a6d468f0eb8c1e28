// The two lines of text on an arrow: flags and tags, then the numbers, in an order in which they compare easily.
import { flagsText, SYN, ACK, URG } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import type { Seq } from '../tcp/seq.ts';
import { classifying, labelOf, nothingSeen } from '../timeline/classify.ts';
import type { SegmentStep, Side, Step, Timeline } from '../timeline/timeline.ts';
import type { Run } from './drawing.ts';
import { quoted } from './plain.ts';
import type { Say } from './say.ts';

/** A number in the sequence space of one side, as the author writes it. */
export type ShowSeq = (side: Side, seq: Seq) => string;

// No diagram has room for more, and a whole file may hang on one arrow.
const longestPayload = 400;

/** `[SYN, ACK]`, the connection where there are several, what Wireshark would call it, and its data. */
export const headText = (step: SegmentStep, connection: string | undefined, labels: Labels, say: Say): Run[] => {
  const runs: Run[] = [{ text: `[${flagsText(step.segment.flags)}]`, style: 'flags' }];
  if (connection !== undefined) runs.push({ text: ` ${connection}`, style: 'mark', tone: 'quiet' });
  if (step.fate === 'corrupted') runs.push({ text: `  ${say('corrupted')}`, style: 'tag', tone: 'error' });
  for (const label of labels.get(step) ?? []) runs.push({ text: `  ${label}`, style: 'tag' });
  const { payload } = step.segment;
  if (payload !== undefined && payload !== '') {
    const cut = payload.length > longestPayload ? `${payload.slice(0, longestPayload)}…` : payload;
    runs.push({ text: `  ${quoted(cut)}`, style: 'payload' });
  }
  return runs;
};

/** What each segment is in Wireshark's words; most are nothing special, and are not in the map. */
export type Labels = ReadonlyMap<Step, readonly string[]>;

export const labelsOf = function* (timeline: Timeline): Generator<undefined, Labels> {
  const { found } = yield* classifying(timeline, timeline.steps, 0, nothingSeen);
  return new Map([...found].map(([index, all]) => [timeline.steps[index]!, all.map(labelOf)]));
};

export interface Shown {
  /** The window is worth showing. */
  readonly window?: boolean;
  /** Also what goes without saying: a length of 0, timestamps that the line leaves to TCP. */
  readonly everything?: boolean;
}

/** `seq=x ack=y+1 len=120 …`. */
export const numbersText = (step: SegmentStep, show: ShowSeq, { window = false, everything = false }: Shown = {}): string[] => {
  const { segment, side, statement } = step;
  const peer: Side = side === 0 ? 1 : 0;
  const { options } = segment;
  const parts = [`seq=${show(side, segment.seq)}`];
  if (has(segment, ACK)) parts.push(`ack=${show(peer, segment.ack)}`);
  if (segment.len > 0 || everything) parts.push(`len=${segment.len}`);
  if (window || everything) parts.push(`win=${segment.wnd}`);
  if (has(segment, URG)) parts.push(`urg=${segment.urg}`);
  if (options.mss !== undefined) parts.push(`mss=${options.mss}`);
  if (options.ws !== undefined) parts.push(`ws=${options.ws}`);
  if (options.sackPermitted) parts.push('sack_perm');
  const timestamps = everything || has(segment, SYN);
  if (options.tsval !== undefined && (timestamps || statement.tsval !== undefined)) parts.push(`tsval=${options.tsval}`);
  if (options.tsecr !== undefined && (timestamps || statement.tsecr !== undefined)) parts.push(`tsecr=${options.tsecr}`);
  for (const { left, right } of options.sack ?? []) parts.push(`sack=${show(peer, left)}-${show(peer, right)}`);
  if (options.tfo !== undefined) parts.push(options.tfo === '' ? 'tfo' : `tfo=0x${options.tfo}`);
  for (const { kind, data } of options.other ?? []) parts.push(data === '' ? `option=${kind}` : `option=${kind}:0x${data}`);
  if (options.ecn !== undefined) parts.push(options.ecn);
  return parts;
};
