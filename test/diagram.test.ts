// What holds for every diagram: nothing overlaps or sticks out, texts stay texts, and one flow has one picture.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';

import { analyze } from '../language-server/core/analyze.ts';
import { toEnd } from '../language-server/core/flow/turns.ts';
import { castOf, type SceneOptions } from '../language-server/core/diagram/cast.ts';
import { drawAll, flowsToDraw } from '../language-server/core/diagram/draw.ts';
import type { Drawing, Item, Shape, TextShape } from '../language-server/core/diagram/drawing.ts';
import { duration, wait } from '../language-server/core/flow/duration.ts';
import { toMarkup, type Element } from '../language-server/core/diagram/element.ts';
import { fonts } from '../language-server/core/diagram/fonts.ts';
import { layout } from '../language-server/core/diagram/layout.ts';
import { measure } from '../language-server/core/diagram/measure.ts';
import { dark, light } from '../language-server/core/diagram/palettes.ts';
import { painter, type Painter } from '../language-server/core/diagram/picture.ts';
import { plain, quoted } from '../language-server/core/diagram/plain.ts';
import { nothingLate, passage, scene, type SceneMemory } from '../language-server/core/diagram/scene.ts';
import type { Mark } from '../language-server/core/diagram/scene-types.ts';
import { applied, difference, nothingShown, type Extent, type Shown } from '../language-server/core/diagram/shown.ts';
import { stateMachine } from '../language-server/core/diagram/state-machine.ts';
import { stylesheet, type Palette } from '../language-server/core/diagram/stylesheet.ts';
import { svg, svgNumbers } from '../language-server/core/diagram/svg.ts';
import { balance, shorten, wrap } from '../language-server/core/diagram/wrap.ts';
import { standardOptions } from '../language-server/protocol.ts';
import { parseLines } from '../language-server/syntax/lines.ts';
import { chart } from '../src/webview/chart.ts';
import { previewState, toHost, toWebview } from '../src/webview/messages.ts';
import { english, fill, stringsFrom } from '../src/webview/strings.ts';
import { openDocument } from '../language-server/lsp/document.ts';
import { provideMoment } from '../language-server/lsp/moment.ts';
import { inOneOrder, wholePicture } from './support/whole-picture.ts';

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

/** The boxes of messages, a pixel smaller: an arrow may touch them. */
const messagesOf = (drawing: Drawing): Box[] =>
  itemsOf(drawing).flatMap((item) => item.shapes.flatMap((shape) => (shape.shape === 'box' && shape.style === 'finding'
    ? [{ text: 'a message', left: shape.x + 1, right: shape.x + shape.width - 1, top: item.top + shape.y + 1, bottom: item.top + shape.y + shape.height - 1 }] : [])));

/** The arrows that run through a text, or through the box of a message. `over`: only those that are drawn later than what they run through. */
const strikes = (drawing: Drawing, over = false): string[] =>
  drawing.items.flatMap(({ top, line, shapes }, place) => shapes.flatMap((shape) => {
    if (shape.shape !== 'path' || (shape.style !== 'arrow' && shape.style !== 'corrupted')) return [];
    const [x1, y1, x2, y2] = shape.points as [number, number, number, number];
    const before = over ? { ...drawing, items: drawing.items.slice(0, place) } : drawing;
    return [...textsOf(before), ...messagesOf(before)].filter((box) => {
      // The part of the arrow that is level with the text, and where it is there.
      const [from, to] = [Math.max(top + y1, box.top), Math.min(top + y2, box.bottom)];
      if (from > to) return false;
      const at = (y: number): number => (y1 === y2 ? x1 : x1 + (x2 - x1) * (y - top - y1) / (y2 - y1));
      const ends = y1 === y2 ? [x1, x2] : [at(from), at(to)];
      return Math.max(...ends) > box.left && Math.min(...ends) < box.right;
    }).map((box) => `the arrow of line ${line + 1} and “${box.text}”`);
  }));

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

  it('has no text over another, and no arrow drawn over a text, in any flow', () => {
    const ends = ['client', 'server', '데이터베이스', 'last'];
    const one = fc.constantFrom;
    const segment = fc.tuple(fc.nat(3), one(1, 1, 1, 2), one('SYN', 'SYN, ACK', 'ACK', 'PSH, ACK', 'FIN, ACK', 'RST'), one('', '', ' seq=99', ' ack=7'), one('', ' len=1460', ' "GET / HTTP/1.1"', ' mss=1460 ws=7 sack_perm'))
      .map(([from, way, flags, number, rest]) => (many: number) => `${ends[from % many]} -> ${ends[(from + way) % many]}: [${flags}]${number}${rest}`);
    const fate = one('', '', '', ' lost', ' corrupted', ' delayed as s', ' delayed as t');
    const sent = fc.tuple(segment, fate).map(([made, then]) => (many: number) => [`${made(many)}${then}`]);
    const others = one('deliver s', 'deliver t', 'drop s', 'client timeout retransmission', 'server.close()', 'note over server "several words"', 'expect server ESTABLISHED', 'section "Part" {', '}')
      .map((text) => () => [text]);
    const crossed = fc.array(sent, { minLength: 2, maxLength: 5 }).map((all) => (many: number) => ['cross {', ...all.flatMap((make) => make(many)), '}']);
    const any = fc.oneof({ weight: 4, arbitrary: sent }, { weight: 2, arbitrary: crossed }, { weight: 2, arbitrary: others });
    fc.assert(fc.property(one(2, 2, 3, 4), fc.array(any, { minLength: 4, maxLength: 14 }), (many, lines) => {
      for (const drawing of draw(lines.flatMap((make) => make(many)).join('\n'))) {
        assert.deepEqual(overlaps(textsOf(drawing)), []);
        assert.deepEqual(strikes(drawing, true), []);
      }
    }), { numRuns: 60 });
  });

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

  it('numbers lines and tells the time between events where all is shown', () => {
    const text = `${'// above\n'.repeat(8)}@10ms a -> b: [SYN]\nnote "x"\n@10ms b.timeout(user)\n@12.5ms a -> b: [SYN]\ncross {\n  @20ms a -> b: [SYN]\n  @20ms b -> a: [RST]\n}`;
    const full = drawAll(analyze(parseLines(text)).timelines, { detail: 'full' })[0]!;
    const times = full.items.flatMap(({ shapes }) => shapes.flatMap((shape) => (shape.shape === 'text' && shape.runs[0]!.style === 'time' ? [shape.runs[0]!.text] : [])));
    assert.deepEqual(times, ['10ms', '10ms', '12.5ms (+2.5ms)', '20ms (+7.5ms)']);
    const numbersOf = (drawing: Drawing): Element[] => svgNumbers(drawing, drawing.items.map((item) => ({ item, top: item.top, line: item.line })));
    const numbers = numbersOf(full).map(({ attributes: { x, y }, children: [number] }) => ({ x: Number(x), y: Number(y), number }));
    assert.deepEqual(numbers.map(({ number }) => number), ['15', '14', '12', '11', '10', '9']);
    for (const [index, { x, y }] of numbers.entries()) {
      assert.ok(x === numbers[0]!.x && x < full.lifelines[0]!.x);
      assert.ok(index === 0 || y <= numbers[index - 1]!.y - fonts.time.lineHeight, 'what leaves side by side has its numbers one above the other');
    }
    assert.deepEqual(numbersOf(drawOne(text)), []);
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

  it('stays in size with many segments', () => {
    const lines = ['a -> b: [SYN]', 'b -> a: [SYN, ACK]', 'a -> b: [ACK]'];
    for (let index = 0; index < 5000; index++) lines.push('a -> b: [PSH, ACK] len=100', 'b -> a: [ACK]');
    const shown = shownOf(painter({}, 'on purpose'), lines.join('\n'), nothingShown, { top: 200_000, bottom: 201_200 });
    assert.equal(chart(shown).events, 10_004);
    assert.ok(chart(shown).between(200_000, 201_200).length < 45, 'a screen has few items');
    assert.ok(JSON.stringify([...shown.contents.values()]).length < 300_000, 'who looks at a screen is told little more');
  });

  it('tells flows apart by their lines, also the untitled one around another', () => {
    const drawings = draw('flow "first" {\n  a -> b: [SYN]\n}\nendpoint a, b\na -> b: [SYN]\nflow "last" {\n  a -> b: [SYN]\n}');
    assert.deepEqual(drawings.map(({ title, line }) => [title, line]), [['', 4], ['first', 0], ['last', 5]]);
  });

  it('has its title as a heading where it is a file of its own', () => {
    const drawing = drawOne(fixture('handshake'));
    const words = (file: Element): string => toMarkup(file).replace(/<(title|style)>.*?<\/\1>/gs, '');
    assert.ok(words(svg(drawing, { stylesheet: stylesheet(light) })).includes('>Connection establishment'));
    assert.ok(!words(svg(drawing)).includes('Connection establishment'));
  });

  it('names its lifelines at the bottom too where it is longer than a screen', () => {
    const named = (length: number): number => {
      const drawing = drawOne(`endpoint a label="Alice"\n${'a -> b: [SYN]\n'.repeat(length)}`);
      const markup = toMarkup(svg(drawing));
      const [, height] = /viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(markup)!;
      assert.ok([...markup.matchAll(/class="item heads" transform="translate\(0 ([\d.]+)\)"/g)].every(([, top]) => Number(top) + drawing.heads.height <= Number(height)));
      return markup.split('>Alice<').length - 1;
    };
    assert.deepEqual([named(5), named(60)], [1, 2]);
  });

  it('says at an arrow what of its line could not be read', () => {
    const { items } = drawOne('a -> b: [SYN\nb -> a: [SYN, ACK]');
    const sent = items.find(({ kind }) => kind === 'segment')!;
    assert.equal(sent.tone, 'error');
    assert.ok(sent.shapes.some((shape) => shape.shape === 'text' && shape.runs.some(({ text }) => text === 'syntax')));
    assert.match(sent.reading!, /error: expected `\]`/);
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
    assert.deepEqual([0, 0.2, 10, 1500, 7_200_000].map(duration), ['0ms', '200us', '10ms', '1.5s', '7200s']);
    assert.deepEqual([10, 240_000, 120_000].map(wait), ['10ms', '2MSL', '1MSL']);
  });
});

describe('preview', () => {
  const everything: Extent = { top: 0, bottom: 1e6 };

  it('finds the items in sight, and the events by number and by line', () => {
    const text = fixture('two-hundred');
    const drawing = drawOne(text);
    const shown = shownOf(painter({}, 'on purpose'), text, nothingShown, everything);
    assert.ok(shown.tiles.length > 2);
    const all = chart(shown);
    const looks = (items: readonly { readonly item: Item; readonly top: number; readonly line: number }[]): string[] =>
      items.map(({ item: { kind, reading }, top, line }) => `${top} ${line} ${kind} ${reading}`).sort();
    for (let top = -500; top < 12_000; top += 333) {
      const expected = drawing.items.filter((item) => item.top <= top + 700 && item.top + item.height >= top).map((item) => ({ item, top: item.top, line: item.line }));
      assert.deepEqual(looks(all.between(top, top + 700)), looks(expected));
    }
    const events = drawing.items.filter(({ reading }) => reading !== undefined);
    assert.equal(all.events, events.length);
    for (const [at, { line, reading }] of events.entries()) {
      assert.deepEqual([all.event(at)?.line, all.event(at)?.item.reading], [line, reading]);
      assert.equal(all.itemOf(line)?.line, line);
    }
    const lines = [...new Set(events.map(({ line }) => line))];
    assert.deepEqual(lines.map((_, at) => all.stop(at)), lines);
    assert.deepEqual(lines.map((line) => all.stopsUpTo(line)), lines.map((_, at) => at + 1));
  });

  it('knows what is not there, and where to look for it', () => {
    const text = fixture('two-hundred');
    const paint = painter({}, 'on purpose');
    const top = chart(shownOf(paint, text, nothingShown, { top: 0, bottom: 500 }));
    assert.equal(top.has({ top: 0, bottom: 500 }), true);
    assert.equal(top.has(everything), false);
    const last = top.events - 1;
    assert.equal(top.event(last), undefined);
    const shown = shownOf(paint, text, nothingShown, top.placeOf({ event: last }));
    assert.notEqual(chart(shown).event(last), undefined);
    assert.notEqual(chart(shown).stop(top.stops - 1), undefined);
  });

  it('takes messages that are what they should be, and no others', () => {
    const shown = toEnd(difference({ tiles: [], contents: new Set() }, pictureOf(painter({}, 'on purpose'), fixture('handshake')), 0, everything));
    const flows = [{ title: 'a', line: 0, endLine: 3 }];
    const problems = { count: 1, shown: [{ line: 0, severity: 'error', code: 'seq-gap', message: 'x' }] };
    const message = { type: 'drawings', uri: 'file:///a.tcpflow', name: 'a.tcpflow', sequence: 1, flows, problems, shown };
    const change = { type: 'drawings', uri: 'file:///a.tcpflow', name: 'a.tcpflow', from: 1, sequence: 2, looked: true, shown: { ...shown, contents: [1], spans: shown.contents.flatMap((one) => (typeof one === 'number' ? [] : one.items)) } };
    const moment = { type: 'moment', ask: 3, moment: provideMoment(openDocument('file:///a.tcpflow', 1, fixture('handshake')), { uri: 'file:///a.tcpflow', line: 6 })! };
    for (const one of [message, change, moment, { type: 'locked', locked: true }, { type: 'moment', ask: 1, moment: null }]) {
      const read = JSON.parse(JSON.stringify(one)) as unknown;
      assert.deepEqual(toWebview(read), read);
    }
    for (const wrong of [
      undefined, null, 'x', {}, { type: 'drawings' }, { ...message, flows: [{}] }, { ...message, problems: {} }, { ...message, sequence: -1 }, { ...message, from: 'x' },
      { type: 'cursor', line: -1 }, { type: 'cursor', line: '1' }, { ...change, shown: { ...shown, tiles: {} } }, { ...change, shown: { ...shown, contents: [{}] } }, { ...change, shown: { ...shown, sheet: {} } }, { ...change, shown: { ...shown, spans: [{}] } }, { ...moment, moment: { ...moment.moment, rows: [{}] } }, { type: 'locked' },
    ]) assert.equal(toWebview(wrong), undefined);
    const options = { numbers: 'relative', detail: 'full' };
    assert.deepEqual(toHost({ type: 'reveal', line: 3, how: 'go', more: 1 }), { type: 'reveal', line: 3, how: 'go' });
    const sight = { line: 3, top: 0, bottom: 700 };
    assert.deepEqual(toHost({ type: 'ready', options: { ...options, more: 1 }, sight: { ...sight, more: 1 } }), { type: 'ready', options, sight });
    assert.deepEqual(toHost({ type: 'sight', sequence: 4, sight, more: 1 }), { type: 'sight', sequence: 4, sight });
    for (const wrong of [
      undefined, { type: 'reveal' }, { type: 'reveal', line: 1.5, how: 'go' }, { type: 'reveal', line: 1, how: 'x' }, { type: 'run', command: 'x' }, { type: 'ready' },
      { type: 'ready', options }, { type: 'ready', options: { ...options, numbers: 'roman' }, sight }, { type: 'sight', sequence: 1, sight: { ...sight, top: NaN } }, { type: 'sight', sight }, { type: 'moment', ask: 1, line: -1 }, { type: 'lock', locked: 1 },
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

const pictureOf = (paint: Painter, text: string, flow = 0): ReturnType<typeof pictured> => pictured(paint, flowsToDraw(analyze(parseLines(text)).timelines)[flow]!);
const pictured = (paint: Painter, timeline: Parameters<Painter['paint']>[0]) => toEnd(paint.paint(timeline));

/** What somebody has who had `before`, and looks at a part of the text's first flow. */
const shownOf = (paint: Painter, text: string, before: Shown, sight: Extent): Shown => {
  const told = toEnd(difference({ tiles: before.tiles, contents: new Set(before.contents.keys()) }, pictureOf(paint, text), 0, sight));
  return applied(before, JSON.parse(JSON.stringify(told)) as typeof told)!;
};

describe('a picture', function () {
  this.timeout(60_000);

  const line = fc.oneof(
    fc.constantFrom(...files.flatMap(({ text }) => text.split('\n'))),
    fc.constantFrom('a -> b: [SYN]', 'b -> a: [SYN, ACK]', 'a -> b: [ACK]', 'a -> b: [PSH, ACK] len=100', '', '// x', 'flow "A" {', '}', 'section "s" {', 'a -> b: [FIN'),
  );
  const edits = fc.array(fc.record({ at: fc.nat(400), gone: fc.nat(3), fresh: fc.array(line, { maxLength: 3 }), top: fc.nat(12_000) }), { minLength: 1, maxLength: 4 });

  it('is as if it were drawn as a whole, with all fields and numbers', () => {
    for (const { text } of files) {
      for (const options of [{}, { numbers: 'relative', detail: 'full' }] as const) {
        const { timelines } = analyze(parseLines(text));
        const whole = flowsToDraw(timelines).map((timeline) => wholePicture(pictured(painter(options, 'on purpose'), timeline)));
        assert.deepEqual(JSON.parse(JSON.stringify(whole)), JSON.parse(JSON.stringify(drawAll(timelines, options).map(inOneOrder))));
      }
    }
  });

  it('is told so that who looks sees it as it is, whatever was edited and wherever he looks', () => {
    const options = fc.constantFrom<SceneOptions>({}, { numbers: 'relative', detail: 'full' });
    fc.assert(fc.property(fc.constantFrom(...files), edits, options, ({ text }, changes, shownAs) => {
      const document = openDocument('u', 1, text);
      const paint = painter(shownAs, 'on purpose');
      let shown = nothingShown;
      for (const [index, { at, gone, fresh, top }] of changes.entries()) {
        const from = at % (document.lines.length + 1);
        document.change([{ range: { start: { line: from, character: 0 }, end: { line: from + gone, character: 0 } }, text: fresh.map((one) => `${one}\n`).join('') }], index + 2);
        const timeline = flowsToDraw(document.analysis().timelines)[0];
        if (timeline === undefined) continue;
        const sight = { top, bottom: top + 800 };
        const told = toEnd(difference({ tiles: shown.tiles, contents: new Set(shown.contents.keys()) }, pictured(paint, timeline), 0, sight));
        shown = applied(shown, JSON.parse(JSON.stringify(told)) as typeof told)!;
        const seen = chart(shown);
        const whole = drawAll([timeline], shownAs)[0]!;
        assert.ok(seen.has(sight));
        const looks = (items: readonly { readonly item: Item; readonly top: number; readonly line: number }[]): string[] =>
          items.map(({ item: { kind, reading, shapes, numberY }, ...place }) => JSON.stringify([place.top, place.line, kind, reading, shapes, numberY])).sort();
        assert.deepEqual(looks(seen.between(top, top + 800)), looks(whole.items.filter((item) => item.top <= top + 800 && item.top + item.height >= top).map((item) => ({ item, top: item.top, line: item.line }))));
        assert.deepEqual([seen.sheet.width, seen.sheet.height], [whole.width, whole.height]);
      }
    }), { numRuns: 60 });
  });

  it('is told in few words where little was changed, however long the flow', () => {
    const lines = ['a -> b: [SYN]', 'b -> a: [SYN, ACK]', 'a -> b: [ACK]'];
    for (let index = 0; index < 500; index++) lines.push('a -> b: [PSH, ACK] len=100', 'b -> a: [ACK]');
    for (const [at, fresh] of [[600, 'note "x"'], [600, ''], [1002, 'a -> b: [FIN, ACK]']] as const) {
      const document = openDocument('u', 1, lines.join('\n'));
      const paint = painter({}, 'on purpose');
      const painted = () => pictured(paint, document.analysis().timelines[0]!);
      const before = painted();
      const had = { tiles: before.tiles, contents: new Set(before.tiles.map(({ id }) => id)) };
      document.change([{ range: { start: { line: at, character: 0 }, end: { line: at, character: 0 } }, text: `${fresh}\n` }], 2);
      const laid = paint.rowsLaid;
      const told = toEnd(difference(had, painted(), 0, everythingOf(before.sheet.height)));
      assert.ok(paint.rowsLaid - laid <= 192, `${paint.rowsLaid - laid} rows laid out`);
      assert.ok(told.tiles.gone <= 2 && told.tiles.fresh.length <= 2, `${told.tiles.fresh.length} tiles`);
      assert.ok(told.contents.filter((one) => typeof one !== 'number').length <= 2);
    }
  });

  it('remembers from part to part no more, however many segments are on their way', () => {
    const opening = ['a -> b: [SYN]', 'b -> a: [SYN, ACK]', 'a -> b: [ACK]'];
    const flying = (many: number): Record<string, readonly string[]> => ({
      'all cross': [...opening, 'cross {', ...Array.from({ length: many }, (_, index) => (index % 2 === 0 ? 'a -> b: [ACK] len=1' : 'b -> a: [ACK] len=1')), '}'],
      'all are late': [...opening, ...Array.from({ length: many }, (_, index) => `a -> b: [ACK] len=1 delayed as d${index}`), ...Array.from({ length: many }, (_, index) => `deliver d${index}`)],
    });
    /** How much more is remembered behind the last part in which all are sent than above it. */
    const added = (lines: readonly string[], sent: number): number => {
      const timeline = analyze(parseLines(lines.join('\n'))).timelines[0]!;
      const cast = castOf(timeline, {});
      const memories: SceneMemory[] = [];
      for (const part of timeline.parts) memories.push(passage(cast, part, memories.at(-1), nothingLate).after);
      const last = timeline.parts.findLastIndex(({ lines: [first], steps }) => first!.index + steps().length <= sent);
      const [above, below] = memories.slice(last - 1);
      return [...reachable(below!, new Set(reachable(above!, new Set())))].reduce((sum, one) => sum + Object.keys(one).length, 0);
    };
    const [few, many] = [flying(500), flying(2000)];
    for (const [what, lines] of Object.entries(few)) {
      const [less, more] = [added(lines, 500), added(many[what]!, 2000)];
      assert.ok(more <= 1.3 * less, `${what}: ${less} with 500, ${more} with 2,000`);
    }
  });

  it('looks at what is said of each of many arrivals a few times', () => {
    const looksFor = (many: number): number => {
      // Each arrives above a gap, and that is said beside it.
      const cross = ['a -> b: [SYN]', 'b -> a: [SYN, ACK]', 'a -> b: [ACK]', 'cross {', ...Array.from({ length: many }, (_, index) => `a -> b: [ACK] seq=${many - index} len=1`), '}'];
      const [drawn] = scenes(cross.join('\n'));
      let looks = 0;
      const rows = drawn!.rows.map((row) => ({ ...row, marks: row.marks.map(({ tick, ...mark }): Mark => ({ ...mark, get tick() { looks++; return tick; } })) }));
      layout({ ...drawn!, rows });
      assert.ok(rows.some(({ marks }) => marks.length === many - 1));
      return looks;
    };
    assert.ok(looksFor(400) <= 4.2 * looksFor(100));
  });

  it('is refused where it does not fit', () => {
    const { tiles, contents } = shownOf(painter({}, 'on purpose'), fixture('handshake'), nothingShown, everythingOf(1e6));
    const told = toEnd(difference({ tiles, contents: new Set(contents.keys()) }, pictureOf(painter({}, 'on purpose'), fixture('handshake')), 0, everythingOf(1e6)));
    assert.equal(applied(nothingShown, told), undefined);
  });
});

/** Objects that can be reached from one, apart from known ones. */
const reachable = (from: object, known: ReadonlySet<object>): Set<object> => {
  const found = new Set<object>();
  const open = [from];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (known.has(one) || found.has(one)) continue;
    found.add(one);
    for (const value of Object.values(one)) if (typeof value === 'object' && value !== null) open.push(value as object);
  }
  return found;
};

const everythingOf = (height: number): Extent => ({ top: 0, bottom: height });

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
