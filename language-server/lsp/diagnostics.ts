// What is published about a document: its findings, never too many, and never a clean list because something failed.
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { Finding, Severity } from '../core/flow/finding.ts';
import { format, say, type Bundle, type Message } from '../core/flow/message.ts';
import type { FlowDocument } from './document.ts';
import { toDiagnostic } from './to-lsp.ts';

/** How many findings are published for one document; editors choke on a hundred thousand. */
export const publishedAtMost = 1000;

/** Total: a failure of the analysis is a diagnostic itself. `failed` hears of it. */
export const diagnosticsOf = (document: FlowDocument, failed: (problem: unknown) => void): Diagnostic[] => {
  try {
    const { findings } = document.analysis();
    const shown = gravest(findings).map((finding) => toDiagnostic(document.uri, finding, document.bundle));
    const rest = findings.length - shown.length;
    return rest === 0 ? shown : [...shown, incomplete(say`… and ${rest} more findings are not shown`, DiagnosticSeverity.Information, document.bundle)];
  } catch (problem) {
    failed(problem);
    const reason = problem instanceof Error ? problem.message : String(problem);
    return [incomplete(say`this file could not be checked completely: ${reason}`, DiagnosticSeverity.Error, document.bundle)];
  }
};

const order: Record<Severity, number> = { error: 0, warning: 1, info: 2, hint: 3 };

/** All of them, unless there are too many: then no hint takes an error's place. */
const gravest = (findings: readonly Finding[]): readonly Finding[] =>
  (findings.length <= publishedAtMost ? findings : findings.toSorted((a, b) => order[a.severity] - order[b.severity]).slice(0, publishedAtMost));

/** About the file as a whole. */
const incomplete = (message: Message, severity: DiagnosticSeverity, bundle: Bundle): Diagnostic =>
  ({ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, severity, source: 'tcpflow', code: 'incomplete', message: format(message, bundle) });
