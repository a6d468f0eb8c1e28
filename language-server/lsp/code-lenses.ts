// textDocument/codeLens: above each flow its preview, and how much is wrong in it.
import type { CodeLens, Command } from 'vscode-languageserver';
import type { Finding } from '../core/flow/finding.ts';
import { format, say } from '../core/flow/message.ts';
import { nesting } from '../core/flow/nesting.ts';
import { previewCommand, problemsCommand } from '../protocol.ts';
import type { FlowDocument } from './document.ts';
import { toRange } from './to-lsp.ts';

export const provideCodeLenses = function* (document: FlowDocument): Generator<undefined, CodeLens[]> {
  const flows = (yield* nesting(document.lines)).map(({ flow }) => flow);
  const findings = Map.groupBy(document.analysis().findings, ({ line }) => flows[line] ?? 0);
  // A flow begins with its first line; the file's own flow with its first statement that is no declaration.
  const heads = new Map<number, number>();
  document.lines.forEach(({ statement }, line) => {
    if (statement !== undefined && statement.kind !== 'endpoint' && statement.kind !== 'rule' && !heads.has(flows[line]!)) heads.set(flows[line]!, line);
  });
  return [...heads].sort(([, a], [, b]) => a - b).flatMap(([flow, line]) => {
    const range = toRange(line, { start: 0, end: document.lineText(line).length });
    return [preview(document), ...problems(document, findings.get(flow) ?? [])].map((command) => ({ range, command }));
  });
};

const preview = ({ uri, bundle }: FlowDocument): Command => ({ title: format(say`Preview`, bundle), command: previewCommand, arguments: [uri] });

const problems = ({ uri, bundle }: FlowDocument, findings: readonly Finding[]): readonly Command[] =>
  (['error', 'warning'] as const).flatMap((severity) => {
    const found = findings.filter((finding) => finding.severity === severity);
    const [first] = found;
    if (first === undefined) return [];
    const title = severity === 'error'
      ? found.length === 1 ? say`1 error` : say`${found.length} errors`
      : found.length === 1 ? say`1 warning` : say`${found.length} warnings`;
    return [{ title: format(title, bundle), command: problemsCommand, arguments: [uri, first.line, first.span.start] }];
  });
