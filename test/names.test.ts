// Which names a file has, where each stands, and that renaming one changes nothing but its name.
import assert from 'node:assert/strict';

import { declarationOf, nameAt, namesOf, type Name } from '../language-server/core/ide/names.ts';
import { clashOf } from '../language-server/core/ide/rename.ts';
import { toEnd } from '../language-server/core/flow/turns.ts';
import { format } from '../language-server/core/flow/message.ts';
import { parseLines } from '../language-server/syntax/lines.ts';
import { nameProblem } from '../language-server/syntax/name.ts';
import { check } from './support/check.ts';
import { fixtures } from './support/fixtures.ts';

const names = (text: string): readonly Name[] => toEnd(namesOf(parseLines(text)));

/** `KIND NAME in FLOW: LINE:COLUMN! …`, counted from 1; `!` where it is declared. */
const listed = (text: string): readonly string[] => names(text).map(({ kind, text: name, flow, occurrences }) =>
  `${kind} ${name} in ${flow}: ${occurrences.map(({ line, span, declares }) => `${line + 1}:${span.start + 1}${declares ? '!' : ''}`).join(' ')}`).toSorted();

const scoped = `endpoint A isn=x, B isn=y
flow "declared outside" {
  A -> B: [SYN] seq=x as first
  expect A.iss = x, B->A LISTEN
  note over A, B "A"
}
flow "declared anew" {
  endpoint A isn=z
  A -> B: [SYN] seq=z delayed as first
  A -> B: [SYN] seq=x
  deliver first
  B -> A: [SYN, ACK] seq=y ack=z+1 sack=z-z+1
}
observed at A
C.close()
`;

describe('names', () => {
  it('are known where they are declared', () => {
    assert.deepEqual(listed(scoped), [
      'endpoint A in 0: 1:10! 3:3 4:10 4:24 5:13 8:12! 9:3 10:3 12:8 14:13',
      'endpoint B in 0: 1:19! 3:8 4:21 5:16 9:8 10:8 12:3',
      'endpoint C in 0: 15:1',
      'isn x in 0: 1:16! 3:21 4:18',
      'isn y in 0: 1:25! 12:26',
      'isn z in 2: 8:18! 9:21 12:32 12:41 12:43',
      'segment first in 1: 3:26!',
      'segment first in 2: 9:34! 11:11',
    ]);
  });

  it('that nobody declares belong to the flow that uses them', () => {
    assert.deepEqual(listed('flow "a" {\nA -> B: [SYN] seq=q\n}\nflow "b" {\nA -> B: [SYN]\n'), [
      'endpoint A in 1: 2:1', 'endpoint A in 2: 5:1', 'endpoint B in 1: 2:6', 'endpoint B in 2: 5:6',
    ]);
  });

  it('lead to the declaration that counts', () => {
    const declaredFor = (text: string, line: number, column: number): number => {
      const { name, occurrence } = nameAt(names(text), line - 1, column - 1) ?? assert.fail();
      return declarationOf(name, occurrence).line + 1;
    };
    assert.deepEqual([declaredFor(scoped, 3, 3), declaredFor(scoped, 12, 8), declaredFor(scoped, 14, 13), declaredFor(scoped, 15, 1)], [1, 8, 1, 15]);
    const twice = 'A -> B: [SYN] delayed as s\ndeliver s\nA -> B: [SYN] delayed as s\ndrop s';
    assert.deepEqual([declaredFor(twice, 2, 9), declaredFor(twice, 4, 6)], [1, 3]);
  });
});

const renamed = (text: string, { occurrences }: Name, newText: string): string => {
  const lines = text.split('\n');
  for (const { line, span } of occurrences.toReversed()) lines[line] = lines[line]!.slice(0, span.start) + newText + lines[line]!.slice(span.end);
  return lines.join('\n');
};

describe('renaming', () => {
  const problemOf = (kind: string, name: string, newText: string): string | undefined => {
    const all = names(scoped);
    const [found] = all.filter((one) => one.kind === kind && one.text === name);
    const problem = nameProblem(newText) ?? clashOf(all, found!, newText);
    return problem && format(problem);
  };

  it('refuses what is no name, what is a word of the language, and what is taken', () => {
    assert.match(problemOf('endpoint', 'B', '1st')!, /^`1st` is no name: /);
    assert.match(problemOf('endpoint', 'B', 'my-host')!, /^`my-host` is no name: /);
    assert.match(problemOf('endpoint', 'B', '')!, /is no name/);
    for (const word of ['expect', 'as', 'violates', 'SYN', 'time_wait', 'CLOSED']) assert.equal(problemOf('isn', 'x', word), `\`${word}\` is a word of the language`);
    assert.equal(problemOf('endpoint', 'B', 'A'), 'there is another endpoint `A` already');
    assert.equal(problemOf('endpoint', 'B', 'C'), 'there is another endpoint `C` already');
    assert.equal(problemOf('isn', 'z', 'x'), '`x` is another endpoint\'s initial sequence number already');
    assert.equal(problemOf('endpoint', 'B', '서버'), undefined);
    assert.equal(problemOf('endpoint', 'B', 'x'), undefined);
    assert.equal(problemOf('endpoint', 'B', 'B'), undefined);
  });

  // What a misspelt name may have meant depends on how the others are spelt.
  const files = ['flows', 'rules', 'diagram'].flatMap((folder) => fixtures(folder))
    .filter(({ text }) => !check(text).findings.some(({ code }) => code.startsWith('unknown-')));
  for (const { name, text } of files) {
    it(`changes nothing else in ${name}`, () => {
      const found = (of: string): readonly string[] => check(of).findings.map(({ code, line, severity }) => `${line} ${severity} ${code}`);
      for (const one of names(text)) assert.deepEqual(found(renamed(text, one, 'quite_other')), found(text), `${one.kind} ${one.text}`);
    });
  }
});
