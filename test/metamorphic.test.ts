// What must not change what is found: where the sequence numbers start, what the endpoints are called, notes in between, and
// what is written of that which TCP determines.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Segment } from '../language-server/core/tcp/segment.ts';
import { showSeq } from '../language-server/core/timeline/numbers.ts';
import { check, findings } from './support/check.ts';
import { chanceOf } from './support/honest/chance.ts';
import { faultKinds } from './support/honest/faults.ts';
import { decisions, honestFlow, type Variation } from './support/honest/honest-flow.ts';
import { longRun } from './support/long-run.ts';

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

/** Each finding without its words: they have numbers and names in them. */
const told = (text: string): readonly string[] => check(text).findings.map(({ line, code, severity }) => `${line} ${severity} ${code}`);

/** A flow of honest endpoints, with a mistake in most cases. */
const anyFlow = (chosen: readonly number[], variation: Variation = {}): string => {
  const flow = honestFlow(chosen, variation);
  const [kind = 0] = chosen;
  // What does not fit 32 bits depends on where the numbers begin.
  return (kind % 4 === 0 ? undefined : faultKinds[kind % faultKinds.length]!.put(flow, chanceOf(chosen.slice(-3)))?.text) ?? flow.text;
};

const segmentsOf = (text: string) => check(text).timelines.flatMap((timeline) =>
  timeline.steps.flatMap((step) => (step.kind === 'segment' ? [{ timeline, step }] : [])));

/** The number as its author would write it. */
const shown = ({ timeline, step }: ReturnType<typeof segmentsOf>[number], field: 'seq' | 'ack'): string =>
  showSeq(timeline, step.connection, field === 'seq' ? step.side : step.side === 0 ? 1 : 0, step.segment[field]);

const sameNumbers = (one: Segment, other: Segment): boolean => one.seq === other.seq && one.ack === other.ack && one.wnd === other.wnd;

const sameWindows = (one: string, other: string): boolean => {
  const windows = (text: string): readonly number[] => segmentsOf(text).map(({ step }) => step.segment.wnd);
  return JSON.stringify(windows(one)) === JSON.stringify(windows(other));
};

/** A flow without its numbers. */
const course = (text: string): string => text.replaceAll(/0x[0-9a-f]+|\d+/g, '');

/** The first line that cannot be read: it leaves its ends in doubt, until numbers are written. */
const firstUnread = (text: string): number =>
  Math.min(...check(text).timelines.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'broken').map(({ line }) => line)));

describe('generated flows, said in other ways', () => {
  const same = (vary: (chosen: readonly number[]) => readonly [string, string]): void => {
    fc.assert(fc.property(decisions, (chosen) => {
      const [before, after] = vary(chosen);
      assert.deepEqual(told(after), told(before), `${before}\n\n${after}`);
    }), longRun(60));
  };
  const explicit = { leavesOut: 0, numbers: ['declared', 'declared'] } as const;

  it('one side begins to count elsewhere', function () {
    this.timeout(0);
    same((chosen) => {
      const text = anyFlow(chosen, { style: explicit });
      const elsewhere = anyFlow(chosen, { style: explicit, shift: [chosen.at(-1) ?? 77, (chosen.at(-2) ?? 1) * 65_000] });
      // A refusal has SEG.SEQ = 0 wherever its peer counts: where that lies in a window, the connection takes another course.
      return [text, course(elsewhere) === course(text) ? elsewhere : text];
    });
  });

  it('the endpoints have other names', function () {
    this.timeout(0);
    same((chosen) => [anyFlow(chosen, { style: { names: ['A', 'B'] } }), anyFlow(chosen, { style: { names: ['프록시', 'host'] } })]);
  });

  it('the second endpoint is declared first', function () {
    this.timeout(0);
    same((chosen) => {
      const text = anyFlow(chosen, { style: { numbers: ['declared', 'declared'] } });
      const [first, second, ...rest] = text.split('\n');
      return [text, second!.startsWith('endpoint') ? [second, first, ...rest].join('\n') : text];
    });
  });

  it('every number that is left out is written', function () {
    this.timeout(0);
    same((chosen) => {
      const text = anyFlow(chosen);
      const lines = text.split('\n');
      const unread = firstUnread(text);
      for (const one of segmentsOf(text)) {
        const { step: { line, statement, segment, findings } } = one;
        // A line that is wrong means something else than it says.
        if (line > unread || findings.some(({ severity }) => severity === 'error')) continue;
        const more = [
          ...(statement.seq === undefined ? [`seq=${shown(one, 'seq')}`] : []),
          ...(statement.ack === undefined && (segment.flags & 0x010) !== 0 ? [`ack=${shown(one, 'ack')}`] : []),
          ...(statement.len === undefined ? [`len=${segment.len}`] : []),
        ];
        lines[line] = lines[line]!.replace(']', more.length === 0 ? ']' : `] ${more.join(' ')}`);
      }
      return [text, lines.join('\n')];
    });
  });

  it('every number that TCP determines is left out', function () {
    this.timeout(0);
    same((chosen) => {
      const text = anyFlow(chosen.slice(0, 250));
      let shorter = text;
      // Below a line that is wrong the numbers that are written say what was meant: TCP does not.
      const until = Math.min(firstUnread(text), ...check(text).findings.filter(({ severity }) => severity === 'error').map(({ line }) => line));
      for (const { timeline: { connections, endpoints }, step: { line, connection, side, segment, findings } } of segmentsOf(text)) {
        if (findings.length > 0 || line > until) continue;
        // A window that is written is a promise, one that is left out only where the declaration gives it.
        const promises = endpoints[connections[connection]!.ends[side].endpoint]!.declared?.declaration.win !== undefined;
        for (const field of [/ seq=\S+/, / ack=\S+/, ...(promises ? [/ win=\S+/] : [])]) {
          const lines = shorter.split('\n');
          const without = lines.with(line, lines[line]!.replace(field, '')).join('\n');
          const other = segmentsOf(without).find(({ step }) => step.line === line)?.step.segment;
          // What follows goes by the last window.
          if (other !== undefined && sameNumbers(other, segment) && (!field.source.includes('win') || sameWindows(without, shorter))) shorter = without;
        }
      }
      return [text, shorter];
    });
  });

  it('notes stand between the lines', function () {
    this.timeout(0);
    fc.assert(fc.property(decisions, (chosen) => {
      const text = anyFlow(chosen);
      let inside = false;
      const moved: number[] = [];
      const noted: string[] = [];
      for (const line of text.split('\n')) {
        moved.push(noted.length);
        noted.push(line);
        inside = line.endsWith('{') || (inside && line !== '}');
        if (!inside) noted.push('note "meanwhile"');
      }
      const before = check(text).findings.map(({ line, code }) => `${moved[line]} ${code}`);
      assert.deepEqual(check(noted.join('\n')).findings.map(({ line, code }) => `${line} ${code}`), before, text);
    }), longRun(60));
  });
});
