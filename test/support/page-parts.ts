// What the pages of our webviews have in common where a test opens them without VS Code: their bundles, and the colours of a theme.
// Must not know what a page shows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

import { repo } from '../host/repo.ts';
import { temporaryFolder } from '../host/temporary-folder.ts';

export interface PageBundle {
  readonly script: string;
  readonly style: string;
}

const bundled = new Map<string, Promise<PageBundle>>();

/** The bundle of a page by the name of its script in `src/webview`, made once. */
export const pageBundle = (name: string): Promise<PageBundle> => {
  const known = bundled.get(name) ?? bundle(name);
  bundled.set(name, known);
  return known;
};

const bundle = async (name: string): Promise<PageBundle> => {
  const outdir = temporaryFolder();
  await build({
    entryPoints: { script: join(repo, `src/webview/${name}.ts`), style: join(repo, 'src/webview/style.css') },
    bundle: true, format: 'iife', outdir, logLevel: 'warning', tsconfig: join(repo, 'src/webview/tsconfig.json'),
  });
  return { script: readFileSync(join(outdir, 'script.js'), 'utf8'), style: readFileSync(join(outdir, 'style.css'), 'utf8') };
};

/** The theme's colours as VS Code gives them to a page, under the nonce `theme`. */
export const themeStyle = (colours: Readonly<Record<string, string>>): string =>
  `<style nonce="theme">html { ${Object.entries(colours).map(([key, value]) => `--vscode-${key}: ${value};`).join(' ')} }</style>`;
