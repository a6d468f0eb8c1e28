// What is proposed at `<|>` in the fixtures: below the cursor's line stand all proposals, best first, as
// `//> LABEL` with what they do behind `··` and, where it is not the label, the text that they insert behind `=>`.
import assert from 'node:assert/strict';
import { completion, type Item } from '../language-server/core/ide/completion.ts';
import { parseLines } from '../language-server/syntax/lines.ts';
import { analyze } from '../language-server/core/analyze.ts';
import { fixtures, matchesFile } from './support/fixtures.ts';
import { exampleFlows } from './support/flows.ts';

const cursor = '<|>';

interface Proposed {
  readonly items: readonly Item[];
  /** The line with an item in place of what it replaces. */
  readonly accept: (item: Item) => string;
}

const proposed = (text: string): Proposed => {
  const lines = text.split('\n');
  const line = lines.findIndex((one) => one.includes(cursor));
  const column = lines[line]!.indexOf(cursor);
  const plain = lines[line]!.replace(cursor, '');
  const parsed = parseLines(lines.with(line, plain).join('\n'));
  const found = completion(analyze(parsed), parsed, line, column, plain);
  const insert = found?.insert ?? { start: column, end: column };
  return { items: found?.items ?? [], accept: (item) => plain.slice(0, insert.start) + item.text + plain.slice(insert.end) };
};

const shown = ({ label, detail, text }: Item): string =>
  `//> ${label}${text === label ? '' : ` => ${text.replaceAll('\n', '⏎')}`}${detail === undefined ? '' : ` ·· ${detail}`}`;

describe('completion', function () {
  this.timeout(60_000);

  for (const { name, text, path } of fixtures('completion')) {
    it(name, () => {
      // Each part of a fixture is a file of its own.
      const parts = text.split(/^(?=\/\/ ---)/m).map((part) => {
        const lines = part.split('\n').filter((line) => !line.startsWith('//>'));
        const { items } = proposed(lines.join('\n'));
        return lines.flatMap((line) => (line.includes(cursor) ? [line, ...items.map(shown)] : [line])).join('\n');
      });
      matchesFile(parts.join(''), path);
    });
  }

  const accepted = (text: string, label: string): string => {
    const { items, accept } = proposed(text);
    const item = items.find((one) => one.label === label);
    assert.ok(item !== undefined, `${label} is not among ${items.map((one) => one.label).join('; ')}`);
    return accept(item);
  };

  it('takes the place of brackets that the editor has closed', () => {
    assert.equal(accepted('A -> B: [<|>]', '[SYN] seq=0'), 'A -> B: [SYN] seq=0');
    assert.equal(accepted('A -> B: [<|>] seq=0', '[SYN]'), 'A -> B: [SYN] seq=0');
    assert.equal(accepted('A -> B: [SYN]\nB -> A: [SYN, <|>]', 'ACK'), 'B -> A: [SYN, ACK]');
    assert.equal(accepted('A -> B: [SYN]\nA.timeout(<|>)', 'retransmission'), 'A.timeout(retransmission)');
  });

  it('leaves what stands behind the cursor', () => {
    assert.equal(accepted('A -> B: [SYN] se<|> // why', 'seq=0'), 'A -> B: [SYN] seq=0 // why');
    assert.equal(accepted('A -> B: [SYN]\n<|>B -> A: [SYN, ACK]', 'A'), 'AB -> A: [SYN, ACK]');
  });

  it('knows times before, and names of any script', () => {
    assert.equal(accepted('클라이언트 -> 서버: [SYN]\n@10ms 서<|>', '서버 -> 클라이언트: [SYN, ACK]'), '@10ms 서버 -> 클라이언트: [SYN, ACK]');
  });

  it('has the rules first that the file breaks', () => {
    assert.equal(proposed('A -> B: [SYN]\nB -> A: [SYN, ACK] ack=7\nrule <|>').items[0]?.label, 'ack-of-unsent-data');
  });

  it('says nothing in comments and strings', () => {
    for (const text of ['// A -> <|>', 'A -> B: [SYN] // <|>', 'A -> B: [PSH] "a -> <|>"', 'note "<|>"']) assert.deepEqual(proposed(text).items, []);
  });

  it('has an answer at every place of every line, finished or not', () => {
    for (const { text } of exampleFlows()) {
      const parsed = parseLines(text);
      const analysis = analyze(parsed);
      text.split('\n').forEach((whole, line) => {
        for (let column = 0; column <= whole.length; column += 3) {
          const found = completion(analysis, parsed, line, column, whole.slice(0, column));
          const labels = found?.items.map(({ label }) => label) ?? [];
          assert.equal(new Set(labels).size, labels.length, `${whole.slice(0, column)}|: ${labels.join('; ')}`);
          assert.ok(found === undefined || (found.insert.start <= column && found.insert.end >= column && found.replace.end >= found.insert.end));
        }
      });
    }
  });
});
