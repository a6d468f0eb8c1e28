// What the preview's panel and its webview tell each other. Each side checks what comes from the other.
// Must not know the DOM or the editor: both sides import it.
import { isCount, isLength, isListOf, isNumber, isOptional, isRecord, isText } from '../../language-server/checks.ts';
import type { Item, Rail, Sheet, Tile, TileContent } from '../../language-server/core/diagram/drawing.ts';
import type { ShownDifference } from '../../language-server/core/diagram/shown.ts';
import { isDrawingOptions, standardOptions, type DrawingOptions, type Drawings, type FlowPlace, type Moment, type Problems, type Sight } from '../../language-server/protocol.ts';

/** From the panel to the webview. */
export type ToWebview =
  /** What there is to draw, or what is different now. `uri`: the document that is drawn. `name`: what to call it. */
  | ({ readonly type: 'drawings'; readonly uri: string; readonly name: string } & Omit<Drawings, 'uri' | 'view' | 'version'>)
  /** The cursor of the document's editor went to a line, from 0. */
  | { readonly type: 'cursor'; readonly line: number }
  /** Whether the panel stays with its document. */
  | { readonly type: 'locked'; readonly locked: boolean }
  /** The answer to `ask`. */
  | { readonly type: 'moment'; readonly ask: number; readonly moment: Moment | null };

/** From the webview to the panel. */
export type ToHost =
  /** The webview listens now, and shows drawings in this way. Also: it wants them anew. */
  | { readonly type: 'ready'; readonly options: DrawingOptions; readonly sight: Sight }
  /** It looks at this part of what it was told with this sequence number. */
  | { readonly type: 'sight'; readonly sequence: number; readonly sight: Sight }
  /** Put the editor's cursor on this line. */
  | { readonly type: 'reveal'; readonly line: number; readonly how: Reveal }
  /** What is so at this line? */
  | { readonly type: 'moment'; readonly ask: number; readonly line: number }
  | { readonly type: 'lock'; readonly locked: boolean };

/** `follow`: where the file is in sight already; `show`: and open it where it is not; `go`: and give it the focus. */
export type Reveal = (typeof reveals)[number];
const reveals = ['follow', 'show', 'go'] as const;

/** What can stand beside the diagram, or, the table, in its place. */
export type Pane = (typeof panes)[number];
export const panes = ['machine', 'ends', 'problems', 'table'] as const;

/** What outlives a reload of the window. */
export interface PreviewState {
  readonly uri: string;
  /** The line of the flow that was shown. */
  readonly flow: number;
  /** 1 is the drawing's own size; 0 fits it to the width of the panel. */
  readonly zoom: number;
  /** Pixels of the drawing above the panel. */
  readonly scroll: number;
  readonly locked: boolean;
  readonly options: DrawingOptions;
  readonly panes: readonly Pane[];
}

/** The message if it is one for the webview. */
export const toWebview = (value: unknown): ToWebview | undefined => {
  if (!isRecord(value)) return undefined;
  const { type } = value;
  switch (type) {
    case 'drawings': {
      const { uri, name, from, sequence, looked, flows, problems, shown } = value;
      return typeof uri === 'string' && typeof name === 'string' && isCount(sequence) && isOptional(isCount)(from) && isOptional(isListOf(isFlowPlace))(flows)
        && isOptional(isProblems)(problems) && isOptional(isShownDifference)(shown) ? {
          type, uri, name, sequence, ...(from === undefined ? {} : { from }), ...(looked === true ? { looked } : {}), ...(flows === undefined ? {} : { flows }),
          ...(problems === undefined ? {} : { problems }), ...(shown === undefined ? {} : { shown }),
        } : undefined;
    }
    case 'cursor':
      return isCount(value['line']) ? { type, line: value['line'] } : undefined;
    case 'locked':
      return typeof value['locked'] === 'boolean' ? { type, locked: value['locked'] } : undefined;
    case 'moment': {
      const { ask, moment } = value;
      return isCount(ask) && (moment === null || isMoment(moment)) ? { type, ask, moment } : undefined;
    }
    default:
      return undefined;
  }
};

/** The message if it is one for the panel. */
export const toHost = (value: unknown): ToHost | undefined => {
  if (!isRecord(value)) return undefined;
  const { type, line, how, options, ask, locked, sequence, sight } = value;
  switch (type) {
    case 'ready':
      return isDrawingOptions(options) && isSight(sight) ? { type, options: { numbers: options.numbers, detail: options.detail }, sight: plainSight(sight) } : undefined;
    case 'sight':
      return isCount(sequence) && isSight(sight) ? { type, sequence, sight: plainSight(sight) } : undefined;
    case 'reveal':
      return isCount(line) && reveals.includes(how as Reveal) ? { type, line, how: how as Reveal } : undefined;
    case 'moment':
      return isCount(ask) && isCount(line) ? { type, ask, line } : undefined;
    case 'lock':
      return typeof locked === 'boolean' ? { type, locked } : undefined;
    default:
      return undefined;
  }
};

/** The state if it is one that was stored; what an earlier version did not store is as in a new panel. */
export const previewState = (value: unknown): PreviewState | undefined => {
  if (!isRecord(value)) return undefined;
  const { uri, flow, zoom, scroll, locked, options, panes: open } = value;
  if (typeof uri !== 'string' || !isCount(flow) || !isLength(zoom) || !isLength(scroll)) return undefined;
  return {
    uri, flow, zoom, scroll, locked: locked === true, options: isDrawingOptions(options) ? options : standardOptions,
    panes: Array.isArray(open) ? panes.filter((pane) => open.includes(pane)) : [],
  };
};

const isSight = (value: unknown): value is Sight => isRecord(value) && isCount(value['line']) && isNumber(value['top']) && isNumber(value['bottom']);
const plainSight = ({ line, top, bottom }: Sight): Sight => ({ line, top, bottom });

const isFlowPlace = (value: unknown): value is FlowPlace =>
  isRecord(value) && typeof value['title'] === 'string' && isCount(value['line']) && isCount(value['endLine']);

const isSheet = (value: unknown): value is Sheet =>
  isRecord(value) && typeof value['title'] === 'string' && isCount(value['line']) && isCount(value['endLine'])
  && isLength(value['width']) && isLength(value['height']) && isItem(value['heads']) && Array.isArray(value['lifelines']);

/** Shapes are looked at when they are drawn. Lines and places of items count from those of their tile. */
const isItem = (value: unknown): value is Item =>
  isRecord(value) && Number.isSafeInteger(value['line']) && isNumber(value['top']) && isLength(value['height'])
  && Array.isArray(value['shapes']) && isRecord(value['band']);

const isRail = (value: unknown): value is Rail => isRecord(value) && isCount(value['end']) && isNumber(value['x']) && Array.isArray(value['stretches']);

const isTile = (value: unknown): value is Tile =>
  isRecord(value) && isCount(value['id']) && isLength(value['height']) && isCount(value['lines']) && isCount(value['events']) && isCount(value['stops']);

const isContent = (value: unknown): value is number | TileContent =>
  isCount(value) || (isRecord(value) && isCount(value['id']) && isListOf(isRail)(value['rails']) && isListOf(isItem)(value['items']));

const isShownDifference = (value: unknown): value is ShownDifference => {
  if (!isRecord(value) || !isRecord(value['tiles'])) return false;
  const { flow, sheet, contents, spans, tiles: { at, gone, fresh } } = value as { [key in keyof ShownDifference]: unknown } & { tiles: Record<string, unknown> };
  return isCount(flow) && isSheet(sheet) && isCount(at) && isCount(gone) && isListOf(isTile)(fresh) && isListOf(isContent)(contents) && isListOf(isItem)(spans);
};

const isProblem = (value: unknown): value is Problems['shown'][0] =>
  isRecord(value) && isCount(value['line']) && ['error', 'warning', 'info', 'hint'].includes(value['severity'] as string)
  && typeof value['code'] === 'string' && typeof value['message'] === 'string';

const isProblems = (value: unknown): value is Problems => isRecord(value) && isCount(value['count']) && isListOf(isProblem)(value['shown']);

const isRow = (value: unknown): value is Moment['rows'][0] =>
  isRecord(value) && isText(value['label']) && isListOf((cell): cell is { before: string; after: string } =>
    isRecord(cell) && isText(cell['before']) && isText(cell['after']))(value['cells']);

const isBlock = (value: unknown): value is Moment['blocks'][0] => isRecord(value)
  && (value['kind'] === 'table' ? isListOf(isText)(value['head']) && isListOf(isRow)(value['rows']) : isText(value['kind']) && isText(value['text']) && isOptional(isText)(value['rfc']));

const isMove = (value: unknown): value is Moment['ends'][0]['moves'][0] => isRecord(value) && isText(value['from']) && isText(value['to']);

const isEnd = (value: unknown): value is Moment['ends'][0] =>
  isRecord(value) && isText(value['name']) && isText(value['state']) && typeof value['ended'] === 'boolean'
  && isListOf(isMove)(value['path']) && isListOf(isMove)(value['moves']);

const isMoment = (value: unknown): value is Moment =>
  isRecord(value) && isCount(value['line']) && isProblems({ count: 0, shown: value['problems'] })
  && isListOf(isBlock)(value['blocks']) && isListOf(isEnd)(value['ends']) && isListOf(isRow)(value['rows']);
