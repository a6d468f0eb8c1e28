// What the page of a capture and its editor tell each other, and the list's words in English.
// Each side checks what comes from the other.
import { isCount, isListOf, isOptional, isRecord, isText } from '../../language-server/checks.ts';
import type { FindingCounts } from '../../language-server/protocol.ts';

/** From the editor to the webview. */
export type ToCapture =
  /** The whole file. */
  | { readonly type: 'bytes'; readonly name: string; readonly bytes: Uint8Array }
  /** Whether flows show data that can be read. */
  | { readonly type: 'settings'; readonly payload: boolean }
  /** The answer to `count`, in the order of the texts; undefined where nobody can tell. */
  | { readonly type: 'counts'; readonly counts: readonly FindingCounts[] | undefined }
  /** The file could not be read. */
  | { readonly type: 'failure'; readonly message: string };

/** From the webview to the editor. */
export type FromCapture =
  | { readonly type: 'ready' }
  /** How much is found in the texts of these flows? One question at a time. */
  | { readonly type: 'count'; readonly texts: readonly string[] }
  /** Open this text as a flow, the one of the connection with this number. */
  | { readonly type: 'open'; readonly number: number; readonly text: string };

export const captureWords = {
  capture: 'Capture',
  connections: 'Connections: {0}',
  someConnections: 'Connections: {0} of {1}',
  allPackets: 'Packets: {0}',
  filter: 'Filter by address, port, beginning or ending',
  onlyFound: 'With findings',
  onlyFoundHint: 'Only connections in which an error or a warning was found',
  reading: 'Reading the capture …',
  writing: 'Writing the flow …',
  checkingFlows: 'Checking the flows …',
  cancel: 'Cancel',
  cancelled: 'Cancelled: the list is not complete',
  noTcp: 'There is no TCP in this capture',
  noneChosen: 'No connection fits',
  notRead: 'The capture could not be read: {0}',
  damaged: 'Damaged at byte {0}: {1}',
  damagedAfter: 'Damaged at byte {0}: {1}. What came before is listed.',
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
  middle: 'earlier',
  open: 'still open',
  waiting: 'checking …',
  unchecked: 'not checked',
  none: 'none',
  errors: 'Errors: {0}',
  warnings: 'Warnings: {0}',
  others: 'Remarks: {0}',
  openFlow: 'Open connection {0} as a flow',
} as const;

/** The message if it is one for the page. */
export const toCapture = (value: unknown): ToCapture | undefined => {
  if (!isRecord(value)) return undefined;
  const { type, name, bytes, payload, counts, message } = value;
  switch (type) {
    case 'bytes':
      return isText(name) && bytes instanceof Uint8Array ? { type, name, bytes } : undefined;
    case 'settings':
      return typeof payload === 'boolean' ? { type, payload } : undefined;
    case 'counts':
      return isOptional(isListOf(isFindingCounts))(counts) ? { type, counts } : undefined;
    case 'failure':
      return isText(message) ? { type, message } : undefined;
    default:
      return undefined;
  }
};

/** The message if it is one for the editor. */
export const fromCapture = (value: unknown): FromCapture | undefined => {
  if (!isRecord(value)) return undefined;
  const { type, text, texts, number } = value;
  if (type === 'ready') return { type };
  if (type === 'count') return isListOf(isText)(texts) ? { type, texts } : undefined;
  return type === 'open' && isText(text) && isCount(number) ? { type, number, text } : undefined;
};

const isFindingCounts = (value: unknown): value is FindingCounts =>
  isRecord(value) && isCount(value['errors']) && isCount(value['warnings']) && isCount(value['others']);
