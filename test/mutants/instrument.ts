// Files with all of their mutants in them, and how they are loaded: Stryker's instrumenter, and our modules anew each time that one asks for it.
// Knows neither tests nor what becomes of a mutant.
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { InstrumenterContext } from '@stryker-mutator/api/core';
import { createInstrumenter } from '@stryker-mutator/instrumenter';
import { createInjector } from 'typed-inject';
import { repo } from '../host/repo.ts';
import { differences, type Differences } from './difference.ts';

/** Lines and columns from 1. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly original: string;
  readonly replacement: string;
}

/** What became of a mutant. `stands`: it is not tried, since it is part of what is made once, when a file is loaded, or did not survive the run before. */
export type Fate = 'noticed' | 'survived' | 'stands';

/** Tells a mutant from all others of the same code. */
export const keyOf = ({ file, line, column, original, replacement }: Mutant): string => JSON.stringify([file, line, column, original, replacement]);

/** Where a mutant stands in its file, and what it makes of what; in one line. */
export const shown = ({ line, column, original, replacement }: Mutant): string => {
  const short = (code: string): string => code.replace(/\s+/g, ' ').slice(0, 100);
  return `${line}:${column}  ${short(original)}  →  ${short(replacement)}`;
};

/** Which mutants survived a run, by their keys. `path`: of its results. */
export const survivorsOf = (path: string): ReadonlySet<string> =>
  new Set((JSON.parse(readFileSync(path, 'utf8')) as (Mutant & { readonly fate: Fate })[])
    .filter(({ fate }) => fate === 'survived').map((one) => keyOf({ ...one, file: join(repo, one.file) })));

/** Stryker's words of which mutant is active, which the instrumented code asks. */
export const stryker: InstrumenterContext = (globalThis as { __stryker__?: InstrumenterContext }).__stryker__ ??= {};

/** What the code is loaded for: to count what touches which mutant, to see where that makes a difference, or to run one of them. */
export type Purpose = 'counting' | 'watching' | 'mutants';

export interface Instrumented extends Omit<Differences, 'watching'> {
  readonly mutants: readonly (Mutant & { readonly id: string })[];
  /** What is imported of ours from now on is loaded anew, for this. */
  readonly loadFor: (purpose: Purpose) => void;
}

/** What counts which test touches which mutant: without that need it only costs time. */
const covers = /stryCov_9fa48\("[^()]*\)/g;

const silent = new Proxy({}, { get: (_, word) => (String(word).startsWith('is') ? () => false : () => undefined) });

const ours = (url: string): boolean => url.startsWith(`${pathToFileURL(repo).href}/`) && !url.includes('/node_modules/') && !url.includes('/test/mutants/') && url.endsWith('.ts');

/** The mutants of the files; these have all of them in them from now on. */
export const instrumented = async (files: readonly string[]): Promise<Instrumented> => {
  const injector = createInjector().provideValue('logger', silent).provideValue('getLogger', () => silent).provideValue('options', {});
  const sources = files.map((name) => ({ name, mutate: true, content: readFileSync(name, 'utf8') }));
  const found = await (injector as never as { injectFunction: (make: typeof createInstrumenter) => ReturnType<typeof createInstrumenter> })
    .injectFunction(createInstrumenter).instrument(sources, { ignorers: [], plugins: null, excludedMutations: [], noHeader: false });
  const lines = new Map(sources.map(({ name, content }) => [name, content.split('\n')]));
  const texts = new Map(found.files.map(({ name, content }) => [name, stripTypeScriptTypes(content)]));

  const { watching, ...told } = differences();
  let [purpose, generation]: [Purpose, number] = ['mutants', 0];
  const stripped = new Map<string, string>();
  const textOf = (path: string): string => {
    const mutated = texts.get(path);
    if (mutated !== undefined) return purpose === 'counting' ? mutated : purpose === 'watching' ? watching(mutated.replaceAll(covers, '0')) : mutated.replaceAll(covers, '0');
    const text = stripped.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'));
    stripped.set(path, text);
    return text;
  };
  // A file of ours is loaded once a generation.
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      return ours(resolved.url) ? { ...resolved, url: `${resolved.url}?${generation}` } : resolved;
    },
    load: (url, context, next) => {
      const [file] = url.split('?') as [string];
      return ours(file) ? { format: 'module', source: textOf(fileURLToPath(file)), shortCircuit: true } : next(url, context);
    },
  });
  return {
    ...told,
    mutants: found.mutants.map(({ id, fileName, replacement, location: { start, end } }) => ({
      id, file: fileName, line: start.line + 1, column: start.column + 1, replacement,
      original: lines.get(fileName)!.slice(start.line, end.line + 1).map((line, at, all) => line.slice(at === 0 ? start.column : 0, at === all.length - 1 ? end.column : undefined)).join('\n'),
    })),
    loadFor: (next) => {
      purpose = next;
      generation++;
    },
  };
};
