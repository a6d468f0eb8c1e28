// The licences of the packages whose code is in the bundles, as one text. Knows where npm packages keep them; the build has
// written down which packages they are (out/bundled-packages.json).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { repo } from '../test/host/repo.ts';

/** Packages that share a licence to the letter share its text. Throws where a package has none. */
export const notices = (): string => {
  const names = JSON.parse(readFileSync(join(repo, 'out/bundled-packages.json'), 'utf8')) as readonly string[];
  const byText = new Map<string, string[]>();
  for (const name of names) {
    const folder = join(repo, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string; readonly license: string };
    // Its own licence, then what it says of those whose code it contains.
    const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice|thirdpartynotices)(?:\.(?:md|txt))?$/i.test(file)).sort();
    if (files.length === 0) throw new Error(`${name} brings no licence`);
    const text = files.map((file) => readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, '').replaceAll('\r\n', '\n').trim()).join('\n\n');
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const sections = [...byText].map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`);
  return ['TCP Flow contains code of these packages, under their licences.\n', ...sections].join(`\n${'-'.repeat(80)}\n\n`);
};
