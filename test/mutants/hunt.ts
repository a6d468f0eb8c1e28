// Looks for flows that tell apart what survived, on demand: `node test/mutants/hunt.ts FILE [RESULTS]`, with the results of a run, out/mutants.json.
// Takes the flows of all fixtures with one to three slips more, and prints for each mutant the shortest one of which something else is said with it:
// what is right, and what the mutant says. Whether what is right is right is for who reads it; then it makes a fixture. SEED=1, SECONDS=120, and
// WORDS=1 for what segments are called.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as messages from '../../language-server/core/flow/message.ts';
import type * as atLine from '../../language-server/core/timeline/at-line.ts';
import type * as words from '../../language-server/core/timeline/classify.ts';
import { repo } from '../host/repo.ts';
import type * as checking from '../support/check.ts';
import { fixtures } from '../support/fixtures.ts';
import { randomFrom } from '../support/mutated.ts';
import { instrumented, keyOf, shown, stryker, survivorsOf, type Purpose } from './instrument.ts';

type Lines = readonly string[];

const [file, results = join(repo, 'out/mutants.json')] = process.argv.slice(2) as [string, string?];
const random = randomFrom(Number(process.env['SEED'] ?? 1));
const pick = <One>(all: readonly One[]): One => all[random(all.length)]!;

const { mutants, loadFor, watch, differs } = await instrumented([join(repo, file)]);
const survivors = survivorsOf(results);
const open = new Map(mutants.filter((one) => survivors.has(keyOf(one))).map((one) => [one.id, one]));

/** What is said of a text: findings with all that belongs to them, and both ends' states below each line; or what segments are called. */
type Say = (text: string) => string;

const load = async (purpose: Purpose): Promise<Say> => {
  loadFor(purpose);
  const ours = async <Module>(path: string): Promise<Module> => await import(pathToFileURL(join(repo, path)).href) as Module;
  const { check } = await ours<typeof checking>('test/support/check.ts');
  const { format } = await ours<typeof messages>('language-server/core/flow/message.ts');
  const { flowAt } = await ours<typeof atLine>('language-server/core/timeline/at-line.ts');
  const { classify, labelOf } = await ours<typeof words>('language-server/core/timeline/classify.ts');
  return (text) => {
    const { timelines, findings } = check(text);
    if (process.env['WORDS'] === '1') {
      return timelines.flatMap((timeline) => [...classify(timeline)].map(([index, all]) => `${timeline.steps[index]!.line + 1} ${all.map(labelOf).join(', ')}`)).join('\n');
    }
    const said = findings.map(({ line, severity, code, message, related = [], fix = '' }) =>
      `${line + 1} ${severity}[${code}] ${[message, ...related.map((other) => other.message)].map((one) => format(one)).join(' | ')} ${fix}`);
    const states = text.split('\n').map((_, line) => {
      const timeline = flowAt(timelines, line);
      return `${line + 1} ${timeline?.connections.flatMap(({ id }) => ([0, 1] as const).map((side) => timeline.standing({ connection: id, side }, line, false).tcb.state)).join(', ')}`;
    });
    return [...said, ...states].join('\n');
  };
};

/** What a mutant costs that runs in circles: so many of its expressions. */
const mostHits = 500_000;

let watched: string | undefined;
watch(() => watched, stryker);
const watching = await load('watching');
const say = await load('mutants');
const said = (lines: Lines, mutant?: string): string => {
  Object.assign(stryker, { activeMutant: mutant, hitCount: 0, hitLimit: mostHits });
  try {
    return say(lines.join('\n'));
  } catch (error) {
    return `throws ${String(error)}`;
  } finally {
    Object.assign(stryker, { activeMutant: undefined });
  }
};

/** Longer ones cost much and are made short anyway. */
const longest = 25;

/** Each flow of a file, with what stands above all of them. */
const flowsOf = (text: string): readonly Lines[] => {
  const lines = text.split('\n').filter((line) => !/^\s*(?:\/\/|$)/.test(line));
  const starts = lines.flatMap((line, at) => (/^flow /.test(line) ? [at] : []));
  const head = lines.slice(0, starts[0]);
  return [head, ...starts.map((start) => [...head, ...lines.slice(start, lines.indexOf('}', start) + 1)])];
};
const bases = ['flows', 'rules', 'tolerances', 'classification'].flatMap((folder) => fixtures(folder)).flatMap(({ text }) => flowsOf(text))
  .filter(({ length }) => 1 < length && length < longest);

const segment = /^(\s*(?:@\S+ +)?)(\S+) -> (\S+?): \[.*?\]/;

/** What somebody may do to a line of a segment; nothing where it has not what it takes. `names`: of its ends. */
const slips: readonly ((lines: Lines, at: number, names: readonly [string, string]) => Lines)[] = [
  (lines, at) => lines.toSpliced(at, 1),
  (lines, at) => lines.toSpliced(random(lines.length), 0, lines[at]!),
  (lines, at) => (segment.test(lines[at + 1] ?? '') ? lines.toSpliced(at, 2, lines[at + 1]!, lines[at]!) : lines),
  (lines, at) => (segment.test(lines[at + 1] ?? '') ? lines.toSpliced(at, 2, 'cross {', lines[at]!, lines[at + 1]!, '}') : lines),
  (lines, at, [from, to]) => lines.with(at, lines[at]!.replace(`${from} -> ${to}`, `${to} -> ${from}`)),
  (lines, at) => lines.with(at, `${lines[at]!.replace(/ (?:lost|corrupted|delayed.*)$/, '')} ${pick(['lost', 'corrupted'])}`),
  (lines, at) => lines.with(at, lines[at]!.replace(/\[.*?\]/, `[${pick(['SYN', 'SYN, ACK', 'ACK', 'PSH, ACK', 'FIN', 'FIN, ACK', 'RST', 'RST, ACK'])}]`)),
  (lines, at) => withNumber(lines, at, [1, -1, 10, -10, 100, -100, 1000, -1000, 70_000]),
  (lines, at) => withNumber(lines, at, [1, -1, 10, -10, 100, -100]),
  (lines, at) => lines.with(at, lines[at]!.replace(pick(['seq', 'ack', 'len', 'win', 'tsval', 'tsecr', 'sack', 'mss', 'ws'].map((field) => new RegExp(` ${field}=\\S+`))), '')),
  (lines, at) => lines.with(at, lines[at]!.replace(/\](?= |$)/, `] ${pick(['len=10', 'len=1460', 'win=0', 'win=100', 'win=65535', 'ack=1', 'ack=101', 'seq=1', 'seq=101', 'mss=1460', 'ws=7', 'tsval=10', 'sack=1-11'])}`)),
  (lines, at, names) => lines.toSpliced(at, 0, `${pick(names)}.${pick(['listen()', 'connect()', 'accept()', 'send(10)', 'close()', 'abort()', 'timeout(retransmission)', 'timeout(time-wait)'])}`),
  (lines, at, [from, to]) => lines.toSpliced(at + 1, 0, `${pick([`${from} -> ${to}`, `${to} -> ${from}`])}: [${pick(['SYN', 'ACK', 'PSH, ACK', 'FIN, ACK', 'RST'])}]${pick(['', ' len=1', ' len=10', ' ack=11', ' seq=11'])}`),
  (lines, _, names) => lines.toSpliced(lines.findIndex((line) => /^flow /.test(line)) + 1, 0, `observed ${pick(['between', ...names.map((name) => `at ${name}`)])}`),
  (lines, at) => (/^\s*@/.test(lines[at]!) ? lines : lines.with(at, `@+${pick([0, 1, 50, 250, 1000, 3000])}ms ${lines[at]!.trim()}`)),
  (lines, at) => {
    const [, code] = said(lines).split('\n').map((one) => /^(\d+) (?:error|warning)\[([\w-]+)\]/.exec(one)?.slice(1)).find((one) => Number(one?.[0]) - 1 === at) ?? [];
    return code === undefined || code === 'syntax' || lines[at]!.includes(' violates ') ? lines : lines.with(at, `${lines[at]!} violates ${code}`);
  },
];

const withNumber = (lines: Lines, at: number, by: readonly number[]): Lines => {
  const found = [...lines[at]!.matchAll(/(?<= (?:seq|ack|len|win|tsval|tsecr)=(?:\w+\+)?)\d+\b/g)];
  if (found.length === 0) return lines;
  const { 0: text, index } = pick(found);
  return lines.with(at, `${lines[at]!.slice(0, index)}${Math.max(0, Number(text) + pick(by))}${lines[at]!.slice(index + text.length)}`);
};

const withSlip = (lines: Lines): Lines => {
  const places = lines.flatMap((line, at) => (segment.test(line) ? [at] : []));
  if (places.length === 0) return lines;
  const at = pick(places);
  const [, , from, to] = segment.exec(lines[at]!)!;
  return pick(slips)(lines, at, [from!, to!]);
};

/** As short as it still shows it. */
const shrunk = (lines: Lines, mutant: string): Lines => {
  const shows = (less: Lines): boolean => said(less) !== said(less, mutant);
  for (let before: Lines = []; before !== lines;) {
    before = lines;
    for (let at = lines.length - 1; at >= 0; at--) if (!/^(?:flow |\})/.test(lines[at]!) && shows(lines.toSpliced(at, 1))) lines = lines.toSpliced(at, 1);
    for (const [at, line] of lines.entries()) {
      const less = [...line.matchAll(/ \w+=\S+/g)].map(([field]) => lines.with(at, line.replace(field, ''))).find(shows);
      if (less !== undefined) lines = less;
    }
  }
  return lines;
};

/** A mutant that so many flows have told is looked for no longer. */
const enough = 6;

const found = new Map<string, { readonly lines: Lines; readonly times: number }>();
const until = Date.now() + 1000 * Number(process.env['SECONDS'] ?? 120);
for (let count = 0; Date.now() < until && open.size > 0; count++) {
  let lines = bases[count] ?? pick(bases);
  for (let slip = count < bases.length ? 0 : 1 + random(3); slip > 0; slip--) lines = withSlip(lines);
  watched = String(count);
  try {
    watching(lines.join('\n'));
  } catch {
    // What throws is said by `said`.
  }
  watched = undefined;
  for (const id of [...open.keys()].filter((one) => differs(String(count), one))) {
    if (said(lines) === said(lines, id)) continue;
    const short = shrunk(lines, id);
    const { lines: known = short, times = 0 } = found.get(id) ?? {};
    found.set(id, { lines: short.length < known.length ? short : known, times: times + 1 });
    if (times + 1 === enough) open.delete(id);
  }
}

const without = (one: string, other: string): Lines => one.split('\n').filter((line) => !other.split('\n').includes(line));
for (const mutant of mutants) {
  const { id } = mutant;
  const lines = found.get(id)?.lines;
  if (lines === undefined && !open.has(id)) continue;
  console.log(`${shown(mutant)}${lines === undefined ? ': no flow was found' : ''}`);
  if (lines === undefined) continue;
  const [right, wrong] = [said(lines), said(lines, id)];
  console.log([...lines.map((one) => `    ${one}`), ...without(right, wrong).map((one) => `  right: ${one}`), ...without(wrong, right).map((one) => `  mutant: ${one}`), ''].join('\n'));
}
