// The custom LSP requests between our server and its clients: types and method names only.
import type { Drawing } from './core/diagram/drawing.ts';
import type { ExportFormat, ExportTheme } from './core/diagram/export.ts';

/** Client → server: send drawings of this document from now on (`follow`), or stop. Answers with the present ones. */
export const drawingsRequest = 'tcpflow/drawings';
export interface DrawingsParams {
  readonly uri: string;
  readonly follow: boolean;
}

/** Server → client: the drawings of a followed document have changed. */
export const drawingsChanged = 'tcpflow/drawingsChanged';

/** One drawing a flow, in the order of the file. */
export interface Drawings {
  readonly uri: string;
  /** The document's version that was drawn. */
  readonly version: number;
  readonly drawings: readonly Drawing[];
}

/** Client → server: a flow in another form, for a file or the clipboard. Answers null where no flow is. */
export const exportRequest = 'tcpflow/export';
export interface ExportParams {
  readonly uri: string;
  /** A line of the flow, from 0. */
  readonly line: number;
  readonly format: ExportFormat;
  readonly theme: ExportTheme;
}

export type { ExportFormat, ExportTheme };

export interface Exported {
  /** The flow's title; empty for the untitled flow. */
  readonly title: string;
  readonly text: string;
}
