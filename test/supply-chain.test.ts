// What must not slip into the repository: characters that hide or reorder what one reads, versions that may change by themselves.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { repo } from './host/repo.ts';

const textFile = /\.(?:ts|js|mjs|cjs|json|md|css|svg|html|yml|yaml|langium|tcpflow|txt)$/;
/** Bidirectional controls, zero-width and other invisible characters, tags. A byte order mark too: no file here needs one. */
const hidden = /[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;

/** Files that have such characters on purpose: they are what is tested. */
const onPurpose = [
  'docs/rules/hidden-character.md', 'test/diagram.test.ts', 'test/fixtures/diagram/payload.tcpflow', 'test/fixtures/rules/hidden-character/all.tcpflow',
  'test/fixtures/rules/hidden-character/right.tcpflow', 'test/fixtures/syntax/other.tcpflow',
];

describe('the repository', () => {
  const files = execFileSync('git', ['ls-files'], { cwd: repo, encoding: 'utf8' }).split('\n').filter((name) => textFile.test(name));

  it('has no hidden characters', () => {
    assert.ok(files.length > 100);
    const found = files.filter((name) => !onPurpose.includes(name)).flatMap((name) => readFileSync(join(repo, name), 'utf8').split('\n').flatMap((line, index) => {
      const match = hidden.exec(line);
      return match === null ? [] : [`${name}:${index + 1}: U+${match[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`];
    }));
    assert.deepEqual(found, []);
  });

  it('runs nothing when it is installed, and ships no package that would', () => {
    for (const name of ['package.json', 'language-server/package.json']) {
      const { scripts = {} } = JSON.parse(readFileSync(join(repo, name), 'utf8')) as { readonly scripts?: object };
      assert.deepEqual(Object.keys(scripts).filter((script) => /^(?:pre|post)?(?:install|prepare|uninstall)$|^vscode:uninstall$/.test(script)), [], name);
    }
    const { packages } = JSON.parse(readFileSync(join(repo, 'package-lock.json'), 'utf8')) as { readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly hasInstallScript?: boolean }>> };
    const bundled = JSON.parse(readFileSync(join(repo, 'out/bundled-packages.json'), 'utf8')) as readonly string[];
    for (const name of bundled) assert.ok(packages[`node_modules/${name}`] !== undefined, name);
    const shipped = Object.entries(packages).filter(([path, { dev }]) => dev !== true || bundled.some((name) => path === `node_modules/${name}`));
    assert.ok(shipped.length > bundled.length);
    assert.deepEqual(shipped.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => path), []);
  });

  it('pins every dependency to one version', () => {
    for (const name of ['package.json', 'language-server/package.json']) {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(repo, name), 'utf8')) as Record<string, Record<string, string>>;
      for (const [dependency, version] of Object.entries({ ...dependencies, ...devDependencies })) assert.match(version, /^\d+\.\d+\.\d+$/, `${name}: ${dependency}`);
    }
  });
});
