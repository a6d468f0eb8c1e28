// Knows whether a capture can hurt us: changed captures are read, written as flows and checked, for so many minutes. What throws, takes
// longer than a second of the processor, or makes a flow that cannot be read ends it with the case's number.
// `npm run fuzz:captures -- MINUTES SEED FOLDER…`
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { importBytes } from '../test/support/captures.ts';
import { check } from '../test/support/check.ts';
import { mutated, randomFrom } from '../test/support/mutated.ts';

const [minutes = '10', seed = '1', ...folders] = process.argv.slice(2);
const files = (folders.length > 0 ? folders : [join(import.meta.dirname, '../test/captures')]).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(pcap|pcapng|cap)$/.test(name)).map((name) => join(folder, name)))
  .filter((path) => statSync(path).size <= 100_000).map((path) => new Uint8Array(readFileSync(path)));
if (files.length === 0) throw new Error('there is no capture of at most 100 kB');

const end = Date.now() + Number(minutes) * 60_000;
let [cases, slowest, most, packets] = [0, 0, 0, 0];
for (let number = Number(seed); Date.now() < end; number++) {
  const random = randomFrom(number);
  const bytes = mutated(files[random(files.length)]!, random);
  const from = process.cpuUsage();
  const imported = importBytes(bytes, 'mutated.pcap', { chunk: 1 + random(2000), payload: random(2) === 0 });
  packets += imported.counts.packets;
  for (const { text } of imported.connections) {
    const syntax = check(text).findings.find(({ code }) => code === 'syntax');
    if (syntax !== undefined) throw new Error(`case ${number}: line ${syntax.line + 1} of its flow cannot be read:\n${text}`);
  }
  const { user, system } = process.cpuUsage(from);
  const ms = (user + system) / 1000;
  if (ms > 1000) throw new Error(`case ${number} takes ${ms} ms`);
  slowest = Math.max(slowest, ms);
  cases++;
  if (cases % 100 === 0) most = Math.max(most, process.memoryUsage().rss);
}
console.log(`${cases} changed captures, ${packets} packets: slowest ${slowest.toFixed(0)} ms, at most ${(most / 2 ** 20).toFixed(0)} MB`);
