// The whole small world: from each state, all sequences of segments and calls up to a bound, with numbers that are old, exact,
// ahead, outside, acknowledged or not, played by core/tcp and by a second reading of RFC 9293 §3.10.7. Both must agree.
import assert from 'node:assert/strict';
import { makeCall, type Call } from '../language-server/core/tcp/call.ts';
import { ACK, FIN, RST, SYN } from '../language-server/core/tcp/flags.ts';
import { segmentArrives, type Outcome } from '../language-server/core/tcp/segment-arrives.ts';
import { sendSegment } from '../language-server/core/tcp/send.ts';
import type { Tcb } from '../language-server/core/tcp/tcb.ts';
import { check } from './support/check.ts';
import { secondReading, type Answer, type Block, type Segment } from './support/second-reading.ts';

/** Flows that bring `us` into each state, with windows of 1000 bytes; our ISN is 5000, the peer's 9000. */
const beginnings: Readonly<Record<string, string>> = {
  CLOSED: 'endpoint us CLOSED isn=5000 win=1000\nendpoint peer isn=9000\nnote "nothing yet"\npeer.connect()',
  LISTEN: 'endpoint us LISTEN isn=5000 win=1000\nendpoint peer isn=9000\npeer.connect()',
  'SYN-SENT': 'us -> peer: [SYN] lost',
  'SYN-RECEIVED, passive': 'peer -> us: [SYN]\nus -> peer: [SYN, ACK] lost',
  'SYN-RECEIVED, active': 'us -> peer: [SYN] lost\npeer -> us: [SYN]\nus -> peer: [SYN, ACK] lost',
  ESTABLISHED: 'us -> peer: [SYN]\npeer -> us: [SYN, ACK]\nus -> peer: [ACK]',
  'ESTABLISHED with data on its way': 'us -> peer: [SYN]\npeer -> us: [SYN, ACK]\nus -> peer: [ACK]\nus -> peer: [ACK] len=7 lost',
  'FIN-WAIT-1': 'us -> peer: [SYN]\npeer -> us: [SYN, ACK]\nus -> peer: [ACK]\nus -> peer: [FIN, ACK] len=4 lost',
  'FIN-WAIT-2': 'us -> peer: [SYN]\npeer -> us: [SYN, ACK]\nus -> peer: [ACK]\nus -> peer: [FIN, ACK]\npeer -> us: [ACK]',
  'CLOSE-WAIT': 'us -> peer: [SYN]\npeer -> us: [SYN, ACK]\nus -> peer: [ACK]\npeer -> us: [FIN, ACK]\nus -> peer: [ACK]',
  CLOSING: 'us -> peer: [SYN]\npeer -> us: [SYN, ACK]\nus -> peer: [ACK]\nus -> peer: [FIN, ACK] lost\npeer -> us: [FIN, ACK]\nus -> peer: [ACK]',
  'LAST-ACK': 'us -> peer: [SYN]\npeer -> us: [SYN, ACK]\nus -> peer: [ACK]\npeer -> us: [FIN, ACK]\nus -> peer: [FIN, ACK] lost',
  'TIME-WAIT': 'us -> peer: [SYN]\npeer -> us: [SYN, ACK]\nus -> peer: [ACK]\nus -> peer: [FIN, ACK]\npeer -> us: [FIN, ACK]\nus -> peer: [ACK]',
};

const ours = (name: string): Tcb => {
  const text = beginnings[name]!;
  const whole = text.startsWith('endpoint') ? text : `endpoint us isn=5000 win=1000\nendpoint peer isn=9000\n${text}`;
  const { timelines: [timeline] } = check(whole);
  const { connections, endpoints, end } = timeline!;
  return end[0]![endpoints[connections[0]!.ends[0].endpoint]!.name === 'us' ? 0 : 1];
};

const blockOf = (tcb: Tcb): Block => ({
  state: tcb.state, passive: tcb.opened === 'passive', una: tcb.snd.una, nxt: tcb.snd.nxt, irs: tcb.irs ?? 0,
  rcvNxt: tcb.rcv.nxt, edge: tcb.rcv.edge, fin: tcb.fin, heldFin: tcb.heldFin,
  kept: tcb.rcv.kept.flatMap(({ left, right }) => Array.from({ length: right - left }, (_, at) => left + at)).filter((seq) => seq >= tcb.rcv.nxt).sort((a, b) => a - b),
});

/** All segments that can be told apart here. */
const segmentsFor = (block: Block): readonly Segment[] => {
  const { una, nxt, rcvNxt, edge, irs } = block;
  const unknown = block.state === 'CLOSED' || block.state === 'LISTEN' || block.state === 'SYN-SENT';
  const seqs = unknown ? [9000] : [...new Set([irs, rcvNxt - 1, rcvNxt, rcvNxt + 5, edge, edge + 10])];
  const acks = unknown && block.state !== 'SYN-SENT' ? [5001] : [...new Set([una - 1, una, una + 1, nxt, nxt + 1])];
  const forms = [
    { syn: true }, { syn: true, ack: true }, { ack: true }, { ack: true, len: 3 }, { ack: true, fin: true }, { ack: true, fin: true, len: 3 },
    { rst: true }, { rst: true, ack: true }, { fin: true }, { len: 3 }, { syn: true, len: 3 },
  ];
  return forms.flatMap((form) => seqs.flatMap((seq) => ('ack' in form ? acks : [0]).map((ackNo) => (
    { syn: false, ack: false, fin: false, rst: false, len: 0, ...form, seq, ackNo }))));
};

const answers: Readonly<Record<Outcome, Answer>> = {
  accepted: 'ACK', acknowledged: 'nothing', duplicate: 'ACK', kept: 'ACK', 'outside-window': 'ACK', outdated: 'ACK', reset: 'nothing', 'reset-ignored': 'nothing',
  challenged: 'ACK', refused: 'RST', 'acks-unsent': 'ACK', dropped: 'nothing', 'checksum-failed': 'nothing',
};

const wire = (segment: Segment) => ({
  flags: (segment.syn ? SYN : 0) | (segment.ack ? ACK : 0) | (segment.fin ? FIN : 0) | (segment.rst ? RST : 0),
  seq: segment.seq, ack: segment.ackNo, len: segment.len, wnd: 1000, urg: 0, options: {},
});

/** What is seen of an end from outside; nothing is left of a connection that is gone. */
const seen = ({ state, una, nxt, rcvNxt, kept, heldFin }: Block): unknown =>
  (state === 'CLOSED' || state === 'LISTEN' ? { state } : { state, una, nxt, rcvNxt, kept, heldFin });

const calls: readonly Call[] = ['close', 'abort'];

/** How many segments and calls follow each other: mutation testing looks less far. */
const depth = Number(process.env['DEPTH'] ?? 4);

describe('the small world of one end', () => {
  for (const name of Object.keys(beginnings)) {
    it(`all sequences from ${name}`, function () {
      this.timeout(0);
      const visited = new Set<string>();
      let compared = 0;
      const explore = (tcb: Tcb, path: readonly string[]): void => {
        const block = blockOf(tcb);
        const key = JSON.stringify(block);
        // Whether a closed end listens again is for the flow to say, not for TCP.
        const over = path.length > 0 && (block.state === 'CLOSED' || block.state === 'LISTEN');
        if (path.length === depth || over || visited.has(key)) return;
        visited.add(key);
        for (const segment of segmentsFor(block)) {
          const told = JSON.stringify(segment);
          const expected = secondReading(block, segment);
          const arrived = segmentArrives(tcb, wire(segment), 0);
          const opens = arrived.events.some((event) => event === 'rcv SYN');
          compared++;
          assert.deepEqual(
            { ...seen(blockOf(arrived.tcb)) as object, answer: opens && arrived.outcome === 'accepted' ? 'SYN,ACK' : answers[arrived.outcome] },
            { ...seen(expected.block) as object, answer: expected.answer },
            `${[...path, told].join('\n')}\n${key}\nRFC 9293 §${expected.section}`,
          );
          explore(arrived.tcb, [...path, told]);
        }
        for (const call of calls) {
          const called = makeCall(tcb, call);
          if (called.error !== undefined) continue;
          const after = called.tcb.closing && called.tcb.fin === undefined
            ? sendSegment(called.tcb, { ...wire({ syn: false, ack: true, fin: true, rst: false, len: 0, seq: called.tcb.snd.nxt, ackNo: called.tcb.rcv.nxt }) }, { line: 0 }, 0).tcb
            : called.tcb;
          explore(after, [...path, call]);
        }
      };
      explore(ours(name), []);
      assert.ok(compared > 5, `${compared} comparisons`);
    });
  }
});
