// Readings in which the SYNs carried more than is written: the slip that shows in every line that uses what was not agreed on.
import { SYN } from '../tcp/flags.ts';
import { has, type Segment, type SegmentOptions } from '../tcp/segment.ts';
import { negotiated } from '../tcp/tcb.ts';
import { otherSide, withTcb, type Reading } from './reading.ts';
import type { Side } from './timeline.ts';

/** The reading in which each SYN carried what the other one did, and what a segment of `side` uses; none where that was agreed on, or nobody knows. */
export const agreedOn = (reading: Reading, side: Side, segment: Segment): readonly Reading[] => {
  const [sender, receiver] = [reading.tcbs[side], reading.tcbs[otherSide(side)]];
  const { synOptions: ours, peerSynOptions: theirs } = sender;
  if (has(segment, SYN) || ours === undefined || theirs === undefined) return [];
  const { timestamps, maySendSack } = negotiated(sender);
  const uses: SegmentOptions = {
    ...(segment.options.tsval !== undefined && !timestamps ? { tsval: 0, tsecr: 0 } : {}),
    ...(segment.options.sack !== undefined && !maySendSack ? { sackPermitted: true } : {}),
    // How far it shifts nobody has said: as far as it may.
    ...(segment.wnd > 0xffff && (ours.ws === undefined || theirs.ws === undefined) ? { ws: 14 } : {}),
  };
  if (Object.keys(uses).length === 0) return [];
  const [own, peers]: readonly [SegmentOptions, SegmentOptions] = [{ ...theirs, ...uses, ...ours }, { ...ours, ...uses, ...theirs }];
  const agreed = withTcb(reading, side, { ...sender, synOptions: own, peerSynOptions: peers });
  return [withTcb(agreed, otherSide(side), { ...receiver, synOptions: peers, peerSynOptions: own })];
};

/** The reading in which lines give windows as the field has them, unscaled. */
export const withFieldWindows = (reading: Reading): Reading =>
  ({ ...reading, tcbs: [{ ...reading.tcbs[0], fieldWindows: true }, { ...reading.tcbs[1], fieldWindows: true }] });
