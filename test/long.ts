// The long run: the properties of `npm test`, 100,000 cases each, from a seed that is printed, so that what fails can be
// tried again: `npm run test:long -- SEED [RUNS]`.
import { join } from 'node:path';
import { ownedProcess } from './host/owned-process.ts';
import { repo } from './host/repo.ts';

const [seed = String(Date.now() % 0x7fff_ffff), runs = '100000'] = process.argv.slice(2);
const files = ['honest', 'single-faults', 'metamorphic'].map((name) => join('test', `${name}.test.ts`));
console.log(`seed ${seed}, ${runs} cases each`);
const { ended } = ownedProcess(process.execPath, [join(repo, 'node_modules/mocha/bin/mocha.js'), ...files], {
  cwd: repo,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, SEED: seed, RUNS: runs },
});
process.exitCode = (await ended) ?? 1;
console.log(`seed ${seed}: ${process.exitCode === 0 ? 'all right' : `try again with npm run test:long -- ${seed} ${runs}`}`);
