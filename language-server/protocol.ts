// The custom LSP requests between our server and its clients: types, method names and what goes without saying.
import { isRecord } from './checks.ts';
import type { ExportFormat, ExportTheme } from './core/diagram/export.ts';
import { details, type Detail } from './core/diagram/cast.ts';
import type { ShownDifference } from './core/diagram/shown.ts';
import { numberings, type Numbers } from './core/diagram/shown-numbers.ts';
import type { Severity } from './core/flow/finding.ts';
import type { Cell } from './core/ide/block.ts';
import type { MomentEnd } from './core/ide/moment.ts';

export { numberings };
export type { Cell, Detail, MomentEnd, Numbers, Severity, ShownDifference };
export type { Move } from './core/timeline/timeline.ts';

/**
 * Client → server: tell this view the drawings of this document from now on (`follow`), or stop. What is to be told, first of all
 * what there is, comes as `tcpflow/drawingsChanged`. A view that is asked for again begins anew.
 */
export const drawingsNotification = 'tcpflow/drawings';
export interface DrawingsParams {
  readonly uri: string;
  /** The client's own name for what shows the drawings: several views of one document may differ in options. */
  readonly view: string;
  readonly follow: boolean;
  readonly options?: DrawingOptions;
  readonly sight?: Sight;
}

export interface DrawingOptions {
  readonly numbers: Numbers;
  readonly detail: Detail;
}
/** Where nobody has chosen. */
export const standardOptions: DrawingOptions = { numbers: 'written', detail: 'teaching' };
export const isDrawingOptions = (value: unknown): value is DrawingOptions =>
  isRecord(value) && numberings.includes(value['numbers'] as Numbers) && details.includes(value['detail'] as Detail);

/** What a view looks at: a part of one flow's drawing. Only what is around that is told. */
export interface Sight {
  /** The line at which the flow begins, from 0. */
  readonly line: number;
  /** Pixels of the drawing at zoom 1. */
  readonly top: number;
  readonly bottom: number;
}

/** Client → server: a view looks elsewhere. What it has not been told of that comes as `tcpflow/drawingsChanged`. */
export const sightNotification = 'tcpflow/sight';
export interface SightParams {
  readonly uri: string;
  readonly view: string;
  /** Which drawings it looks at. When they are not the newest, the view is about to hear of these. */
  readonly sequence: number;
  readonly sight: Sight;
}

/** Server → client: what a view has to be told. */
export const drawingsChanged = 'tcpflow/drawingsChanged';
export interface Drawings {
  readonly uri: string;
  readonly view: string;
  /** The document's version that was drawn. */
  readonly version: number;
  /** What it changes: what was told with this sequence number. Absent when it is all there is. */
  readonly from?: number;
  /** Counts what was told to the view. */
  readonly sequence: number;
  /** The view has looked elsewhere, and this is what it sees there. */
  readonly looked?: true;
  /** The flows that have drawings, in the order of the file. Absent when they are as before. */
  readonly flows?: readonly FlowPlace[];
  /** Absent when they are as before. */
  readonly problems?: Problems;
  /** The one that is looked at; absent where there is none. */
  readonly shown?: ShownDifference;
}

export interface FlowPlace {
  /** Empty for the file's untitled flow. */
  readonly title: string;
  /** The lines of its beginning and of its end, from 0. */
  readonly line: number;
  readonly endLine: number;
}

/** Client → server: a flow in another form, for a file or the clipboard. Answers null where no flow is. */
export const exportRequest = 'tcpflow/export';
export interface ExportParams {
  readonly uri: string;
  /** A line of the flow, from 0. */
  readonly line: number;
  readonly format: ExportFormat;
  readonly theme: ExportTheme;
  /** As a view shows it; absent: as where nobody has chosen. */
  readonly options?: DrawingOptions;
}

export type { ExportFormat, ExportTheme };

export interface Exported {
  /** The flow's title; empty for the untitled flow. */
  readonly title: string;
  readonly text: string;
}

/** What is wrong in a document, ordered by line. */
export interface Problems {
  /** How many there are, of which `shown` may be the first ones only. */
  readonly count: number;
  readonly shown: readonly Problem[];
}

export interface Problem {
  /** From 0. */
  readonly line: number;
  readonly severity: Severity;
  /** The rule's name. */
  readonly code: string;
  readonly message: string;
  readonly onPurpose?: boolean;
}

/** Client → server: what is so at a line. Answers null where no flow is. */
export const momentRequest = 'tcpflow/moment';
export interface MomentParams {
  readonly uri: string;
  /** From 0. */
  readonly line: number;
}

export interface Moment {
  readonly line: number;
  readonly problems: readonly Problem[];
  /** What the editor's hover says of the line, without markup. */
  readonly blocks: readonly MomentBlock[];
  /** The two ends of the connection that the line is about; none before there is one. */
  readonly ends: readonly MomentEnd[];
  /** Their TCBs: a cell an end. */
  readonly rows: readonly Row[];
}

export interface Row {
  readonly label: string;
  readonly cells: readonly Cell[];
}

export type MomentBlock =
  | { readonly kind: 'title' | 'code' | 'plain'; readonly text: string }
  /** `rfc`: number, a space, the section. */
  | { readonly kind: 'text'; readonly text: string; readonly rfc?: string }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly Row[] };

/** What a client may say in `initializationOptions`. */
export interface InitializationOptions {
  /** Whether it has the commands below: without them there are no code lenses. */
  readonly commands?: boolean;
  /** What the server's sentences are in the reader's language, by their English templates. */
  readonly translations?: Readonly<Record<string, string>>;
}

/** Shows a document's diagram beside it. Arguments: the document's URI. */
export const previewCommand = 'tcpflow.openPreviewToSide';
/** Goes to a problem and lists all. Arguments: the document's URI, the line and the column, both from 0. */
export const problemsCommand = 'tcpflow.showProblems';

/**
 * Client → server: the texts of files in the workspace, whether they are open or not; null for one that is not there any more.
 * The server lists their problems too. What is open in the editor counts before its file.
 */
export const filesNotification = 'tcpflow/files';
export interface FilesParams {
  readonly files: readonly { readonly uri: string; readonly text: string | null }[];
}

/** Client → server: how much is found in texts that no document has yet, such as the connections of a capture. Answers in their order. */
export const countRequest = 'tcpflow/count';
export interface CountParams {
  readonly texts: readonly string[];
}

export interface FindingCounts {
  readonly errors: number;
  readonly warnings: number;
  /** Remarks and hints. */
  readonly others: number;
}
