// Completion and quick fixes as clients get them, with what each of them can do.
import assert from 'node:assert/strict';

import { CodeActionRequest, CompletionRequest, InsertTextFormat, type CodeAction, type CompletionItem, type CompletionList, type TextEdit } from 'vscode-languageserver-protocol';

import { startClient, type LanguageClient } from '../support/language-client.ts';

const uri = 'file:///flows/editing.tcpflow';

describe('the server, helping to write', function () {
  this.timeout(60_000);
  let client: LanguageClient;
  let version = 0;
  before(async () => {
    client = await startClient(undefined, undefined, { textDocument: { completion: { completionItem: { snippetSupport: true, insertReplaceSupport: true } } } });
  });
  after(() => client.stop());

  /** Opens the text, without its cursor, and asks for proposals there. */
  const complete = async (text: string, asked = client, triggerCharacter?: string): Promise<readonly CompletionItem[]> => {
    const before = text.slice(0, text.indexOf('<|>')).split('\n');
    await asked.open(uri, text.replace('<|>', ''), ++version);
    const position = { line: before.length - 1, character: before.at(-1)!.length };
    const context = triggerCharacter === undefined ? { triggerKind: 1 as const } : { triggerKind: 2 as const, triggerCharacter };
    return ((await asked.connection.sendRequest(CompletionRequest.type, { textDocument: { uri }, position, context })) as CompletionList).items;
  };

  it('proposes the next segment first, with what it does', async () => {
    const [first] = await complete('endpoint client isn=x\r\nendpoint server isn=y\r\nclient -> server: [SYN] seq=x\r\n  ser<|>\r\n');
    assert.ok(first !== undefined);
    assert.equal(first.label, 'server -> client: [SYN, ACK] seq=y ack=x+1');
    assert.equal(first.detail, 'server SYN-RECEIVED, client SYN-SENT → ESTABLISHED');
    assert.equal(first.preselect, true);
    assert.match((first.documentation as { value: string }).value, /server accepts the connection\.\n\n\| {2}\| server \| client \|/);
    assert.deepEqual(first.textEdit, {
      newText: 'server -> client: [SYN, ACK] seq=y ack=x+1',
      insert: { start: { line: 3, character: 2 }, end: { line: 3, character: 5 } },
      replace: { start: { line: 3, character: 2 }, end: { line: 3, character: 5 } },
    });
  });

  it('keeps its order whatever the client sorts by', async () => {
    const items = await complete('A -> B: [SYN]\n<|>');
    assert.deepEqual(items.map(({ sortText }) => sortText), items.map(({ sortText }) => sortText).toSorted());
  });

  it('does not pop up where a line is only indented', async () => {
    assert.deepEqual(await complete('A -> B: [SYN]\n  <|>', client, ' '), []);
    assert.ok((await complete('A -> B: [SYN]\nexpect <|>', client, ' ')).length > 0);
  });

  it('writes plain text for clients without tab stops', async () => {
    const plain = await startClient();
    try {
      const items = await complete('<|>', plain);
      assert.deepEqual(items.filter(({ insertTextFormat }) => insertTextFormat === InsertTextFormat.Snippet), []);
      assert.deepEqual(items.find(({ label }) => label === 'simultaneous open')?.textEdit, {
        newText: 'cross {\n  client -> server: [SYN] seq=0\n  server -> client: [SYN] seq=0\n}\ncross {\n  client -> server: [SYN, ACK] seq=0 ack=1\n  server -> client: [SYN, ACK] seq=0 ack=1\n}',
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      });
      assert.ok(items.every(({ command }) => command === undefined));
    } finally {
      await plain.stop();
    }
  });

  const actions = async (text: string, line: number, only?: readonly string[]): Promise<readonly CodeAction[]> => {
    await client.open(uri, text, ++version);
    const { diagnostics } = await client.diagnostics(uri, version);
    const range = { start: { line, character: 0 }, end: { line, character: 1 } };
    const context = { diagnostics: diagnostics.filter((one) => one.range.start.line === line), ...(only === undefined ? {} : { only: [...only] }) };
    return ((await client.connection.sendRequest(CodeActionRequest.type, { textDocument: { uri }, range, context })) ?? []) as CodeAction[];
  };

  const applied = (text: string, { edit }: CodeAction): string => {
    const lines = text.split('\n');
    const offset = ({ line, character }: TextEdit['range']['start']): number => lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
    const changes = edit!.changes![uri]!.toSorted((a, b) => offset(b.range.start) - offset(a.range.start));
    return changes.reduce((result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)), text);
  };

  it('mends a wrong number', async () => {
    const text = 'A -> B: [SYN] seq=0\nB -> A: [SYN, ACK] seq=0 ack=7\n';
    const [first, ...others] = await actions(text, 1);
    assert.equal(first!.title, 'Replace with ack=1');
    assert.equal(first!.isPreferred, true);
    assert.deepEqual(first!.diagnostics?.map(({ code }) => code), ['ack-of-unsent-data']);
    assert.equal(applied(text, first!), text.replace('ack=7', 'ack=1'));
    assert.deepEqual(others.map(({ title, isPreferred }) => [title, isPreferred]), [['Say that this line violates ack-of-unsent-data', undefined]]);
  });

  it('inserts what is missing, above and at the end', async () => {
    const before = 'flow "a" {\n  A -> B: [SYN]\n  A -> B: [PSH, ACK] len=3\n}\nflow "b" {\n  A -> B: [SYN]\n}\n';
    const above = (await actions(before, 2)).find(({ title }) => title.startsWith('Insert'));
    assert.equal(applied(before, above!).split('\n')[2], '  B -> A: [SYN, ACK]');
    const end = 'A -> B: [SYN]\nB -> A: [SYN, ACK]';
    const [last] = await actions(end, 1);
    assert.equal(applied(end, last!), 'A -> B: [SYN]\nB -> A: [SYN, ACK]\nA -> B: [ACK]');
  });

  it('moves a line, also to and from the end of a file', async () => {
    const early = 'A -> B: [SYN]\nA -> B: [ACK]\nB -> A: [SYN, ACK]';
    const [down] = await actions(early, 1);
    assert.equal(down!.title, 'Move this line below B -> A: [SYN, ACK]');
    assert.equal(applied(early, down!), 'A -> B: [SYN]\nB -> A: [SYN, ACK]\nA -> B: [ACK]');
    const late = 'A -> B: [SYN]\nexpect A ESTABLISHED\nB -> A: [SYN, ACK]\nA -> B: [ACK]\nexpect A SYN-SENT';
    const up = (await actions(late, 4)).find(({ title }) => title.startsWith('Move'));
    assert.equal(up!.title, 'Move this line above B -> A: [SYN, ACK]');
    assert.equal(applied(late, up!), 'A -> B: [SYN]\nexpect A ESTABLISHED\nexpect A SYN-SENT\nB -> A: [SYN, ACK]\nA -> B: [ACK]');
  });

  it('mends everything that is certain', async () => {
    const text = 'A -> B: [SYN]\nB -> A: [SYN, ACK] ack=5\nA -> B: [PSH] seq=9 len=2\nB -> A: [ACK]\n';
    assert.deepEqual((await actions(text, 1)).filter(({ kind }) => kind?.startsWith('source')), []);
    const [all, ...more] = await actions(text, 0, ['source.fixAll']);
    assert.deepEqual(more, []);
    assert.equal(all!.kind, 'source.fixAll.tcpflow');
    assert.equal(applied(text, all!), 'A -> B: [SYN]\nB -> A: [SYN, ACK] ack=1\nA -> B: [PSH, ACK] seq=1 len=2\nB -> A: [ACK]\n');
    assert.deepEqual(await actions(applied(text, all!), 0, ['source.fixAll']), []);
  });
});
