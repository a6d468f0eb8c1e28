// Our values → the protocol's. Knows no document and decides nothing.
import {
  DiagnosticSeverity, FoldingRangeKind, MarkupKind, SymbolKind, type Diagnostic, type DocumentSymbol, type FoldingRange, type Hover as LspHover, type InlayHint, type Range, type SelectionRange, type SymbolInformation,
} from 'vscode-languageserver';
import type { Finding, Severity } from '../core/flow/finding.ts';
import { markdownText } from '../core/flow/markdown-text.ts';
import { format, type Bundle } from '../core/flow/message.ts';
import type { Span } from '../core/flow/statement.ts';
import type { Block, Cell, Hover } from '../core/ide/block.ts';
import type { Hint } from '../core/ide/hints.ts';
import type { Fold, OutlineEntry } from '../core/ide/outline.ts';
import type { Stretch } from '../core/ide/selection.ts';
import { ruleOf } from '../core/rules/index.ts';
import type { Problem } from '../protocol.ts';

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export const toRange = (line: number, { start, end }: Span): Range => ({ start: { line, character: start }, end: { line, character: Math.max(end, start) } });

/** `9293 §3.10.7.4` → the page of the RFC editor, at that section. */
export const rfcLink = (rfc: string): string => {
  const [number, section] = rfc.split(' §');
  return `https://www.rfc-editor.org/rfc/rfc${number}${section === undefined ? '' : `#section-${section}`}`;
};

export const toDiagnostic = (uri: string, finding: Finding, bundle: Bundle = {}): Diagnostic => {
  const rfc = ruleOf(finding.code)?.rfc;
  return {
    range: toRange(finding.line, finding.span),
    severity: severities[finding.severity],
    source: 'tcpflow',
    code: finding.code,
    message: format(finding.message, bundle),
    ...(rfc === undefined ? {} : { codeDescription: { href: rfcLink(rfc) } }),
    ...(finding.related === undefined
      ? {}
      : { relatedInformation: finding.related.map(({ line, span, message }) => ({ location: { uri, range: toRange(line, span) }, message: format(message, bundle) })) }),
    ...(finding.fix === undefined ? {} : { data: { fix: finding.fix } }),
  };
};

export const toProblem = ({ line, severity, code, message, onPurpose }: Finding, bundle: Bundle = {}): Problem =>
  ({ line, severity, code, message: format(message, bundle), ...(onPurpose ? { onPurpose } : {}) });

export const toHover = (line: number, { span, blocks }: Hover, bundle: Bundle = {}): LspHover => ({
  range: toRange(line, span),
  contents: { kind: MarkupKind.Markdown, value: blocks.map((block) => toMarkdown(block, bundle)).join('\n\n') },
});

const toMarkdown = (block: Block, bundle: Bundle): string => {
  switch (block.kind) {
    case 'title':
      return `**${markdownText(block.text)}**`;
    case 'code':
      return fence('tcpflow', block.text);
    case 'plain':
      return block.text.split('\n').map(markdownText).join('  \n');
    case 'text':
      return `${markdownText(format(block.text, bundle))}${block.rfc === undefined ? '' : ` [RFC ${markdownText(block.rfc)}](${rfcLink(block.rfc)})`}`;
    case 'table': {
      const rows = block.rows.map(({ label, cells }) => `| ${markdownText(label)} | ${cells.map(cell).join(' | ')} |`);
      return [`| ${block.head.map(markdownText).join(' | ')} |`, `|${' --- |'.repeat(block.head.length)}`, ...rows].join('\n');
    }
  }
};

/** What changes is bold, so that it is seen at a glance and without colour. */
const cell = ({ before, after }: Cell): string =>
  (before === after ? markdownText(after) : `**${markdownText(before)} → ${markdownText(after)}**`);

/** A fence that no run of backticks inside can close. */
const fence = (language: string, code: string): string => {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const bars = '`'.repeat(longest + 1);
  return `${bars}${language}\n${code.replaceAll(/[\r\n]+/g, ' ')}\n${bars}`;
};

/** `lineText`: the line that the hint is for. */
export const toInlayHint = ({ kind, line, column, text, insert }: Hint, lineText: string): InlayHint => {
  const position = { line, character: column ?? lineText.length };
  const newText = insert?.below === true ? `\n${/^[ \t]*/.exec(lineText)![0]}${insert.text}` : insert?.text;
  return {
    position,
    label: kind === 'states' ? `→ ${text}` : text,
    paddingLeft: true,
    ...(newText === undefined ? {} : { textEdits: [{ range: { start: position, end: position }, newText }] }),
  };
};

/** From the smallest stretch to the largest, which holds all others. */
export const toSelectionRange = (stretches: readonly Stretch[]): SelectionRange =>
  stretches.reduceRight<SelectionRange | undefined>((parent, { line, start, endLine, end }) => {
    const range = { start: { line, character: start }, end: { line: endLine, character: end } };
    return parent === undefined ? { range } : { range, parent };
  }, undefined)!;

const symbolKinds: Record<OutlineEntry['kind'], SymbolKind> = {
  flow: SymbolKind.Module,
  section: SymbolKind.Namespace,
  cross: SymbolKind.Event,
  endpoint: SymbolKind.Interface,
  segment: SymbolKind.Method,
};

/** `lineLength` gives the number of columns of a line. */
export const toSymbol = (entry: OutlineEntry, lineLength: (line: number) => number): DocumentSymbol => ({
  name: entry.name,
  detail: entry.detail,
  kind: symbolKinds[entry.kind],
  range: entry.endLine === entry.line
    ? toRange(entry.line, entry.span)
    : { start: { line: entry.line, character: 0 }, end: { line: entry.endLine, character: lineLength(entry.endLine) } },
  selectionRange: toRange(entry.line, entry.span),
  children: entry.children.map((child) => toSymbol(child, lineLength)),
});

export const toSymbolInformation = (uri: string, { name, kind, line, span }: OutlineEntry, container: string | undefined): SymbolInformation => ({
  name,
  kind: symbolKinds[kind],
  location: { uri, range: toRange(line, span) },
  ...(container === undefined ? {} : { containerName: container }),
});

export const toFoldingRange = ({ line, endLine, kind }: Fold): FoldingRange =>
  ({ startLine: line, endLine, ...(kind === 'comment' ? { kind: FoldingRangeKind.Comment } : {}) });
