// An open document under edits: whatever the changes, it is as if its text had been opened anew, at the cost of the
// lines that were touched.
import assert from 'node:assert/strict';

import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';

import type { Line } from '../../language-server/core/flow/statement.ts';
import { openDocument } from '../../language-server/lsp/document.ts';

type Position = ReturnType<typeof position>;

const position = (line: number, character: number): { line: number; character: number } => ({ line, character });

/** The text after a change, by offsets. */
const changed = (text: string, change: { readonly range?: { readonly start: Position; readonly end: Position }; readonly text: string }): string => {
  if (change.range === undefined) return change.text;
  const document = TextDocument.create('u', 'tcpflow', 1, text);
  const [start, end] = [document.offsetAt(change.range.start), document.offsetAt(change.range.end)].sort((a, b) => a - b) as [number, number];
  return text.slice(0, start) + change.text + text.slice(end);
};

/** A line without where it stands. */
const parsed = ({ statement, problem, opens, doc }: Line): Line => ({ ...(statement && { statement }), ...(problem && { problem }), opens, doc } as Line);

describe('a document', function () {
  this.timeout(60_000);
  const piece = fc.constantFrom('\n', '\r\n', '\r', 'A -> B: [SYN]', '[', '}', 'flow "x" {', ' ', '// c', '/// d', '한', '\u{1F600}', 'seq=1', '\u0000', '\ufeff', '"');
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const place = fc.record({ line: fc.integer({ min: -1, max: 9 }), character: fc.integer({ min: -1, max: 20 }) });
  const change = fc.oneof(
    { weight: 9, arbitrary: fc.record({ range: fc.record({ start: place, end: place }), text }) },
    { weight: 1, arbitrary: fc.record({ text }) },
  );

  it('has the lines that its text has, after any changes', () => {
    fc.assert(fc.property(text, fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 6 }), (before, edits) => {
      const document = openDocument('u', 1, before);
      let text = before;
      edits.forEach((changes, index) => {
        document.change(changes, index + 2);
        for (const change of changes) text = changed(text, change);
        const anew = openDocument('u', index + 2, text);
        assert.deepEqual(document.lines.map(parsed), anew.lines.map(parsed));
        assert.deepEqual(document.analysis().findings, anew.analysis().findings);
        assert.equal(document.version, index + 2);
      });
    }), { numRuns: 500 });
  });

  it('parses the lines that a change touches, and no others', () => {
    const document = openDocument('u', 1, 'A -> B: [SYN]\n'.repeat(10_000));
    document.analysis();
    const parsedBy = (...change: Parameters<typeof document.change>[0]): number => {
      const before = document.parsed;
      document.change(change, 2);
      return document.parsed - before;
    };
    assert.equal(parsedBy({ range: { start: position(5000, 3), end: position(5000, 3) }, text: 'x' }), 1);
    assert.equal(parsedBy({ range: { start: position(5000, 3), end: position(5000, 3) }, text: '\n\n' }), 3);
    assert.equal(parsedBy({ range: { start: position(10, 0), end: position(5000, 0) }, text: '' }), 1);
    assert.equal(document.lines.length, 10_001 + 2 - 4990);
  });

  it('refuses a change that is none, and what is said about it then, until it gets all of the text', () => {
    const text = 'A -> B: [SYN]\nx';
    const document = openDocument('u', 1, text);
    const broken = [
      { range: null, text: 'y' }, { range: {}, text: 'y' }, { range: { start: position(NaN, 0), end: position(0, 0) }, text: 'y' },
      { range: { start: position(0, 0), end: position(0, 0) } }, {}, { text: 5 }, null,
    ];
    for (const change of broken) {
      assert.throws(() => document.change([change as never], 2), JSON.stringify(change));
      assert.equal(document.lineText(0), 'A -> B: [SYN]');
      assert.throws(() => document.analysis(), JSON.stringify(change));
      document.change([{ range: { start: position(0, 0), end: position(0, 0) }, text: '' }], 3);
      assert.throws(() => document.analysis(), JSON.stringify(change));
      document.change([{ text }], 4);
      assert.deepEqual(document.analysis().findings.map(({ line }) => line), [1]);
    }
  });
});
