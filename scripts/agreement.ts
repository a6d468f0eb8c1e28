// Knows how far we and Wireshark call the same segments the same: every capture below a folder is read by both, packet by packet.
// `npm run agreement -- FOLDER`; where the two differ, each kind of difference is counted and shown with its first example.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { classify, type Term } from '../language-server/core/timeline/classify.ts';
import { check } from '../test/support/check.ts';
import { importBytes, type ImportedConnection } from '../test/support/captures.ts';

/** Our words, and tshark's field for each. */
const fields = {
  'Retransmission': 'retransmission', 'Fast Retransmission': 'fast_retransmission', 'Spurious Retransmission': 'spurious_retransmission',
  'Out-Of-Order': 'out_of_order', 'Dup ACK': 'duplicate_ack', 'ZeroWindow': 'zero_window', 'Window Full': 'window_full', 'Keep-Alive': 'keep_alive',
  'Keep-Alive ACK': 'keep_alive_ack', 'Window Update': 'window_update', 'ZeroWindowProbe': 'zero_window_probe', 'ZeroWindowProbeAck': 'zero_window_probe_ack',
  'Port numbers reused': 'reused_ports',
} as const satisfies Partial<Record<Term, string>>;
type Word = keyof typeof fields;
const words = Object.keys(fields) as Word[];

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('npm run agreement -- FOLDER');
  process.exit(2);
}

const tally = new Map<Word, { both: number; ours: number; theirs: number }>(words.map((word) => [word, { both: 0, ours: 0, theirs: 0 }]));
const kinds = new Map<string, { count: number; readonly example: string }>();
let [packets, same] = [0, 0];

for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(pcap|pcapng|cap)$/.test(name)).sort()) {
  const theirs = tsharkWords(join(folder, file));
  for (const [number, ours] of ourWords(importBytes(new Uint8Array(readFileSync(join(folder, file))), file).connections)) {
    compare(`${file}, packet ${number}`, ours, theirs.get(number) ?? new Set());
  }
}

console.log(`${packets} packets, ${same} called the same: ${((same / packets) * 100).toFixed(2)} %\n`);
console.log('| | both | only tshark | only we |\n| --- | --- | --- | --- |');
for (const [word, { both, ours, theirs }] of tally) console.log(`| ${word} | ${both} | ${theirs} | ${ours} |`);
console.log('\n| tshark | we | packets | such as |\n| --- | --- | --- | --- |');
for (const [kind, { count, example }] of [...kinds].sort(([, a], [, b]) => b.count - a.count)) console.log(`| ${kind} | ${count} | ${example} |`);

function tsharkWords(path: string): ReadonlyMap<number, ReadonlySet<Word>> {
  const output = execFileSync('tshark', ['-r', path, '-Y', 'tcp', '-T', 'fields', '-e', 'frame.number', ...words.flatMap((word) => ['-e', `tcp.analysis.${fields[word]}`])],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });
  return new Map(output.split('\n').filter(Boolean).map((row) => {
    const [number, ...cells] = row.split('\t');
    const said = new Set(words.filter((_, column) => (cells[column] ?? '') !== ''));
    // Its narrower kinds are retransmissions too.
    if (said.has('Fast Retransmission') || said.has('Spurious Retransmission')) said.delete('Retransmission');
    return [Number(number), said];
  }));
}

/** By the number of the packet. A flow is one connection, so that ports are reused where the next one of the same ends begins. */
function* ourWords(connections: readonly ImportedConnection[]): Generator<readonly [number, ReadonlySet<Word>]> {
  const seen = new Set<string>();
  for (const { text, packets: all, summary: { client, server } } of connections) {
    const [timeline] = check(text).timelines;
    const found = classify(timeline!);
    const segments = timeline!.steps.flatMap((step, index) => (step.kind === 'segment' ? [index] : []));
    const ends = `${client.address} ${client.port} ${server.address} ${server.port}`;
    for (const [at, [{ number }]] of all.entries()) {
      const said = new Set((found.get(segments[at]!) ?? []).map(({ term }) => term).filter((term): term is Word => term in fields));
      if (at === 0 && seen.has(ends)) said.add('Port numbers reused');
      yield [number, said];
    }
    seen.add(ends);
  }
}

function compare(where: string, ours: ReadonlySet<Word>, theirs: ReadonlySet<Word>): void {
  packets++;
  for (const word of words) {
    const one = tally.get(word)!;
    if (ours.has(word) && theirs.has(word)) one.both++;
    else if (ours.has(word)) one.ours++;
    else if (theirs.has(word)) one.theirs++;
  }
  const [we, they] = [ours, theirs].map((said) => words.filter((word) => said.has(word)).join(', ') || '–') as [string, string];
  if (we === they) {
    same++;
    return;
  }
  const kind = kinds.get(`${they} | ${we}`);
  if (kind === undefined) kinds.set(`${they} | ${we}`, { count: 1, example: where });
  else kind.count++;
}
