// The language server's modules once more, with stages that fail when they are told to: nothing of that is in the product. A module
// that is imported with `?failing` brings all that it imports as such copies; those that have a stage are behind a stand-in.
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Functions that may be told to fail, by the module that exports them. */
const stages: Readonly<Record<string, readonly string[]>> = {
  'syntax/parser.ts': ['createTcpflowParser'],
  'syntax/lower.ts': ['lower'],
  'core/flow/flows.ts': ['pairing'],
  'core/timeline/scope.ts': ['scopes'],
  'core/timeline/simulate.ts': ['playSteps'],
  'core/tcp/segment-arrives.ts': ['segmentArrives'],
  'core/diagram/scene.ts': ['scene', 'passage'],
  'core/diagram/layout.ts': ['layout', 'placeRows'],
  'core/ide/words.ts': ['wordsOf'],
  'lsp/code-actions.ts': ['provideCodeActions'],
  'lsp/code-lenses.ts': ['provideCodeLenses'],
  'lsp/completion.ts': ['provideCompletion'],
  'lsp/document.ts': ['openDocument'],
  'lsp/document-links.ts': ['provideDocumentLinks'],
  'lsp/export.ts': ['exportOf'],
  'lsp/folding.ts': ['provideFolding'],
  'lsp/formatting.ts': ['provideFormatting', 'provideRangeFormatting', 'provideOnTypeFormatting'],
  'lsp/hover.ts': ['provideHover'],
  'lsp/inlay-hints.ts': ['provideInlayHints'],
  'lsp/moment.ts': ['provideMoment'],
  'lsp/navigation.ts': ['provideDefinition', 'provideReferences', 'provideHighlights'],
  'lsp/rename.ts': ['prepareRename', 'provideRename'],
  'lsp/selection-ranges.ts': ['provideSelectionRanges'],
  'lsp/symbols.ts': ['provideSymbols'],
  'lsp/workspace-symbols.ts': ['symbolsIn'],
};

const root = pathToFileURL(join(import.meta.dirname, '../../language-server/')).href;
const isFailing = (url: string | undefined): boolean => url?.startsWith(root) === true && url.includes('?failing');

let told = '';

/** The stage that fails from now on; none if there is no such name. */
export const fail = (stage: string): void => {
  told = stage;
};

const mayFail = (name: string): void => {
  if (name === told) throw new Error(`${name} was told to fail`);
};
Object.assign(globalThis, { tcpflowStage: mayFail });

registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    return isFailing(context.parentURL) && found.url.startsWith(root) && !found.url.includes('?') ? { ...found, url: `${found.url}?failing` } : found;
  },
  load: (url, context, next) => {
    const names = url.startsWith(root) && url.endsWith('?failing') ? stages[url.slice(root.length, -'?failing'.length)] : undefined;
    if (names === undefined) return next(url, context);
    const itself = JSON.stringify(`${url}&itself`);
    const functions = names.map((name) => `export const ${name} = (...values) => { tcpflowStage('${name}'); return itself.${name}(...values); };`);
    return { format: 'module', shortCircuit: true, source: [`import * as itself from ${itself};`, `export * from ${itself};`, ...functions].join('\n') };
  },
});

/** A module of the language server, by its path there, in which stages may fail. */
export const withStages = (path: string): Promise<unknown> => import(`${root}${path}?failing`);
