// Knows how far we and Wireshark call the same segments the same: every capture below a folder is read by both, packet by packet.
// `npm run agreement -- FOLDER`; where the two differ, each kind of difference is counted and shown with its first example.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { importBytes } from '../test/support/captures.ts';
import { ourWords, tsharkPackets, words, type Word } from '../test/support/wireshark-words.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('npm run agreement -- FOLDER');
  process.exit(2);
}

const tally = new Map<Word, { both: number; ours: number; theirs: number }>(words.map((word) => [word, { both: 0, ours: 0, theirs: 0 }]));
const kinds = new Map<string, { count: number; readonly example: string }>();
let [packets, same] = [0, 0];

for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(pcap|pcapng|cap)$/.test(name)).sort()) {
  const theirs = tsharkPackets(join(folder, file));
  for (const [number, ours] of ourWords(importBytes(new Uint8Array(readFileSync(join(folder, file))), file).connections)) {
    compare(`${file}, packet ${number}`, ours, theirs.get(number)?.said ?? new Set());
  }
}

console.log(`${packets} packets, ${same} called the same: ${((same / packets) * 100).toFixed(2)} %\n`);
console.log('| | both | only tshark | only we |\n| --- | --- | --- | --- |');
for (const [word, { both, ours, theirs }] of tally) console.log(`| ${word} | ${both} | ${theirs} | ${ours} |`);
console.log('\n| tshark | we | packets | such as |\n| --- | --- | --- | --- |');
for (const [kind, { count, example }] of [...kinds].sort(([, a], [, b]) => b.count - a.count)) console.log(`| ${kind} | ${count} | ${example} |`);

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
