// Hover, outline, folding and drawings as a client gets them.
import assert from 'node:assert/strict';

import { SymbolKind, type DocumentSymbol, type MarkupContent } from 'vscode-languageserver-protocol';

import { applied, nothingShown } from '../../language-server/core/diagram/shown.ts';
import { startClient, type LanguageClient } from '../support/language-client.ts';

const uri = 'file:///flows/handshake.tcpflow';
const text = `// Two comment lines
// fold.
/// The *browser*.
endpoint client isn=x
endpoint server isn=y
flow "Handshake" {
  client -> server: [SYN]
  section "Rest" {
    server -> client: [SYN, ACK]
    client -> server: [ACK] lost
  }
}
flow "Other" {
  client -> server: [SYN] violates seq-gap
  note "client [SYN]"
}
`;

describe('the server, asked by a client', function () {
  this.timeout(60_000);
  let client: LanguageClient;
  before(async () => {
    client = await startClient();
    await client.open(uri, text);
  });
  after(() => client.stop());

  const hover = async (line: number, word: string, offset = 0): Promise<string> => {
    const character = text.split('\n')[line]!.indexOf(word) + offset;
    const found = await client.hover(uri, line, character);
    assert.ok(found !== null, `nothing at ${line}:${character}`);
    assert.equal((found.contents as MarkupContent).kind, 'markdown');
    return (found.contents as MarkupContent).value;
  };

  it('says what a segment does to both ends', async () => {
    // Between the words: the line as a whole.
    const shown = await hover(8, ': [', 1);
    assert.match(shown, /```tcpflow\nserver -> client: \[SYN, ACK\] seq=y ack=x\+1 len=0 win=65535\n```/);
    assert.match(shown, /\| state \| SYN-RECEIVED \| \*\*SYN-SENT → ESTABLISHED\*\* \|/);
    assert.match(shown, /\| SND\.NXT \| \*\*– → y\+1\*\* \| x\+1 \|/);
    assert.match(shown, /\[RFC 9293 §3\.10\.7\.3\]\(https:\/\/www\.rfc-editor\.org\/rfc\/rfc9293#section-3\.10\.7\.3\)/);
  });

  it('shows an endpoint\'s own comment, as text, and its state', async () => {
    assert.equal(await hover(9, 'client'), '**client**\n\nThe \\*browser\\*.\n\n'
      + 'With server: ESTABLISHED since line 9. [RFC 9293 §3.3.2](https://www.rfc-editor.org/rfc/rfc9293#section-3.3.2)');
  });

  it('gives the range of what is meant', async () => {
    assert.deepEqual((await client.hover(uri, 6, 4))?.range, { start: { line: 6, character: 2 }, end: { line: 6, character: 8 } });
  });

  it('says nothing where nothing is', async () => {
    assert.equal(await client.hover(uri, 0, 4), null);
    assert.equal(await client.hover(uri, 11, 0), null);
    assert.equal(await client.hover(uri, 14, 12), null);
  });

  it('names flows, sections, endpoints and segments', async () => {
    const symbols = await client.symbols(uri);
    const tree = (entries: readonly DocumentSymbol[], indent = ''): string[] =>
      entries.flatMap(({ name, detail, kind, range, children = [] }) =>
        [`${indent}${name}${detail === '' ? '' : ` (${detail})`} ${kind} ${range.start.line}-${range.end.line}`, ...tree(children, `${indent}  `)]);
    assert.deepEqual(tree(symbols), [
      `client (isn=x) ${SymbolKind.Interface} 3-3`,
      `server (isn=y) ${SymbolKind.Interface} 4-4`,
      `Handshake (client ESTABLISHED, server SYN-RECEIVED) ${SymbolKind.Module} 5-11`,
      `  client → server [SYN] ${SymbolKind.Method} 6-6`,
      `  Rest (client ESTABLISHED, server SYN-RECEIVED) ${SymbolKind.Namespace} 7-10`,
      `    server → client [SYN, ACK] ${SymbolKind.Method} 8-8`,
      `    client → server [ACK] (lost) ${SymbolKind.Method} 9-9`,
      `Other (client SYN-SENT, server SYN-RECEIVED) ${SymbolKind.Module} 12-15`,
      `  client → server [SYN] ${SymbolKind.Method} 13-13`,
    ]);
  });

  it('folds blocks and runs of comments', async () => {
    assert.deepEqual((await client.folding(uri)).map(({ startLine, endLine, kind }) => [startLine, endLine, kind]), [
      [0, 2, 'comment'], [5, 10, undefined], [7, 9, undefined], [12, 14, undefined],
    ]);
  });

  it('pairs braces in outline and folding over broken lines', async () => {
    const broken = 'untitled:broken';
    await client.open(broken, 'flow "a" {\n  secton "b" {\n    A -> B: [SYN]\n  }\n  A -> B: [ACK]\n}\nflow "c" {\nflow "d" {\n  A -> B: [SYN]\n}\n');
    assert.deepEqual((await client.symbols(broken)).map(({ name, range, children }) => [name, range.start.line, range.end.line, children?.length]), [
      ['a', 0, 5, 2], ['c', 6, 6, 0], ['d', 7, 9, 1],
    ]);
    assert.deepEqual((await client.folding(broken)).map(({ startLine, endLine }) => [startLine, endLine]), [[0, 4], [1, 2], [7, 8]]);
  });

  it('sends drawings of what is followed, after each change, and no longer', async () => {
    const first = await client.drawings(uri);
    assert.equal(first.version, 1);
    assert.equal(first.flows!.length, 2);
    const before = applied(nothingShown, first.shown!)!;
    const next = client.nextDrawings();
    await client.change(uri, 2, { range: { start: { line: 12, character: 0 }, end: { line: 16, character: 0 } }, text: '' });
    const second = await next;
    assert.deepEqual([second.uri, second.view, second.version, second.from, second.flows!.length], [uri, 'view', 2, first.sequence, 1]);
    const other = applied(nothingShown, (await client.drawings(uri, 'other')).shown!)!;
    const now = applied(before, second.shown!)!;
    const plain = (shown: typeof now) => ({ ...shown, tiles: shown.tiles.map(({ id: _, ...tile }) => tile), contents: [...shown.contents.values()].map(({ id: _, ...content }) => content) });
    assert.deepEqual(plain(now), plain(other));
    await client.unfollow(uri, 'other');

    await client.unfollow(uri);
    let more = 0;
    void client.nextDrawings().then(() => more++);
    await client.change(uri, 3, { text });
    await client.diagnostics(uri, 3);
    await client.hover(uri, 0, 0);
    assert.equal(more, 0);
  });

  it('has no drawings of an unknown document, and sends them when it is opened', async () => {
    const later = 'untitled:later';
    assert.deepEqual(await client.drawings(later), { uri: later, view: 'view', version: 0, sequence: 1, flows: [], problems: { count: 0, shown: [] } });
    const next = client.nextDrawings();
    await client.open(later, 'A -> B: [SYN]\n', 7);
    assert.deepEqual([(await next).uri, (await next).version], [later, 7]);
  });

  it('tells what is so at a line: both ends, how they got there, what is said on hover', async () => {
    const flow = 'untitled:moment';
    await client.open(flow, 'endpoint a isn=x\nendpoint b isn=y\na -> b: [SYN]\n\nb -> a: [SYN, ACK] ack=x+7\n');
    const [first, second] = [await client.moment(flow, 2), await client.moment(flow, 4)];
    assert.deepEqual(first?.ends.map(({ name, state, moves }) => [name, state, moves.map(({ from, to, event }) => `${from} ${to} ${event ?? ''}`)]), [
      ['a', 'SYN-SENT', ['CLOSED SYN-SENT OPEN active']], ['b', 'SYN-RECEIVED', ['LISTEN SYN-RECEIVED rcv SYN']],
    ]);
    assert.deepEqual(second?.ends[0]?.path.map(({ to }) => to), ['SYN-SENT', 'ESTABLISHED']);
    assert.deepEqual(second?.rows.find(({ label }) => label === 'SND.UNA')?.cells, [{ before: 'x', after: 'x+1' }, { before: '–', after: 'y' }]);
    assert.deepEqual(second?.problems.map(({ code }) => code), ['ack-of-unsent-data']);
    assert.ok(second?.blocks.some((block) => block.kind === 'code' && block.text.startsWith('b -> a: [SYN, ACK]')));
    assert.deepEqual((await client.moment(flow, 3))?.ends.map(({ moves }) => moves), [[], []]);
    assert.equal(await client.moment('untitled:unknown', 0), null);
  });

  it('draws numbers as a view wants them', async () => {
    const flow = 'untitled:numbers';
    await client.open(flow, 'endpoint a isn=1000\na -> b: [SYN]\nb -> a: [SYN, ACK]\n');
    const shown = async (numbers: 'written' | 'relative' | 'absolute'): Promise<string> =>
      JSON.stringify([...applied(nothingShown, (await client.drawings(flow, numbers, { numbers, detail: 'full' })).shown!)!.contents.values()].flatMap(({ items }) => items.map(({ reading }) => reading)));
    assert.match(await shown('written'), /seq 1000.*seq 0, ack 1001/);
    assert.match(await shown('relative'), /seq 0.*seq 0, ack 1[^0]/);
  });
});
