// `tflow import`: captures become flows. One flow a connection, in one text or in a file each.
import { duration } from '../core/flow/duration.ts';
import { hostAndPort } from '../core/flow/host-and-port.ts';
import type { ConnectionSummary } from '../core/pcap/summary.ts';
import { baseName, flowPieces, openCapture, type Capture } from './captures.ts';
import { Mistake, type Command } from './command.ts';
import { filesOf, reasonOf } from './files.ts';
import type { ExitCode, Terminal } from './terminal.ts';

export const importCommand: Command = {
  name: 'import',
  usage: 'import [-o DIR|-] [--connection N] [--list] [--payload] FILES…',
  summary: 'Turns captures (pcap, pcapng) into flows.',
  help: `  FILES            captures, folders of them, or patterns such as 'traces/*.pcapng'
  -o DIR           writes each connection into a file of its own there: web-1.tcpflow, web-2.tcpflow, …
  -o -             writes all of them to standard output, one after another (the default)
  --connection N   only the connection with this number; the list tells the numbers
  --list           only lists the connections: who, how many packets and bytes, how long, how it began and ended
  --payload        shows data that is printable and was captured completely, instead of its length

Sequence numbers count from the initial one, windows are scaled, as in Wireshark. What the lines above tell is left out.
A capture of any length is read; a damaged one as far as it goes.

Exit code: 0 all was read, 2 a capture could not be read to its end, or has no TCP.
`,
  options: {
    output: { type: 'string', short: 'o', default: '-' },
    connection: { type: 'string' },
    list: { type: 'boolean', default: false },
    payload: { type: 'boolean', default: false },
  },
  run: async (patterns, { output, connection, list, payload }, terminal) => {
    const number = connection === undefined ? undefined : numberOf(String(connection));
    const files = await filesOf(patterns, terminal, '**/*.{pcap,pcapng,cap}');
    if (files.includes('-')) throw new Mistake('a capture is read twice: it must be a file');
    const folder = output === '-' ? undefined : String(output);
    let code: ExitCode = 0;
    for (const file of files) {
      try {
        const capture = await openCapture(file, terminal);
        if (list === true) await writeList(capture, number, terminal);
        else await writeFlows(capture, { number, folder, payload: payload === true }, terminal);
        for (const complaint of complaintsOf(capture, number)) {
          terminal.stderr.write(`tflow: ${file}: ${complaint}\n`);
          code = 2;
        }
      } catch (problem) {
        terminal.stderr.write(`tflow: ${file}: ${reasonOf(problem)}\n`);
        code = 2;
      }
    }
    return code;
  },
};

const numberOf = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Mistake(`a connection has a number, counted from 1: not ${text}`);
  return Number(text);
};

/** What the reader of the result has to know. */
const complaintsOf = ({ connections, counts, damage }: Capture, number: number | undefined): readonly string[] => [
  ...(damage === undefined ? [] : [`${damage}; ${counts.frames} packets before that were read`]),
  ...(counts.unreadable === 0 ? [] : [`${counts.unreadable} packets have TCP headers that were not captured or make no sense; they are left out`]),
  ...(connections.length > 0 || damage !== undefined ? [] : ['there is no TCP in this capture']),
  ...(number === undefined || connections.length === 0 || number <= connections.length ? [] : [`there is no connection ${number}: the last one is ${connections.length}`]),
];

/** Row by row: there may be very many. */
const writeList = async ({ file, connections }: Capture, number: number | undefined, terminal: Terminal): Promise<void> => {
  const wanted = function* (): Generator<readonly string[], void, undefined> {
    yield headings;
    for (const one of connections) if (number === undefined || one.number === number) yield rowOf(one);
  };
  const widths = headings.map(() => 0);
  for (const row of wanted()) row.forEach((cell, column) => (widths[column] = Math.max(widths[column]!, cell.length)));
  let text = `${file}\n`;
  const write = async (): Promise<void> => {
    terminal.stdout.write(text);
    text = '';
    await terminal.drained();
  };
  for (const row of wanted()) {
    text += `${row.map((cell, column) => (numeric.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join('  ').trimEnd()}\n`;
    if (text.length > pieceLength) await write();
  }
  await write();
};

/** Characters that are written at once. */
const pieceLength = 10_000;

const headings = ['no', 'client', 'server', 'packets', 'bytes', 'duration', 'began', 'ended', 'observed'];
/** Columns whose cells stand to the right. */
const numeric = new Set([0, 3, 4, 5]);

const rowOf = ({ number, client, server, packets, bytes, duration: ms, beginning, ending, place }: ConnectionSummary): readonly string[] => [
  String(number), hostAndPort(client.address, client.port), hostAndPort(server.address, server.port), String(packets), String(bytes), duration(ms),
  beginning === 'SYN' ? 'SYN' : 'in the middle', ending, place.place === 'between' ? 'between' : `at ${place.place}`,
];

interface Writing {
  readonly number: number | undefined;
  /** Undefined: standard output. */
  readonly folder: string | undefined;
  readonly payload: boolean;
}

const writeFlows = async (capture: Capture, { number, folder, payload }: Writing, terminal: Terminal): Promise<void> => {
  const pieces = flowPieces(capture, terminal, { payload, doing: 'writing flows', ...(number === undefined ? {} : { number }) });
  if (folder !== undefined) {
    const stem = baseName(capture.file).replace(/\.[^.]*$/, '');
    const begun = new Set<number>();
    await terminal.makeFolder(folder);
    for await (const { connection, text } of pieces) {
      const path = `${folder}/${stem}-${connection.number}.tcpflow`;
      await (begun.has(connection.number) ? terminal.appendFile(path, text) : terminal.writeFile(path, text));
      begun.add(connection.number);
    }
    terminal.stdout.write(`${capture.file}: ${begun.size} ${begun.size === 1 ? 'flow' : 'flows'} in ${folder}\n`);
    return;
  }
  for await (const { connection, text, last } of pieces) {
    terminal.stdout.write(last && connection.number < (number ?? capture.connections.length) ? `${text}\n` : text);
    await terminal.drained();
  }
};
