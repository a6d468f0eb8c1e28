// Runs the tests against each mutant of some files, in a process of its own: the core is loaded once with all mutants in it, and of the tests runs,
// the cheapest first, what the active one touches and may notice. Knows of mocha no more than its words; who starts it hears of each mutant.
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { InstrumenterContext } from '@stryker-mutator/api/core';
import { createInstrumenter } from '@stryker-mutator/instrumenter';
import { createInjector } from 'typed-inject';
import { repo } from '../host/repo.ts';
import { differences } from './difference.ts';

/** What became of a mutant. `stands`: it is not tried, since it is part of what is made once, when a file is loaded, or did not survive the run before. */
export type Fate = 'noticed' | 'survived' | 'stands';

/** What is told of each mutant, in turn; `trying` before it is tried, which may be the last that is heard. */
export type Message =
  | { readonly kind: 'mutants'; readonly mutants: readonly Mutant[] }
  | { readonly kind: 'trying'; readonly index: number }
  | { readonly kind: 'tried'; readonly index: number; readonly fate: Fate; readonly by?: string };

/** Lines and columns from 1. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly original: string;
  readonly replacement: string;
}

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

const keyOf = ({ file, line, column, original, replacement }: Mutant): string => JSON.stringify([file, line, column, original, replacement]);

/** What survived an earlier run, by its results. */
const survivors: ReadonlySet<string> | undefined = process.env['AGAIN'] === undefined ? undefined
  : new Set((JSON.parse(readFileSync(process.env['AGAIN'], 'utf8')) as (Mutant & { fate: Fate })[]).filter(({ fate }) => fate === 'survived').map((one) => keyOf({ ...one, file: join(repo, one.file) })));

/** How many of the cases that `npm test` tries: what tells a mutant apart tells it soon, or seldom. */
const timesOf = (file: string): string => (survivors !== undefined ? { equivalence: '0.025' }[file] ?? '1'
  : { equivalence: '0.01', completion: '0.05', 'next-segment': '0.05', 'single-faults': '0.2' }[file] ?? '0.6');

// The small world is told apart within two steps; what needs more is rare, and costs each mutant that survives seconds.
process.env['DEPTH'] ??= '2';

/** What counts for the first run which test touches which mutant: afterwards it would only cost time. */
const covers = /stryCov_9fa48\("[^()]*\)/g;

// Tests that print their counts would do so for each mutant.
console.log = () => undefined;

const silent = new Proxy({}, { get: (_, word) => (String(word).startsWith('is') ? () => false : () => undefined) });

/** Resolves when it is on its way: while tests run nothing else does. */
const tell = (message: Message): Promise<void> => new Promise((resolve) => { process.send!(message, () => resolve()); });

/** The mutants of the files, and their text with all of them in it. */
const instrumented = async (files: readonly string[]): Promise<{ readonly mutants: readonly (Mutant & { readonly id: string })[]; readonly texts: ReadonlyMap<string, string> }> => {
  const injector = createInjector().provideValue('logger', silent).provideValue('getLogger', () => silent).provideValue('options', {});
  const sources = files.map((name) => ({ name, mutate: true, content: readFileSync(name, 'utf8') }));
  const found = await (injector as never as { injectFunction: (make: typeof createInstrumenter) => ReturnType<typeof createInstrumenter> })
    .injectFunction(createInstrumenter).instrument(sources, { ignorers: [], plugins: null, excludedMutations: [], noHeader: false });
  const lines = new Map(sources.map(({ name, content }) => [name, content.split('\n')]));
  return {
    mutants: found.mutants.map(({ id, fileName, replacement, location: { start, end } }) => ({
      id, file: fileName, line: start.line + 1, column: start.column + 1, replacement,
      original: lines.get(fileName)!.slice(start.line, end.line + 1).map((line, at, all) => line.slice(at === 0 ? start.column : 0, at === all.length - 1 ? end.column : undefined)).join('\n'),
    })),
    texts: new Map(found.files.map(({ name, content }) => [name, stripTypeScriptTypes(content)])),
  };
};

const [from, tests, ...files] = process.argv.slice(2) as [string, string, ...string[]];
const { mutants, texts } = await instrumented(files);
await tell({ kind: 'mutants', mutants: mutants.map(({ id: _, ...mutant }) => mutant) });

const stryker: InstrumenterContext = (globalThis as { __stryker__?: InstrumenterContext }).__stryker__ ??= {};
const { watching, watch, differs } = differences();
let generation = 0;
/** What the code is loaded for: to count what touches which mutant, to see where that makes a difference, or to run one of them. */
let purpose: 'counting' | 'watching' | 'mutants' = 'counting';
const stripped = new Map<string, string>();
const textOf = (path: string): string => {
  const mutated = texts.get(path);
  if (mutated !== undefined) return purpose === 'counting' ? mutated : purpose === 'watching' ? watching(mutated.replaceAll(covers, '0')) : mutated.replaceAll(covers, '0');
  const text = stripped.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'));
  stripped.set(path, text);
  return text;
};
const ours = (url: string): boolean => url.startsWith(`${pathToFileURL(repo).href}/`) && !url.includes('/node_modules/') && !url.includes('/test/mutants/') && url.endsWith('.ts');
// A file of ours is loaded once a generation.
registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    return ours(found.url) ? { ...found, url: `${found.url}?${generation}` } : found;
  },
  load: (url, context, next) => {
    const [file] = url.split('?') as [string];
    return ours(file) ? { format: 'module', source: textOf(fileURLToPath(file)), shortCircuit: true } : next(url, context);
  },
});

/** All tests, from files that are loaded anew: what they import of ours too. */
const loadTests = async (): Promise<readonly Test[]> => {
  generation++;
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
const failing = new Set((await loadTests()).filter((test) => !passes(test)).map(({ title }) => title));
const { perTest = {}, static: atLoad = {} } = stryker.mutantCoverage ?? {};
const inTests = new Set(Object.values(perTest).flatMap((touched) => Object.keys(touched)));
purpose = 'watching';
watch(() => stryker.currentTestId, stryker);
// Those that fail by being watched have not come to their end: what they touch they may notice.
const unwatched = new Set((await loadTests()).filter((test) => !passes(test)).map(({ title }) => title));
purpose = 'mutants';
const all = (await loadTests()).filter(({ title }) => !failing.has(title));
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
