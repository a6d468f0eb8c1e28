// The package that users install: exactly these files, within their sizes, and everything in it that the manifest speaks of.
// Needs `npm run package`. Must not know what is in the bundles.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { repo } from '../host/repo.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';
import { zipFiles } from '../support/zip.ts';

const kilobyte = 1024;
const vsix = join(repo, 'out/tcpflow.vsix');

const expected = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  ...[
    'LICENSE.txt', 'THIRD-PARTY-NOTICES.txt', 'changelog.md', 'readme.md', 'package.json', 'package.nls.json', 'package.nls.ko.json', 'language-configuration.json',
    'l10n/bundle.l10n.ko.json', 'syntaxes/tcpflow.tmLanguage.json',
    'out/extension.cjs', 'out/extension-web.cjs', 'out/server.cjs', 'out/server-worker.js', 'out/markdown.cjs', 'out/markdown.css',
    'out/webview/main.js', 'out/webview/capture.js', 'out/webview/style.css',
    'media/icon.png', 'media/file-light.svg', 'media/file-dark.svg',
    ...['write', 'mistake', 'mend', 'preview', 'step', 'export'].map((name) => `media/walkthrough/${name}.svg`),
    ...['handshake', 'mistakes', 'retransmission', 'teardown', 'simultaneous-open', 'proxy', 'handshake-and-teardown.ko'].map((name) => `examples/${name}.tcpflow`),
  ].map((name) => `extension/${name}`),
];

/** Bytes, unpacked. */
const limits: Readonly<Record<string, number>> = {
  'out/server.cjs': 700 * kilobyte,
  'out/server-worker.js': 700 * kilobyte,
  'out/extension.cjs': 450 * kilobyte,
  'out/extension-web.cjs': 450 * kilobyte,
  'out/webview/main.js': 60 * kilobyte,
};

describe('the package', () => {
  const files = zipFiles(vsix);
  const file = (name: string): Buffer => files.get(`extension/${name}`) ?? assert.fail(`${name} is not in the package`);
  const json = (name: string): Record<string, unknown> => JSON.parse(file(name).toString()) as Record<string, unknown>;

  it('has these files and no others', () => {
    const pictures = readdirSync(join(repo, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
      .filter((name) => /^images\/[^/]*\.png$/.test(name)).map((name) => `extension/docs/${name}`);
    assert.deepEqual([...files.keys()].sort(), [...expected, ...pictures].sort());
  });

  it('has the same bytes when it is made again, elsewhere and later', () => {
    const again = join(temporaryFolder(), 'again.vsix');
    execFileSync('npm', ['run', '--silent', 'package', '--', again], {
      cwd: repo, env: { ...process.env, TZ: 'Asia/Seoul' }, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32',
    });
    const other = zipFiles(again);
    assert.deepEqual([...files].filter(([name, bytes]) => other.get(name)?.equals(bytes) !== true).map(([name]) => name), []);
    assert.ok(readFileSync(again).equals(readFileSync(vsix)));
  }).timeout(180_000);

  it('is small', () => {
    const tooLarge = Object.entries(limits).filter(([name, limit]) => file(name).length > limit);
    assert.deepEqual(tooLarge.map(([name, limit]) => `${name}: ${file(name).length} of ${limit} bytes`), []);
    assert.ok(statSync(vsix).size <= 900 * kilobyte, `${statSync(vsix).size} bytes`);
  });

  it('has the licences of those whose code is in it', () => {
    assert.equal(file('THIRD-PARTY-NOTICES.txt').toString(), readFileSync(join(repo, 'THIRD-PARTY-NOTICES.txt'), 'utf8'));
  });

  it('has every file that the manifest speaks of', () => {
    const paths = [...JSON.stringify(json('package.json')).matchAll(/"(?:\.\/)?((?:out|media|syntaxes|l10n)\/[^"]+|[\w-]+configuration\.json)"/g)].map(([, path]) => path!);
    assert.ok(paths.length > 10);
    for (const path of paths) file(path);
  });

  // That other languages have the same keys, test/translations.test.ts sees to.
  it('has a text for every key of the manifest, and no others', () => {
    const used = [...new Set([...file('package.json').toString().matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!))].sort();
    assert.deepEqual(Object.keys(json('package.nls.json')).sort(), used);
  });

  it('has an icon of 256 × 256 pixels', () => {
    const icon = file('media/icon.png');
    assert.deepEqual([icon.toString('latin1', 1, 4), icon.readUInt32BE(16), icon.readUInt32BE(20)], ['PNG', 256, 256]);
  });

  it('offers each example that is in it', () => {
    const offered = readFileSync(join(repo, 'src/commands/open-examples.ts'), 'utf8').matchAll(/'([\w.-]+\.tcpflow)'/g);
    const shipped = [...files.keys()].filter((name) => name.startsWith('extension/examples/')).map((name) => name.slice('extension/examples/'.length));
    assert.deepEqual([...offered].map(([, name]) => name).sort(), shipped.sort());
  });
});
