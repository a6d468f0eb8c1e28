// textDocument/completion
import type { ClientCapabilities, CompletionItem, CompletionList, CompletionParams } from 'vscode-languageserver';
import { completion } from '../core/ide/completion.ts';
import type { FlowDocument } from './document.ts';
import { toCompletionItem, type Abilities } from './to-lsp.ts';

/** Behind these something may be proposed that could not be proposed before. */
export const triggerCharacters: readonly string[] = ['>', ':', '[', ',', '.', '=', '(', ' '];

/** `commands`: the client has VS Code's commands. */
export const abilitiesOf = ({ textDocument }: ClientCapabilities, commands: boolean): Abilities => ({
  snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
  insertReplace: textDocument?.completion?.completionItem?.insertReplaceSupport === true,
  asksAgain: commands,
});

export const provideCompletion = (document: FlowDocument, { position: { line, character }, context }: CompletionParams, can: Abilities): CompletionList => {
  const text = document.lineText(line);
  // Who indents a line asks for nothing.
  const indents = context?.triggerCharacter === ' ' && text.slice(0, character).trim() === '';
  const found = indents ? undefined : completion(document.analysis(), document.lines, line, character, text);
  const items = found === undefined ? [] : found.items.map((item, index): CompletionItem => toCompletionItem(line, found, item, index, can, document.bundle));
  return { isIncomplete: false, items };
};
