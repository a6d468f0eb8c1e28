// The page of a capture: reads its bytes slice by slice, lists the connections, and writes the flow of the one that is chosen.
// Every text becomes a text node. What is found in a flow, the server counts.
import { duration } from '../../language-server/core/flow/duration.ts';
import type { Row } from '../../language-server/core/flow/columns.ts';
import { hostAndPort } from '../../language-server/core/flow/host-and-port.ts';
import { format, type Bundle } from '../../language-server/core/flow/message.ts';
import { flowText, linesText, type FlowText } from '../../language-server/core/pcap/flow-text.ts';
import { importCapture, type CaptureImport } from '../../language-server/core/pcap/import-capture.ts';
import { summaries, type ConnectionSummary } from '../../language-server/core/pcap/summary.ts';
import type { FindingCounts } from '../../language-server/protocol.ts';
import { captureWords, toCapture, type FromCapture } from './capture-messages.ts';
import { chosen, everything, sortedBy, type Choice, type Column, type Listed } from './connection-list.ts';
import { connectionTable } from './connection-table.ts';
import { button, html } from './node.ts';
import { fill, translated } from './strings.ts';

const vscode = acquireVsCodeApi();
const post = (message: FromCapture): void => vscode.postMessage(message);

const bundle = JSON.parse(document.body.dataset['translations'] ?? '{}') as Bundle;
const words = translated(captureWords, bundle);
const counting = new Intl.NumberFormat(document.documentElement.lang || 'en');
const say = (word: keyof typeof captureWords, ...values: readonly (string | number)[]): string =>
  fill(words[word], ...values.map((value) => (typeof value === 'number' ? counting.format(value) : value)));

let name = '';
/** As far as they are read: a reader who has had enough has a shorter capture. */
let bytes: Uint8Array = new Uint8Array(0);
let payload = false;
let packets = 0;
let summary: readonly ConnectionSummary[] = [];
let listed: readonly Listed[] = [];
let choice: Choice = everything;

// What stands on the page, from top to bottom.
const title = html('h1', '');
const filter = html('input', 'filter');
filter.type = 'search';
filter.placeholder = words.filter;
filter.title = words.filter;
filter.setAttribute('aria-label', words.filter);
const onlyFound = button(words.onlyFound, words.onlyFoundHint, () => choose({ ...choice, onlyFound: !choice.onlyFound }));
const sums = html('span', 'sums');
sums.setAttribute('role', 'status');
const choosing = html('div', 'bar', filter, onlyFound);
const bar = html('header', 'toolbar', html('div', 'bar', title, sums), choosing);
bar.setAttribute('aria-label', words.capture);
const remarks = html('div', 'remarks');
remarks.setAttribute('role', 'status');
const jobs = html('div', 'jobs');
const nothing = html('p', 'empty', words.noneChosen);
nothing.hidden = true;

const cell = (one: Listed, column: Column): string => {
  switch (column) {
    case 'number': case 'packets': case 'bytes': return counting.format(one[column]);
    case 'duration': return duration(Number(one.duration.toPrecision(4)));
    case 'findings': return findingsText(one.findings);
    default: return one[column];
  }
};
const findingsText = (findings: Listed['findings']): string => {
  if (typeof findings === 'string') return words[findings];
  const parts = (['errors', 'warnings', 'others'] as const).filter((kind) => findings[kind] > 0).map((kind) => say(kind, findings[kind]));
  return parts.length === 0 ? words.none : parts.join(' · ');
};
const table = connectionTable(
  { label: words.capture, heads: words, open: (number) => say('openFlow', number), cell },
  { open: (number) => void open(number), sort: (by) => choose(sortedBy(choice, by)) },
);
onlyFound.setAttribute('aria-pressed', 'false');
choosing.hidden = true;
table.node.hidden = true;
document.body.append(bar, jobs, remarks, html('main', 'capture', table.node, nothing));

const choose = (next: Choice): void => {
  choice = next;
  onlyFound.setAttribute('aria-pressed', String(choice.onlyFound));
  show();
};
const show = (): void => {
  const rows = chosen(listed, choice);
  table.show(rows, choice);
  const count = rows.length === listed.length ? say('connections', rows.length) : say('someConnections', rows.length, listed.length);
  const text = `${count} · ${say('allPackets', packets)}`;
  if (sums.textContent !== text) sums.textContent = text;
  nothing.hidden = rows.length > 0 || listed.length === 0;
};
filter.addEventListener('input', () => choose({ ...choice, filter: filter.value }));
filter.addEventListener('keydown', (event) => {
  if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
  event.preventDefault();
  table.focus();
});
document.addEventListener('keydown', (event) => {
  if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  filter.focus();
  filter.select();
});

/** So much is read before the page may react again, bytes. */
const slice = 1 << 18;
/** So much text of flows is asked about at once, UTF-16 units. */
const batch = 1 << 16;
/** Longer flows are not checked before they are opened, packets. */
const longestChecked = 100_000;

/** Work that a person sees and can end. */
interface Job {
  readonly cancelled: boolean;
  progress(part: number): void;
  end(): void;
}

const begin = (what: string, onCancel: () => void = () => undefined): Job => {
  let cancelled = false;
  const cancel = (): void => {
    cancelled = true;
    onCancel();
  };
  const bar = html('progress', '');
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute('aria-label', what);
  const node = html('div', 'job', html('span', '', what), bar, button(words.cancel, words.cancel, cancel));
  jobs.append(node);
  return {
    get cancelled() { return cancelled; },
    progress: (part) => (bar.value = part),
    end: () => node.remove(),
  };
};

/** Reads the capture from its beginning, until its end or until the job is cancelled; how far, in bytes. `between`: what else to do after each slice. */
const readThrough = async (reading: CaptureImport, job: Job, between: () => boolean | Promise<boolean>): Promise<number> => {
  let at = 0;
  try {
    while (at < bytes.length && !job.cancelled) {
      reading.read(bytes.subarray(at, at + slice));
      at = Math.min(bytes.length, at + slice);
      job.progress(at / bytes.length);
      if (!await between()) break;
      await new Promise((resolve) => setTimeout(resolve));
    }
  } finally {
    job.end();
  }
  return at;
};

const list = async (): Promise<void> => {
  const gathered = summaries();
  const reading = importCapture((packet, place) => gathered.add(packet, place));
  const job = begin(words.reading);
  const read = await readThrough(reading, job, () => true);
  const whole = !job.cancelled;
  // What was not read now is not read later either, lest a flow has more packets than its connection.
  if (!whole) bytes = bytes.subarray(0, read);
  else reading.end();
  summary = [...gathered];
  ({ packets } = reading.counts);
  listed = summary.map((one): Listed => ({
    number: one.number, client: endText(one.client), server: endText(one.server), packets: one.packets, bytes: one.bytes, duration: one.duration,
    beginning: one.beginning === 'SYN' ? 'SYN' : words.middle, ending: one.ending === 'open' ? words.open : one.ending,
    findings: !whole || one.packets > longestChecked ? 'unchecked' : 'waiting',
  }));
  const { damage, counts: { unreadable } } = reading;
  if (!whole) remark('warning', words.cancelled);
  if (damage?.offset === 0) remark('error', say('notRead', format(damage.message, bundle)));
  else if (damage !== undefined) remark('error', say(listed.length > 0 ? 'damagedAfter' : 'damaged', damage.offset, format(damage.message, bundle)));
  if (unreadable > 0) remark('warning', say('unreadable', unreadable));
  if (listed.length === 0) {
    if (whole && damage === undefined) remark('', words.noTcp);
    return;
  }
  choosing.hidden = listed.length < 2;
  table.node.hidden = false;
  show();
  // A person who has just opened the capture goes on with the keyboard.
  if (document.hasFocus() && document.activeElement === document.body) table.focus();
  // Who has had enough of reading does not wait for more.
  if (whole) await count();
};

const remark = (tone: 'error' | 'warning' | '', text: string): void => remarks.append(html('p', tone, text));

const endText = ({ address, port }: ConnectionSummary['client']): string => hostAndPort(address, port);

/** Gives each text of the connections that are wanted to `each` when it is complete. */
const writeFlows = (wanted: (connection: ConnectionSummary) => boolean, each: (connection: ConnectionSummary, text: string) => void): CaptureImport => {
  const writers = new Map<number, { readonly writer: FlowText; readonly rows: Row[] }>();
  return importCapture((packet, { connection: number, side }) => {
    const connection = summary[number - 1];
    if (connection === undefined || !wanted(connection)) return;
    let one = writers.get(number);
    if (one === undefined) writers.set(number, one = { writer: flowText(connection, { name, payload, bundle }), rows: [] });
    one.rows.push(one.writer.line(packet, side));
    if (one.rows.length < connection.packets) return;
    writers.delete(number);
    each(connection, one.writer.head + linesText(one.rows, true) + one.writer.foot);
  });
};

let counted: (counts: readonly FindingCounts[] | undefined) => void = () => undefined;

/** Asks what is found in each flow, in batches: what is not answered yet is not written yet. */
const count = async (): Promise<void> => {
  const waiting: (readonly [ConnectionSummary, string])[] = [];
  const reading = writeFlows(({ packets: length }) => length <= longestChecked, (connection, text) => void waiting.push([connection, text]));
  // A question that nobody answers is given up too.
  const job = begin(words.checkingFlows, () => counted(undefined));
  await readThrough(reading, job, async () => {
    while (waiting.length > 0 && !job.cancelled) {
      let length = 0;
      const more = waiting.findIndex(([, text]) => (length += text.length) > batch);
      const asked = waiting.splice(0, more < 0 ? waiting.length : Math.max(1, more));
      answer(asked.map(([{ number }]) => number), await ask(asked.map(([, text]) => text)));
    }
    return true;
  });
  listed = listed.map((one) => (one.findings === 'waiting' ? { ...one, findings: 'unchecked' } : one));
  show();
};

const ask = (texts: readonly string[]): Promise<readonly FindingCounts[] | undefined> => new Promise((resolve) => {
  counted = resolve;
  post({ type: 'count', texts });
});

const answer = (numbers: readonly number[], counts: readonly FindingCounts[] | undefined): void => {
  const next = [...listed];
  numbers.forEach((number, index) => (next[number - 1] = { ...listed[number - 1]!, findings: counts?.[index] ?? 'unchecked' }));
  listed = next;
  show();
};

const open = async (number: number): Promise<void> => {
  let done = false;
  const reading = writeFlows((connection) => connection.number === number, (_, text) => {
    done = true;
    post({ type: 'open', number, text });
  });
  await readThrough(reading, begin(words.writing), () => !done);
};

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = toCapture(data);
  if (message === undefined) return;
  switch (message.type) {
    case 'bytes':
      ({ name, bytes } = message);
      title.replaceChildren(html('span', '', name));
      void list();
      break;
    case 'settings':
      ({ payload } = message);
      break;
    case 'counts':
      counted(message.counts);
      break;
    case 'failure':
      remark('error', say('notRead', message.message));
      break;
  }
});
post({ type: 'ready' });
