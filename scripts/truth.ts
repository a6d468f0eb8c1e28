// Knows how often we and tshark tell rightly what a far end did: a segment that lies below what was seen was either overtaken on its way or
// sent again, and the capture at the end that sent it tells which. `npm run truth -- FOLDER`, with the pairs of captures that
// `npm run live` makes there. In IPv4 a packet's identification finds it at the other end, and is new where a segment is sent again.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { seqAdd, seqBefore, seqMax } from '../language-server/core/tcp/seq.ts';
import { importBytes } from '../test/support/captures.ts';
import { ourWords, tsharkPackets, type Word } from '../test/support/wireshark-words.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('npm run truth -- FOLDER');
  process.exit(2);
}

interface DataSegment {
  readonly frame: number;
  readonly source: string;
  /** The packet, where a copy that the network has made is the same one. */
  readonly packet: string;
  /** Its end has sent, or shown here, what lies above its first byte. */
  readonly below: boolean;
  readonly theirs: ReadonlySet<Word>;
}
/** As test/live/live.py gives them. */
const addresses = { client: '10.77.0.1', server: '10.77.0.2' };
type Truth = 'overtaken' | 'sent again';

const total = { segments: 0, ours: 0, theirs: 0 };
console.log('| network | seen at | segments below what was seen | we are right | tshark is right |\n| --- | --- | --- | --- | --- |');
for (const network of readdirSync(folder).flatMap((name) => /^(.*)-client\.pcap$/.exec(name)?.[1] ?? []).sort()) {
  const [client, server] = [`${network}-client.pcap`, `${network}-server.pcap`];
  judge(network, 'client', client, server, addresses.server);
  judge(network, 'server', server, client, addresses.client);
}
console.log(`| all | | ${total.segments} | ${share(total.ours, total.segments)} | ${share(total.theirs, total.segments)} |`);

/** What `here` tells of the segments of the end whose address is `far`, which was captured in `there`. */
function judge(network: string, end: string, here: string, there: string, far: string): void {
  const sent = dataSegments(there);
  const seen = dataSegments(here);
  const truth = new Map(sent.filter(({ source }) => source === far).map(({ packet, below }): [string, Truth] => [packet, below ? 'sent again' : 'overtaken']));
  const ours = new Map(ourWords(importBytes(new Uint8Array(readFileSync(join(folder!, here))), here).connections));
  const copies = new Set<string>();
  const right = { segments: 0, ours: 0, theirs: 0 };
  for (const { frame, source, packet, below, theirs } of seen) {
    if (source !== far) continue;
    const was = truth.get(packet);
    const isCopy = copies.has(packet);
    copies.add(packet);
    if (was === undefined || isCopy || !below) continue;
    right.segments++;
    if (calls(ours.get(frame) ?? new Set()) === was) right.ours++;
    if (calls(theirs) === was) right.theirs++;
  }
  if (right.segments === 0) return;
  for (const key of ['segments', 'ours', 'theirs'] as const) total[key] += right[key];
  console.log(`| ${network} | ${end} | ${right.segments} | ${share(right.ours, right.segments)} | ${share(right.theirs, right.segments)} |`);
}

/** Segments with data over IPv4, in the order of the capture. */
function dataSegments(name: string): readonly DataSegment[] {
  const [tops, isns] = [new Map<string, number>(), new Map<string, number>()];
  const found: DataSegment[] = [];
  for (const [frame, { said: theirs, more }] of tsharkPackets(join(folder!, name), ['ip.src', 'tcp.srcport', 'tcp.dstport', 'ip.id', 'tcp.seq_raw', 'tcp.len', 'tcp.flags.syn'])) {
    const [source = '', from, to, id, seqText, lenText, syn] = more;
    const [seq, len] = [Number(seqText), Number(lenText)];
    const ports = `${source}:${from}-${to}`;
    if (source === '') continue;
    if (/^(?:1|true)$/i.test(syn ?? '')) {
      if (isns.get(ports) !== seq) tops.delete(ports);
      isns.set(ports, seq);
      continue;
    }
    if (len === 0) continue;
    const top = tops.get(ports);
    const end = seqAdd(seq, len);
    found.push({ frame, source, packet: `${ports} ${id} ${seq}`, below: top !== undefined && seqBefore(seq, top), theirs });
    tops.set(ports, top === undefined ? end : seqMax(top, end));
  }
  return found;
}

function calls(said: ReadonlySet<Word>): Truth | undefined {
  if (said.has('Out-Of-Order')) return 'overtaken';
  return (['Retransmission', 'Fast Retransmission', 'Spurious Retransmission'] as const).some((word) => said.has(word)) ? 'sent again' : undefined;
}

function share(some: number, all: number): string {
  return `${some} (${((some / all) * 100).toFixed(1)} %)`;
}
