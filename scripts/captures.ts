// Knows how our judgement is judged: every capture below a folder is imported and checked, and what is found in real traffic
// is listed to be looked at. Where tshark is installed, each packet's numbers are compared with its own.
// `npm run captures -- FOLDER`; exit code 1 where something was found.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { format } from '../language-server/core/flow/message.ts';
import { check } from '../test/support/check.ts';
import { captureBytes, importBytes, textSegments, wireSegments, type ImportedConnection } from '../test/support/captures.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('npm run captures -- FOLDER');
  process.exit(2);
}

let tshark = true;
let [files, connections, packets, compared, complaints] = [0, 0, 0, 0, 0];
const places = new Map<string, number>();
const found = new Map<string, number>();
const complain = (text: string): void => {
  complaints++;
  console.log(text);
};

for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(pcap|pcapng|cap)$/.test(name)).sort()) {
  files++;
  const path = join(folder, file);
  const bytes = readFileSync(path);
  const imported = importBytes(bytes, file);
  if (imported.damage !== undefined) complain(`${file}: damaged at byte ${imported.damage.offset}: ${format(imported.damage.message)}`);
  if (imported.counts.unreadable > 0) console.log(`${file}: ${imported.counts.unreadable} TCP packets whose header cannot be read`);
  for (const one of imported.connections) judge(file, one);
  if (tshark) compare(file, path, imported.connections);
}
console.log(`\n${files} captures, ${connections} connections, ${packets} packets`);
console.log(`observed: ${[...places].map(([place, count]) => `${count} ${place}`).join(', ')}`);
console.log(`found: ${found.size === 0 ? 'nothing' : [...found].map(([code, count]) => `${count} ${code}`).join(', ')}`);
console.log(tshark ? `${compared} packets compared with tshark` : 'tshark is not installed: no packet was compared with it');
if (complaints > 0) process.exitCode = 1;

function judge(file: string, one: ImportedConnection): void {
  connections++;
  packets += one.packets.length;
  const { place: { place }, number } = one.summary;
  places.set(place, (places.get(place) ?? 0) + 1);
  const { findings, timelines } = check(one.text);
  const lines = one.text.split('\n');
  for (const { severity, code, line, message } of findings) {
    found.set(`${severity} ${code}`, (found.get(`${severity} ${code}`) ?? 0) + 1);
    const text = `${file}, connection ${number}, line ${line + 1}: ${severity}[${code}] ${format(message)}\n    ${lines[line]!.trim()}`;
    if (severity === 'error' || severity === 'warning') complain(text);
    else console.log(text);
  }
  // What the text leaves out is what the packets had, and what is written as a capture again is the same.
  const wire = wireSegments(one);
  differ(file, number, 'its text', wire, textSegments(one.text));
  const again = importBytes(captureBytes(timelines), file).connections.flatMap(wireSegments);
  differ(file, number, 'its export', wire, again);
}

function differ(file: string, number: number, what: string, expected: readonly string[], actual: readonly string[]): void {
  const at = expected.findIndex((text, index) => text !== actual[index]);
  if (at >= 0 || expected.length !== actual.length) complain(`${file}, connection ${number}: ${what} differs from packet ${at + 1}:\n    ${expected[at]}\n    ${actual[at]}`);
}

function compare(file: string, path: string, all: readonly ImportedConnection[]): void {
  const columns = ['frame.number', 'tcp.seq', 'tcp.ack', 'tcp.len', 'tcp.window_size', 'tcp.flags', 'tcp.options.mss_val', 'tcp.options.wscale.shift', 'tcp.options.timestamp.tsval', 'tcp.options.timestamp.tsecr', 'tcp.options.sack_le', 'tcp.options.sack_re'];
  let output: string;
  try {
    output = execFileSync('tshark', ['-r', path, '-Y', 'tcp', '-T', 'fields', ...columns.flatMap((column) => ['-e', column])], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'ENOENT') tshark = false;
    else complain(`${file}: tshark fails`);
    return;
  }
  const theirs = new Map(output.split('\n').filter(Boolean).map((row) => [Number(row.split('\t')[0]), row.split('\t').slice(1)]));
  for (const one of all) {
    wireSegments(one).forEach((text, index) => {
      const number = one.packets[index]![0].number;
      const ours = JSON.parse(text) as Record<string, number> & { sack?: { left: number; right: number }[] };
      const mine = [ours['seq'], ours['ack'], ours['len'], ours['wnd'], ours['flags'], ours['mss'], ours['ws'], ours['tsval'], ours['tsecr'], ours.sack?.map(({ left }) => left), ours.sack?.map(({ right }) => right)].map((value) => String(value ?? ''));
      const row = theirs.get(number);
      compared++;
      // Of the flags only those that have names; no acknowledgment number without ACK.
      const flags = Number(row?.[4]) & 0x1ff;
      const their = row?.map((value, column) => (column === 4 ? String(flags) : column === 1 && (flags & 0x010) === 0 ? '0' : value));
      if (their?.join() !== mine.join()) complain(`${file}, packet ${number}: tshark says otherwise\n    ${their?.join(' ')}\n    ${mine.join(' ')}`);
    });
  }
}
