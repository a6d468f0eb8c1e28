// The page of a capture: reads its bytes slice by slice, lists the connections, and writes the flow of the one that is chosen.
// Every text becomes a text node. What is found in a flow, the server counts.
import { duration } from '../../language-server/core/flow/duration.ts';
import { format } from '../../language-server/core/flow/message.ts';
import { flowText, type FlowText } from '../../language-server/core/pcap/flow-text.ts';
import { importCapture, type CaptureImport } from '../../language-server/core/pcap/import-capture.ts';
import { summaries, type ConnectionSummary } from '../../language-server/core/pcap/summary.ts';
import type { FindingCounts } from '../../language-server/protocol.ts';
import { captureWords, type FromCapture, type ToCapture } from './capture-messages.ts';
import { translated } from './strings.ts';

const vscode = acquireVsCodeApi();
const post = (message: FromCapture): void => vscode.postMessage(message);

type Word = keyof typeof captureWords;
const words = translated(captureWords, JSON.parse(document.body.dataset['translations'] ?? '{}') as unknown);
const say = (word: Word, ...values: readonly (string | number)[]): string => words[word].replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? ''));

const element = <Tag extends keyof HTMLElementTagNameMap>(tag: Tag, text = '', className = ''): HTMLElementTagNameMap[Tag] => {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
};

const columns = ['number', 'client', 'server', 'packets', 'bytes', 'duration', 'beginning', 'ending', 'findings'] as const;
type Column = (typeof columns)[number];
const numeric = new Set<Column>(['number', 'packets', 'bytes', 'duration']);
const status = element('p', say('reading'));
status.setAttribute('role', 'status');
const progress = element('progress');
progress.max = 1;
progress.setAttribute('aria-label', say('reading'));
const cancel = element('button', say('cancel'));
const busy = element('p');
busy.append(progress, ' ', cancel);
const table = element('table');
table.hidden = true;
const main = element('main', '', 'capture');
main.append(status, busy, table);
document.body.append(main);

let name = '';
let bytes = new Uint8Array(0);
let connections: readonly ConnectionSummary[] = [];
let cancelled = false;
cancel.addEventListener('click', () => (cancelled = true));

/** So much is read before the page may react again. */
const slice = 1 << 20;
/** Longer flows are not checked before they are opened, packets. */
const longestChecked = 5000;

/** Reads the capture from its beginning; false when the reader has had enough. */
const readAll = async (reading: CaptureImport): Promise<boolean> => {
  cancelled = false;
  busy.hidden = false;
  for (let at = 0; at < bytes.length && !cancelled; at += slice) {
    reading.read(bytes.subarray(at, at + slice));
    progress.value = at / bytes.length;
    await new Promise((resolve) => setTimeout(resolve));
  }
  reading.end();
  busy.hidden = true;
  return !cancelled;
};

const list = async (): Promise<void> => {
  const gathered = summaries();
  const reading = importCapture((packet, place) => gathered.add(packet, place));
  const whole = await readAll(reading);
  connections = gathered.list();
  const { damage, counts } = reading;
  const remarks = [
    ...(whole ? [] : [say('cancelled')]),
    ...(whole && damage !== undefined ? [say('damaged', damage.offset, format(damage.message))] : []),
    ...(counts.unreadable === 0 ? [] : [say('unreadable', counts.unreadable)]),
    ...(whole && damage === undefined && connections.length === 0 ? [say('noTcp')] : []),
  ];
  status.textContent = remarks.join(' · ');
  status.hidden = remarks.length === 0;
  const cells = showTable();
  if (whole) await count(cells);
};

const cell = (text: string, column: Column): HTMLTableCellElement => element('td', text, numeric.has(column) ? 'numeric' : '');

/** The cells for what is found, by the connection's number less one. */
const showTable = (): readonly HTMLTableCellElement[] => {
  const head = element('tr');
  head.append(...columns.map((column) => {
    const heading = element('th', say(column), numeric.has(column) ? 'numeric' : '');
    heading.scope = 'col';
    return heading;
  }));
  const cells: HTMLTableCellElement[] = [];
  const rows = connections.map((connection) => {
    const { number, client, server, packets, bytes: data, duration: ms, beginning, ending } = connection;
    const row = element('tr');
    const button = element('button', String(number));
    button.setAttribute('aria-label', say('openFlow', number));
    row.addEventListener('click', () => void open(connection));
    const first = cell('', 'number');
    first.append(button);
    const findings = cell(say(packets > longestChecked ? 'unchecked' : 'checking'), 'findings');
    cells.push(findings);
    row.append(
      first, cell(endText(client), 'client'), cell(endText(server), 'server'), cell(packets.toLocaleString(), 'packets'), cell(data.toLocaleString(), 'bytes'),
      cell(duration(ms), 'duration'), cell(say(beginning), 'beginning'), cell(say(ending), 'ending'), findings,
    );
    return row;
  });
  const [thead, tbody] = [element('thead'), element('tbody')];
  thead.append(head);
  tbody.append(...rows);
  table.replaceChildren(element('caption', say('connections')), thead, tbody);
  table.hidden = connections.length === 0;
  return cells;
};

const endText = ({ address, port }: ConnectionSummary['client']): string => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);

/** The texts of all connections that pass, each when it is complete. */
const write = (wanted: (connection: ConnectionSummary) => boolean, each: (connection: ConnectionSummary, text: string) => void): Promise<boolean> => {
  const writers = new Map<number, { readonly writer: FlowText; text: string; left: number }>();
  return readAll(importCapture((packet, { connection: number, side }) => {
    const connection = connections[number - 1];
    if (connection === undefined || !wanted(connection)) return;
    let one = writers.get(number);
    if (one === undefined) {
      const writer = flowText(connection, { name });
      writers.set(number, one = { writer, text: writer.head, left: connection.packets });
    }
    one.text += one.writer.line(packet, side);
    if (--one.left > 0) return;
    writers.delete(number);
    each(connection, one.text + one.writer.foot);
  }));
};

let counted: (counts: FindingCounts | undefined) => void = () => undefined;

/** Asks what is found in each flow, one after another. */
const count = async (cells: readonly HTMLTableCellElement[]): Promise<void> => {
  const texts: (readonly [number, string])[] = [];
  await write(({ packets }) => packets <= longestChecked, ({ number }, text) => void texts.push([number, text]));
  for (const [number, text] of texts) {
    const counts = await new Promise<FindingCounts | undefined>((resolve) => {
      counted = resolve;
      post({ type: 'count', text });
    });
    const shown = cells[number - 1]!;
    shown.textContent = textOf(counts);
    shown.className = counts === undefined ? '' : counts.errors > 0 ? 'errors' : counts.warnings > 0 ? 'warnings' : '';
  }
};

const textOf = (counts: FindingCounts | undefined): string => {
  if (counts === undefined) return say('unchecked');
  const parts = (['errors', 'warnings', 'others'] as const).filter((kind) => counts[kind] > 0).map((kind) => say(kind, counts[kind]));
  return parts.length === 0 ? say('none') : parts.join(', ');
};

const open = async ({ number }: ConnectionSummary): Promise<void> =>
  void await write((connection) => connection.number === number, (_, text) => post({ type: 'open', text }));

window.addEventListener('message', ({ data }: MessageEvent<ToCapture>) => {
  switch (data.type) {
    case 'bytes':
      name = data.name;
      bytes = new Uint8Array(data.bytes);
      void list();
      break;
    case 'counts':
      counted(data.counts);
      break;
    case 'failure':
      status.hidden = false;
      status.textContent = data.message;
      break;
  }
});
post({ type: 'ready' });
