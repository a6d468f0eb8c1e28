// What must not change what is found: where the sequence numbers start, what the endpoints are called, notes in between.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { check, findings } from './support/check.ts';

/** A flow whose ISNs are names: the first SYNs say what they stand for. */
const flow = (x: string, y: string, slips: readonly string[] = []): string => [
  'endpoint client isn=x',
  'endpoint server isn=y',
  `client -> server: [SYN] seq=${x}`,
  `server -> client: [SYN, ACK] seq=${y} ack=x+1`,
  'client -> server: [ACK] seq=x+1 ack=y+1',
  'client -> server: [PSH, ACK] seq=x+1 ack=y+1 len=1000',
  'server -> client: [ACK] seq=y+1 ack=x+1001',
  'client -> server: [ACK] seq=x+1001 len=500 lost',
  'client -> server: [ACK] seq=x+1501 len=500',
  'server -> client: [ACK] ack=x+1001',
  'client -> server: [ACK] seq=x+1001 len=500',
  'server -> client: [ACK] ack=x+2001',
  ...slips,
  'client -> server: [FIN, ACK] seq=x+2001 ack=y+1',
  'server -> client: [FIN, ACK] seq=y+1 ack=x+2002',
  'client -> server: [ACK] seq=x+2002 ack=y+2',
  'expect client TIME-WAIT, server CLOSED',
].join('\n');

const slips = [
  'client -> server: [ACK] seq=x+1999 ack=y+1',
  'client -> server: [ACK] seq=x+2005 ack=y+1',
  'client -> server: [ACK] seq=x+2001 ack=y+3',
  'client -> server: [ACK] seq=x+2001 ack=y',
  'client -> server: [ACK] seq=x-3 ack=y+1',
  'client -> server: [RST] seq=x-100000',
  'server -> client: [SYN] seq=y+4',
];

describe('sequence numbers may start anywhere', () => {
  it('a right flow is right around the wrap', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 3000 }), (x, y) => {
      assert.deepEqual(findings(flow(String(0xffff_ffff - x), String(0xffff_ffff - y))), []);
    }));
  });

  it('a slip is the same slip', () => {
    const anywhere = fc.integer({ min: 0, max: 0xffff_ffff }).map(String);
    fc.assert(fc.property(anywhere, anywhere, fc.constantFrom(...slips), (x, y, slip) => {
      const found = findings(flow(x, y, [slip])).map((text) => text.replaceAll(/\d{6,}/g, 'N'));
      assert.equal(found.length, 1, found.join('\n'));
      assert.deepEqual(found, findings(flow('x', 'y', [slip])).map((text) => text.replaceAll(/\d{6,}/g, 'N')));
    }));
  });
});

describe('names and notes say nothing about TCP', () => {
  const renamed = (text: string): string => text.replaceAll('client', '클라이언트').replaceAll('server', 'flow');

  for (const slip of slips) {
    it(`whoever sends: ${slip}`, () => {
      const codes = (text: string): readonly string[] => check(text).findings.map(({ code, line }) => `${line} ${code}`);
      assert.deepEqual(codes(renamed(flow('x', 'y', [slip]))), codes(flow('x', 'y', [slip])));
    });
  }

  it('a note after each line changes no code', () => {
    const noted = flow('x', 'y', slips.slice(0, 1)).split('\n').flatMap((line) => [line, 'note "meanwhile"']).join('\n');
    assert.deepEqual(check(noted).findings.map(({ code }) => code), ['stale-seq']);
  });
});
