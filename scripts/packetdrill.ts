// What the authors of TCP stacks test them with, as flows: `npm run packetdrill -- FOLDER [CODE]` turns each packetdrill script (*.pkt) below the folder
// into a flow that was observed at the stack, and counts what is found on the lines of the stack and on those of the script, which may be wrong on purpose.
// With a code, or `stack`, it shows those findings line by line.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from '../language-server/core/flow/message.ts';
import { check } from '../test/support/check.ts';

const time = String.raw`(?:\+?[\d.]+(?:(?:\.\.\.|~)\+?[\d.]+)?|\+?\*)`;
const packet = new RegExp(String.raw`^\s*(?:${time})?\s*(?<way>[<>])\s*(?:[[(](?<ecn>[a-z0-9, ]+)[\])])?\s*(?<flags>[SFRPUEWAN.0-9-]+)\s+(?<seq>\d+):\d+\((?<len>\d+)\)(?<rest>.*)$`);
const call = new RegExp(String.raw`^\s*(?:${time})?\s*(?<name>socket|listen|connect)\(.*= (?<result>-?\d+)`);

/** A script that says something that no flow says: another protocol, an option that is not spelled out. */
const untold = /\budp\b|TFO_COOKIE|mss MSS|md5|\.\.\.\(0\)/;

/** What a script's option says in a flow; undefined for padding. */
const option = (text: string): string | undefined => {
  const [name = '', ...rest] = text.trim().split(/\s+/);
  switch (name) {
    case 'mss': return `mss=${rest[0]}`;
    case 'wscale': return `ws=${rest[0]}`;
    case 'sackOK': return 'sack_perm';
    case 'TS': return `tsval=${rest[1]} tsecr=${rest[3]}`;
    case 'sack': return rest.map((block) => `sack=${block.replace(':', '-')}`).join(' ');
    case 'FO': return rest[0] === undefined ? 'tfo' : `tfo=0x${rest[0]}`;
    case 'FOEXP': return `option=254:0xf989${rest[0] ?? ''}`;
    default: return undefined;
  }
};

const letters: Readonly<Record<string, string>> = { 'S': 'SYN', 'F': 'FIN', 'R': 'RST', 'P': 'PSH', '.': 'ACK', 'U': 'URG', 'E': 'ECE', 'W': 'CWR', 'A': 'AE' };

/** A digit is the counter of AccECN: AE, CWR and ECE. */
const flagsOf = (text: string): readonly string[] => [...text].flatMap((letter) => (/\d/.test(letter)
  ? ['ECE', 'CWR', 'AE'].filter((_, bit) => (Number(letter) >> bit & 1) === 1)
  : letters[letter] ?? []));

interface Packet {
  readonly way: string;
  readonly flags: readonly string[];
  readonly options: readonly string[];
  /** `<...>`: whatever the stack offers. */
  readonly any: boolean;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

const packetOf = (groups: Packet['groups']): Packet => {
  const listed = /<(.*)>/.exec(groups['rest']!)?.[1]?.trim() ?? '';
  return { way: groups['way']!, flags: flagsOf(groups['flags']!), options: listed.split(',').map(option).filter((one) => one !== undefined), any: listed === '...', groups };
};

/** One connection of a script as the lines of a flow. The script counts its own numbers from its SYN, whatever number that has. */
const linesOf = (packets: readonly Packet[], split: boolean): readonly string[] => {
  const offers = (way: string): readonly string[] => packets.find((one) => one.way === way && one.flags.includes('SYN'))?.options ?? [];
  const isn = Number(packets.find(({ way, flags }) => way === '<' && flags.includes('SYN'))?.groups['seq'] ?? 0);
  const scale = (options: readonly string[]): number | undefined => options.flatMap((one) => (one.startsWith('ws=') ? [Number(one.slice(3))] : []))[0];
  const own = packets.find(({ way, flags }) => way === '>' && flags.includes('SYN'));
  // What the stack does not say of its SYN is what the script takes up.
  const shown = (one: Packet): readonly string[] => (one.any && one.flags.includes('SYN') ? offers('<').map((text) => text.replace(/^tsval=.*/, 'tsval=1 tsecr=0')) : one.options)
    .filter((text) => !split || !text.startsWith('mss='));
  const scales = { '<': scale(offers('<')), '>': own === undefined ? undefined : scale(shown(own)) };
  return packets.map((one) => {
    const { way, flags, groups } = one;
    const isSyn = flags.includes('SYN');
    const number = (name: string): number | undefined => { const found = new RegExp(String.raw`\b${name} +(\d+)`).exec(groups['rest']!)?.[1]; return found === undefined ? undefined : Number(found); };
    const [ack, win, urg, seq] = [number('ack'), number('win'), number('urg'), Number(groups['seq'])];
    const scaled = scales['<'] !== undefined && scales['>'] !== undefined && !isSyn ? 2 ** scales[way as '<' | '>']! : 1;
    const fields = [
      `seq=${way === '<' && isSyn && seq === isn ? 0 : seq}`,
      ack === undefined || !flags.includes('ACK') ? '' : `ack=${way === '>' && isSyn && ack > isn ? ack - isn : ack}`,
      groups['len'] === '0' ? '' : `len=${groups['len']}`,
      win === undefined || flags.includes('RST') ? '' : `win=${win * scaled}`,
      urg === undefined ? '' : `urg=${urg}`,
      ...shown(one),
      ...['ect0', 'ect1', 'ce'].filter((mark) => groups['ecn'] === mark),
    ];
    return `${way === '<' ? 'script -> stack' : 'stack -> script'}: [${flags.join(', ')}] ${fields.filter((field) => field !== '').join(' ')}`;
  });
};

/** A script as a file of flows, one for each socket that sends; undefined where it says what no flow says, or sends nothing. */
const flowsOf = (text: string): string | undefined => {
  const sockets: { calls: string[]; packets: Packet[] }[] = [{ calls: [], packets: [] }];
  // Of what a stack does and what it should do by the standard, the former.
  for (const line of text.replace(/\/\*.*?\*\/|^#ifdef STANDARD$.*?^#endif$/gms, '').split('\n').map((one) => one.replace(/\/\/.*/, ''))) {
    const sent = packet.exec(line)?.groups;
    const called = call.exec(line)?.groups;
    const now = sockets.at(-1)!;
    if (sent !== undefined) now.packets.push(packetOf(sent));
    else if (new RegExp(String.raw`^\s*(?:${time})?\s*[<>]`).test(line) && !/\bicmp\b/.test(line)) return undefined;
    if (called?.['name'] === 'socket' && now.packets.length > 0) sockets.push({ calls: [], packets: [] });
    if (called?.['name'] === 'listen' && called['result'] === '0') now.calls.push('stack.listen()');
  }
  const used = sockets.filter(({ packets }) => packets.length > 0);
  if (used.length === 0 || untold.test(text)) return undefined;
  // A stack that hands large segments to its network card is seen before they are cut.
  const split = used.some(({ packets }) => packets.some(({ groups }) => Number(groups['len']) > 1460));
  return used.map(({ calls, packets }, index) => [
    `flow "${index + 1}" {`,
    calls.length === 0 && packets[0]!.way === '<' ? 'endpoint stack CLOSED, script' : 'endpoint stack, script',
    'observed at stack', ...calls, ...linesOf(packets, split), '}',
  ].join('\n')).join('\n');
};

const [folder, wanted] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: npm run packetdrill -- FOLDER [CODE]');
const counts = new Map<string, number>();
let [told, left] = [0, 0];
for (const path of globSync('**/*.pkt', { cwd: folder }).sort()) {
  const text = flowsOf(readFileSync(join(folder, path), 'utf8'));
  if (text === undefined) {
    left++;
    continue;
  }
  told++;
  const lines = text.split('\n');
  for (const { line, code, severity, message } of check(text).findings) {
    const side = lines[line]!.startsWith('script ->') ? 'script' : 'stack';
    const key = `${side} ${severity} ${code}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (wanted === code || (wanted === side && severity !== 'hint')) console.log(`${path}\n  ${lines[line]}\n  ${code}: ${format(message)}`);
  }
}
console.log(`${told} scripts as flows, ${left} left out`);
for (const [key, count] of [...counts].sort(([a], [b]) => a.localeCompare(b))) console.log(`${String(count).padStart(5)} ${key}`);
