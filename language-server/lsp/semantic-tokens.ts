// textDocument/semanticTokens: full, delta, range. The types are LSP's own, so that every theme has a colour for them.
import {
  SemanticTokensBuilder, type SemanticTokens, type SemanticTokensDelta, type SemanticTokensDeltaParams, type SemanticTokensLegend, type SemanticTokensRangeParams,
} from 'vscode-languageserver';
import { withPatterns, wordsOf, type WordKind } from '../core/ide/words.ts';
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
  comment: 'comment',
  string: 'string',
  number: 'number',
  keyword: 'keyword',
};

export const semanticTokensLegend: SemanticTokensLegend = { tokenTypes: [...new Set(Object.values(types))], tokenModifiers: ['declaration'] };

const indices = Object.fromEntries(Object.entries(types).map(([kind, type]) => [kind, semanticTokensLegend.tokenTypes.indexOf(type)])) as Record<WordKind, number>;

const build = ({ lines, lineText }: FlowDocument, builder: SemanticTokensBuilder, patterns: boolean, from = 0, to = Infinity): void => {
  for (let line = Math.max(0, from); line <= Math.min(to, lines.length - 1); line++) {
    const statement = lines[line]?.statement;
    const known = statement === undefined ? [] : wordsOf(statement, lineText(line));
    for (const { kind, span, declares } of patterns ? withPatterns(known, statement, lineText(line)) : known) {
      builder.push(line, span.start, span.end - span.start, indices[kind], declares ? 1 : 0);
    }
  }
};

/** Of a longer document only a range is coloured: after each change all of it would have to be looked at. */
const mostLines = 30_000;

const buildAll = (document: FlowDocument, builder: SemanticTokensBuilder, patterns: boolean): void => {
  if (document.lines.length <= mostLines) build(document, builder, patterns);
};

/** Remembers what it gave out last for each document: after a change only the difference is sent. */
export interface SemanticTokensProvider {
  full(document: FlowDocument): SemanticTokens;
  delta(document: FlowDocument, params: SemanticTokensDeltaParams): SemanticTokens | SemanticTokensDelta;
  range(document: FlowDocument, params: SemanticTokensRangeParams): SemanticTokens;
  forget(uri: string): void;
}

/** `patterns`: whether the client wants the colours of comments, strings, numbers and keywords, too. */
export const semanticTokensProvider = (patterns: () => boolean): SemanticTokensProvider => {
  const builders = new Map<string, SemanticTokensBuilder>();
  const full = (document: FlowDocument): SemanticTokens => {
    const builder = new SemanticTokensBuilder();
    builders.set(document.uri, builder);
    buildAll(document, builder, patterns());
    return builder.build();
  };
  return {
    full,
    delta: (document, { previousResultId }) => {
      const builder = builders.get(document.uri);
      if (builder === undefined) return full(document);
      builder.previousResult(previousResultId);
      buildAll(document, builder, patterns());
      return builder.buildEdits();
    },
    range: (document, { range: { start, end } }) => {
      const builder = new SemanticTokensBuilder();
      build(document, builder, patterns(), start.line, end.line);
      return builder.build();
    },
    forget: (uri) => void builders.delete(uri),
  };
};
