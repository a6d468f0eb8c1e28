// Our values → the protocol's. Knows no document and decides nothing.
import {
  CompletionItemKind, DiagnosticSeverity, FoldingRangeKind, InsertTextFormat, InsertTextMode, MarkupKind, SymbolKind, type CompletionItem, type Diagnostic,
  type DocumentSymbol, type FoldingRange, type Hover as LspHover, type InlayHint, type Range, type SelectionRange, type SymbolInformation, type TextEdit,
} from 'vscode-languageserver';
import type { Finding, Severity } from '../core/flow/finding.ts';
import { markdownText } from '../core/flow/markdown-text.ts';
import { format, type Bundle, type Message } from '../core/flow/message.ts';
import type { Span } from '../core/flow/statement.ts';
import type { Block, Cell, Hover } from '../core/ide/block.ts';
import type { Completion, Item, ItemKind } from '../core/ide/completion.ts';
import type { Edit } from '../core/ide/edit.ts';
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

export const toDiagnostic = (uri: string, finding: Finding, bundle: Bundle): Diagnostic => {
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

export const toProblem = ({ line, severity, code, message, onPurpose }: Finding, bundle: Bundle): Problem =>
  ({ line, severity, code, message: format(message, bundle), ...(onPurpose ? { onPurpose } : {}) });

export const toHover = (line: number, { span, blocks }: Hover, bundle: Bundle): LspHover => ({
  range: toRange(line, span),
  contents: { kind: MarkupKind.Markdown, value: blocks.map((block) => toMarkdown(block, bundle)).join('\n\n') },
});

/** `texts`: the lines before the edit. Line ends are as the client writes them. */
export const toTextEdit = (edit: Edit, texts: readonly string[]): TextEdit => {
  const end = { line: texts.length - 1, character: texts.at(-1)?.length ?? 0 };
  switch (edit.kind) {
    case 'replace':
      return { range: toRange(edit.line, edit.span), newText: edit.text };
    case 'insert': {
      // Behind the last line there is no line to stand above.
      if (edit.line >= texts.length) return { range: { start: end, end }, newText: edit.lines.map((line) => `\n${line}`).join('') };
      const start = { line: edit.line, character: 0 };
      return { range: { start, end: start }, newText: edit.lines.map((line) => `${line}\n`).join('') };
    }
    case 'remove':
      return edit.line + 1 < texts.length
        ? { range: { start: { line: edit.line, character: 0 }, end: { line: edit.line + 1, character: 0 } }, newText: '' }
        : { range: { start: { line: Math.max(edit.line - 1, 0), character: texts[edit.line - 1]?.length ?? 0 }, end }, newText: '' };
  }
};

const itemKinds: Record<ItemKind, CompletionItemKind> = {
  segment: CompletionItemKind.Event,
  exchange: CompletionItemKind.Snippet,
  statement: CompletionItemKind.Keyword,
  call: CompletionItemKind.Method,
  timer: CompletionItemKind.EnumMember,
  endpoint: CompletionItemKind.Interface,
  flag: CompletionItemKind.EnumMember,
  field: CompletionItemKind.Field,
  value: CompletionItemKind.Value,
  state: CompletionItemKind.EnumMember,
  variable: CompletionItemKind.Variable,
  rule: CompletionItemKind.Constant,
  name: CompletionItemKind.Reference,
};

/** What a client can make of a proposal. */
export interface Abilities {
  readonly snippets: boolean;
  readonly insertReplace: boolean;
  /** It runs VS Code's command that opens the list again behind what was chosen. */
  readonly asksAgain: boolean;
}

/** `index`: its place in the list. */
export const toCompletionItem = (line: number, { insert, replace }: Omit<Completion, 'items'>, item: Item, index: number, can: Abilities, bundle: Bundle): CompletionItem => {
  const isSnippet = item.snippet === true && can.snippets;
  const title = item.title === undefined ? undefined : format(item.title, bundle);
  const newText = item.snippet === true && !can.snippets ? withoutStops(item.text) : item.text;
  return {
    label: title ?? item.label,
    kind: itemKinds[item.kind],
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    documentation: { kind: MarkupKind.Markdown, value: item.blocks.map((block) => toMarkdown(block, bundle)).join('\n\n') },
    // The best guess stays first however much is typed of it.
    sortText: String(index).padStart(4, '0'),
    filterText: title === undefined || title === item.label ? item.label : `${item.label} ${title}`,
    ...(index === 0 ? { preselect: true } : {}),
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    insertTextMode: InsertTextMode.adjustIndentation,
    textEdit: can.insertReplace ? { newText, insert: toRange(line, insert), replace: toRange(line, replace) } : { newText, range: toRange(line, insert) },
    ...(item.goesOn === true && can.asksAgain ? { command: { title: '', command: 'editor.action.triggerSuggest' } } : {}),
  };
};

/** A snippet as plain text: each tab stop is what stands in it. */
const withoutStops = (snippet: string): string => {
  const first = new Map([...snippet.matchAll(/\$\{(\d+):([^}]*)\}/g)].map(([, stop, text]) => [stop, text]));
  return snippet.replaceAll(/\\([\\$}])|\$\{?(\d+)(?::[^}]*)?\}?/g, (_, plain: string | undefined, stop: string) => plain ?? first.get(stop) ?? '');
};

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
      const rows = block.rows.map(({ label, cells }) => `| ${markdownText(inWords(label, bundle))} | ${cells.map(cell).join(' | ')} |`);
      return [`| ${block.head.map(markdownText).join(' | ')} |`, `|${' --- |'.repeat(block.head.length)}`, ...rows].join('\n');
    }
  }
};

/** A name as it is, or words in the reader's language. */
export const inWords = (text: string | Message, bundle: Bundle): string => (typeof text === 'string' ? text : format(text, bundle));

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
