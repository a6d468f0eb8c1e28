// SACK blocks that tell of something impossible.
import { say } from '../flow/message.ts';
import { isDuplicateReport } from '../tcp/sack.ts';
import { segEnd, type Range } from '../tcp/segment.ts';
import { eachSent } from '../tcp/sent-segments.ts';
import { seqAdd, seqAfter, seqAtOrAfter, seqAtOrBefore, seqBefore } from '../tcp/seq.ts';
import type { Situation } from '../timeline/situation.ts';
import { placeOf } from './place.ts';
import { rule, type SegmentFault } from './rule.ts';

export const invalidSackBlock = rule({
  code: 'invalid-sack-block',
  severity: 'error',
  rfc: '2018 §3',
  summary: 'a SACK block with impossible edges, or of bytes that were never received',
  segment: (situation) => {
    const { segment: { options: { sack = [] } } } = situation;
    for (const [index, block] of sack.entries()) {
      const fault = blockFault(situation, block, index, sack);
      if (fault !== undefined) return fault;
    }
    return contiguousBlocks(situation, sack) ?? shortBlock(situation, sack);
  },
});

const blockFault = ({ segment, sender, receiver, retold, from, to, received, statement }: Situation, block: Range, index: number, blocks: readonly Range[]): SegmentFault | undefined => {
  const at = placeOf(statement, statement.sack[index]);
  const shown = `${received(block.left)}-${received(block.right)}`;
  if (!seqBefore(block.left, block.right)) return { at, says: say`the SACK block ${shown} ends before it begins: its right edge is the number after its last byte` };
  const arrived = sender.rcv.kept.some((range) => seqAtOrBefore(range.left, block.left) && seqAtOrAfter(range.right, block.right));
  // What has arrived was sent, even if the sender has forgotten this connection since.
  if ((index === 0 && isDuplicateReport(segment.ack, blocks)) || (arrived && seqAfter(block.left, segment.ack))) return undefined;
  if (retold?.some(({ left, right }) => left === block.left && right === block.right) === true) return undefined;
  if (seqAfter(block.right, receiver.snd.nxt)) {
    return { at, says: say`the SACK block ${shown} reaches past ${received(receiver.snd.nxt)}: ${to} has not sent that` };
  }
  if (seqAtOrBefore(block.left, segment.ack)) {
    return { at, says: say`the SACK block ${shown} begins at or below ack ${received(segment.ack)}: what is acknowledged is not reported again` };
  }
  return { at, says: say`the SACK block ${shown} has bytes that have not arrived at ${from}` };
};

/** RFC 2018 §3: blocks are isolated, so two that touch are one. A report of a duplicate stands apart from them. */
const contiguousBlocks = ({ segment: { ack }, received, statement }: Situation, blocks: readonly Range[]): SegmentFault | undefined => {
  const reports = isDuplicateReport(ack, blocks) ? 1 : 0;
  for (const [index, block] of blocks.entries()) {
    if (!blocks.slice(reports, index).some((other) => seqAtOrBefore(other.left, block.right) && seqAtOrBefore(block.left, other.right))) continue;
    return {
      severity: 'warning',
      at: placeOf(statement, statement.sack[index]),
      says: say`the SACK block ${received(block.left)}-${received(block.right)} touches another one: what is contiguous is one block`,
    };
  }
  return undefined;
};

/**
 * RFC 2018 §3: what lies just behind a block has not been received. Whole segments may be thrown away again, but not the last byte of one:
 * whoever leaves it out takes the right edge for the last byte.
 */
const shortBlock = ({ segment: { ack }, sender, receiver, received, statement }: Situation, blocks: readonly Range[]): SegmentFault | undefined => {
  for (const [index, block] of blocks.entries()) {
    const more = sender.rcv.kept.some(({ left, right }) => seqAtOrBefore(left, block.left) && seqAfter(right, block.right));
    if (!more || (index === 0 && isDuplicateReport(ack, blocks))) continue;
    if (![...eachSent(receiver.sent)].some(({ segment }) => segEnd(segment) === seqAdd(block.right, 1) && seqBefore(segment.seq, block.right))) continue;
    return {
      severity: 'warning',
      at: placeOf(statement, statement.sack[index]),
      says: say`the SACK block ${received(block.left)}-${received(block.right)} leaves out byte ${received(block.right)}, which has arrived: its right edge is the number after its last byte`,
    };
  }
  return undefined;
};
