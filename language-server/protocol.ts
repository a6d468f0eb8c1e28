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

/** What a client may say in `initializationOptions`. */
export interface InitializationOptions {
  /** Whether it has the commands below: without them there are no code lenses. */
  readonly commands?: boolean;
}

/** Shows a document's diagram beside it. Arguments: the document's URI. */
export const previewCommand = 'tcpflow.openPreviewToSide';
/** Goes to a problem and lists all. Arguments: the document's URI, the line and the column, both from 0. */
export const problemsCommand = 'tcpflow.showProblems';

/** Client → server: which states both ends are in after a line (from 0). Answers with null where no connection is. */
export const statesRequest = 'tcpflow/states';
export interface StatesParams {
  readonly textDocument: { readonly uri: string };
  readonly line: number;
}
export type { StatesAt } from './core/ide/states-at.ts';

/**
 * Client → server: the texts of files in the workspace, whether they are open or not; null for one that is not there any more.
 * The server lists their problems too. What is open in the editor counts before its file.
 */
export const filesNotification = 'tcpflow/files';
export interface FilesParams {
  readonly files: readonly { readonly uri: string; readonly text: string | null }[];
}
