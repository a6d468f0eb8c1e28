// Where the preview gets what it shows from. The client implements it by asking the server.
import type { Event, Uri } from 'vscode';

import type { DrawingOptions, Drawings, Moment, Sight } from '../../language-server/protocol.ts';

export interface DrawingSource {
  /** From now on the view is told the drawings of a document. Begins anew if it did before. `sight`: what it looks at. */
  follow(view: string, uri: Uri, options: DrawingOptions, sight: Sight | undefined): Promise<void>;
  /** Nothing need be told to the view any more. */
  unfollow(view: string, uri: Uri): void;
  /** The view looks elsewhere; `sequence`: of what it was told last. */
  look(view: string, uri: Uri, sequence: number, sight: Sight): void;
  /** What is so at a line, from 0; null where no flow is. */
  moment(uri: Uri, line: number): Promise<Moment | null>;
  /** What a view is told. */
  readonly onDidDraw: Event<Drawings>;
  /** The source has begun anew: it knows no view any more. */
  readonly onDidRestart: Event<void>;
}
