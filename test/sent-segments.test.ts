// What is outstanding is a tree; it must behave like the list that it stands for, and a long one must cost no more a step.
import assert from 'node:assert/strict';

import fc from 'fast-check';

import { ACK, PSH } from '../language-server/core/tcp/flags.ts';
import { segEnd, type Segment } from '../language-server/core/tcp/segment.ts';
import { acknowledgedIn, changeOverlapping, eachSent, newestSent, noneSent, oldestSent, overlapping, overlaps, sentSegments, withoutAcknowledged, withoutOverlapping, withSent, type Sent, type SentSegments } from '../language-server/core/tcp/sent-segments.ts';
import { seqAdd, seqAfter, seqAtOrBefore } from '../language-server/core/tcp/seq.ts';
import { findings } from './support/check.ts';

const line = { line: 0 };
const segmentOf = (seq: number, len: number): Segment => ({ flags: PSH | ACK, seq, ack: 0, len, wnd: 1000, urg: 0, options: {} });

describe('segments that are outstanding', function () {
  this.timeout(300_000);

  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('send' as const), back: fc.nat(30), len: fc.integer({ min: 1, max: 20 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('arrive' as const), back: fc.nat(2000), len: fc.integer({ min: 1, max: 300 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('land' as const), back: fc.nat(2000), len: fc.integer({ min: 1, max: 300 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), back: fc.nat(40_000), len: fc.constant(0) }) },
  );

  // Of 32 each a node is full: so many that there are nodes in nodes in nodes.
  it('are as in a list, around the wrap too', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 3000, size: 'max' }), fc.nat(2 ** 32 - 1), (steps, isn) => {
      let next = isn;
      let tree: SentSegments = noneSent;
      let list: readonly Sent[] = [];
      for (const { kind, back, len } of steps) {
        const seq = seqAdd(next, -back);
        const segment = segmentOf(seq, len);
        switch (kind) {
          case 'send': {
            // What is sent again brings something new, or it is the same as before.
            const sent = { line, lastLine: line, segment: segmentOf(seq, back + len), arrived: false };
            [tree, list] = [withSent(tree, sent), [...list, sent]];
            next = segEnd(sent.segment);
            break;
          }
          case 'arrive':
            assert.deepEqual(overlapping(tree, segment), list.filter((sent) => overlaps(sent.segment, segment)));
            // Where nothing is changed, nothing is made anew.
            if (!list.some((sent) => overlaps(sent.segment, segment))) assert.equal(changeOverlapping(tree, segment, (sent) => ({ ...sent })), tree);
            tree = changeOverlapping(tree, segment, (sent) => ({ ...sent, arrived: true }));
            list = list.map((sent) => (overlaps(sent.segment, segment) ? { ...sent, arrived: true } : sent));
            break;
          case 'land': {
            const gone = ({ segment: sent }: Sent): boolean => sent.len % 2 === 0;
            tree = withoutOverlapping(tree, segment, gone);
            list = list.filter((sent) => !overlaps(sent.segment, segment) || !gone(sent));
            break;
          }
          case 'acknowledge':
            assert.deepEqual([...acknowledgedIn(tree, seq)], list.filter((sent) => seqAtOrBefore(segEnd(sent.segment), seq)));
            [tree, list] = [withoutAcknowledged(tree, seq), list.filter((sent) => seqAfter(segEnd(sent.segment), seq))];
        }
        assert.equal(tree.length, list.length);
        assert.deepEqual([oldestSent(tree), newestSent(tree)], [list[0], list.at(-1)]);
      }
      assert.deepEqual([...eachSent(tree)], list);
      assert.deepEqual([...eachSent(sentSegments(list))], list);
    }), { numRuns: 30, endOnFailure: process.env['SHRINK'] === undefined });
  });

  it('are a tree of which a step looks at what it must', () => {
    let looked = 0;
    const counted = (seq: number): Sent => {
      const segment = segmentOf(seq, 10);
      return { line, lastLine: line, arrived: false, get segment() { looked++; return segment; } };
    };
    const lookedAt = <T>(step: () => T, most: number): T => {
      looked = 0;
      const made = step();
      assert.ok(looked <= most, `${looked} of ${tree.length}`);
      return made;
    };
    // Of each eleven numbers the last was not sent: a probe of it finds nothing between what lies on both sides.
    const tree = sentSegments(Array.from({ length: 3000 }, (_, index) => counted(11 * index)));
    for (const at of [0, 1500, 2999]) {
      const [inside, between] = [segmentOf(11 * at + 3, 4), segmentOf(11 * at + 10, 1)];
      assert.equal(lookedAt(() => overlapping(tree, inside), 32).length, 1);
      assert.equal(lookedAt(() => changeOverlapping(tree, between, (sent) => ({ ...sent })), 64), tree);
      lookedAt(() => changeOverlapping(tree, inside, (sent) => ({ ...sent })), 128);
      assert.equal(lookedAt(() => withoutOverlapping(tree, inside, () => true), 128).length, 2999);
      assert.equal(lookedAt(() => [...acknowledgedIn(tree, 11 * at)], at + 64).length, at);
      assert.equal(lookedAt(() => withoutAcknowledged(tree, 11 * at), 128).length, 3000 - at);
    }
    const depths = new Set<number>();
    const visit = ({ items, nodes }: SentSegments, depth: number): void => {
      assert.ok((items ?? nodes)!.length <= 32);
      if (nodes === undefined) depths.add(depth);
      else for (const node of nodes) visit(node, depth + 1);
    };
    visit(tree, 1);
    assert.deepEqual([...depths], [3]);
  });

  it('may be 100,000, none of which is ever acknowledged', () => {
    const head = 'endpoint A ws=14\nendpoint B ws=14 win=65535\nA -> B: [SYN]\nB -> A: [SYN, ACK]\nA -> B: [ACK]\nB -> A: [ACK] win=1000000\n';
    assert.deepEqual(findings(head + 'A -> B: [PSH, ACK] len=1\n'.repeat(100_000)).map((one) => one.replace(/\].*/, ']')), ['7:9 warning[unanswered-segment]']);
  });
});
