// Mutation testing, on demand: `npm run test:mutants [-- FILE…]`. Changes the code in small ways, one at a time, and counts what the tests notice.
// Prints a table by file, and all that survives; the same as JSON in out/mutants.json. TESTS=fixtures,rules takes some of the tests, or others.
// AGAIN=FILE tries only what survived in such a JSON, on as many cases as `npm test` has, and on more edited files.
import { fork } from 'node:child_process';
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { repo } from '../host/repo.ts';
import type { Message } from './group.ts';
import { shown, type Fate, type Mutant } from './instrument.ts';

const folders = ['tcp', 'timeline', 'rules'].map((name) => `language-server/core/${name}`);

/** What core/rules needs; all others have everything in the list. */
const ofRules = 'rules,fixtures,conformance';
const everything = [
  'tcp', 'fixtures', 'rules', 'small-world', 'sent-segments', 'int-map', 'same', 'classify', 'hints', 'moment', 'captures', 'conformance',
  'completion', 'next-segment', 'left-out', 'hover', 'capture-faults', 'replayed',
  'wrong-in-turn', 'off-by-one', 'single-faults', 'equivalence',
].join(',');

/** A mutant that is not heard of for so long runs in circles, and is noticed by that; milliseconds. */
const patience = 180_000;

interface Tried extends Mutant {
  readonly fate: Fate;
  /** The test that noticed it. */
  readonly by?: string;
}

/** All mutants of some files. Where one of them runs in circles, the rest is tried in another process. */
const tryAll = async (files: readonly string[], tests: string): Promise<readonly Tried[]> => {
  let mutants: readonly Mutant[] = [];
  const tried: Tried[] = [];
  let isDone = false;
  while (!isDone) {
    isDone = await new Promise<boolean>((resolve, reject) => {
      const child = fork(join(import.meta.dirname, 'group.ts'), [String(tried.length), tests, ...files], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      let trying: number | undefined;
      const giveUp = (): void => { child.kill('SIGKILL'); };
      let alarm = setTimeout(giveUp, patience * 10);
      child.on('message', (message: Message) => {
        clearTimeout(alarm);
        alarm = setTimeout(giveUp, message.kind === 'trying' ? patience : patience * 10);
        if (message.kind === 'mutants') mutants = message.mutants;
        else if (message.kind === 'trying') trying = message.index;
        else {
          trying = undefined;
          const { fate, by } = message;
          tried.push({ ...mutants[message.index]!, fate, ...(by === undefined ? {} : { by }) });
          if (tried.length % 100 === 0) console.error(`${tried.length} of ${mutants.length}: ${share(tried)}`);
        }
      });
      child.on('exit', () => {
        clearTimeout(alarm);
        if (trying === undefined && (mutants.length === 0 || tried.length < mutants.length)) reject(new Error('the tests could not be run'));
        else if (trying === undefined) resolve(true);
        else {
          tried.push({ ...mutants[trying]!, fate: 'noticed', by: 'it does not come to an end' });
          resolve(tried.length === mutants.length);
        }
      });
    });
  }
  return tried;
};

const keep = (tried: readonly Tried[]): void => {
  mkdirSync(join(repo, 'out'), { recursive: true });
  writeFileSync(join(repo, 'out/mutants.json'), JSON.stringify(tried, undefined, 1));
};

const share = (tried: readonly Tried[]): string => {
  const counted = tried.filter(({ fate }) => fate !== 'stands');
  const noticed = counted.filter(({ fate }) => fate === 'noticed').length;
  return `${counted.length} | ${noticed} | ${((100 * noticed) / Math.max(counted.length, 1)).toFixed(1)} %`;
};

const named = process.argv.slice(2);
const wanted = (named.length === 0 ? folders.flatMap((folder) => globSync(`${folder}/*.ts`, { cwd: repo })) : named).map((file) => join(repo, file)).sort();
const isRule = (file: string): boolean => dirname(file).endsWith('/rules');
// All mutants of a file make what is loaded slower: of what all flows run through one file is enough, of rules all together cost little.
const groups = [...wanted.filter((file) => !isRule(file)).map((file) => [file]), wanted.filter(isRule)].filter((files) => files.length > 0);
const tried: Tried[] = [];
for (const files of groups) {
  const here = await tryAll(files, process.env['TESTS'] ?? (files.every(isRule) ? ofRules : everything));
  tried.push(...here.map((one) => ({ ...one, file: relative(repo, one.file) })));
  for (const file of files) console.log(`${relative(repo, file)} | ${share(here.filter((one) => one.file === file))}`);
  keep(tried);
}
for (const folder of new Set(tried.map(({ file }) => dirname(file)))) console.log(`${folder} | ${share(tried.filter(({ file }) => dirname(file) === folder))}`);
for (const one of tried) if (one.fate === 'survived') console.log(`${one.file}:${shown(one)}`);
