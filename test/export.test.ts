// What leaves the editor: a flow as Mermaid, PlantUML, Markdown and SVG. Snapshots lie beside each other in fixtures/export;
// for any text at all, what stands in a flow stays text.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';

import { analyze } from '../language-server/core/analyze.ts';
import { drawAll, flowsToDraw } from '../language-server/core/diagram/draw.ts';
import { toMarkup } from '../language-server/core/diagram/element.ts';
import { toEnd } from '../language-server/core/flow/turns.ts';
import { exportFlow, exportFormats, type ExportFormat, type ExportTheme } from '../language-server/core/diagram/export.ts';
import { dark, light } from '../language-server/core/diagram/palettes.ts';
import { plainLine } from '../language-server/core/diagram/plain.ts';
import { svg, svgFile } from '../language-server/core/diagram/svg.ts';
import { drawFence } from '../language-server/markdown/main.ts';
import { parseLines, splitLines } from '../language-server/syntax/lines.ts';
import { extendMarkdownIt, type MarkdownIt } from '../src/markdown/plugin.ts';
import { exportAnswer, exportQuestion } from '../src/webview/export-messages.ts';
import { markdownStyle } from '../src/webview/markdown-style.ts';
import { strip } from './support/annotate.ts';
import { fixtures, matchesFile } from './support/fixtures.ts';

const folder = join(import.meta.dirname, 'fixtures');

const exportAll = (text: string, format: ExportFormat, theme: ExportTheme = 'light'): string[] => {
  const { timelines } = analyze(parseLines(text));
  return flowsToDraw(timelines).map((timeline) => toEnd(exportFlow(timeline, timelines, splitLines(text), { format, theme })));
};
const exported = (text: string, format: ExportFormat, theme?: ExportTheme): string => exportAll(text, format, theme)[0]!;

/** A string of the language that means this text. Line ends and controls only as escapes. */
const literal = (text: string): string =>
  `"${text.replace(/["\\]/g, '\\$&').replace(/[\p{Cc}\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)}"`;

/** A flow that has the text in every string that the language knows. */
const full = (text: string): string => {
  const string = literal(text);
  return `flow ${string} {
  endpoint client label=${string} addr=${string} port=1
  endpoint end
  section ${string} {
    client -> end: [SYN] delayed as note
    note ${string}
    note over end ${string}
    deliver note
  }
  end -> client: [SYN, ACK] ack=7 ${string}
  @10ms client -> end: [ACK] lost
  client.close()
  wait 2MSL
  cross {
    client -> end: [FIN, ACK] corrupted
    end -> client: [ACK] violates stale-ack
  }
  expect client CLOSED, end.snd.nxt = 1
  nonsense ${string}
}`;
};

/** Everything that is markup to somebody, and everything else. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'<>&"\'`%#;:|[]{}()*_~=-+!\\/.,$@^ \n\r\t\0\u202e\ud800\udc00ßﬂ¶°한é', 'end', 'note', '<br/>', '%%{', '#35;', '&lt;', ']]>', '@enduml', 'x') }),
);

const everyText = (holds: (text: string) => void): void => fc.assert(fc.property(hostile, holds), { numRuns: 200 });

describe('export', function () {
  // Against hanging for ever: how many flows the machine draws in a second is no matter here.
  this.timeout(120_000);

  for (const name of ['handshake', 'delayed', 'faults', 'par', 'payload', 'proxy', 'simultaneous', 'tuples']) {
    const text = readFileSync(join(folder, 'diagram', `${name}.tcpflow`), 'utf8');
    for (const format of ['mermaid', 'plantuml', 'markdown'] as const) {
      it(`writes ${name} as ${format}`, () => matchesFile(exportAll(text, format).join('\n'), join(folder, 'export', `${name}.${exportFormats[format]}`)));
    }
  }

  describe('Mermaid', () => {
    const text = String.raw`(?:[\p{L}\p{M}\p{N} ,.()[\]+=_/'…✓✗⚠✎ℹ⏱→-]|#\d+;|<br/>)+`;
    const statement = new RegExp(`^ *(?:sequenceDiagram|title ${text}|participant \\S+( as ${text})?|\\S+?(->>|-->>|-x|--x|-\\))\\S+: ${text}`
      + `|Note (left of|right of|over) \\S+: ${text}|rect rgba\\(128, 128, 128, 0\\.1\\)|par|and|end)$`, 'u');

    it('has only statements of ours, whatever a flow says', () => everyText((hostileText) => {
      for (const line of exported(full(hostileText), 'mermaid').trimEnd().split('\n')) assert.match(line, statement);
    }));

    it('says what the flow says', () => everyText((hostileText) => {
      const shown = exported(full(hostileText), 'mermaid').replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
      if (plainLine(hostileText).trim() !== '') assert.ok(shown.includes(`title ${plainLine(hostileText)}\n`));
    }));

    it('names no participant as one of its words', () => {
      for (const word of ['end', 'note', 'Participant', 'as', 'activate1', 'title_', 'par', 'over']) {
        assert.match(exported(`${word} -> B: [SYN]`, 'mermaid'), new RegExp(`participant p1 as ${word}\n  participant B\n`));
      }
      assert.match(exported('p2 -> end: [SYN]', 'mermaid'), /participant p2\n {2}participant p2_ as end\n/);
      assert.match(exported('클라이언트 -> 서버: [SYN]', 'mermaid'), / {2}클라이언트->>서버: \[SYN\]<br\/>seq=0\n/);
    });
  });

  describe('PlantUML', () => {
    const text = String.raw`(?:[\p{L}\p{M}\p{N} ,;:()+?${'`'}…✓✗⚠✎ℹ⏱→[\]=_./-]|\\n|<U\+[0-9A-F]{4,}>)+`;
    const statement = new RegExp(`^ *(?:@startuml|@enduml|title ${text}|participant (\\S+|"${text}" as \\S+)|\\S+ (->|->x|->>|-->|-->x) \\S+ : ${text}`
      + `|note (left|right) of \\S+ : ${text}|note over \\S+(, \\S+)?( #[0-9A-F]{6})? : ${text}|\\.\\.\\.${text}\\.\\.\\.|group ${text}|par|else|end)$`, 'u');

    it('has only statements of ours, whatever a flow says', () => everyText((hostileText) => {
      const lines = exported(full(hostileText), 'plantuml').trimEnd().split('\n');
      for (const line of lines) assert.match(line, statement);
      assert.equal(lines.filter((line) => line.startsWith('@')).length, 2);
    }));

    it('has no markup of Creole in what a flow says', () => everyText((hostileText) => {
      const title = exported(full(hostileText), 'plantuml').split('\n').find((line) => line.startsWith('title '))?.slice(6) ?? '';
      assert.doesNotMatch(title.replace(/<U\+[0-9A-F]+>/g, 'x'), /\*\*|\/\/|--|__|~~|""|\[\[|\]\]|<|^\s*[-=*#|.]/);
    }));

    it('says what the flow says', () => everyText((hostileText) => {
      const shown = exported(full(hostileText), 'plantuml').replace(/<U\+([0-9A-F]+)>/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
      if (plainLine(hostileText).trim() !== '') assert.ok(shown.includes(`title ${plainLine(hostileText)}\n`));
    }));
  });

  it('closes each block that it opens, and no other, in any flow', () => {
    const crossed = 'cross {\n  A -> B: [SYN] lost\n  B -> A: [SYN] lost\n}\ncross {\n  A -> B: [SYN] lost\n  B -> A: [SYN]\n}\nsection "x" {\n  cross {\n    A -> B: [ACK]';
    for (const text of [crossed, ...['diagram', 'rules', 'flows'].flatMap((name) => fixtures(name).map((file) => strip(file.text).text))]) {
      for (const format of ['mermaid', 'plantuml'] as const) {
        for (const diagram of exportAll(text, format)) {
          let depth = 0;
          for (const line of diagram.split('\n').map((one) => one.trim())) {
            if (/^(par|rect .*|group .*)$/.test(line)) depth++;
            if (/^(and|else|end)$/.test(line)) assert.ok(depth > 0, diagram);
            if (line === 'end') depth--;
          }
          assert.equal(depth, 0, diagram);
        }
      }
    }
    assert.equal(exported(crossed, 'mermaid').match(/^ +par$/gm)?.length, 2);
  });

  describe('Markdown', () => {
    it('is one heading and one table, whatever a flow says', () => everyText((hostileText) => {
      const [heading, blank, ...table] = exported(full(hostileText), 'markdown').trimEnd().split('\n') as [string, string, ...string[]];
      const bare = (line: string): string => line.replace(/\\./gu, '');
      assert.match(bare(heading), /^### [^<>`*_[\]|~&#$\p{Cc}]*$/u);
      assert.equal(blank, '');
      for (const line of table) assert.match(bare(line), /^(\|[^<>`*_[\]|~&#$\p{Cc}]*){12}\|$/u);
    }));
  });

  describe('SVG', () => {
    it('is well-formed XML, whatever a flow says', () => everyText((hostileText) => {
      assert.deepEqual(tagsOf(exported(full(hostileText), 'svg')).filter((tag) => !known.has(tag)), []);
    }));

    it('written in small steps is the same, with and without numbers in the margin', () => {
      const text = 'endpoint a\nendpoint b\nflow "f" {\na -> b: [SYN]\nb -> a: [SYN, ACK]\na -> b: [ACK]\n}';
      for (const options of [{}, { detail: 'full' }] as const) {
        const [drawing] = drawAll(analyze(parseLines(text)).timelines, options);
        const file = { stylesheet: 'x', source: text };
        assert.equal(toEnd(svgFile(drawing!, file)), `${toMarkup(svg(drawing!, file))}\n`);
      }
    });

    it('has colours and fonts of its own, and nothing from outside', () => {
      for (const [theme, palette] of [['light', light], ['dark', dark]] as const) {
        const markup = unescape(exported(full('x'), 'svg', theme));
        assert.ok(markup.includes(`.background { fill: ${palette.background}; }`));
        assert.match(markup, /font-family: [^;}]+, sans-serif;[^]+font-family: [^;}]+, monospace;/);
        assert.doesNotMatch(markup, /var\(|url\(|href|@import|(?<!xmlns=")https?:/);
      }
    });

    it('carries the flow, to be drawn again', () => {
      const text = 'endpoint A label="<&]]>"\n\nflow "one" {\n  A -> B: [SYN] // 한국어\n}\nflow "two" {\n  B -> A: [SYN]\n}\nA -> B: [SYN]';
      const sources = exportAll(text, 'svg').map((markup) => unescape(/<metadata>([^]*)<\/metadata>/.exec(markup)![1]!));
      assert.deepEqual(sources, [
        'endpoint A label="<&]]>"\n\nA -> B: [SYN]',
        'endpoint A label="<&]]>"\n\nflow "one" {\n  A -> B: [SYN] // 한국어\n}',
        'endpoint A label="<&]]>"\n\nflow "two" {\n  B -> A: [SYN]\n}',
      ]);
    });

    it('is told to who cannot see it', () => {
      const markup = exported(full('Talk'), 'svg');
      assert.match(markup, /^<svg [^>]*role="graphics-document document"><title>Talk<\/title><desc>[^<]*: Talk, end<\/desc>/);
      assert.match(markup, /<g role="list">[^]*aria-label="Talk sends SYN to end, seq 0[^"]*" role="listitem"/);
    });
  });

  describe('A block of Markdown', () => {
    it('becomes well-formed HTML of ours, whatever it says', () => everyText((hostileText) => {
      const block = ['svg', 'figure', 'figcaption', 'ul', 'li', 'b', 'code', 'pre', ...known];
      for (const text of [hostileText, full(hostileText)]) {
        assert.deepEqual(tagsOf(`<g>${drawFence(text)}</g>`).filter((tag) => !block.includes(tag)), []);
      }
    }));

    it('is drawn, with what is wrong below; what is no flow stays as it is', () => {
      const html = drawFence('flow "<i>" {\n  A -> B: [SYN]\n  B -> A: [SYN, ACK] ack=7\n}');
      assert.match(html, /^<figure><figcaption>&lt;i&gt;<\/figcaption><svg [^]*<\/svg><\/figure><ul class="tcpflow-findings"><li class="error"><b>Line 3: error<\/b> acknowledges 7/);
      assert.equal(drawFence('// <nothing>'), '<pre><code>// &lt;nothing&gt;\n</code></pre>');
      assert.equal(drawFence('A -> B: [SYN]\n').match(/<svg /g)?.length, 1);
    });

    it('is known by the first word behind the fence, and left alone while nothing can draw', () => {
      const markdown: MarkdownIt = { renderer: { rules: { fence: (tokens, index) => `other ${tokens[index]!.info}` } } };
      let ready = false;
      extendMarkdownIt(() => (ready ? (text) => `drawn ${text}` : undefined))(markdown);
      const render = (info: string): string => markdown.renderer.rules['fence']!(
        [{ info, content: 'x' }], 0, {}, {}, { renderAttrs: () => ' data-line="1"', renderToken: () => '' },
      );
      assert.equal(render('tcpflow'), 'other tcpflow');
      ready = true;
      assert.equal(render('tcpflow title'), '<div data-line="1"><div class="tcpflow-block">drawn x</div></div>\n');
      assert.equal(render('tcpflows'), 'other tcpflows');
      assert.equal(render(''), 'other ');
    });

    it('has the colours of the theme, and nothing from outside', () => {
      const css = markdownStyle();
      assert.match(css, /\.vscode-dark, \.vscode-high-contrast:not\(\.vscode-high-contrast-light\) \{[^]*--vscode-editor-background, #1f1f1f/);
      assert.equal(css.split('{').length, css.split('}').length);
      assert.doesNotMatch(css, /url\(|@import|https?:/);
    });
  });

  describe('The preview, asked for a picture', () => {
    it('takes questions and answers that are what they should be, and no others', () => {
      const questions = [{ type: 'shown-flow', ask: 1 }, { type: 'rasterise', ask: 2, svg: '<svg/>', scale: 2 }];
      for (const question of questions) assert.deepEqual(exportQuestion({ ...question, more: 1 }), question);
      for (const wrong of [undefined, 'x', {}, { type: 'rasterise', ask: 1, svg: 1, scale: 2 }, { ...questions[1], scale: 1e9 }, { ...questions[0], ask: -1 }]) {
        assert.equal(exportQuestion(wrong), undefined);
      }
      const answers = [{ type: 'shown-flow', ask: 1 }, { type: 'shown-flow', ask: 1, line: 0 }, { type: 'rasterised', ask: 1 }, { type: 'rasterised', ask: 1, png: new Uint8Array(1) }];
      for (const answer of answers) assert.deepEqual(exportAnswer({ ...answer, more: 1 }), answer);
      for (const wrong of [null, { type: 'shown-flow' }, { type: 'shown-flow', ask: 1, line: -1 }, { type: 'rasterised', ask: 1, png: 'x' }, { type: 'run', ask: 1 }]) {
        assert.equal(exportAnswer(wrong), undefined);
      }
    });
  });
});

const known = new Set(['svg', 'title', 'desc', 'metadata', 'style', 'rect', 'line', 'path', 'text', 'tspan', 'g']);

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const unescape = (text: string): string => text.replace(/&#?\w+;/g, (entity) => entities[entity]!);

/** The tags of an XML text, in order; fails where it is not well-formed. Only what we write is known: no comments, no CDATA. */
const tagsOf = (xml: string): string[] => {
  assert.doesNotMatch(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u);
  const tags: string[] = [];
  const open: string[] = [];
  const rest = xml.trim().replace(/<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>|[^<>]+/g, (whole, close: string | undefined, tag: string | undefined, attributes = '', empty = '') => {
    assert.match(`${tag === undefined ? whole : String(attributes)}`.replace(/&(?:amp|lt|gt|quot|#39);/g, ''), /^[^&]*$/);
    if (tag === undefined) return '';
    if (close === '/') assert.equal(open.pop(), tag);
    else {
      tags.push(tag);
      if (empty !== '/') open.push(tag);
    }
    return '';
  });
  assert.equal(rest, '');
  assert.deepEqual(open, []);
  return tags;
};
