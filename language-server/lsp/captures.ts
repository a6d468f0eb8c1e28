// tcpflow/capture: the bytes of captures, chunk by chunk, and what was asked about them. Of a capture it keeps the list of its
// connections, and while a question is answered what that needs.
import { analyze } from '../core/analyze.ts';
import { duration } from '../core/flow/duration.ts';
import { format } from '../core/flow/message.ts';
import { flowText, type FlowText } from '../core/pcap/flow-text.ts';
import { importCapture, type CaptureImport } from '../core/pcap/import-capture.ts';
import { summaries, type ConnectionSummary } from '../core/pcap/summary.ts';
import type { CaptureAnswer, CaptureConnection, CaptureFindings, CaptureParams } from '../protocol.ts';
import { formatText } from '../syntax/format.ts';
import { parseLines } from '../syntax/lines.ts';

/** Connections of more packets are checked when their flow is opened, and not formatted. */
const longest = 5000;

/** A question that is being answered. */
interface Asking {
  readonly reading: CaptureImport;
  readonly answer: () => CaptureAnswer;
}

interface Session {
  connections: readonly ConnectionSummary[];
  asking?: Asking;
}

/** Answers the requests of one client. Throws on what makes no sense. */
export const captures = (): ((params: CaptureParams) => CaptureAnswer) => {
  const sessions = new Map<string, Session>();
  return ({ id, name, ask, connection, bytes, first, last }) => {
    if (ask === 'close') {
      sessions.delete(id);
      return {};
    }
    let session = sessions.get(id);
    if (session === undefined) sessions.set(id, session = { connections: [] });
    if (first) session.asking = ask === 'list' ? listing(session) : ask === 'findings' ? checking(session, name) : writing(session, name, connection ?? 0);
    const { asking } = session;
    if (asking === undefined) throw new Error(`the beginning of the capture ${name} is missing`);
    asking.reading.read(fromBase64(bytes));
    if (!last) return {};
    asking.reading.end();
    delete session.asking;
    return asking.answer();
  };
};

const fromBase64 = (text: string): Uint8Array => {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
};

const listing = (session: Session): Asking => {
  const gathered = summaries();
  const reading = importCapture((packet, place) => gathered.add(packet, place));
  return {
    reading,
    answer: () => {
      session.connections = gathered.list();
      const { damage, counts } = reading;
      return {
        connections: session.connections.map(shown),
        remarks: [
          ...(damage === undefined ? [] : [`damaged at byte ${damage.offset}: ${format(damage.message)}`]),
          ...(counts.unreadable === 0 ? [] : [`${counts.unreadable} packets have TCP headers that were not captured or make no sense`]),
          ...(session.connections.length > 0 ? [] : ['no TCP in this capture']),
        ],
      };
    },
  };
};

const shown = ({ number, client, server, packets, bytes, duration: ms, beginning, ending }: ConnectionSummary): CaptureConnection =>
  ({ number, client: endText(client), server: endText(server), packets, bytes, duration: duration(ms), beginning, ending });

const endText = ({ address, port }: ConnectionSummary['client']): string => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);

const checking = ({ connections }: Session, name: string): Asking => {
  const found: (CaptureFindings | null)[] = connections.map(() => null);
  const open = new Map<number, { readonly writer: FlowText; text: string; left: number }>();
  const reading = importCapture((packet, { connection: number, side, begins }) => {
    const summary = connections[number - 1];
    if (summary === undefined || summary.packets > longest) return;
    if (begins) open.set(number, { writer: flowText(summary, { name }), text: '', left: summary.packets });
    const one = open.get(number);
    if (one === undefined) return;
    one.text += one.writer.line(packet, side);
    if (--one.left > 0) return;
    open.delete(number);
    found[number - 1] = counted(one.writer.head + one.text + one.writer.foot);
  });
  return { reading, answer: () => ({ findings: found }) };
};

const counted = (text: string): CaptureFindings => {
  const { findings } = analyze(parseLines(text));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return { errors, warnings, others: findings.length - errors - warnings };
};

const writing = ({ connections }: Session, name: string, number: number): Asking => {
  const summary = connections[number - 1];
  if (summary === undefined) throw new Error(`${name} has no connection ${number}`);
  const writer = flowText(summary, { name });
  const lines: string[] = [];
  const reading = importCapture((packet, place) => {
    if (place.connection === number) lines.push(writer.line(packet, place.side));
  });
  return {
    reading,
    answer: () => {
      const text = writer.head + lines.join('') + writer.foot;
      return { text: summary.packets > longest ? text : formatText(text) };
    },
  };
};
