// Random files and random edits of them, for fast-check: what people do to a text, and what nobody does. Knows texts, not what
// they mean; the pieces are of the language so that edits change something.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';

const root = join(import.meta.dirname, '../..');
const textsIn = (folder: string): string[] =>
  readdirSync(join(root, folder)).filter((name) => name.endsWith('.tcpflow')).sort().map((name) => readFileSync(join(root, folder, name), 'utf8'));

/** Real flows, and long ones: the joints between their parts are where an edit could go wrong. */
const realTexts = [...textsIn('examples'), ...textsIn('test/fixtures/flows')];

const statements = [
  'A -> B: [SYN] seq=0', 'B -> A: [SYN, ACK] seq=0 ack=1', 'A -> B: [ACK] seq=1 ack=1', 'A -> B: [PSH, ACK] seq=1 ack=1 len=10',
  'B -> A: [ACK] seq=1 ack=11', 'A -> B: [ACK]', 'B -> A: [ACK]', 'A -> B: [PSH, ACK] len=100', 'B -> A: [PSH, ACK] len=100 lost',
  'A -> B: [FIN, ACK]', 'B -> A: [FIN, ACK]', 'A -> B: [RST]', 'A:1 -> B:2: [SYN]', 'B:2 -> A:1: [SYN, ACK]', 'A:1 -> B: [ACK]', 'C -> A: [SYN]', 'A -> A: [SYN]',
  'A -> B: [ACK] len=10 delayed as d1', 'A -> B: [ACK] len=10 delayed as d2', 'deliver d1', 'deliver d2', 'drop d1', 'deliver d3',
  'A -> B: [ACK] ack=999 violates ack-of-unsent-data', 'A -> B: [ACK] violates unanswered-segment', 'A -> B: [ACK] len=5 violates undelivered-segment',
  'expect A ESTABLISHED, B ESTABLISHED', 'expect A CLOSED', 'expect A.snd.nxt = 1', 'expect A:1 SYN-SENT', 'expect Aa CLOSED',
  'A.connect()', 'B.listen()', 'A.close()', 'B.close()', 'A->B.abort()', 'A.timeout(retransmission)', 'A.timeout(time-wait)',
  'wait 2MSL', '@10ms A -> B: [ACK]', '@+5ms B -> A: [ACK]', '@1ms A -> B: [ACK]', 'note "n"', 'note over A, B "n"', 'observed at A', 'observed between',
  'endpoint A', 'endpoint B', 'endpoint A isn=x, B isn=y', 'endpoint C TIME-WAIT', 'endpoint B FIN-WAIT-1', 'endpoint idle', 'rule unused-endpoint off', 'rule stale-ack warning',
  'Zeta -> B: [ACK]', 'B -> Zeta: [ACK]', 'expect Zeta CLOSED', 'note over Zeta "n"',
  'flow "f" {', 'flow {', 'section "s" {', 'cross {', '}', '}', '}', '// comment', '/// doc', '', '  ', 'secton "x" {', 'what is this', 'A -> B', 'A -> B: [SYN] seq=x+1', '클라 -> 서버: [SYN]',
];

const pieces = [...statements, '\n', '\r\n', '\r', ' ', '{', '}', 'x', '1', '=', 'A', '\u{1F600}', '한', '\ufeff', '\u200b', '// \u202e', '\u0000', '"', '//', ' lost', ' len=7', ' seq=3', ' ack=2'];

const line = fc.constantFrom(...statements);
/** A file of some hundred lines: a connection with all sorts of things between its segments. */
const longText = fc.record({ head: fc.array(line, { maxLength: 6 }), body: fc.array(line, { minLength: 30, maxLength: 260 }), steady: fc.boolean() }).map(({ head, body, steady }) => {
  const lines = steady ? body.flatMap((one, index) => [index % 9 === 4 ? one : '', `A -> B: [PSH, ACK] seq=${1 + index * 10} ack=1 len=10`, `B -> A: [ACK] seq=1 ack=${11 + index * 10}`]) : body;
  return [...head, 'A -> B: [SYN] seq=0', 'B -> A: [SYN, ACK] seq=0 ack=1', 'A -> B: [ACK] seq=1 ack=1', ...lines].join('\n');
});

export const anyText: fc.Arbitrary<string> = fc.oneof({ weight: 1, arbitrary: fc.constantFrom(...realTexts) }, { weight: 3, arbitrary: longText });

/** A few lines: a passage of a real flow, or a connection with anything behind its handshake, or in front of it. */
export const shortText: fc.Arbitrary<string> = fc.oneof(
  fc.record({ real: fc.constantFrom(...realTexts), from: fc.nat(), length: fc.integer({ min: 4, max: 24 }) }).map(({ real, from, length }) => {
    const lines = real.split('\n');
    const start = from % lines.length;
    return lines.slice(start, start + length).join('\n');
  }),
  fc.record({ head: fc.array(line, { maxLength: 4 }), body: fc.array(line, { maxLength: 12 }) }).map(({ head, body }) => [...head, ...statements.slice(0, 3), ...body].join('\n')),
);

/** An edit of any text: places are parts of its length. */
export type Edit =
  | { readonly kind: 'type' | 'paste'; readonly place: number; readonly text: string }
  | { readonly kind: 'delete'; readonly place: number; readonly length: number }
  | { readonly kind: 'replace'; readonly place: number; readonly length: number; readonly text: string }
  /** Behind the last character of a line. */
  | { readonly kind: 'end'; readonly place: number; readonly text: string }
  | { readonly kind: 'line' | 'duplicate' | 'remove' | 'break'; readonly place: number; readonly text: string }
  | { readonly kind: 'undo' }
  | { readonly kind: 'all'; readonly text: string };

/** Anywhere: fast-check's own numbers between 0 and 1 almost all lie at 0. */
export const place: fc.Arbitrary<number> = fc.noBias(fc.nat(2 ** 20 - 1)).map((part) => part / 2 ** 20);
const piece = fc.constantFrom(...pieces);
const editOf = (longestPaste: number): fc.Arbitrary<Edit> => fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('type' as const), place, text: piece }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('end' as const), place, text: piece }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), place, length: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('replace' as const), place, length: fc.integer({ min: 1, max: 30 }), text: piece }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('line' as const, 'duplicate' as const, 'remove' as const), place, text: line }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('break' as const), place, text: fc.constantFrom('\r\n', '\r', '\n') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('paste' as const), place, text: fc.array(line, { minLength: 2, maxLength: longestPaste }).map((lines) => `${lines.join('\n')}\n`) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'undo' as const }) },
);
export const anyEdit = editOf(150);
/** One that leaves a short text short. */
export const shortEdit = editOf(8);

/** The edit as a client sends it, and the text after it. `before`: the text that an undo leads back to. */
export const changeOf = (edit: Edit, text: string, before: string): { readonly change: TextDocumentContentChangeEvent; readonly after: string } => {
  const document = TextDocument.create('', '', 1, text);
  const exchange = (from: number, to: number, inserted: string): ReturnType<typeof changeOf> => {
    const range = { start: document.positionAt(from), end: document.positionAt(to) };
    // A position cannot stand inside a line end.
    const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
    return { change: { range, text: inserted }, after: text.slice(0, start) + inserted + text.slice(end) };
  };
  if (edit.kind === 'all') return { change: { text: edit.text }, after: edit.text };
  if (edit.kind === 'undo') {
    let start = 0;
    while (start < text.length && start < before.length && text[start] === before[start]) start++;
    let end = 0;
    while (end < text.length - start && end < before.length - start && text.at(-1 - end) === before.at(-1 - end)) end++;
    return exchange(start, text.length - end, before.slice(start, before.length - end));
  }
  const at = Math.floor(edit.place * text.length);
  const { line: number } = document.positionAt(at);
  const [lineStart, nextLine] = [document.offsetAt({ line: number, character: 0 }), document.offsetAt({ line: number + 1, character: 0 })];
  const lineEnd = lineStart + text.slice(lineStart, nextLine).replace(/[\r\n]+$/, '').length;
  switch (edit.kind) {
    case 'type':
    case 'paste': return exchange(at, at, edit.text);
    case 'delete': return exchange(at, at + edit.length, '');
    case 'replace': return exchange(at, at + edit.length, edit.text);
    case 'line': return exchange(lineStart, lineStart, `${edit.text}\n`);
    case 'end': return exchange(lineEnd, lineEnd, edit.text);
    case 'duplicate': return exchange(lineStart, lineStart, text.slice(lineStart, nextLine));
    case 'remove': return exchange(lineStart, nextLine, '');
    case 'break': return exchange(lineStart, lineStart, edit.text);
  }
};

/** Short texts for what looks at each place: flows that were spoilt, lines of the language in no order, and any characters at all. */
export const someText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.oneof(fc.constantFrom(...realTexts), fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'))), fc.nat(), fc.array(anyEdit, { maxLength: 8 })).map(([text, from, edits]) => {
      const lines = text.split('\n');
      const start = lines.slice(from % lines.length, (from % lines.length) + 40).join('\n');
      return edits.reduce((now, edit) => changeOf(edit, now, start).after, start);
    }),
  },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((all) => all.join('')) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }).map((bytes) => new TextDecoder().decode(bytes)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);
