// The fences of ARCHITECTURE.md. Each rule's comment says what to do instead.
const core = '^language-server/core/';
const order = ['tcp', 'flow', 'timeline', 'rules'];
const leaves = '(ide|diagram|pcap)';
const no = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

// The first three layers and the rules; flow knows TCP's words, and findings are flow's.
const layers = order.map((layer, index) => no(
  `${layer}-looks-down`,
  `core/${layer} sees itself and what stands before it: ${order.join(' < ')}. Move what both need down.`,
  { path: `${core}${layer}/` },
  { path: core, pathNot: `${core}(${order.slice(0, index + 1).join('|')})/` },
));

export default {
  forbidden: [
    ...layers,
    no('leaves-are-strangers', 'What two leaves share moves down into timeline or flow.',
      { path: `${core}${leaves}/` }, { path: `${core}${leaves}/`, pathNot: `${core}$1/` }),
    no('core-is-pure', 'No npm package, no node:*, no editor: not even their types. Take what you need as an argument.',
      { path: core }, { pathNot: core }),
    no('only-syntax-knows-langium', 'Trees stay in syntax/; everything else works on statements.',
      { path: '^(language-server/(?!syntax/)|src/)' }, { path: '(^|/)(langium|chevrotain)' }),
    no('syntax-sees-flow', 'A line is parsed on its own: what it means is for core/timeline and core/rules.',
      { path: '^language-server/syntax/' }, { path: '^language-server/', pathNot: `^language-server/syntax/|${core}(tcp|flow)/` }),
    no('entries-are-strangers', 'What several of the server, the command line and Markdown need belongs into core.',
      { path: '^language-server/(lsp|cli|markdown)/' }, { path: '^language-server/(lsp|cli|markdown)/', pathNot: '^language-server/$1/' }),
    no('client-knows-the-protocol-only', 'Ask the server; do not reach into it.',
      { path: '^src/(?!webview/)' }, { path: '^language-server/', pathNot: '^language-server/(?:protocol|checks)[.]ts$', dependencyTypesNot: ['type-only'] }),
    no('no-node-in-the-browser', 'The extension runs in a browser too: take what needs Node from extension.ts as an argument.',
      { path: '^src/', pathNot: '^src/extension[.]ts$' }, { dependencyTypes: ['core'] }),
    no('webview-draws', 'The webview turns a Drawing into SVG and knows nothing else.',
      { path: '^src/webview/', pathNot: '^src/webview/capture[.]ts$' }, { pathNot: ['^src/webview/', `${core}(diagram|flow)/`, '^language-server/(?:protocol|checks)[.]ts$'] }),
    no('capture-page-reads', 'The page of a capture reads its bytes; what is right or wrong in them, the server says.',
      { path: '^src/webview/capture[.]ts$' }, { pathNot: ['^src/webview/', `${core}(pcap|flow)/`, '^language-server/(?:protocol|checks)[.]ts$'] }),
    no('files-only-from-cli', 'Everything else takes text or bytes and returns values.',
      { path: '^(language-server|src)/', pathNot: '^language-server/cli/' }, { dependencyTypes: ['core'], path: '^(node:)?fs' }),
    no('honest-endpoints-know-no-checker', 'They prove the checker right, so they share nothing with it.',
      { path: '^test/support/honest/' }, { path: '^language-server/' }),
    no('no-circular', 'A cycle means two names for one module.', {}, { circular: true }),
    no('no-orphans', 'Nothing imports this file: delete it, or say where it is an entry.',
      { orphan: true, path: '^(language-server|src)/', pathNot: '(^|/)(main|tflow|worker|extension|extension-web|capture)[.]ts$|[.]d[.]ts$|/bin/|/out/|/generated/' }, {}),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)out/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], extensions: ['.ts', '.js', '.json'] },
  },
};
