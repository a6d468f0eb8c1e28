// The pure facts of TCP: sequence arithmetic, acceptability, the transition table. Knows no flow.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isAcceptable } from '../language-server/core/tcp/acceptability.ts';
import { ACK, FIN, flagsText, SYN } from '../language-server/core/tcp/flags.ts';
import { segEnd, segLen, type Segment } from '../language-server/core/tcp/segment.ts';
import {
  seqAdd, seqAfter, seqAtOrAfter, seqAtOrBefore, seqBefore, seqDistance, seqInWindow, seqMax, seqMin, seqOffset,
} from '../language-server/core/tcp/seq.ts';
import { parseState, states } from '../language-server/core/tcp/state.ts';
import { events, transition } from '../language-server/core/tcp/transitions.ts';

const anySeq = fc.integer({ min: 0, max: 0xffff_ffff });
const segment = (seq: number, len: number, flags = ACK): Segment => ({ seq, len, flags, ack: 0, wnd: 0, urg: 0, options: {} });

describe('sequence numbers', () => {
  it('wrap at 2^32', () => {
    assert.equal(seqAdd(0xffff_ffff, 1), 0);
    assert.equal(seqAdd(0, -1), 0xffff_ffff);
    assert.equal(seqDistance(0xffff_fff0, 0x10), 0x20);
    assert.equal(seqOffset(0x10, 0xffff_fff0), -0x20);
  });

  it('half the space apart is neither before nor after', () => {
    assert.equal(seqBefore(0, 0x8000_0000), false);
    assert.equal(seqAfter(0, 0x8000_0000), false);
    assert.equal(seqAtOrBefore(0, 0x8000_0000), false);
    assert.equal(seqOffset(0, 0x8000_0000), -0x8000_0000);
  });

  it('compare by the shorter way, wherever they stand', () => {
    fc.assert(fc.property(anySeq, fc.integer({ min: 1, max: 0x7fff_ffff }), (seq, ahead) => {
      const later = seqAdd(seq, ahead);
      assert.ok(seqBefore(seq, later) && seqAfter(later, seq));
      assert.ok(seqAtOrBefore(seq, later) && !seqAtOrAfter(seq, later));
      assert.equal(seqOffset(seq, later), ahead);
      assert.equal(seqMax(seq, later), later);
      assert.equal(seqMin(seq, later), seq);
      assert.equal(seqInWindow(later, seq, ahead), false);
      assert.equal(seqInWindow(seqAdd(later, -1), seq, ahead), true);
    }));
  });
});

describe('segments', () => {
  it('SYN and FIN take a number each', () => {
    assert.equal(segLen(segment(5, 10)), 10);
    assert.equal(segLen(segment(5, 10, SYN)), 11);
    assert.equal(segLen(segment(5, 10, SYN | FIN | ACK)), 12);
    assert.equal(segEnd(segment(0xffff_ffff, 1)), 0);
  });

  it('flags are named in the order of Wireshark', () => {
    assert.equal(flagsText(ACK | SYN), 'SYN, ACK');
    assert.equal(flagsText(ACK | FIN), 'FIN, ACK');
  });
});

describe('acceptability (RFC 9293 §3.4, table 5)', () => {
  const cases: readonly [string, number, number, number, boolean][] = [
    ['no data, closed window, at RCV.NXT', 100, 0, 0, true],
    ['no data, closed window, elsewhere', 101, 0, 0, false],
    ['no data, inside', 149, 0, 50, true],
    ['no data, at the right edge', 150, 0, 50, false],
    ['no data, before', 99, 0, 50, false],
    ['data, closed window', 100, 1, 0, false],
    ['data, begins inside', 149, 10, 50, true],
    ['data, ends inside', 95, 6, 50, true],
    ['data, ends before', 95, 5, 50, false],
    ['data, begins past', 150, 1, 50, false],
    ['data, more than the window on both sides', 90, 200, 50, true],
  ];
  for (const [name, seq, len, window, accepted] of cases) {
    it(`${name}: ${accepted ? 'acceptable' : 'not acceptable'}`, () => {
      for (const shift of [0, 0xffff_ff80]) assert.equal(isAcceptable(segment(seqAdd(seq, shift), len), seqAdd(100, shift), window), accepted);
    });
  }
});

describe('the transition table (RFC 9293 figure 5)', () => {
  // Each blank is a decision that has been seen: nothing happens to the state there.
  const matrix = `
                       CLOSED        LISTEN        SYN-SENT      SYN-RECEIVED  ESTABLISHED   FIN-WAIT-1    FIN-WAIT-2    CLOSE-WAIT    CLOSING       LAST-ACK      TIME-WAIT
    OPEN passive       LISTEN        .             .             .             .             .             .             .             .             .             .
    OPEN active        SYN-SENT      SYN-SENT      .             .             .             .             .             .             .             .             .
    CLOSE              .             CLOSED        CLOSED        FIN-WAIT-1    FIN-WAIT-1    .             .             LAST-ACK      .             .             .
    ABORT              .             CLOSED        CLOSED        CLOSED        CLOSED        CLOSED        CLOSED        CLOSED        CLOSED        CLOSED        CLOSED
    rcv SYN            .             SYN-RECEIVED  SYN-RECEIVED  .             .             .             .             .             .             .             .
    rcv SYN,ACK        .             .             ESTABLISHED   .             .             .             .             .             .             .             .
    rcv ACK of SYN     .             .             .             ESTABLISHED   .             .             .             .             .             .             .
    rcv FIN            .             .             .             .             CLOSE-WAIT    CLOSING       TIME-WAIT     .             .             .             .
    rcv ACK of FIN     .             .             .             .             .             FIN-WAIT-2    .             .             TIME-WAIT     CLOSED        .
    rcv FIN,ACK of FIN .             .             .             .             .             TIME-WAIT     .             .             .             .             .
    rcv RST            .             .             CLOSED        CLOSED        CLOSED        CLOSED        CLOSED        CLOSED        CLOSED        CLOSED        CLOSED
    USER TIMEOUT       .             .             CLOSED        CLOSED        CLOSED        CLOSED        CLOSED        CLOSED        CLOSED        CLOSED        CLOSED
    2MSL TIMEOUT       .             .             .             .             .             .             .             .             .             .             CLOSED`;

  it('is this matrix of state × event', () => {
    const row = (name: string, cells: readonly string[]): string => `    ${name.padEnd(18)} ${cells.map((cell) => cell.padEnd(13)).join(' ')}`.trimEnd();
    const actual = [row('', states), ...events.map((event) => row(event, states.map((state) => transition(state, event)?.to ?? '.')))];
    assert.equal(`\n${actual.join('\n')}`, matrix);
  });

  it('states are read in any spelling', () => {
    assert.equal(parseState('FIN_WAIT_1'), 'FIN-WAIT-1');
    assert.equal(parseState('time-wait'), 'TIME-WAIT');
    assert.equal(parseState('OPEN'), undefined);
  });
});
