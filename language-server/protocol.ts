// The custom LSP requests between our server and its clients: types and method names only.
import type { Drawing } from './core/diagram/drawing.ts';

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
