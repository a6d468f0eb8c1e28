// What is asked of a preview's webview when a diagram is exported, and what it answers. Each side checks what comes from the
// other. Must not know the DOM or the editor: both sides import it.
import { isCount, isRecord } from '../../language-server/checks.ts';

/** From the extension to the webview. `ask` comes back with the answer; the same question may come twice. */
export type ExportQuestion =
  /** Which flow is shown? */
  | { readonly type: 'shown-flow'; readonly ask: number }
  /** Draw this SVG as a PNG, `scale` times its size. */
  | { readonly type: 'rasterise'; readonly ask: number; readonly svg: string; readonly scale: number };

/** From the webview to the extension. */
export type ExportAnswer =
  /** The line, from 0, at which the flow begins; absent where there is none. */
  | { readonly type: 'shown-flow'; readonly ask: number; readonly line?: number }
  /** Absent where the picture would be larger than browsers can draw. */
  | { readonly type: 'rasterised'; readonly ask: number; readonly png?: Uint8Array };

/** The question if it is one. */
export const exportQuestion = (value: unknown): ExportQuestion | undefined => {
  if (!isRecord(value)) return undefined;
  const { type, ask, svg, scale } = value;
  if (!isCount(ask)) return undefined;
  if (type === 'shown-flow') return { type, ask };
  return type === 'rasterise' && typeof svg === 'string' && typeof scale === 'number' && scale > 0 && scale <= 8 ? { type, ask, svg, scale } : undefined;
};

/** The answer if it is one. */
export const exportAnswer = (value: unknown): ExportAnswer | undefined => {
  if (!isRecord(value)) return undefined;
  const { type, ask, line, png } = value;
  if (!isCount(ask)) return undefined;
  if (type === 'shown-flow') return line === undefined ? { type, ask } : isCount(line) ? { type, ask, line } : undefined;
  if (type !== 'rasterised') return undefined;
  return png === undefined ? { type, ask } : png instanceof Uint8Array ? { type, ask, png } : undefined;
};
