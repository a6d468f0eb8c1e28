// Drawing → SVG as a tree of plain elements, the same for the webview and for files. Colours are left to classes.
// Must not know where the tree goes.
import type { Drawing, Item, Rail, Shape, TextShape } from './drawing.ts';
import { each } from '../flow/turns.ts';
import { element, toMarkup, type Element } from './element.ts';
import { fontOf, fonts } from './fonts.ts';
import { edge } from './layout.ts';
import { measure } from './measure.ts';
import { text } from './shapes.ts';
import { wrap } from './wrap.ts';

/** What makes of the drawing a file that stands on its own. */
export interface SvgFile {
  /** Without one the classes stay for a page to style. */
  readonly stylesheet?: string;
  readonly description?: string;
  /** The flow's text: who finds the picture can go on from it. */
  readonly source?: string;
}

/** Around a picture that is a file of its own, beyond the drawing's margin. */
const paper = 8;
const mostHeadingLines = 3;
/** A drawing that is longer than a screen, in pixels, names its lifelines at their lower ends too: nothing keeps the heads in sight there. */
const longFrom = 1200;

/** The whole drawing. A file of its own has its title as a heading. */
export const svg = (drawing: Drawing, file: SvgFile = {}): Element => around(drawing, file, svgNumbers(drawing, placesOf(drawing)), drawing.items.map(svgItem));

const placesOf = ({ items }: Drawing): NumberedItem[] => items.map((item) => ({ item, top: item.top, line: item.line }));

const around = (drawing: Drawing, { stylesheet, description, source }: SvgFile, numbers: readonly Element[], items: readonly Element[]): Element => {
  const isFile = stylesheet !== undefined;
  const heading = isFile && drawing.title.trim() !== '' ? wrap(drawing.title, 'title', drawing.width - 8, measure, mostHeadingLines) : [];
  const above = heading.length === 0 ? 0 : heading.length * fonts.title.lineHeight + 4;
  const sides = isFile ? paper : 0;
  const [x, y] = [-sides, -sides - above];
  const foot = drawing.height < longFrom ? 0 : drawing.heads.height - edge;
  const [width, height] = [drawing.width + 2 * sides, drawing.height + foot + 2 * sides + above];
  return element('svg', {
    xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `${x} ${y} ${width} ${height}`, class: 'tcpflow', role: 'graphics-document document',
  }, [
    element('title', {}, [drawing.title === '' ? 'TCP flow' : drawing.title]),
    ...(description === undefined ? [] : [element('desc', {}, [description])]),
    ...(source === undefined ? [] : [element('metadata', {}, [source])]),
    ...(stylesheet === undefined ? [] : [element('style', {}, [stylesheet])]),
    element('rect', { class: 'background', ...(isFile ? { x, y } : {}), width, height }),
    ...heading.map((line, index) => shapeElement(text([{ text: line, style: 'title' }], 4, y + paper + 15 + index * fonts.title.lineHeight, 'start', measure, drawing.title))),
    ...svgRails(drawing, 0, drawing.height),
    ...numbers,
    svgItem(drawing.heads),
    element('g', { role: 'list' }, items),
    ...(foot === 0 ? [] : [element('g', { 'aria-hidden': 'true' }, [svgItem({ ...drawing.heads, top: drawing.height - 2 * edge })])]),
  ]);
};

/** The text of a file with the drawing, in small steps. */
export const svgFile = function* (drawing: Drawing, file: SvgFile): Generator<undefined, string> {
  let items = '';
  yield* each(drawing.items, (item) => { items += toMarkup(svgItem(item)); });
  const { numbersX } = drawing;
  let numbers = '';
  if (numbersX !== undefined) yield* each(numbersBeside(placesOf(drawing)), (number) => { numbers += toMarkup(numberElement(numbersX, number)); });
  // No text of the flow can look like these: what it has of `<` is escaped.
  const [heads, empty] = [toMarkup(svgItem(drawing.heads)), '<g role="list"/>'];
  const markup = toMarkup(around(drawing, file, [], [])).replace(heads, () => `${numbers}${heads}`);
  return `${markup.replace(empty, () => (items === '' ? empty : `<g role="list">${items}</g>`))}\n`;
};

/** Lifelines and rails between two heights. */
export const svgRails = ({ lifelines, rails }: Pick<Drawing, 'lifelines' | 'rails'>, top: number, bottom: number): Element[] => [
  ...lifelines.flatMap((line) => {
    const from = Math.max(line.top, top);
    const to = Math.min(line.bottom, bottom);
    return from >= to ? [] : [element('line', { class: 'lifeline', x1: line.x, y1: from, x2: line.x, y2: to })];
  }),
  ...rails.flatMap((rail) => railStretches(rail, top, bottom)),
];

const railStretches = ({ x, width, stretches }: Rail, top: number, bottom: number): Element[] => stretches.flatMap((stretch) => {
  const from = Math.max(stretch.top, top);
  const to = Math.min(stretch.bottom, bottom);
  return from >= to ? [] : [element('rect', {
    class: `rail ${stateClass(stretch.state)}`, x: x - width / 2, y: from, width, height: Math.round((to - from) * 10) / 10, rx: 1.5,
  })];
});

interface NumberedItem {
  readonly item: Item;
  readonly top: number;
  readonly line: number;
}

/** The numbers of the lines that items show, in the margin. */
export const svgNumbers = ({ numbersX }: Pick<Drawing, 'numbersX'>, items: readonly NumberedItem[]): Element[] =>
  (numbersX === undefined ? [] : numbersBeside(items).map((number) => numberElement(numbersX, number)));

interface LineNumber {
  readonly y: number;
  readonly line: number;
}

const numberElement = (x: number, { y, line }: LineNumber): Element => shapeElement(text([{ text: String(line + 1), style: 'time' }], x, y, 'end', measure));

/** Those that would stand in one place stand one above the other. */
const numbersBeside = (items: readonly NumberedItem[]): LineNumber[] => {
  const numbers = items.flatMap(({ item: { numberY }, top, line }) => (numberY === undefined ? [] : [{ y: top + numberY, line }])).sort((a, b) => b.y - a.y || b.line - a.line);
  let above = Infinity;
  return numbers.map(({ y, line }) => {
    above = Math.min(y, above - fonts.time.lineHeight);
    return { y: above, line };
  });
};

/** `state-fin-wait-1`. */
export const stateClass = (state: string): string => `state-${state.toLowerCase()}`;

/** One item as a group at its place. */
export const svgItem = (item: Item): Element => {
  const { kind, tone, band, reading } = item;
  return element('g', {
    class: tone === undefined ? `item ${kind}` : `item ${kind} ${tone}`,
    transform: `translate(0 ${item.top})`,
    ...(reading === undefined ? {} : { 'aria-label': reading, role: 'listitem' }),
  }, [
    ...(kind === 'heads' ? [] : [element('rect', { class: 'band', x: band.x, y: 0, width: band.width, height: band.height })]),
    ...item.shapes.map(shapeElement),
  ]);
};

/** One shape, styled by classes. */
export const shapeElement = (shape: Shape): Element => {
  const tone = 'tone' in shape && shape.tone !== undefined ? ` ${shape.tone}` : '';
  switch (shape.shape) {
    case 'text':
      return textElement(shape);
    case 'box':
      return element('rect', {
        class: `box ${shape.style}${tone}`, x: shape.x, y: shape.y, width: shape.width, height: shape.height,
        ...(shape.radius === 0 ? {} : { rx: shape.radius }),
      });
    case 'path': {
      const { points, closed } = shape;
      let d = '';
      for (let index = 0; index + 1 < points.length; index += 2) d += `${index === 0 ? 'M' : 'L'}${points[index]} ${points[index + 1]}`;
      return element('path', { class: `path ${shape.style}${tone}`, d: closed ? `${d}Z` : d });
    }
  }
};

const textElement = ({ x, y, anchor, runs, full }: TextShape): Element => {
  const common = { x, y, ...(anchor === 'start' ? {} : { 'text-anchor': anchor }) };
  const title = full === undefined ? [] : [element('title', {}, [full])];
  const [first, ...more] = runs;
  if (first === undefined) return element('text', common);
  if (more.length === 0) return element('text', { ...common, ...runAttributes(first) }, [first.text, ...title]);
  return element('text', common, [...runs.map((run) => element('tspan', runAttributes(run), [spaced(run.text)])), ...title]);
};

// Leading spaces would be dropped by SVG.
const spaced = (text: string): string => text.replace(/^ +/, (spaces) => '\u00a0'.repeat(spaces.length));

const runAttributes = ({ style, tone, state }: TextShape['runs'][0]): Record<string, string | number> => {
  const font: { readonly family: string; readonly size: number; readonly bold?: boolean; readonly italic?: boolean } = fontOf(style);
  return {
    class: [font.family, `text-${style}`, ...(tone === undefined ? [] : [tone]), ...(state === undefined ? [] : [stateClass(state)])].join(' '),
    'font-size': font.size,
    ...(font.bold ? { 'font-weight': 600 } : {}),
    ...(font.italic ? { 'font-style': 'italic' } : {}),
  };
};
