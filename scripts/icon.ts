// Knows how the extension's icon becomes the PNG that the Marketplace wants: a browser draws media/icon.svg.
// `npm run icon`, after the SVG was changed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { launchBrowser } from '../test/host/browser.ts';
import { repo } from '../test/host/repo.ts';

const path = join(repo, 'media/icon.png');
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${readFileSync(join(repo, 'media/icon.svg'), 'utf8')}`);
await page.screenshot({ path, omitBackground: true });
await browser.close();
console.log(path);
