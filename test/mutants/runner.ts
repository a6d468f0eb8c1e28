// Stryker's way to our tests: loads them once, with the mutated core, into one process, and runs of them what a mutant touches, the cheapest
// first. Knows of mocha no more than its words; the tests are those of `npm test`, but for those that take seconds.
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult, type DryRunResult, type TestResult, type TestRunner,
} from '@stryker-mutator/api/test-runner';
import type { InstrumenterContext } from '@stryker-mutator/api/core';
import { differences } from './difference.ts';

// TESTS=rules,fixtures,conformance: all that core/rules needs. What reads captures alone has captures,capture-faults besides.
const files = process.env['TESTS']?.split(',') ?? [
  'tcp', 'fixtures', 'rules', 'small-world', 'sent-segments', 'int-map', 'classify', 'hints', 'hover', 'moment', 'captures', 'conformance', 'completion', 'next-segment', 'left-out',
  'wrong-in-turn', 'off-by-one', 'single-faults', 'equivalence',
];

/** How many of the cases that `npm test` tries: what tells a mutant apart tells it soon, or seldom. */
const timesOf = (file: string): string => (file === 'equivalence' ? '0.01' : '0.6');

// The small world is told apart within two steps; what needs more is rare, and costs each mutant that survives seconds.
process.env['DEPTH'] ??= '2';

/** Tests that take seconds, as each mutant that survives would, or that fewer TIMES do not suffice for; and one that reads the sources, which are full of mutants. */
const left = /named by the code|far down in a flow|looks at what stands near it|may be 100,000|whatever bytes|at any byte|as captures and back|as the formatter|one mistake, one finding|two numbers that are wrong|an acknowledgment after the close|neither errors nor warnings|is proposed next is legal|leave nothing undone/;

interface Test {
  readonly title: string;
  /** The test file, without what it ends with. */
  readonly file: string;
  readonly run: () => unknown;
}

type Block = (this: { timeout: () => void }) => unknown;

/** All tests, from files that are loaded anew: what they import of ours too. */
const loadTests = async (): Promise<readonly Test[]> => {
  generation++;
  const tests: Test[] = [];
  const titles: string[] = [];
  let file = '';
  const context = { timeout: () => undefined };
  const words = {
    describe: (title: string, block: Block) => {
      titles.push(title);
      block.call(context);
      titles.pop();
    },
    it: (title: string, block: Block) => {
      const whole = [...titles, title].join(' ');
      if (left.test(whole)) return;
      // Stryker knows a test by its name alone.
      const unique = tests.some((test) => test.title === whole) ? `${whole} (${tests.length})` : whole;
      tests.push({ title: unique, file, run: () => block.call(context) });
    },
  };
  Object.assign(globalThis, words);
  for (file of files) await import(pathToFileURL(join(process.cwd(), 'test', `${file}.test.ts`)).href);
  return tests;
};

/** What counts for the first run which test touches which mutant: afterwards it would only cost time. */
const covers = /stryCov_9fa48\("[^()]*\)/g;

// A file of ours is loaded once a generation; its types are taken out once.
let generation = 0;
const stripped = new Map<string, string>();
const { watching, watch, differs } = differences();
/** What the code is loaded for: to count what touches which mutant, to see where that makes a difference, or to run one of them. */
let purpose: 'counting' | 'watching' | 'mutants' = 'mutants';
const ours = (url: string): boolean => url.startsWith(`${pathToFileURL(process.cwd()).href}/`) && !url.includes('/node_modules/') && url.endsWith('.ts');
registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    return ours(found.url) ? { ...found, url: `${found.url}?${generation}` } : found;
  },
  load: (url, context, next) => {
    const [file] = url.split('?') as [string];
    if (!ours(file)) return next(url, context);
    const source = stripped.get(file) ?? stripTypeScriptTypes(readFileSync(fileURLToPath(file), 'utf8'));
    stripped.set(file, source);
    const uncounted = (): string => source.replaceAll(covers, '0');
    return { format: 'module', source: purpose === 'counting' ? source : purpose === 'watching' ? watching(uncounted()) : uncounted(), shortCircuit: true };
  },
});

const runner = (): TestRunner => {
  const stryker: InstrumenterContext = (globalThis as { __stryker__?: InstrumenterContext }).__stryker__ ??= {};
  /** What each test took when it last passed, in ms. */
  const costs = new Map<string, number>();
  /** What killed the mutants before this one, the last first: it likely kills its neighbours too. */
  let killers: readonly string[] = [];
  let tests: readonly Test[] = [];

  const load = async (): Promise<void> => {
    tests = await loadTests();
  };

  const runOne = ({ title, file, run }: Test): TestResult => {
    process.env['TIMES'] = timesOf(file);
    const began = performance.now();
    const told = (): Pick<TestResult, 'id' | 'name' | 'timeSpentMs'> => ({ id: title, name: title, timeSpentMs: performance.now() - began });
    try {
      stryker.currentTestId = title;
      run();
      costs.set(title, performance.now() - began);
      return { ...told(), status: TestStatus.Success };
    } catch (error) {
      return { ...told(), status: TestStatus.Failed, failureMessage: String(error) };
    } finally {
      delete stryker.currentTestId;
    }
  };

  const runAll = (chosen: readonly Test[], bail: boolean): DryRunResult => {
    const results: TestResult[] = [];
    for (const test of chosen) {
      const result = runOne(test);
      results.push(result);
      const endless = determineHitLimitReached(stryker.hitCount, stryker.hitLimit);
      if (endless !== undefined) return endless;
      if (!bail || result.status !== TestStatus.Failed) continue;
      killers = [result.id, ...killers.filter((id) => id !== result.id)].slice(0, 20);
      break;
    }
    return { status: DryRunStatus.Complete, tests: results };
  };

  /** Finds out in which tests which mutant makes a difference. Those that fail by being watched have not come to their end. */
  const watchAll = async (): Promise<ReadonlySet<string>> => {
    purpose = 'watching';
    watch(() => stryker.currentTestId, stryker);
    await load();
    const failed = tests.map(runOne).filter(({ status }) => status === TestStatus.Failed).map(({ id }) => id);
    purpose = 'mutants';
    tests = [];
    return new Set(failed);
  };

  /** What a test touches and notices might be different. */
  const differing = (test: string, touched: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
    Object.fromEntries(Object.entries(touched).filter(([mutant]) => differs(test, mutant)));

  const order = (title: string): number => (killers.includes(title) ? killers.indexOf(title) - killers.length : costs.get(title) ?? 10);

  /** Whether a test is about a file. A rule has to be told by its own fixtures and page, and by what is made of all rules: a hundredth of what all tests cost. */
  const isAbout = (fileName: string): (title: string) => boolean => {
    const name = basename(fileName, '.ts');
    if (!tests.some(({ title }) => title.startsWith(`fixtures of rules ${name}/`))) return () => true;
    const own = [`fixtures of rules ${name}/`, `fixtures of flows ${name}.`, `rules ${name} `, 'rules stand', 'the table of conformance'];
    return (title) => own.some((begin) => title.startsWith(begin));
  };

  return {
    capabilities: () => ({ reloadEnvironment: true }),

    dryRun: async () => {
      purpose = 'counting';
      await load();
      const result = runAll(tests, false);
      const { perTest = {}, static: atLoad = {} } = stryker.mutantCoverage ?? {};
      // What a test runs too need not be loaded anew for each mutant: it is enough that the mutant is active in the test.
      const inTests = new Set(Object.values(perTest).flatMap((covered) => Object.keys(covered)));
      const once = Object.fromEntries(Object.entries(atLoad).filter(([id]) => !inTests.has(id)));
      const unwatched = await watchAll();
      const different = Object.fromEntries(Object.entries(perTest).map(([test, touched]) => [test, unwatched.has(test) ? touched : differing(test, touched)]));
      return { ...result, mutantCoverage: { perTest: different, static: once } };
    },

    mutantRun: async ({ activeMutant, testFilter, hitLimit, disableBail, mutantActivation, reloadEnvironment }) => {
      // While the tests are loaded a mutant is active only if it is one of what is done once.
      const activate = (id: string | undefined): unknown => Object.assign(stryker, { activeMutant: id, hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
      activate(mutantActivation === 'static' ? activeMutant.id : undefined);
      try {
        if (tests.length === 0 || reloadEnvironment) await load();
      } catch (error) {
        const failed = { id: 'load', name: 'load', timeSpentMs: 0, status: TestStatus.Failed, failureMessage: String(error) } as const;
        return toMutantRunResult({ status: DryRunStatus.Complete, tests: [failed] });
      }
      activate(activeMutant.id);
      const wanted = testFilter === undefined ? undefined : new Set(testFilter);
      const about = isAbout(activeMutant.fileName);
      const chosen = tests.filter(({ title }) => about(title) && (wanted?.has(title) ?? true)).toSorted((a, b) => order(a.title) - order(b.title));
      return toMutantRunResult(runAll(chosen, !disableBail));
    },
  };
};

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'our-tests', runner)];
