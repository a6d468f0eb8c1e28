// What the page of a capture and its editor tell each other, and the list's words in English.
// Each side checks what comes from the other.
import type { FindingCounts } from '../../language-server/protocol.ts';

/** From the editor to the webview. */
export type ToCapture =
  /** The whole file. */
  | { readonly type: 'bytes'; readonly name: string; readonly bytes: Uint8Array }
  /** The answer to `count`. */
  | { readonly type: 'counts'; readonly counts: FindingCounts | undefined }
  | { readonly type: 'failure'; readonly message: string };

/** From the webview to the editor. */
export type FromCapture =
  | { readonly type: 'ready' }
  /** How much is found in the text of this flow? One question at a time. */
  | { readonly type: 'count'; readonly text: string }
  /** Open this text as a flow. */
  | { readonly type: 'open'; readonly text: string };

export const captureWords = {
  connections: 'Connections in this capture',
  reading: 'Reading the capture …',
  cancel: 'Cancel',
  cancelled: 'Cancelled: the list is not complete',
  noTcp: 'There is no TCP in this capture',
  damaged: 'Damaged at byte {0}: {1}',
  unreadable: 'Packets whose TCP header was not captured or makes no sense: {0}',
  number: 'No.',
  client: 'Client',
  server: 'Server',
  packets: 'Packets',
  bytes: 'Bytes',
  duration: 'Duration',
  beginning: 'Began',
  ending: 'Ended',
  findings: 'Findings',
  SYN: 'with SYN',
  middle: 'before the capture',
  FIN: 'with FIN',
  RST: 'with RST',
  open: 'not in the capture',
  checking: 'checking …',
  unchecked: 'not checked',
  none: 'none',
  errors: 'Errors: {0}',
  warnings: 'Warnings: {0}',
  others: 'Remarks: {0}',
  openFlow: 'Open connection {0} as a flow',
} as const;

/** The message if it is one for the editor. */
export const fromCapture = (value: unknown): FromCapture | undefined => {
  const { type, text } = (value ?? {}) as Record<string, unknown>;
  if (type === 'ready') return { type };
  return (type === 'count' || type === 'open') && typeof text === 'string' ? { type, text } : undefined;
};
