// What is published about a document: its findings, never too many, and never a clean list because something failed.
import type { Diagnostic } from 'vscode-languageserver';
import type { Finding } from '../core/flow/finding.ts';
import { incomplete, incompleteCode, wholeFile } from '../core/flow/incomplete.ts';
import { say } from '../core/flow/message.ts';
import { severities } from '../core/flow/severity.ts';
import type { FlowDocument } from './document.ts';
import { toDiagnostic } from './to-lsp.ts';

/** How many findings are published for one document; editors choke on a hundred thousand. */
export const publishedAtMost = 1000;

/**
 * Total: a failure of the analysis is a diagnostic itself. `failed` hears of it. `undrawn`: why the document could not be drawn, where
 * that was tried.
 */
export const diagnosticsOf = (document: FlowDocument, failed: (problem: unknown) => void, undrawn?: unknown): Diagnostic[] => {
  const toOwn = (finding: Finding): Diagnostic => toDiagnostic(document.uri, finding, document.bundle);
  try {
    const { findings } = document.analysis();
    const shown = gravest(findings);
    const rest = findings.length - shown.length;
    const more: readonly Finding[] = rest === 0 ? [] : [{ code: incompleteCode, severity: 'info', line: 0, span: wholeFile, message: say`… and ${rest} more findings are not shown` }];
    return [...undrawn === undefined ? [] : [incomplete(undrawn)], ...shown, ...more].map(toOwn);
  } catch (problem) {
    failed(problem);
    return [toOwn(incomplete(problem))];
  }
};

/** All of them, unless there are too many: then no hint takes an error's place, and nothing that of a failure. */
const gravest = (findings: readonly Finding[]): readonly Finding[] =>
  (findings.length <= publishedAtMost ? findings : findings.toSorted((a, b) => rank(a) - rank(b)).slice(0, publishedAtMost));

const rank = ({ code, severity }: Finding): number => (code === incompleteCode ? 0 : 1 + severities.indexOf(severity));
