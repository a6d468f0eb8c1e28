// A fenced block of Markdown → the HTML that stands in its place: the diagrams of its flows, and what is wrong with them.
// A bundle of its own, loaded when a document has such a block. Must not know the editor, nor where the HTML goes.
import { analyze } from '../core/analyze.ts';
import { drawAll } from '../core/diagram/draw.ts';
import { element, toMarkup, type Element } from '../core/diagram/element.ts';
import { plainLine } from '../core/diagram/plain.ts';
import { svg } from '../core/diagram/svg.ts';
import type { Finding } from '../core/flow/finding.ts';
import { incomplete } from '../core/flow/incomplete.ts';
import { format } from '../core/flow/message.ts';
import { parseLines } from '../syntax/lines.ts';

/** HTML for the block's text. All of it is escaped, and none of it runs or loads anything. */
export const drawFence = (text: string): string => {
  const known = drawn.get(text);
  if (known !== undefined) return known;
  const html = toHtml(text);
  // A document is rendered again with each key that is pressed in it, and most of its blocks are as before.
  if (drawn.size >= mostDrawn) drawn.clear();
  drawn.set(text, html);
  return html;
};

const toHtml = (text: string): string => {
  try {
    return fence(text).map(toMarkup).join('');
  } catch (problem) {
    return [source(text), list([incomplete(problem)])].map(toMarkup).join('');
  }
};

const drawn = new Map<string, string>();
const mostDrawn = 100;

const fence = (text: string): Element[] => {
  const { timelines, findings } = analyze(parseLines(text));
  const figures = drawAll(timelines).map((drawing) => element('figure', {}, [
    ...(drawing.title.trim() === '' ? [] : [element('figcaption', {}, [drawing.title])]),
    svg(drawing),
  ]));
  return [
    ...(figures.length > 0 ? figures : [source(text)]),
    ...(findings.length === 0 ? [] : [list(findings)]),
  ];
};

const source = (text: string): Element => element('pre', {}, [element('code', {}, [`${text}\n`])]);

const list = (findings: readonly Finding[]): Element =>
  element('ul', { class: 'tcpflow-findings' }, findings.map(({ line, severity, code, message, onPurpose }) => element('li', { class: onPurpose ? 'on-purpose' : severity }, [
    element('b', {}, [`Line ${line + 1}: ${onPurpose ? 'on purpose' : severity}`]),
    ` ${plainLine(format(message))} `,
    element('code', {}, [code]),
  ])));
