// Where the preview gets its drawings from. The client implements it by asking the server.
import type { Event, Uri } from 'vscode';

import type { Drawings } from '../../language-server/protocol.ts';

export interface DrawingSource {
  /** The drawings of a document as they are; from now on its changes are told. */
  follow(uri: Uri): Promise<Drawings>;
  /** Changes of the document need not be told any more. */
  unfollow(uri: Uri): void;
  /** A followed document has new drawings. */
  readonly onDidChange: Event<Drawings>;
}
