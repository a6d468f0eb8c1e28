// What holds for every diagram: nothing overlaps or sticks out, texts stay texts, and one flow has one picture.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';

import { analyze } from '../language-server/core/analyze.ts';
import { applied, difference, type DrawingDifference } from '../language-server/core/diagram/difference.ts';
import { drawAll } from '../language-server/core/diagram/draw.ts';
import type { Drawing, Item, Shape, TextShape } from '../language-server/core/diagram/drawing.ts';
import { duration } from '../language-server/core/flow/duration.ts';
import { toMarkup } from '../language-server/core/diagram/element.ts';
import { fonts } from '../language-server/core/diagram/fonts.ts';
import { measure } from '../language-server/core/diagram/measure.ts';
import { dark, light } from '../language-server/core/diagram/palettes.ts';
import { plain, quoted } from '../language-server/core/diagram/plain.ts';
import { scene } from '../language-server/core/diagram/scene.ts';
import { stateMachine } from '../language-server/core/diagram/state-machine.ts';
import { stylesheet, type Palette } from '../language-server/core/diagram/stylesheet.ts';
import { svg } from '../language-server/core/diagram/svg.ts';
import { balance, shorten, wrap } from '../language-server/core/diagram/wrap.ts';
import { moment as momentAt } from '../language-server/core/ide/moment.ts';
import { parseLines } from '../language-server/syntax/lines.ts';
import { itemIndex } from '../src/webview/item-index.ts';
import { previewState, standardOptions, toHost, toWebview } from '../src/webview/messages.ts';
import { english, fill, stringsFrom } from '../src/webview/strings.ts';

const root = join(import.meta.dirname, '..');
const flowFiles = (...folder: string[]): { name: string; text: string }[] =>
  readdirSync(join(root, ...folder))
    .filter((name) => name.endsWith('.tcpflow'))
    .map((name) => ({ name, text: readFileSync(join(root, ...folder, name), 'utf8') }));
const files = [...flowFiles('test', 'fixtures', 'diagram'), ...flowFiles('examples')];
const fixture = (name: string): string => files.find((file) => file.name === `${name}.tcpflow`)!.text;

const draw = (text: string): Drawing[] => drawAll(analyze(parseLines(text)).timelines);
const drawOne = (text: string): Drawing => draw(text)[0]!;
const scenes = (text: string) => analyze(parseLines(text)).timelines.filter(({ steps }) => steps.length > 0).map((timeline) => scene(timeline));

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where the letters of a text are: from a bit above the x-height to the baseline. */
const boxOf = (shape: TextShape, offset: number): Box => {
  const size = Math.max(...shape.runs.map(({ style }) => fonts[style].size));
  const left = shape.anchor === 'start' ? shape.x : shape.anchor === 'end' ? shape.x - shape.width : shape.x - shape.width / 2;
  return {
    text: shape.runs.map(({ text }) => text).join(''),
    left, right: left + shape.width, top: offset + shape.y - size * 0.74, bottom: offset + shape.y + size * 0.18,
  };
};

const itemsOf = (drawing: Drawing): Item[] => [drawing.heads, ...drawing.items];
const textsOf = (drawing: Drawing): Box[] =>
  itemsOf(drawing).flatMap((item) => item.shapes.flatMap((shape) => (shape.shape === 'text' ? [boxOf(shape, item.top)] : [])));

const overlaps = (boxes: readonly Box[]): string[] => {
  const found: string[] = [];
  const sorted = [...boxes].sort((a, b) => a.top - b.top);
  for (const [index, box] of sorted.entries()) {
    for (let next = index + 1; next < sorted.length && sorted[next]!.top < box.bottom - 0.5; next++) {
      const other = sorted[next]!;
      if (box.left < other.right - 0.5 && other.left < box.right - 0.5) found.push(`“${box.text}” and “${other.text}” at ${box.top}`);
    }
  }
  return found;
};

/** The arrows that run through a text. */
const strikes = (drawing: Drawing): string[] => {
  const texts = textsOf(drawing);
  return drawing.items.flatMap(({ top, line, shapes }) => shapes.flatMap((shape) => {
    if (shape.shape !== 'path' || (shape.style !== 'arrow' && shape.style !== 'corrupted')) return [];
    const [x1, y1, x2, y2] = shape.points as [number, number, number, number];
    return texts.filter((box) => {
      // The part of the arrow that is level with the text, and where it is there.
      const [from, to] = [Math.max(top + y1, box.top), Math.min(top + y2, box.bottom)];
      if (from > to) return false;
      const at = (y: number): number => (y1 === y2 ? x1 : x1 + (x2 - x1) * (y - top - y1) / (y2 - y1));
      const ends = y1 === y2 ? [x1, x2] : [at(from), at(to)];
      return Math.max(...ends) > box.left && Math.min(...ends) < box.right;
    }).map((box) => `the arrow of line ${line + 1} and “${box.text}”`);
  }));
};

const extent = (shape: Shape): { left: number; right: number; top: number; bottom: number } => {
  if (shape.shape === 'text') return boxOf(shape, 0);
  if (shape.shape === 'box') return { left: shape.x, right: shape.x + shape.width, top: shape.y, bottom: shape.y + shape.height };
  const xs = shape.points.filter((_, index) => index % 2 === 0);
  const ys = shape.points.filter((_, index) => index % 2 === 1);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
};

describe('diagram', function () {
  this.timeout(60_000);

  for (const { name, text } of files) {
    describe(name, () => {
      it('has no text over another', () => {
        for (const drawing of draw(text)) assert.deepEqual(overlaps(textsOf(drawing)), []);
      });

      it('has no arrow through a text', () => {
        for (const drawing of draw(text)) assert.deepEqual(strikes(drawing), []);
      });

      it('keeps everything inside', () => {
        for (const drawing of draw(text)) {
          for (const item of itemsOf(drawing)) {
            for (const shape of item.shapes) {
              const { left, right, top, bottom } = extent(shape);
              const what = JSON.stringify(shape);
              assert.ok(left >= 0 && right <= drawing.width, `sticks out sideways: ${what}`);
              assert.ok(item.top + top >= 0 && item.top + bottom <= drawing.height, `sticks out: ${what}`);
              assert.ok(top >= -1 && bottom <= item.height + 1, `reaches out of its item, which is ${item.height} high: ${what}`);
            }
          }
        }
      });

      it('has arrows that never run upwards', () => {
        for (const drawing of draw(text)) {
          for (const { shapes } of drawing.items) {
            for (const shape of shapes) {
              if (shape.shape === 'path' && (shape.style === 'arrow' || shape.style === 'corrupted')) assert.ok(shape.points[3]! >= shape.points[1]!);
            }
          }
        }
      });

      it('has its items and rails in order', () => {
        for (const { items, rails } of draw(text)) {
          for (const [index, item] of items.entries()) assert.ok(index === 0 || items[index - 1]!.top <= item.top);
          for (const { stretches } of rails) {
            for (const [index, { top, bottom }] of stretches.entries()) {
              assert.ok(top <= bottom);
              assert.ok(index === 0 || stretches[index - 1]!.bottom === top);
            }
          }
        }
      });

      it('is the same each time', () => {
        assert.equal(JSON.stringify(draw(text)), JSON.stringify(draw(text)));
      });
    });
  }

  it('shows a handshake', () => {
    const [{ lanes, rows, rails }] = scenes(fixture('handshake')) as [ReturnType<typeof scene>];
    assert.deepEqual(lanes, [{ label: 'client' }, { label: 'server' }]);
    assert.deepEqual(rails.map(({ initial, moves }) => [initial, ...moves.map(({ state }) => state)]), [
      ['CLOSED', 'SYN-SENT', 'ESTABLISHED'],
      ['LISTEN', 'SYN-RECEIVED', 'ESTABLISHED'],
    ]);
    assert.deepEqual(rows.flatMap(({ arrow }) => (arrow === undefined ? [] : [[arrow.head.map(({ text }) => text).join(''), arrow.numbers.join(' ')]])), [
      ['[SYN]', 'seq=x'],
      ['[SYN, ACK]', 'seq=y ack=x+1'],
      ['[ACK]', 'seq=x+1 ack=y+1'],
    ]);
  });

  it('can be listened to', () => {
    assert.deepEqual(drawOne(fixture('handshake')).items.flatMap(({ reading }) => reading ?? []), [
      'client is in CLOSED; server is in LISTEN',
      'client sends SYN to server, seq x; client goes from CLOSED to SYN-SENT; server goes from LISTEN to SYN-RECEIVED',
      'server sends SYN, ACK to client, seq y, ack x+1; client goes from SYN-SENT to ESTABLISHED',
      'client sends ACK to server, seq x+1, ack y+1; server goes from SYN-RECEIVED to ESTABLISHED',
      'as expected, client is in ESTABLISHED; as expected, server is in ESTABLISHED',
    ]);
  });

  it('crosses what is sent at once', () => {
    const { items } = drawOne(fixture('simultaneous'));
    const [first, second] = items.filter(({ kind }) => kind === 'segment');
    assert.equal(first!.top, second!.top, 'both leave side by side');
  });

  it('stops what is lost before the receiver', () => {
    const { items, lifelines } = drawOne('a -> b: [SYN] lost\na -> b: [SYN]');
    const lost = items.find(({ kind }) => kind === 'segment')!;
    const line = lost.shapes.find((shape) => shape.shape === 'path' && shape.style === 'arrow');
    assert.ok(line?.shape === 'path' && line.points[2]! < lifelines[1]!.x - 40);
    assert.ok(lost.shapes.some((shape) => shape.shape === 'text' && shape.runs[0]!.text === 'lost'));
    assert.ok(!lost.shapes.some((shape) => shape.shape === 'path' && shape.style === 'arrowhead'));
  });

  it('draws a long flight as a departure and an arrival', () => {
    const { items } = drawOne(fixture('two-hundred'));
    assert.ok(items.every(({ kind, height }) => kind === 'bracket' || height < 700));
    assert.equal(items.filter(({ shapes }) => shapes.some((shape) => shape.shape === 'text' && shape.runs[0]!.text === 'late')).length, 2);
  });

  it('stays in time and size with many segments', () => {
    const lines = ['a -> b: [SYN]', 'b -> a: [SYN, ACK]', 'a -> b: [ACK]'];
    for (let index = 0; index < 5000; index++) lines.push('a -> b: [PSH, ACK] len=100', 'b -> a: [ACK]');
    const drawing = drawOne(lines.join('\n'));
    assert.equal(drawing.items.filter(({ kind }) => kind !== 'bracket').length, 10_004);
    assert.ok(itemIndex(drawing.items).between(200_000, 201_200).length < 45, 'a screen has few items');
  });

  it('survives every state of typing', () => {
    for (const name of ['handshake', 'faults', 'simultaneous', 'delayed']) {
      const text = fixture(name);
      for (let end = 0; end < text.length; end += 5) {
        for (const drawing of draw(text.slice(0, end))) assert.ok(Number.isFinite(drawing.height) && Number.isFinite(drawing.width));
      }
    }
  });

  it('says that a line could not be read, and draws the others', () => {
    const { items } = drawOne('a -> b: [SYN]\nnot a line of ours\nb -> a: [SYN, ACK]');
    assert.deepEqual(items.map(({ kind }) => kind).filter((kind) => kind !== 'wait' && kind !== 'bracket'), ['segment', 'broken', 'segment']);
  });

  it('keeps payloads, labels, titles and notes as text', () => {
    const drawing = drawOne(fixture('payload'));
    const markup = toMarkup(svg(drawing, { stylesheet: stylesheet(light) }));
    const tags = new Set([...markup.matchAll(/<\/?([^\s/>]+)/g)].map(([, tag]) => tag));
    assert.deepEqual([...tags].sort(), ['g', 'line', 'path', 'rect', 'style', 'svg', 'text', 'title', 'tspan']);
    const attributes = new Set([...markup.replace(/<style>.*?<\/style>/gs, '').matchAll(/<[^>]*>/g)].flatMap(([tag]) => [...tag.matchAll(/ ([\w:-]+)="/g)].map(([, name]) => name)));
    assert.ok([...attributes].every((name) => !/^on|href|^style$/i.test(name!)), [...attributes].join());
    assert.ok(markup.includes('&lt;script&gt;alert(1)&lt;/script'), 'the label is shown as it is written');
    assert.ok(!/[\u202a-\u202e\u2066-\u2069\u0000-\u0008]/.test(markup), 'nothing that hides or reorders text');
  });

  it('shows no control characters', () => {
    assert.equal(plain('a\u202eb\u0007c\nd'), 'a\ufffdb\ufffdc\nd');
    assert.equal(plain('العربية 한국어 👩‍👩‍👧'), 'العربية 한국어 👩‍👩‍👧');
    assert.equal(quoted('GET /\r\n\u0001\u202e"'), '"GET /\\r\\n\\x01\\u{202e}\\""');
    assert.equal(toMarkup({ tag: 'text', attributes: { a: '"<>&\'' }, children: ['<&>\u0000\ud800'] }),
      '<text a="&quot;&lt;&gt;&amp;&#39;">&lt;&amp;&gt;\ufffd\ufffd</text>');
  });

  it('measures wide and combining characters', () => {
    assert.equal(measure('한글', 'note'), 25.75);
    assert.equal(Math.round(measure('漢字', 'numbers')), 24);
    assert.equal(measure('e\u0301', 'numbers'), measure('e', 'numbers'));
    assert.equal(Math.round(measure('seq=1', 'numbers')), 5 * 7);
  });

  it('wraps and shortens to a width', () => {
    const lines = wrap('one two three', 'note', 50, measure);
    assert.deepEqual(lines, ['one', 'two', 'three']);
    assert.deepEqual(wrap('가나다라마바사', 'note', 40, measure), ['가나다', '라마바', '사']);
    assert.ok(wrap('x'.repeat(500), 'note', 60, measure, 3).length === 3);
    const short = shorten('a long label that does not fit', 'note', 80, measure);
    assert.ok(short.endsWith('…') && measure(short, 'note') <= 80);
    assert.deepEqual(wrap('', 'note', 60, measure), ['']);
    assert.equal(balance('aaaa bbbb cccc dddd eeee', 'note', 150, measure).length, wrap('aaaa bbbb cccc dddd eeee', 'note', 150, measure).length);
  });

  it('has colours that can be read', () => {
    const channel = (value: number): number => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const luminance = (hex: string): number => [0.2126, 0.7152, 0.0722]
      .reduce((sum, weight, index) => sum + weight * channel(Number.parseInt(hex.slice(1 + 2 * index, 3 + 2 * index), 16) / 255), 0);
    const contrast = (a: string, b: string): number => {
      const [low, high] = [luminance(a), luminance(b)].sort((one, other) => one - other) as [number, number];
      return (high + 0.05) / (low + 0.05);
    };
    const texts = (p: Palette): [string, string][] => [
      ...[p.foreground, p.quiet, p.tag, p.payload, p.error, p.warning, p.onPurpose, p.good, ...Object.values(p.states).map(({ text }) => text)]
        .map((colour): [string, string] => [colour, p.background]),
      [p.error, p.errorBackground], [p.warning, p.warningBackground], [p.onPurpose, p.onPurposeBackground],
      [p.foreground, p.errorBackground], [p.foreground, p.warningBackground], [p.foreground, p.onPurposeBackground],
      [p.headForeground, p.headBackground], [p.noteForeground, p.noteBackground], [p.foreground, p.sectionBackground],
    ];
    for (const palette of [light, dark]) {
      for (const [text, background] of texts(palette)) assert.ok(contrast(text, background) >= 4.5, `${text} on ${background}: ${contrast(text, background)}`);
    }
  });

  it('writes durations as the language does', () => {
    assert.deepEqual([0, 0.2, 10, 1500, 240_000, 120_000].map(duration), ['0ms', '200us', '10ms', '1.5s', '2MSL', '1MSL']);
  });
});

describe('preview', () => {
  it('finds the items in sight', () => {
    const { items } = drawOne(fixture('two-hundred'));
    const index = itemIndex(items);
    for (let top = -500; top < 12_000; top += 333) {
      const expected = items.flatMap((item, at) => (item.top <= top + 700 && item.top + item.height >= top ? [at] : []));
      assert.deepEqual(index.between(top, top + 700), expected);
    }
  });

  it('takes messages that are what they should be, and no others', () => {
    const drawings = draw(fixture('handshake'));
    const problems = { count: 1, shown: [{ line: 0, severity: 'error', code: 'seq-gap', message: 'x' }] };
    const message = { type: 'drawings', uri: 'file:///a.tcpflow', name: 'a.tcpflow', sequence: 1, drawings, problems };
    const change = { type: 'change', from: 1, sequence: 2, drawings: difference(drawings, drawings) };
    const analysis = analyze(parseLines(fixture('handshake')));
    const moment = { type: 'moment', ask: 3, moment: { line: 6, problems: [], ...momentAt(analysis, parseLines(fixture('handshake')), 6)!, blocks: [] } };
    for (const one of [message, change, moment, { type: 'locked', locked: true }, { type: 'moment', ask: 1, moment: null }]) {
      const read = JSON.parse(JSON.stringify(one)) as unknown;
      assert.deepEqual(toWebview(read), read);
    }
    for (const wrong of [
      undefined, null, 'x', {}, { type: 'drawings' }, { ...message, drawings: [{}] }, { ...message, problems: {} }, { ...message, sequence: -1 },
      { type: 'cursor', line: -1 }, { type: 'cursor', line: '1' }, { ...change, drawings: [{ from: 0 }] }, { ...moment, moment: { ...moment.moment, rows: [{}] } }, { type: 'locked' },
    ]) assert.equal(toWebview(wrong), undefined);
    const options = { numbers: 'relative', detail: 'full' };
    assert.deepEqual(toHost({ type: 'reveal', line: 3, how: 'go', more: 1 }), { type: 'reveal', line: 3, how: 'go' });
    assert.deepEqual(toHost({ type: 'ready', options: { ...options, more: 1 } }), { type: 'ready', options });
    for (const wrong of [
      undefined, { type: 'reveal' }, { type: 'reveal', line: 1.5, how: 'go' }, { type: 'reveal', line: 1, how: 'x' }, { type: 'run', command: 'x' }, { type: 'ready' },
      { type: 'ready', options: { ...options, numbers: 'roman' } }, { type: 'moment', ask: 1, line: -1 }, { type: 'lock', locked: 1 },
    ]) assert.equal(toHost(wrong), undefined);
    const state = { uri: 'untitled:1', flow: 0, zoom: 0, scroll: 12, locked: true, options, panes: ['ends'] };
    assert.deepEqual(previewState(state), state);
    assert.deepEqual(previewState({ ...state, locked: 1, options: {}, panes: ['x'] }), { ...state, locked: false, options: standardOptions, panes: [] });
    assert.equal(previewState({ uri: 1 }), undefined);
  });

  it('has every word in the language that it is given, and English for the rest', () => {
    const strings = stringsFrom({ Fit: '맞춤', [english.lock]: 7, other: 'x' });
    assert.deepEqual([strings.fit, strings.lock, Object.keys(strings)], ['맞춤', english.lock, Object.keys(english)]);
    assert.equal(fill('{1} of {0} {2}', 3, '{0}'), '{0} of 3 {2}');
  });
});

describe('the difference of drawings', function () {
  this.timeout(60_000);

  const line = fc.oneof(
    fc.constantFrom(...files.flatMap(({ text }) => text.split('\n'))),
    fc.constantFrom('a -> b: [SYN]', 'b -> a: [SYN, ACK]', 'a -> b: [ACK]', 'a -> b: [PSH, ACK] len=100', '', '// x', 'flow "A" {', '}', 'section "s" {', 'a -> b: [FIN'),
  );
  const edits = fc.array(fc.record({ at: fc.nat(400), gone: fc.nat(3), fresh: fc.array(line, { maxLength: 3 }) }), { minLength: 1, maxLength: 4 });

  it('makes the new ones of the old ones, whatever was edited', () => {
    fc.assert(fc.property(fc.constantFrom(...files), edits, ({ text }, changes) => {
      const lines = text.split('\n');
      let before = draw(text);
      for (const { at, gone, fresh } of changes) {
        lines.splice(at % (lines.length + 1), gone, ...fresh);
        const after = draw(lines.join('\n'));
        const told = JSON.parse(JSON.stringify(difference(before, after))) as DrawingDifference[];
        assert.deepEqual(applied(before, told), JSON.parse(JSON.stringify(after)));
        before = after;
      }
    }), { numRuns: 60 });
  });

  it('tells little where little was changed, however long the flow', () => {
    const lines = ['a -> b: [SYN]', 'b -> a: [SYN, ACK]', 'a -> b: [ACK]'];
    for (let index = 0; index < 500; index++) lines.push('a -> b: [PSH, ACK] len=100', 'b -> a: [ACK]');
    const before = draw(lines.join('\n'));
    for (const [at, fresh] of [[600, 'note "x"'], [600, ''], [1002, 'a -> b: [FIN, ACK]']] as const) {
      const told = JSON.stringify(difference(before, draw(lines.toSpliced(at, 0, fresh).join('\n'))));
      assert.ok(told.length < 8000, `${fresh || 'an empty line'} at ${at}: ${told.length} characters`);
    }
  });

  it('is refused where it does not fit', () => {
    assert.equal(applied([], difference(draw(fixture('handshake')), draw(fixture('handshake')))), undefined);
  });
});

describe('the state machine', () => {
  it('has every move of figure 5 that is no reset, abort or user timeout', () => {
    const markup = toMarkup(stateMachine([]));
    assert.equal(markup.match(/class="move"/g)?.length, 20);
    assert.equal(markup.match(/class="state /g)?.length, 12);
  });

  it('marks where the ends are, how they came there, and what the line does, by more than colour', () => {
    const markup = toMarkup(stateMachine([
      { name: 'a<b', state: 'ESTABLISHED', ended: false, path: [{ from: 'SYN-SENT', to: 'ESTABLISHED', event: 'rcv SYN,ACK' }], moves: [] },
      { name: 'b', state: 'CLOSED', ended: true, path: [], moves: [{ from: 'ESTABLISHED', to: 'CLOSED', event: 'rcv RST' }] },
    ]));
    assert.ok(markup.includes('● a&lt;b') && markup.includes('◆ b'));
    assert.equal(markup.match(/class="move passed"/g)?.length, 1);
    assert.match(markup, /class="move taken".*rcv RST/s);
    assert.equal(markup.match(/ present"/g)?.length, 2);
  });
});
