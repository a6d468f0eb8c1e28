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

/**
 * Client → server: the next bytes of a capture. A capture is sent as often as something is asked about it, first its list; the
 * answer comes with the last chunk. So a server in a browser reads captures too, and none has to hold one.
 */
export const captureRequest = 'tcpflow/capture';
export interface CaptureParams {
  /** Names the capture until it is closed. */
  readonly id: string;
  /** Its file's name, for the titles of flows. */
  readonly name: string;
  /** Its connections, what is found in them, or the text of one; `close` forgets it, and has no bytes. */
  readonly ask: 'list' | 'findings' | 'text' | 'close';
  /** Whose text. */
  readonly connection?: number;
  /** In base64. */
  readonly bytes: string;
  readonly first: boolean;
  readonly last: boolean;
}

/** Absent until the last chunk. */
export interface CaptureAnswer {
  readonly connections?: readonly CaptureConnection[];
  /** What is to be said about the whole capture, such as where it is damaged. */
  readonly remarks?: readonly string[];
  /** By the connection's number less one; null for a connection that is too long to be checked unasked. */
  readonly findings?: readonly (CaptureFindings | null)[];
  readonly text?: string;
}

export interface CaptureConnection {
  readonly number: number;
  readonly client: string;
  readonly server: string;
  readonly packets: number;
  /** Of data. */
  readonly bytes: number;
  /** As the language writes durations. */
  readonly duration: string;
  readonly beginning: 'SYN' | 'middle';
  readonly ending: 'FIN' | 'RST' | 'open';
}

export interface CaptureFindings {
  readonly errors: number;
  readonly warnings: number;
  /** Remarks and hints. */
  readonly others: number;
}
