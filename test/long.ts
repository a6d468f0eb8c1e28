// The long run: the properties of `npm test` on other cases, and fifty times as many: 100,000 flows of honest endpoints. The
// seed is printed, so that what fails can be tried again: `npm run test:long -- SEED [TIMES [FILES…]]`.
import { join } from 'node:path';
import { ownedProcess } from './host/owned-process.ts';
import { repo } from './host/repo.ts';

const all = ['honest', 'single-faults', 'metamorphic', 'equivalence', 'fuzz', 'lsp/fuzz', 'lsp/memory'];
const [seed = String(Date.now() % 0x7fff_ffff), times = '50', ...some] = process.argv.slice(2);
const files = (some.length > 0 ? some : all).map((name) => join('test', `${name}.test.ts`));
console.log(`seed ${seed}, ${times} times as many cases as npm test`);
const { ended } = ownedProcess(process.execPath, [join(repo, 'node_modules/mocha/bin/mocha.js'), ...files], {
  cwd: repo,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, SEED: seed, TIMES: times },
});
process.exitCode = await ended;
console.log(process.exitCode === 0 ? 'all right' : `again: npm run test:long -- ${[seed, times, ...some].join(' ')}`);
