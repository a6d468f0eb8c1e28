// Runs the tests against each mutant of some files, in a process of its own: the core is loaded once with all mutants in it, and of the tests runs,
// the cheapest first, what the active one touches and may notice. Knows of mocha no more than its words; who starts it hears of each mutant.
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repo } from '../host/repo.ts';
import { instrumented, keyOf, stryker, survivorsOf, type Fate, type Mutant, type Purpose } from './instrument.ts';

/** What is told of each mutant, in turn; `trying` before it is tried, which may be the last that is heard. */
export type Message =
  | { readonly kind: 'mutants'; readonly mutants: readonly Mutant[] }
  | { readonly kind: 'trying'; readonly index: number }
  | { readonly kind: 'tried'; readonly index: number; readonly fate: Fate; readonly by?: string };

/** What a mutant costs that runs in circles: so many of its expressions. */
const mostHits = 5_000_000;

interface Test {
  readonly title: string;
  /** The test file, without what it ends with. */
  readonly file: string;
  readonly run: () => unknown;
}

type Block = (this: { timeout: () => void }) => unknown;

/** Tests that take seconds, as each mutant that survives would, or that fewer TIMES do not suffice for; and one that reads the sources, which are full of mutants. */
const left = /named by the code|far down in a flow|looks at what stands near it|may be 100,000|whatever bytes|at any byte|as captures and back|as the formatter|one mistake, one finding|two numbers that are wrong|an acknowledgment after the close|neither errors nor warnings|is proposed next is legal|leave nothing undone/;

/** What survived an earlier run, where only that is asked for. */
const survivors = process.env['AGAIN'] === undefined ? undefined : survivorsOf(process.env['AGAIN']);

/** How many of the cases that `npm test` tries: what tells a mutant apart tells it soon, or seldom. */
const timesOf = (file: string): string => (survivors !== undefined ? { equivalence: '0.025' }[file] ?? '1'
  : { equivalence: '0.01', completion: '0.05', 'next-segment': '0.05', 'single-faults': '0.2' }[file] ?? '0.6');

// The small world is told apart within two steps; what needs more is rare, and costs each mutant that survives seconds.
process.env['DEPTH'] ??= '2';

// Tests that print their counts would do so for each mutant.
console.log = () => undefined;

/** Resolves when it is on its way: while tests run nothing else does. */
const tell = (message: Message): Promise<void> => new Promise((resolve) => { process.send!(message, () => resolve()); });

const [from, tests, ...files] = process.argv.slice(2) as [string, string, ...string[]];
const { mutants, loadFor, watch, differs } = await instrumented(files);
await tell({ kind: 'mutants', mutants: mutants.map(({ id: _, ...mutant }) => mutant) });

/** All tests, from files that are loaded anew: what they import of ours too. */
const loadTests = async (purpose: Purpose): Promise<readonly Test[]> => {
  loadFor(purpose);
  const loaded: Test[] = [];
  const titles: string[] = [];
  let file = '';
  const context = { timeout: () => undefined };
  Object.assign(globalThis, {
    describe: (title: string, block: Block) => {
      titles.push(title);
      block.call(context);
      titles.pop();
    },
    it: (title: string, block: Block) => {
      const whole = [...titles, title].join(' ');
      if (left.test(whole)) return;
      const unique = loaded.some((test) => test.title === whole) ? `${whole} (${loaded.length})` : whole;
      loaded.push({ title: unique, file, run: () => block.call(context) });
    },
  });
  for (file of tests.split(',')) await import(pathToFileURL(join(repo, 'test', `${file}.test.ts`)).href);
  return loaded;
};

/** What each test took when it last passed, ms. */
const costs = new Map<string, number>();

const passes = ({ title, file, run }: Test): boolean => {
  process.env['TIMES'] = timesOf(file);
  const began = performance.now();
  try {
    stryker.currentTestId = title;
    run();
    costs.set(title, performance.now() - began);
    return true;
  } catch {
    return false;
  } finally {
    delete stryker.currentTestId;
  }
};

/**
 * Whether a test is about a file. A rule has to be told by its own fixtures and page, by how flows go on behind a mistake, and by what is made of all rules: a hundredth
 * of what all tests cost.
 */
const isAbout = (fileName: string, all: readonly Test[]): (title: string) => boolean => {
  const name = basename(fileName, '.ts');
  if (!all.some(({ title }) => title.startsWith(`fixtures of rules ${name}/`))) return () => true;
  const own = [`fixtures of rules ${name}/`, `fixtures of flows ${name}.`, `rules ${name} `, 'rules stand', 'the table of conformance', 'fixtures of flows one-finding.'];
  return (title) => own.some((begin) => title.startsWith(begin));
};

const began = performance.now();
// With so few cases some have none that tells.
const failing = new Set((await loadTests('counting')).filter((test) => !passes(test)).map(({ title }) => title));
const { perTest = {}, static: atLoad = {} } = stryker.mutantCoverage ?? {};
const inTests = new Set(Object.values(perTest).flatMap((touched) => Object.keys(touched)));
watch(() => stryker.currentTestId, stryker);
// Those that fail by being watched have not come to their end: what they touch they may notice.
const unwatched = new Set((await loadTests('watching')).filter((test) => !passes(test)).map(({ title }) => title));
const all = (await loadTests('mutants')).filter(({ title }) => !failing.has(title));
console.error(`${mutants.length} mutants, ${all.length} tests, ${failing.size} left out; what touches what took ${Math.round((performance.now() - began) / 1000)} s`);

/** What noticed the mutants before this one, the last first: it likely notices its neighbours too. */
let noticers: readonly string[] = [];
const order = (title: string): number => (noticers.includes(title) ? noticers.indexOf(title) - noticers.length : costs.get(title) ?? 10);

for (const [index, mutant] of mutants.entries()) {
  if (index < Number(from)) continue;
  const { id, file } = mutant;
  if ((!inTests.has(id) && (atLoad[id] ?? 0) > 0) || survivors?.has(keyOf(mutant)) === false) {
    await tell({ kind: 'tried', index, fate: 'stands' });
    continue;
  }
  await tell({ kind: 'trying', index });
  const about = isAbout(file, all);
  const chosen = all.filter(({ title }) => about(title) && (perTest[title]?.[id] ?? 0) > 0 && (unwatched.has(title) || differs(title, id))).sort((a, b) => order(a.title) - order(b.title));
  Object.assign(stryker, { activeMutant: id, hitCount: 0, hitLimit: mostHits });
  const by = chosen.find((test) => {
    stryker.hitCount = 0;
    return !passes(test);
  })?.title;
  Object.assign(stryker, { activeMutant: undefined });
  if (by !== undefined) noticers = [by, ...noticers.filter((title) => title !== by)].slice(0, 20);
  await tell({ kind: 'tried', index, fate: by === undefined ? 'survived' : 'noticed', ...(by === undefined ? {} : { by }) });
}
process.disconnect();
