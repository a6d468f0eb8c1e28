// What the preview's panel and its webview tell each other. Each side checks what comes from the other.
// Must not know the DOM or the editor: both sides import it.
import type { Drawing } from '../../language-server/core/diagram/drawing.ts';

/** From the panel to the webview. */
export type ToWebview =
  /** `uri`: the document that is drawn. `name`: what to call it. */
  | { readonly type: 'drawings'; readonly uri: string; readonly name: string; readonly drawings: readonly Drawing[] }
  /** The cursor of the document's editor went to a line, from 0. */
  | { readonly type: 'cursor'; readonly line: number };

/** From the webview to the panel. */
export type ToHost =
  /** The webview listens now. */
  | { readonly type: 'ready' }
  /** Show this line in the editor. `focus`: and go there. */
  | { readonly type: 'reveal'; readonly line: number; readonly focus: boolean };

/** What outlives a reload of the window. */
export interface PreviewState {
  readonly uri: string;
  /** The line of the flow that was shown. */
  readonly flow: number;
  /** 1 is the drawing's own size; 0 fits it to the width of the panel. */
  readonly zoom: number;
  /** Pixels of the drawing above the panel. */
  readonly scroll: number;
}

/** The message if it is one for the webview. */
export const toWebview = (value: unknown): ToWebview | undefined => {
  if (!isRecord(value)) return undefined;
  const { type, uri, name, drawings, line } = value;
  if (type === 'cursor') return isLine(line) ? { type, line } : undefined;
  if (type !== 'drawings' || typeof uri !== 'string' || typeof name !== 'string' || !Array.isArray(drawings)) return undefined;
  return drawings.every(isDrawing) ? { type, uri, name, drawings } : undefined;
};

/** The message if it is one for the panel. */
export const toHost = (value: unknown): ToHost | undefined => {
  if (!isRecord(value)) return undefined;
  const { type, line, focus } = value;
  if (type === 'ready') return { type };
  return type === 'reveal' && isLine(line) && typeof focus === 'boolean' ? { type, line, focus } : undefined;
};

/** The state if it is one that was stored. */
export const previewState = (value: unknown): PreviewState | undefined => {
  if (!isRecord(value)) return undefined;
  const { uri, flow, zoom, scroll } = value;
  return typeof uri === 'string' && isLine(flow) && isLength(zoom) && isLength(scroll) ? { uri, flow, zoom, scroll } : undefined;
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isLine = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isLength = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** Shapes are looked at when they are drawn: there may be hundreds of thousands of them. */
const isDrawing = (value: unknown): value is Drawing =>
  isRecord(value) && typeof value['title'] === 'string' && isLine(value['line']) && isLine(value['endLine'])
  && isLength(value['width']) && isLength(value['height']) && isItem(value['heads'])
  && Array.isArray(value['lifelines']) && Array.isArray(value['rails']) && Array.isArray(value['items']) && value['items'].every(isItem);

const isItem = (value: unknown): boolean =>
  isRecord(value) && isLine(value['line']) && isLength(value['top']) && isLength(value['height'])
  && Array.isArray(value['shapes']) && isRecord(value['band']);
