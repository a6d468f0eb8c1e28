// Any bytes and spoilt flows through all that an editor asks for, at each place: nothing throws. The long run looks at every place, and
// at the processor's time for each question.
import assert from 'node:assert/strict';

import fc from 'fast-check';

import { drawAll } from '../language-server/core/diagram/draw.ts';
import { toEnd } from '../language-server/core/flow/turns.ts';
import { provideCodeActions } from '../language-server/lsp/code-actions.ts';
import { provideCodeLenses } from '../language-server/lsp/code-lenses.ts';
import { provideCompletion } from '../language-server/lsp/completion.ts';
import { diagnosticsOf } from '../language-server/lsp/diagnostics.ts';
import { openDocument } from '../language-server/lsp/document.ts';
import { provideDocumentLinks } from '../language-server/lsp/document-links.ts';
import { exportOf } from '../language-server/lsp/export.ts';
import { provideFolding } from '../language-server/lsp/folding.ts';
import { provideFormatting, provideOnTypeFormatting } from '../language-server/lsp/formatting.ts';
import { provideHover } from '../language-server/lsp/hover.ts';
import { provideInlayHints } from '../language-server/lsp/inlay-hints.ts';
import { provideMoment } from '../language-server/lsp/moment.ts';
import { provideDefinition, provideHighlights, provideReferences } from '../language-server/lsp/navigation.ts';
import { prepareRename, provideRename } from '../language-server/lsp/rename.ts';
import { provideSelectionRanges } from '../language-server/lsp/selection-ranges.ts';
import { semanticTokensProvider } from '../language-server/lsp/semantic-tokens.ts';
import { toSettings } from '../language-server/lsp/settings.ts';
import { provideSymbols } from '../language-server/lsp/symbols.ts';
import { drawFence } from '../language-server/markdown/main.ts';
import { longRun } from './support/long-run.ts';
import { someText } from './support/random-edits.ts';

const uri = 'u:a';
const textDocument = { uri };
const can = { snippets: true, insertReplace: true, asksAgain: true };
const options = { tabSize: 2, insertSpaces: true };

describe('whatever a file holds', function () {
  const { numRuns, seed } = longRun(60);
  const isLong = numRuns > 60;
  this.timeout(isLong ? 0 : 300_000);

  it('each question about it has an answer', () => {
    const slowest = { ms: 0, what: '', text: '' };
    /** The processor's time, so that other processes do not count. */
    const ask = (what: string, text: string, work: () => unknown): void => {
      const began = process.cpuUsage();
      // Some work in small steps.
      for (const done of [work()].flat()) if (typeof done === 'object' && done !== null && 'next' in done) toEnd(done as Generator<undefined, unknown>);
      const { user, system } = process.cpuUsage(began);
      const ms = (user + system) / 1000;
      if (ms > slowest.ms) Object.assign(slowest, { ms, what, text });
    };
    let places = 0;
    fc.assert(fc.property(someText, fc.nat(), (text, shift) => {
      const document = openDocument(uri, 1, text);
      const about = (what: string, work: () => unknown): void => ask(what, text, work);
      about('diagnostics', () => diagnosticsOf(document, (problem) => { throw problem; }).forEach(({ code, message }) => assert.ok(code !== 'incomplete' || /more findings/.test(message as string))));
      const last = { line: document.lines.length - 1, character: document.lineText(document.lines.length - 1).length };
      const whole = { start: { line: 0, character: 0 }, end: last };
      const tokens = semanticTokensProvider(() => true);
      about('symbols', () => provideSymbols(document));
      about('folding', () => provideFolding(document));
      about('formatting', () => provideFormatting(document, { textDocument, options }));
      about('hints', () => provideInlayHints(document, { textDocument, range: whole }, toSettings(undefined)));
      about('tokens', () => [tokens.full(document), tokens.delta(document, { textDocument, previousResultId: '1' })]);
      about('links', () => [provideDocumentLinks(document), provideCodeLenses(document)]);
      about('drawings', () => drawAll(document.analysis().timelines));
      about('markdown', () => drawFence(text));
      about('fix all', () => provideCodeActions(document, { textDocument, range: whole, context: { diagnostics: [], only: ['source.fixAll'] } }));
      for (let line = 0; line <= last.line; line++) {
        // What is asked for a whole line is long enough to be asked for some of them here.
        if (isLong || (line + shift) % 11 === 0) {
          about('moment', () => provideMoment(document, { uri, line }));
          about('export', () => (['svg', 'mermaid', 'plantuml', 'markdown'] as const).map((format) => exportOf(document, { uri, line, format, theme: 'light' })));
          about('fixes', () => provideCodeActions(document, { textDocument, range: { start: { line, character: 0 }, end: { line, character: 0 } }, context: { diagnostics: [] } }));
          about('new line', () => provideOnTypeFormatting(document, { textDocument, options, position: { line, character: 0 }, ch: '\n' }));
        }
        for (let character = isLong ? 0 : (line + shift) % 29; character <= document.lineText(line).length; character += isLong ? 1 : 29) {
          places++;
          const place = { textDocument, position: { line, character } };
          about('hover', () => provideHover(document, place));
          about('completion', () => provideCompletion(document, place, can));
          about('names', () => [provideDefinition(document, place), provideReferences(document, { ...place, context: { includeDeclaration: true } }), provideHighlights(document, place)]);
          about('rename', () => [prepareRename(document, place), provideRename(document, { ...place, newName: 'z' })]);
          about('selection', () => provideSelectionRanges(document, { textDocument, positions: [place.position] }));
        }
      }
    }), { numRuns, seed, endOnFailure: true });
    if (!isLong) return;
    console.log(`      ${numRuns} files, ${places} places; the slowest question, ${slowest.what}, took ${slowest.ms.toFixed(0)} ms of the processor`);
    assert.ok(slowest.ms < 1000, `${slowest.what}, ${slowest.ms} ms:\n${slowest.text}`);
  });
});
