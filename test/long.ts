// The long run: the properties of `npm test` on other cases, and fifty times as many: 100,000 flows of honest endpoints. The
// seed is printed, so that what fails can be tried again: `npm run test:long -- SEED [TIMES [PART…]]`. The parts may be run one by one, and
// with several seeds: what was tried adds up.
import { join } from 'node:path';
import { ownedProcess } from './host/owned-process.ts';
import { repo } from './host/repo.ts';

const all = ['honest', 'single-faults', 'fixes', 'metamorphic', 'equivalence', 'fuzz', 'lsp/fuzz', 'lsp/memory'];
const [seed = String(Date.now() % 0x7fff_ffff), times = '50', ...chosen] = process.argv.slice(2);
const parts = chosen.length === 0 ? all : all.filter((part) => chosen.includes(part));
const files = parts.map((part) => join('test', `${part}.test.ts`));
console.log(`seed ${seed}, ${times} times as many cases as npm test: ${parts.join(', ')}`);
const { ended } = ownedProcess(process.execPath, [join(repo, 'node_modules/mocha/bin/mocha.js'), ...files], {
  cwd: repo,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, SEED: seed, TIMES: times },
});
process.exitCode = await ended;
console.log(process.exitCode === 0 ? 'all right' : `again: npm run test:long -- ${[seed, times, ...chosen].join(' ')}`);
