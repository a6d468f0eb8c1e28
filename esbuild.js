// The bundles: extension (Node and browser), language server (process and worker), webview, Markdown, and the command line's two.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { markdownStyle } from './src/webview/markdown-style.ts';

const watch = process.argv.includes('--watch');
const minify = process.argv.includes('--minify');

const common = {
  bundle: true,
  minify,
  sourcemap: !minify,
  charset: 'utf8',
  logLevel: 'warning',
  legalComments: 'none',
  // Langium imports the ES module, the server requires the CommonJS one: without this both are in the bundle.
  alias: { 'vscode-languageserver-types': fileURLToPath(import.meta.resolve('vscode-languageserver-types')) },
};
const node = { ...common, platform: 'node', target: 'node22' };
const browser = { ...common, platform: 'browser', target: 'es2022' };

// The language client matches globs only for file operations that a server registers for; ours registers for none. It asks
// semver, of 20 KB, whether VS Code is new enough: `engines.vscode` has settled that before we are loaded.
const unneeded = {
  name: 'unneeded',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^(minimatch|semver\/functions\/(parse|satisfies))$/ }, ({ path }) => ({ path, namespace: 'unneeded' }));
    onLoad({ filter: /^minimatch$/, namespace: 'unneeded' }, () => ({ contents: 'module.exports = {};' }));
    onLoad({ filter: /^semver/, namespace: 'unneeded' }, () => ({ contents: 'module.exports = () => ({});' }));
  },
};
const client = { format: 'cjs', external: ['vscode'], plugins: [unneeded] };

const bundles = [
  // Extension hosts load CommonJS.
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'out/extension.cjs', ...client },
  { ...browser, entryPoints: ['src/extension-web.ts'], outfile: 'out/extension-web.cjs', ...client },
  { ...node, entryPoints: ['language-server/lsp/main.ts'], outfile: 'out/server.cjs', format: 'cjs' },
  { ...browser, entryPoints: ['language-server/lsp/worker.ts'], outfile: 'out/server-worker.js', format: 'iife' },
  { ...browser, entryPoints: ['src/webview/main.ts'], outfile: 'out/webview/main.js', format: 'iife', tsconfig: 'src/webview/tsconfig.json' },
  { ...browser, entryPoints: ['src/webview/capture.ts'], outfile: 'out/webview/capture.js', format: 'iife', tsconfig: 'src/webview/tsconfig.json' },
  // What draws in the Markdown preview: for extension hosts of both kinds.
  { ...browser, entryPoints: ['language-server/markdown/main.ts'], outfile: 'out/markdown.cjs', format: 'cjs' },
  // The server as a package of its own.
  { ...node, entryPoints: ['language-server/lsp/main.ts'], outfile: 'language-server/out/server.cjs', format: 'cjs' },
  { ...node, entryPoints: ['language-server/cli/tflow.ts'], outfile: 'language-server/out/tflow.js', format: 'esm' },
];

await mkdir('out/webview', { recursive: true });
await copyFile('src/webview/style.css', 'out/webview/style.css');
await writeFile('out/markdown.css', markdownStyle());
if (watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  await Promise.all(bundles.map((options) => build(options)));
}
