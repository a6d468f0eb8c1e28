// Knows which fonts the browser shows: the same on every Linux machine, so that screenshots agree and Korean is legible.
// Must not know the browser. Elsewhere the system's own fonts are used: fontconfig is Linux's.
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cached } from './cache.ts';
import { fetchPackage } from './npm.ts';
import { fonts } from './versions.ts';

/** Environment variables that make a Linux browser see our fonts. */
export const installFonts = async (): Promise<Record<string, string>> => {
  if (process.platform !== 'linux') return {};
  const names = Object.values(fonts).map((spec) => spec.split('/')[1]);
  const folder = await cached(`fonts-${names.join('-')}`, async (partial) => {
    for (const [kind, spec] of Object.entries(fonts)) {
      const unpacked = join(partial, `${kind}-package`);
      await fetchPackage(spec, unpacked);
      await mkdir(join(partial, kind));
      for (const weight of await readdir(unpacked)) {
        // One folder for each weight: what VS Code draws is regular, semi-bold or bold.
        if (!/^(400|600|700)/.test(weight)) continue;
        for (const file of await readdir(join(unpacked, weight))) {
          if (file.endsWith('.ttf')) await rename(join(unpacked, weight, file), join(partial, kind, file));
        }
      }
      await rm(unpacked, { recursive: true });
    }
  });
  // Written at each start, because it names absolute paths and the repository may have moved.
  const configuration = join(folder, 'fonts.conf');
  await writeFile(configuration, fontsConf(folder));
  return { FONTCONFIG_FILE: configuration };
};

const fontsConf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <cachedir>${join(folder, 'cache')}</cachedir>
${[['monospace', 'JetBrains Mono'], ['Droid Sans Mono', 'JetBrains Mono'], ['sans-serif', 'Inter'], ['system-ui', 'Inter'], ['serif', 'Inter']]
  .map(([asked, given]) => `  <alias binding="same"><family>${asked}</family><prefer><family>${given}</family><family>NanumGothic</family></prefer></alias>`)
  .join('\n')}
</fontconfig>
`;
