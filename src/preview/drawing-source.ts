// Where the preview gets what it shows from. The client implements it by asking the server.
import type { Event, Uri } from 'vscode';

import type { DrawingOptions, Drawings, DrawingsChange, Moment } from '../../language-server/protocol.ts';

export interface DrawingSource {
  /** The drawings of a document as they are; from now on its changes are told to this view. */
  follow(view: string, uri: Uri, options: DrawingOptions): Promise<Drawings>;
  /** Changes need not be told to the view any more. */
  unfollow(view: string, uri: Uri): void;
  /** What is so at a line, from 0; null where no flow is. */
  moment(uri: Uri, line: number): Promise<Moment | null>;
  /** The drawings of a view have changed. */
  readonly onDidChange: Event<DrawingsChange>;
  /** The source has begun anew: it knows no view any more. */
  readonly onDidRestart: Event<void>;
}
