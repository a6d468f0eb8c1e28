// textDocument/semanticTokens: full, delta, range. The types are LSP's own, so that every theme has a colour for them.
import {
  SemanticTokensBuilder, type SemanticTokens, type SemanticTokensDelta, type SemanticTokensDeltaParams, type SemanticTokensLegend, type SemanticTokensRangeParams,
} from 'vscode-languageserver';
import { wordsOf, type WordKind } from '../core/ide/words.ts';
import type { FlowDocument } from './document.ts';

const types: Record<WordKind, string> = {
  endpoint: 'class',
  isn: 'variable',
  segment: 'event',
  flag: 'enumMember',
  state: 'enumMember',
  timer: 'enumMember',
  field: 'property',
  fate: 'modifier',
  rule: 'decorator',
  call: 'method',
};

export const semanticTokensLegend: SemanticTokensLegend = { tokenTypes: [...new Set(Object.values(types))], tokenModifiers: ['declaration'] };

const indices = Object.fromEntries(Object.entries(types).map(([kind, type]) => [kind, semanticTokensLegend.tokenTypes.indexOf(type)])) as Record<WordKind, number>;

const build = (document: FlowDocument, builder: SemanticTokensBuilder, from = 0, to = document.lines.length - 1): void => {
  for (let line = Math.max(0, from); line <= Math.min(to, document.lines.length - 1); line++) {
    const { statement } = document.lines[line]!;
    if (statement === undefined) continue;
    for (const { kind, span, declares } of wordsOf(statement, document.lineText(line))) {
      builder.push(line, span.start, span.end - span.start, indices[kind], declares ? 1 : 0);
    }
  }
};

/** Remembers what it gave out last for each document: after a change only the difference is sent. */
export interface SemanticTokensProvider {
  full(document: FlowDocument): SemanticTokens;
  delta(document: FlowDocument, params: SemanticTokensDeltaParams): SemanticTokens | SemanticTokensDelta;
  range(document: FlowDocument, params: SemanticTokensRangeParams): SemanticTokens;
  forget(uri: string): void;
}

export const semanticTokensProvider = (): SemanticTokensProvider => {
  const builders = new Map<string, SemanticTokensBuilder>();
  const full = (document: FlowDocument): SemanticTokens => {
    const builder = new SemanticTokensBuilder();
    builders.set(document.uri, builder);
    build(document, builder);
    return builder.build();
  };
  return {
    full,
    delta: (document, { previousResultId }) => {
      const builder = builders.get(document.uri);
      if (builder === undefined) return full(document);
      builder.previousResult(previousResultId);
      build(document, builder);
      return builder.buildEdits();
    },
    range: (document, { range: { start, end } }) => {
      const builder = new SemanticTokensBuilder();
      build(document, builder, start.line, end.line);
      return builder.build();
    },
    forget: (uri) => void builders.delete(uri),
  };
};
