// What is shown between the lines, and that writing it down is right.
import assert from 'node:assert/strict';

import { hints, type HintChoice } from '../language-server/core/ide/hints.ts';
import { parseLines } from '../language-server/syntax/lines.ts';
import { check } from './support/check.ts';
import { fixtures } from './support/fixtures.ts';

const both: HintChoice = { numbers: true, states: true };

const hintsOf = (text: string, choice = both, from = 0, to = 1e6): ReturnType<typeof hints> => hints(check(text).timelines, parseLines(text), (line) => text.split('\n')[line]!, from, to, choice);

/** The text with its hints: numbers as ‹…› where they stand, states behind the line. */
const shown = (text: string, choice = both): string => {
  const lines = text.split('\n');
  for (const { line, column, text: hint } of hintsOf(text, choice).toReversed()) {
    const at = column ?? lines[line]!.length;
    lines[line] = `${lines[line]!.slice(0, at)} ‹${hint}›${lines[line]!.slice(at)}`;
  }
  return lines.join('\n');
};

/** The text after each hint was double-clicked. */
const written = (text: string): string => {
  const lines = text.split('\n');
  for (const { line, column, insert } of hintsOf(text).toReversed()) {
    if (insert === undefined) continue;
    const at = column ?? lines[line]!.length;
    const more = insert.below ? `\n${/^[ \t]*/.exec(lines[line]!)![0]}${insert.text}` : insert.text;
    lines[line] = lines[line]!.slice(0, at) + more + lines[line]!.slice(at);
  }
  return lines.join('\n');
};

const handshake = `endpoint client isn=x
client -> server: [SYN]
server -> client: [SYN, ACK] ack=x+1 // yes
client -> server: [PSH, ACK] ack=1 "GET"
expect client ESTABLISHED
client -> server: [ACK
client.close()
client -> server: [FIN, ACK] seq=x+4 lost
`;

describe('hints', () => {
  it('show what is left out, and which states change', () => {
    assert.equal(shown(handshake.replace('endpoint client isn=x\n', 'endpoint client isn=x, server\n')), `endpoint client isn=x, server
client -> server: [SYN] ‹seq=x› ‹client SYN-SENT, server SYN-RECEIVED›
server -> client: [SYN, ACK] ‹seq=0› ack=x+1 // yes ‹client ESTABLISHED›
client -> server: [PSH, ACK] ‹seq=x+1› ack=1 ‹len=3› "GET" ‹server ESTABLISHED›
expect client ESTABLISHED
client -> server: [ACK
client.close() ‹client FIN-WAIT-1›
client -> server: [FIN, ACK] seq=x+4 ‹ack=1› lost
`);
  });

  it('tell no state that one of the lines below expects', () => {
    const text = 'A -> B: [SYN]\nexpect A SYN-SENT\nnote "and"\nexpect B SYN-RECEIVED\n';
    assert.equal(shown(text, { numbers: false, states: true }), text);
  });

  it('name an end so that it can be written down, or write nothing', () => {
    const two = 'c:1 -> s:80: [SYN]\nc:2 -> s:80: [SYN]\n';
    assert.equal(shown(two, { numbers: false, states: true }), 'c:1 -> s:80: [SYN] ‹c:1 SYN-SENT, s SYN-RECEIVED›\nc:2 -> s:80: [SYN] ‹c:2 SYN-SENT, s SYN-RECEIVED›\n');
    assert.equal(written(two).match(/expect/g), null);
    assert.match(shown('c -> p: [SYN]\np -> s: [SYN]\n'), /‹seq=0› ‹p->s SYN-SENT, s SYN-RECEIVED›/);
  });

  it('have no numbers for who has no connection, but those of a refusal', () => {
    assert.equal(shown('A -> B: [PSH, ACK] "x"'), 'A -> B: [PSH, ACK] ‹len=1› "x"');
    assert.equal(shown('endpoint A isn=7\nendpoint B CLOSED\nA -> B: [SYN]\nB -> A: [RST, ACK]').split('\n').at(-1), 'B -> A: [RST, ACK] ‹seq=0 ack=8› ‹A CLOSED›');
  });

  it('are those that are wanted, of the lines that are wanted', () => {
    assert.equal(shown('A -> B: [SYN]', { numbers: true, states: false }), 'A -> B: [SYN] ‹seq=0›');
    assert.equal(shown('A -> B: [SYN]', { numbers: false, states: true }), 'A -> B: [SYN] ‹A SYN-SENT, B SYN-RECEIVED›');
    const many = 'A -> B: [SYN]\n'.repeat(10);
    assert.deepEqual(hintsOf(many, both, 3, 5).map(({ line }) => line), [3, 4, 5]);
    assert.deepEqual(hintsOf(`${many}flow "a" {\nA -> B: [SYN]\n}\n`, { numbers: true, states: false }, 11, 11).map(({ line }) => line), [11]);
  });

  it('stand in the columns of the numbers around them', () => {
    assert.equal(shown('A -> B: [SYN]       mss=5\nB -> A: [SYN, ACK]  // yes', { numbers: true, states: false }),
      'A -> B: [SYN]       ‹seq=0› mss=5\nB -> A: [SYN, ACK] ‹seq=0 ack=1›  // yes');
  });

  it('say which connection is meant where there are several', () => {
    assert.match(shown('A -> P: [SYN]\nP -> B: [SYN]'), /A SYN-SENT, P->A SYN-RECEIVED›\n.*P->B SYN-SENT, B SYN-RECEIVED›/);
    assert.match(shown('A:1 -> B: [SYN]\nA:2 -> B: [SYN]'), /A:1 SYN-SENT/);
  });

  it('stand behind the block in which segments cross', () => {
    assert.equal(shown('cross {\n  A -> B: [SYN]\n  B -> A: [SYN]\n}', { numbers: false, states: true }),
      'cross {\n  A -> B: [SYN] ‹A SYN-SENT›\n  B -> A: [SYN] ‹B SYN-SENT›\n} ‹B SYN-RECEIVED, A SYN-RECEIVED›');
  });

  it('say nothing of what an observed flow has not shown yet', () => {
    assert.equal(hintsOf('observed between\nA -> B: [ACK] len=5\nB -> A: [ACK]').length, 0);
  });

  for (const { name, text } of ['flows', 'diagram'].flatMap((folder) => fixtures(folder))) {
    if (check(text).findings.length > 0) continue;
    it(`may be written into ${name}`, () => {
      const more = written(text);
      assert.notEqual(more, text);
      assert.deepEqual(check(more).findings, [], more);
      assert.deepEqual(hintsOf(more).filter(({ insert }) => insert !== undefined), [], more);
    });
  }
});
