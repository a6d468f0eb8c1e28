// Captures: every kind of file says the same, damage costs only what is behind it, a flow that became a capture becomes
// the same flow again, and a single fault in a clean one is found on its line.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';

import { captureReader, type Frame } from '../language-server/core/pcap/capture-reader.ts';
import { importCapture } from '../language-server/core/pcap/import-capture.ts';
import { formatText } from '../language-server/syntax/format.ts';
import { format } from '../language-server/core/flow/message.ts';
import { captureBytes, importBytes, textSegments, wireSegments, type ImportedConnection } from './support/captures.ts';
import { block, joined, links, pcap, pcapng, type RawPacket } from './support/capture-files.ts';
import { check, findings } from './support/check.ts';
import { decisions, honestFlow } from './support/honest/honest-flow.ts';
import { longRun } from './support/long-run.ts';
import { mutated, randomFrom } from './support/mutated.ts';

const exchange = (properties: string): string => `${properties}
@0ms client -> server: [SYN] win=64240 mss=1460 sack_perm tsval=100 tsecr=0 ws=7
@10ms server -> client: [SYN, ACK] win=65160 mss=1460 sack_perm tsval=900 tsecr=100 ws=7
@20ms client -> server: [ACK] win=64256 tsval=110 tsecr=900
@21ms client -> server: [PSH, ACK] tsval=111 tsecr=900 "GET / HTTP/1.1\\r\\n"
@31ms server -> client: [ACK] win=65024 tsval=910 tsecr=111
@33ms server -> client: [ACK] len=1000 tsval=911 tsecr=111
@34ms server -> client: [PSH, ACK] seq=2001 len=500 tsval=912 tsecr=111 ect0
@44ms client -> server: [ACK] tsval=120 tsecr=911 ack=1001 sack=2001-2501
@54ms server -> client: [ACK] seq=1001 len=1000 tsval=920 tsecr=120
@64ms client -> server: [ACK] ack=2501 tsval=130 tsecr=920
@65ms client -> server: [FIN, ACK] tsval=131 tsecr=920
@75ms server -> client: [FIN, ACK] seq=2501 ack=18 tsval=930 tsecr=131
@85ms client -> server: [ACK] ack=2502 tsval=140 tsecr=930`;

const v4 = exchange('endpoint client addr="192.0.2.1" port=40000\nendpoint server addr="198.51.100.7" port=80\nobserved between');
const v6 = exchange('endpoint client addr="2001:db8::1" port=40000\nendpoint server addr="2001:db8::80" port=80\nobserved between');
const bytesOf = (text: string): Uint8Array => captureBytes(check(text).timelines);

const framesOf = (bytes: Uint8Array): readonly Frame[] => captureReader().read(bytes);
const rawPackets = (text: string): readonly RawPacket[] => framesOf(bytesOf(text)).map(({ time, bytes, length }) => ({ time: time ?? 0n, bytes: bytes.slice(), length }));
const textsOf = (bytes: Uint8Array, options?: { chunk?: number; payload?: boolean }): readonly string[] => importBytes(bytes, 'a.pcap', options).connections.map(({ text }) => text);
const damageOf = (bytes: Uint8Array): string => {
  const { damage, counts } = importBytes(bytes, 'a.pcap');
  return damage === undefined ? `${counts.frames} whole` : `${counts.frames} at ${damage.offset}: ${format(damage.message)}`;
};

describe('the place of a capture', () => {
  const ends = 'endpoint client addr="192.0.2.1" port=40000\nendpoint server addr="198.51.100.7" port=80\n';
  const opening = `@0ms client -> server: [SYN] tsval=100 tsecr=0
@10ms server -> client: [SYN, ACK] tsval=900 tsecr=100
@10.01ms client -> server: [ACK] tsval=110 tsecr=900
@11ms client -> server: [ACK] len=10 tsval=111 tsecr=900
`;
  const answered = '@21ms server -> client: [ACK] ack=11 tsval=911 tsecr=111\n';
  const cases: readonly (readonly [what: string, lines: string, place: string, why: RegExp])[] = [
    ['near the end that answers at once', opening, 'client', /the client answers after 10us/],
    ['behind a refused SYN', '@0ms client -> server: [SYN]\n@10ms server -> client: [RST, ACK] seq=0 ack=1\n', 'between', /the handshake was not completed/],
    ['in the middle', '@0ms client -> server: [ACK] seq=1 ack=1 len=5\n', 'between', /only one end was seen/],
    ['an echo that follows at once is late', `${opening}${answered}@21.01ms client -> server: [ACK] seq=11 ack=1 len=10 tsval=120 tsecr=900\n`, 'between', /packet 6 left it before/],
    ['an echo that follows long after is wrong', `${opening}${answered}@31ms client -> server: [ACK] seq=11 ack=1 len=10 tsval=130 tsecr=900\n`, 'client', /the client answers/],
    ['data once more at once was captured twice', `${opening}@11.1ms client -> server: [ACK] seq=1 len=10 tsval=111 tsecr=900\n`, 'between', /packet 5 is the one before once more/],
    ['data once more after a timeout was sent twice', `${opening}@311ms client -> server: [ACK] seq=1 len=10 tsval=111 tsecr=900\n`, 'client', /the client answers/],
  ];
  for (const [what, lines, place, why] of cases) {
    it(what, () => {
      const [{ summary }] = importBytes(bytesOf(ends + lines), 'a.pcap').connections as readonly [ImportedConnection];
      assert.equal(summary.place.place, place);
      assert.match(format(summary.place.reason), why);
    });
  }
});

describe('a capture becomes a flow', () => {
  it('that reads like this', () => {
    assert.deepEqual(textsOf(bytesOf(v4), { payload: true }), [`flow "a.pcap, connection 1" {
  // 1970-01-01T00:00:00.000Z, packet 1
  endpoint client port=40000 addr="192.0.2.1"
  endpoint server port=80 addr="198.51.100.7"
  // neither end is clearly nearer: the server answers after 10ms, the client after 10ms
  observed between
  @0ms  client -> server: [SYN]      win=64240 mss=1460 ws=7 sack_perm tsval=100 tsecr=0
  @10ms server -> client: [SYN, ACK] win=65160 mss=1460 ws=7 sack_perm tsval=900 tsecr=100
  @20ms client -> server: [ACK]      win=64256 tsval=110 tsecr=900
  @21ms client -> server: [PSH, ACK] tsval=111 tsecr=900 "GET / HTTP/1.1\\r\\n"
  @31ms server -> client: [ACK]      win=65024 tsval=910 tsecr=111
  @33ms server -> client: [ACK]      len=1000 tsval=911 tsecr=111
  @34ms server -> client: [PSH, ACK] seq=2001 len=500 tsval=912 tsecr=111 ect0
  @44ms client -> server: [ACK]      tsval=120 tsecr=911 sack=2001-2501
  @54ms server -> client: [ACK]      seq=1001 len=1000 tsval=920 tsecr=120
  @64ms client -> server: [ACK]      tsval=130 tsecr=920
  @65ms client -> server: [FIN, ACK] tsval=131 tsecr=920
  @75ms server -> client: [FIN, ACK] tsval=930 tsecr=131
  @85ms client -> server: [ACK]      tsval=140 tsecr=930
}
`]);
  });

  it('as the formatter would write it', () => {
    const captures = readdirSync(join(import.meta.dirname, 'captures')).map((name) => new Uint8Array(readFileSync(join(import.meta.dirname, 'captures', name))));
    for (const bytes of [bytesOf(v4), bytesOf(v6), ...captures]) {
      for (const text of textsOf(bytes, { payload: true })) assert.equal(text, formatText(text));
    }
  });

  it('which scales windows though the SYN, ACK was seen before the SYN', () => {
    const lines = 'observed between\nserver -> client: [SYN, ACK] ack=1 win=14480 ws=7\nclient -> server: [SYN] ws=4\nclient -> server: [ACK] ack=1 win=131760\nclient -> server: [ACK] ack=1 len=9\n';
    const [one] = importBytes(bytesOf(`flow "" {\n${lines}}`), 'a.pcap').connections as readonly [ImportedConnection];
    assert.match(one.text, /win=131760\n.*len=9\n/);
    assert.deepEqual(textSegments(one.text), wireSegments(one));
  });

  it('in which nothing is wrong', () => {
    for (const text of [...textsOf(bytesOf(v4)), ...textsOf(bytesOf(v6))]) assert.deepEqual(findings(text), []);
  });

  const expected = { 4: textsOf(bytesOf(v4)), 6: textsOf(bytesOf(v6)) };
  for (const [version, flow] of [[4, v4], [6, v6]] as const) {
    const packets = rawPackets(flow);
    for (const [name, [linkType, wrap]] of Object.entries(links)) {
      it(`over ${name}, IPv${version}`, () => {
        const wrapped = packets.map((packet) => ({ time: packet.time, bytes: wrap(packet.bytes) }));
        assert.deepEqual(textsOf(pcap(wrapped, { linkType })), expected[version]);
        assert.deepEqual(textsOf(pcapng(wrapped, { linkType })), expected[version]);
      });
    }
    for (const little of [true, false]) {
      it(`in ${little ? 'little' : 'big'} endian, in any resolution of time, IPv${version}`, () => {
        assert.deepEqual(textsOf(pcap(packets, { little })), expected[version]);
        assert.deepEqual(textsOf(pcap(packets, { little, nano: true })), expected[version]);
        for (const resolution of [3, 6, 9]) assert.deepEqual(textsOf(pcapng(packets, { little, resolution })), expected[version]);
      });
    }
    it(`whatever the chunks, IPv${version}`, () => {
      for (const chunk of [1, 7, 64, 1000]) assert.deepEqual(textsOf(bytesOf(flow), { chunk }), expected[version]);
    });
    it(`cut behind the headers, IPv${version}`, () => {
      const cut = packets.map(({ time, bytes }) => ({ time, bytes: bytes.subarray(0, (version === 4 ? 20 : 40) + 60), length: bytes.length }));
      assert.deepEqual(textsOf(pcap(cut)), expected[version]);
    });
  }

  it('from several sections of a file, each in its own byte order', () => {
    const packets = rawPackets(v4);
    assert.deepEqual(textsOf(joined(pcapng(packets.slice(0, 5)), pcapng(packets.slice(5), { little: false, resolution: 9 }))), expected[4]);
  });

  it('behind IPv6 extension headers and IPv4 options', () => {
    const behind = ({ time, bytes }: RawPacket): RawPacket => {
      const head = bytes.slice(0, 40);
      head[6] = 0;
      const view = new DataView(head.buffer);
      view.setUint16(4, view.getUint16(4) + 8);
      return { time, bytes: joined(head, Uint8Array.from([6, 0, 1, 4, 0, 0, 0, 0]), bytes.subarray(40)) };
    };
    assert.deepEqual(textsOf(pcap(rawPackets(v6).map(behind))), expected[6]);
    const withOptions = ({ time, bytes }: RawPacket): RawPacket => {
      const head = bytes.slice(0, 20);
      head[0] = 0x46;
      const view = new DataView(head.buffer);
      view.setUint16(2, view.getUint16(2) + 4);
      return { time, bytes: joined(head, Uint8Array.from([1, 1, 1, 0]), bytes.subarray(20)) };
    };
    assert.deepEqual(textsOf(pcap(rawPackets(v4).map(withOptions))), expected[4]);
  });

  it('from IP fragments, in the order in which they come', () => {
    const [packet] = rawPackets('A -> B: [SYN] seq=5 len=1000');
    const part = (from: number, to: number, more: boolean): Uint8Array => {
      const head = packet!.bytes.slice(0, 20);
      const view = new DataView(head.buffer);
      view.setUint16(2, 20 + to - from);
      view.setUint16(6, (from / 8) | (more ? 0x2000 : 0));
      return joined(head, packet!.bytes.subarray(20 + from, 20 + to));
    };
    const parts = [part(512, 1020, false), part(0, 256, true), part(256, 512, true)].map((bytes) => ({ time: 0n, bytes }));
    const { connections } = importBytes(pcap(parts), 'a.pcap');
    assert.deepEqual(connections.map(({ packets }) => packets.map(([{ segment: { len, seq }, fragmented }]) => ({ len, seq, fragmented }))), [[{ len: 1000, seq: 5, fragmented: true }]]);
    assert.match(connections[0]!.text, /\[SYN\] len=1000 win=65535 {2}\/\/ sent in IP fragments\n/);

    // Whoever hands over the bytes may write others in their place when they are read.
    const numbers: number[] = [];
    const reading = importCapture(({ segment: { seq } }) => numbers.push(seq));
    const whole = pcap(parts);
    const ends = [24, ...parts.map((_, index) => parts.slice(0, index + 1).reduce((end, { bytes }) => end + 16 + bytes.length, 24))];
    for (const [index, end] of ends.entries()) {
      const chunk = whole.slice(ends[index - 1] ?? 0, end);
      reading.read(chunk);
      chunk.fill(0xff);
    }
    assert.deepEqual(numbers, [5]);
  });

  it('one for each connection of the same ends', () => {
    const twice = joined(pcap(rawPackets(v4)), pcap(rawPackets(v4.replaceAll('@', '@1')).map(({ time, bytes }) => {
      // The next connection has other initial numbers.
      const moved = bytes.slice();
      moved[24] = 7;
      return { time, bytes: moved };
    })).subarray(24));
    assert.equal(importBytes(twice, 'a.pcap').connections.length, 2);
  });

  it('in which nothing is judged by options that the capture cuts off', () => {
    const whole = rawPackets(v4);
    // 40 bytes of headers, and the MSS.
    const [connection] = importBytes(pcap(whole.map(({ time, bytes }) => ({ time, bytes: bytes.subarray(0, 44), length: bytes.length }))), 'a.pcap').connections;
    assert.match(connection!.text, /the capture cuts off options, first in packet 1: /);
    assert.deepEqual(findings(connection!.text), []);
    // With what the SYNs have said it does matter.
    const loud = connection!.text.replace(/^ *rule .*\n/gm, '');
    assert.ok(findings(loud).length > 0);
    assert.doesNotMatch(importBytes(pcap(whole), 'a.pcap').connections[0]!.text, /cuts off|^ *rule /m);
  });

  it('whose times are in seconds, however long it lasts', () => {
    const [connection] = importBytes(bytesOf('@0ms A -> B: [SYN]\n@120s A -> B: [SYN]\n'), 'a.pcap').connections;
    assert.match(connection!.text, /@120s +client -> server: \[SYN\]/);
    const [first, second] = rawPackets('@0ms A -> B: [SYN] seq=0\n@2ms A -> B: [SYN] seq=0\n');
    const swapped = importBytes(pcap([{ ...first!, time: second!.time + 5_000_000n }, second!]), 'a.pcap').connections[0]!;
    assert.match(swapped.text, /\n  client -> server: \[SYN\] *\/\/ captured behind what is 5ms younger\n/);
  });

  it('whose title is a title, whatever the file is called', () => {
    const [{ text }] = importBytes(bytesOf(v4), 'a "b\\\n}\u202e.pcap').connections as unknown as readonly [{ readonly text: string }];
    assert.deepEqual(findings(text), []);
  });
});

describe('a damaged capture is read as far as it goes', () => {
  const packets = rawPackets(v4);
  const whole = pcap(packets);

  it('when it ends too early, at any byte', () => {
    for (let length = 0; length < whole.length; length++) {
      const { counts, damage } = importBytes(whole.subarray(0, length), 'a.pcap');
      const ends = length === 24 || framesEndAt(whole).includes(length);
      assert.equal(damage === undefined, ends, String(length));
      assert.equal(counts.frames, framesEndAt(whole).filter((end) => end <= length).length);
    }
  });

  it('when a length cannot be', () => {
    const huge = whole.slice();
    new DataView(huge.buffer).setUint32(24 + 8, 0xffff_ffff, true);
    assert.equal(damageOf(huge), '0 at 24: a packet of 4294967295 bytes: a capture holds at most 262144 of one');
    const ng = pcapng(packets);
    assert.match(damageOf(joined(ng, Uint8Array.from([6, 0, 0, 0, 0xfc, 0xff, 0xff, 0x7f, 0, 0, 0, 0]))), /^13 at \d+: a block of 2147483644 bytes: at most 16777216 are read$/);
    assert.match(damageOf(joined(ng, Uint8Array.from([6, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]))), /^13 at \d+: a block of 3 bytes: its kind takes at least 32, in steps of 4$/);
    assert.match(damageOf(joined(ng, block(6, Uint8Array.from([9, 0, 0, 0, ...Array.from({ length: 16 }, () => 0)])))), /^13 at \d+: a packet of interface 9, but the file describes 1 interfaces$/);
    const differing = block(6, new Uint8Array(20));
    differing[differing.length - 4] = 1;
    assert.match(damageOf(joined(ng, differing)), /^13 at \d+: a block whose two lengths differ: 32 and 1$/);
  });

  it('when it is something else', () => {
    assert.equal(damageOf(Uint8Array.from(Buffer.from('client -> server: [SYN]'))), '0 at 0: this is neither a pcap nor a pcapng file');
    assert.equal(damageOf(Uint8Array.from([0x1f, 0x8b, 8, 0])), '0 at 0: this file is compressed with gzip: unpack it first');
    assert.equal(damageOf(new Uint8Array(0)), '0 at 0: this file is empty');
  });

  it('when a time is in no calendar', () => {
    const flow = textsOf(pcapng(packets.map((packet) => ({ ...packet, time: 2n ** 63n * 1_000_000_000n })), { resolution: 0 }))[0]!;
    assert.match(flow, /^flow "a\.pcap, connection 1" \{\n {2}\/\/ packet 1\n/);
  });

  it('whatever bytes are changed, cut, repeated or moved in real traffic', () => {
    const folder = join(import.meta.dirname, 'captures');
    const real = readdirSync(folder).map((name) => new Uint8Array(readFileSync(join(folder, name))));
    for (let seed = 1; seed <= 150; seed++) {
      const random = randomFrom(seed);
      const changed = mutated(real[random(real.length)]!, random);
      for (const { text } of importBytes(changed, 'a.pcap', { chunk: 1 + random(2000), payload: true }).connections) {
        assert.ok(check(text).findings.every(({ code }) => code !== 'syntax'), `${seed}: ${text}`);
      }
    }
  });

  it('whatever bytes are changed: no crash, and its flows can be read', () => {
    const files = [whole, pcapng(packets), pcap(packets.map(({ time, bytes }) => ({ time, bytes: links['QinQ']![1](bytes) })), { linkType: 1 }), pcapng(rawPackets(v6), { little: false })];
    fc.assert(fc.property(fc.constantFrom(...files), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }), fc.integer({ min: 1, max: 400 }), (file, changes, chunk) => {
      const mutated = file.slice();
      for (const [at, value] of changes) mutated[at % mutated.length] = value;
      for (const { text } of importBytes(mutated, 'a.pcap', { chunk }).connections) {
        assert.ok(check(text).findings.every(({ code }) => code !== 'syntax'), text);
      }
    }), { numRuns: 200 });
  });
});

/** Where the records of a pcap end. */
const framesEndAt = (file: Uint8Array): readonly number[] => {
  const ends: number[] = [];
  for (let at = 24; at + 16 <= file.length;) {
    at += 16 + new DataView(file.buffer, file.byteOffset).getUint32(at + 8, true);
    ends.push(at);
  }
  return ends;
};

describe('a flow, as a capture and back', () => {
  for (const [name, flow] of [['IPv4', v4], ['IPv6', v6], ['without times', v4.replaceAll(/@\d+ms /g, '')]] as const) {
    it(`has the same segments, and is the same capture again: ${name}`, () => {
      const bytes = bytesOf(flow);
      const { connections } = importBytes(bytes, 'a.pcap');
      assert.deepEqual(textSegments(connections[0]!.text), wireSegments(connections[0]!));
      assert.deepEqual(textSegments(flow), textSegments(connections[0]!.text));
      const again = importBytes(bytesOf(connections[0]!.text), 'a.pcap');
      assert.deepEqual(again.connections.map(({ text }) => text), connections.map(({ text }) => text));
    });
  }
});

describe('flows of honest endpoints, as captures and back', () => {
  it('have the same headers in the capture, in the flow that it becomes, and in the capture of that', function () {
    this.timeout(0);
    fc.assert(fc.property(decisions, (chosen) => {
      for (const one of importBytes(bytesOf(honestFlow(chosen).text), 'a.pcap').connections) {
        const wire = wireSegments(one);
        assert.deepEqual(textSegments(one.text), wire, one.text);
        assert.deepEqual(importBytes(bytesOf(one.text), 'a.pcap').connections.flatMap(wireSegments), wire, one.text);
      }
    }), longRun(100));
  });
});

describe('real traffic', () => {
  const folder = join(import.meta.dirname, 'captures');
  for (const name of readdirSync(folder)) {
    it(`${name}: nothing is found, nothing is lost`, () => {
      const bytes = new Uint8Array(readFileSync(join(folder, name)));
      const { connections, damage, counts } = importBytes(bytes, name);
      assert.deepEqual({ connections: connections.length, damage, unreadable: counts.unreadable }, { connections: 1, damage: undefined, unreadable: 0 });
      const [one] = connections as readonly [ImportedConnection];
      assert.deepEqual(findings(one.text), []);
      assert.deepEqual(textSegments(one.text), wireSegments(one));
      assert.deepEqual(importBytes(bytesOf(one.text), name).connections.flatMap(wireSegments), wireSegments(one));
    });
  }

  it('is not over with a reset that an older connection got', () => {
    const asked = 'observed between\nA -> B: [SYN] seq=0\nB -> A: [ACK] seq=800 ack=900\nA -> B: [RST] seq=900\n';
    const endingOf = (text: string): string => importBytes(bytesOf(text), 'a.pcap').connections.map(({ summary: { ending } }) => ending).join();
    assert.equal(endingOf(asked), 'RST');
    assert.equal(endingOf(`${asked}A -> B: [SYN] seq=0\nB -> A: [SYN, ACK] seq=70 ack=1\n`), 'open');
  });

  it('tells how connections began and ended', () => {
    const told = readdirSync(folder).map((name) => {
      const [{ summary: { beginning, ending, packets } }] = importBytes(new Uint8Array(readFileSync(join(folder, name))), name).connections as readonly [ImportedConnection];
      return `${name} ${beginning} ${ending} ${packets}`;
    });
    assert.deepEqual(told.filter((text) => !text.startsWith('zero-window')), [
      'bad-network.pcap SYN FIN 29', 'both-close-delayed.pcap SYN FIN 11', 'both-close.pcap SYN FIN 10', 'ecn.pcap SYN FIN 35', 'half-close.pcap SYN FIN 10',
      'keep-alive-6.pcap SYN FIN 16', 'lossy-fast-open.pcap SYN FIN 42', 'lossy-half-close.pcap SYN RST 22', 'lossy-sack.pcap SYN FIN 19',
      'multipath.pcap SYN FIN 70', 'probes.pcap SYN FIN 45', 'refused.pcap SYN RST 2', 'reordered.pcap SYN FIN 12', 'reset.pcap SYN RST 6',
      'signed.pcap SYN FIN 10', 'simultaneous-open.pcap SYN FIN 58', 'tiny-windows.pcap SYN FIN 20', 'urgent.pcap SYN RST 39',
    ]);
  });
});

describe('a single fault in a clean capture is found on its line', () => {
  // One blank between all parts: where a column begins says nothing.
  const clean = textsOf(bytesOf(v4))[0]!.replace(/(?<=\S) {2,}/g, ' ');
  const atClient = clean.replace('observed between', 'observed at client');
  const faults: readonly (readonly [string, string, string, string])[] = [
    // What no order of deliveries explains.
    ['between', '[ACK] win=64256 tsval=110', '[ACK] ack=0 win=64256 tsval=110', 'stale-ack'],
    ['between', '[ACK] win=64256 tsval=110', '[ACK] win=64256 mss=1460 tsval=110', 'option-not-on-syn'],
    ['between', 'len=1000 tsval=911 tsecr=111', 'len=65000 tsval=911 tsecr=111', 'outside-window'],
    ['between', 'tsval=911 tsecr=111', 'tsval=909 tsecr=111', 'timestamp-went-back'],
    ['between', 'tsval=911 tsecr=111', '', 'missing-timestamp'],
    ['between', '@75ms server -> client: [FIN, ACK]', '@75ms server -> client: [FIN, SYN, ACK]', 'illegal-flags'],
    ['between', '@64ms client -> server: [ACK]', '@64ms client -> server: []', 'illegal-flags'],
    ['between', '@65ms client -> server: [FIN, ACK]', '@65ms client -> server: [FIN]', 'missing-ack-flag'],
    ['between', '[ACK] tsval=140 tsecr=930', '[ACK] len=10 tsval=140 tsecr=930', 'data-after-fin'],
    ['between', 'sack=2001-2501', 'sack=2001-99001', 'invalid-sack-block'],
    ['between', '@33ms server -> client: [ACK]', '@33ms server -> client: [SYN, ACK] seq=77', 'unexpected-syn'],
    // What lines are missing for.
    ['between', '[ACK] win=65024 tsval=910', '[ACK] ack=500 win=65024 tsval=910', 'unseen-segment'],
    ['between', 'sack=2001-2501', 'sack=2001-2601', 'unseen-segment'],
    ['between', 'tsval=911 tsecr=111', 'tsval=911 tsecr=112', 'unseen-segment'],
    // What the near end knew.
    ['at client', '@44ms client -> server: [ACK]', '@44ms client -> server: [ACK] ack=501', 'stale-ack'],
    ['at client', '@64ms client -> server: [ACK]', '@64ms client -> server: [ACK] ack=2601', 'unseen-segment'],
    ['at client', '@64ms client -> server: [ACK]', '@64ms client -> server: [ACK] ack=90000', 'ack-of-unsent-data'],
    ['at client', '@65ms client -> server: [FIN, ACK]', '@65ms client -> server: [FIN, ACK] seq=50', 'seq-gap'],
  ];
  for (const [place, right, wrong, code] of faults) {
    it(`observed ${place}: ${wrong === '' ? `no ${right}` : wrong}`, () => {
      const text = place === 'between' ? clean : atClient;
      assert.ok(text.includes(right));
      const faulty = text.replace(right, wrong);
      const line = text.slice(0, text.indexOf(right)).split('\n').length - 1;
      const found = check(faulty).findings.filter(({ severity }) => severity !== 'hint');
      assert.deepEqual(found.map((one) => `${one.line} ${one.code}`), [`${line} ${code}`], findings(faulty).join('\n'));
    });
  }
});
