// The bundles: extension (Node and browser), language server (process and worker), webview, Markdown, and the command line's two.
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
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

// Each of the protocol's types is also a value, made by a function called on the spot, which no bundler may drop unless it is told
// that the call has no effects.
const types = fileURLToPath(import.meta.resolve('vscode-languageserver-types'));
const pureTypes = {
  name: 'pure-types',
  setup: ({ onLoad }) => {
    const type = /^export var (\w+);\n\(function \(\1\) \{$([^]*?)^\}\)\(\1 \|\| \(\1 = \{\}\)\);$/gm;
    onLoad({ filter: /languageserver-types.lib.esm.main\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(type, 'export const $1 = /* @__PURE__ */ (() => { const $1 = {};$2return $1; })();'),
    }));
  },
};

// The server's libraries require all of these types and use five of them; ours are imported from where they can be told apart: a
// name that is missing from this list fails the build. And no one asks for TextDocuments, for notebooks, or for programs on the disk.
const serverApi = fileURLToPath(import.meta.resolve('vscode-languageserver'));
const usedByLibraries = `export { DocumentUri, URI, WorkspaceFolder, integer, uinteger } from ${JSON.stringify(types)};`;
const usedByUs = `export {
  DidChangeConfigurationNotification, ErrorCodes, LSPErrorCodes, ResponseError, SemanticTokensBuilder, TextDocumentSyncKind,
} from ${JSON.stringify(serverApi)};`;
const sparse = {
  name: 'sparse',
  setup: ({ onResolve, onLoad }) => {
    const stand = (filter, fits, contents) => {
      onResolve({ filter }, ({ path, kind, importer }) => (fits(kind, importer) ? { path, namespace: 'sparse' } : undefined));
      onLoad({ filter, namespace: 'sparse' }, async () => ({ contents: await contents(), resolveDir: import.meta.dirname }));
    };
    const isRequired = (kind) => kind === 'require-call';
    const isTheServers = (_, importer) => /vscode-languageserver.lib/.test(importer);
    stand(/^vscode-languageserver-types$/, isRequired, async () => {
      const stdin = { contents: usedByLibraries, resolveDir: import.meta.dirname };
      return (await build({ stdin, bundle: true, format: 'cjs', write: false, plugins: [pureTypes] })).outputFiles[0].text;
    });
    stand(/^vscode-languageserver$/, (kind) => !isRequired(kind), () => `export * from ${JSON.stringify(types)}; ${usedByUs}`);
    stand(/^\.\/(textDocuments|files)$/, isTheServers, () => 'module.exports = {};');
    stand(/^\.\/protocol\.notebook$/, (_, importer) => /vscode-languageserver-protocol.lib/.test(importer), () => 'module.exports = {};');
    stand(/^\.\/notebook$/, isTheServers, () => 'exports.NotebookSyncFeature = (Base) => Base;');
    // Two tokens tell the grammar's ways apart (`maxLookahead`): Langium's other strategy, with its lodash, is a twentieth of the server.
    stand(/^chevrotain-allstar$/, () => true, () => 'export const LLStarLookaheadStrategy = undefined;');
  },
};

const bundles = [
  // Extension hosts load CommonJS.
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'out/extension.cjs', ...client },
  { ...browser, entryPoints: ['src/extension-web.ts'], outfile: 'out/extension-web.cjs', ...client },
  { ...node, entryPoints: ['language-server/lsp/main.ts'], outfile: 'out/server.cjs', format: 'cjs', plugins: [sparse, pureTypes] },
  { ...browser, entryPoints: ['language-server/lsp/worker.ts'], outfile: 'out/server-worker.js', format: 'iife', plugins: [sparse, pureTypes] },
  { ...browser, entryPoints: ['src/webview/main.ts'], outfile: 'out/webview/main.js', format: 'iife', tsconfig: 'src/webview/tsconfig.json' },
  { ...browser, entryPoints: ['src/webview/capture.ts'], outfile: 'out/webview/capture.js', format: 'iife', tsconfig: 'src/webview/tsconfig.json' },
  // What draws in the Markdown preview: for extension hosts of both kinds.
  { ...browser, entryPoints: ['language-server/markdown/main.ts'], outfile: 'out/markdown.cjs', format: 'cjs', plugins: [sparse] },
  // The server as a package of its own.
  { ...node, entryPoints: ['language-server/lsp/main.ts'], outfile: 'language-server/out/server.cjs', format: 'cjs', plugins: [sparse, pureTypes] },
  { ...node, entryPoints: ['language-server/cli/tflow.ts'], outfile: 'language-server/out/tflow.js', format: 'esm', plugins: [sparse] },
];

await mkdir('out/webview', { recursive: true });
await copyFile('src/webview/style.css', 'out/webview/style.css');
await writeFile('out/markdown.css', markdownStyle());
if (watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  const results = await Promise.all(bundles.map((options) => build({ ...options, metafile: true })));
  // Whose code is in the bundles, for THIRD-PARTY-NOTICES.txt (scripts/notices.ts).
  const inputs = results.flatMap(({ metafile }) => Object.values(metafile.outputs)).flatMap((output) => Object.entries(output.inputs));
  const packages = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [] : []));
  // What stands for them are their own types, bundled beforehand.
  await writeFile('out/bundled-packages.json', JSON.stringify([...new Set([...packages, 'vscode-languageserver-types'])].sort()));
}
