// What a line leaves out is filled in from the declarations and from what was agreed on, as hovers and diagrams show it.
import assert from 'node:assert/strict';
import type { SegmentOptions } from '../language-server/core/tcp/segment.ts';
import { check } from './support/check.ts';

/** The options of each segment, in the words of the language. */
const optionsIn = (...lines: readonly string[]): readonly string[] =>
  check(lines.join('\n')).timelines.flatMap(({ steps }) => steps).flatMap((step) => (step.kind === 'segment' ? [written(step.segment.options)] : []));

const written = (options: SegmentOptions): string => {
  const { mss, ws, sackPermitted, tsval, tsecr, ...others } = options;
  assert.deepEqual(others, {});
  const numbers = Object.entries({ mss, ws, tsval, tsecr }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return [...numbers, ...(sackPermitted === true ? ['sack_perm'] : [])].join(' ');
};

const all = (name: string): string => `endpoint ${name} mss=1460 ws=7 sack_perm ts`;

describe('options that a line leaves out', () => {
  it('are those that both ends declare, on SYNs, and timestamps behind them', () => {
    assert.deepEqual(optionsIn(all('client'), all('server'), 'client -> server: [SYN] tsval=100 tsecr=0', 'server -> client: [SYN, ACK] tsval=900 tsecr=100', 'client -> server: [ACK]', 'server -> client: [RST]'), [
      'mss=1460 ws=7 tsval=100 tsecr=0 sack_perm', 'mss=1460 ws=7 tsval=900 tsecr=100 sack_perm', 'tsval=100 tsecr=900', '',
    ]);
  });

  it('echo what came, and nothing on a SYN', () => {
    assert.deepEqual(optionsIn('endpoint client ts', 'endpoint server ts', 'client -> server: [SYN] tsval=100', 'server -> client: [SYN, ACK]', 'client -> server: [ACK] tsval=101'), [
      'tsval=100', 'tsval=0 tsecr=100', 'tsval=101',
    ]);
    assert.deepEqual(optionsIn('endpoint client ts', 'client -> server: [SYN] lost', 'client -> server: [SYN]'), ['tsval=0 tsecr=0', 'tsval=0 tsecr=0']);
  });

  it('are in an answer only where the SYN offers them', () => {
    assert.deepEqual(optionsIn('endpoint client', all('server'), 'client -> server: [SYN]', 'server -> client: [SYN, ACK]', 'client -> server: [ACK]', 'server -> client: [ACK] len=1'), ['', 'mss=1460', '', '']);
    assert.deepEqual(optionsIn('endpoint client sack_perm', all('server'), 'client -> server: [SYN]', 'server -> client: [SYN, ACK]'), ['sack_perm', 'mss=1460 sack_perm']);
    assert.deepEqual(optionsIn('endpoint client ws=0', all('server'), 'client -> server: [SYN]', 'server -> client: [SYN, ACK]'), ['ws=0', 'mss=1460 ws=7']);
  });

  it('are all of them in a SYN that is sent again, whatever the other one has', () => {
    assert.deepEqual(optionsIn(all('a'), 'endpoint b', 'a -> b: [SYN] lost', 'b -> a: [SYN]', 'a -> b: [SYN]', 'a -> b: [SYN, ACK]'), [
      'mss=1460 ws=7 tsval=0 tsecr=0 sack_perm', '', 'mss=1460 ws=7 tsval=0 tsecr=0 sack_perm', 'mss=1460',
    ]);
  });

  it('are all of them in an answer to a SYN that nobody wrote', () => {
    assert.deepEqual(optionsIn(all('server'), 'server -> client: [SYN, ACK] ack=1'), ['mss=1460 ws=7 tsval=0 tsecr=0 sack_perm']);
  });
});
