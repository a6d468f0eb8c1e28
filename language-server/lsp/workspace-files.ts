// Files of the workspace that are not open: their texts, as a client sends them, are checked one after the other in short turns, so
// that what a person asks for in between comes first. Knows no disk.
import type { SymbolInformation } from 'vscode-languageserver';
import { background } from './background.ts';
import type { FlowDocument } from './document.ts';
import { soon } from './when-quiet.ts';
import { symbolsIn } from './workspace-symbols.ts';

export interface WorkspaceFiles {
  /** Takes texts of files; null for one that is not there any more. */
  take(files: readonly { readonly uri: string; readonly text: string | null }[]): void;
  /** Checks one again, or all: it has been closed, or it is judged otherwise now. Tells whether there is such a file. */
  recheck(uri?: string): boolean;
  /** What the files that are not open have, for a search. */
  symbols(): readonly SymbolInformation[];
}

interface Work {
  readonly open: ReadonlyMap<string, unknown>;
  /** Makes a document of a text. */
  readonly parse: (uri: string, text: string) => FlowDocument;
  readonly publish: (document: FlowDocument) => void;
  readonly clear: (uri: string) => void;
  /** Hears why a file could not be checked. */
  readonly failed: (problem: unknown) => void;
}

/** More text than this is not kept, in characters: a workspace may hold anything. */
const mostText = 50_000_000;

export const workspaceFiles = ({ open, parse, publish, clear, failed }: Work): WorkspaceFiles => {
  const texts = new Map<string, string>();
  const symbols = new Map<string, readonly SymbolInformation[]>();
  const waiting = new Set<string>();
  let current: FlowDocument | undefined;
  let size = 0;

  const forget = (uri: string): void => {
    size -= texts.get(uri)?.length ?? 0;
    texts.delete(uri);
    symbols.delete(uri);
    waiting.delete(uri);
    checking.cancel(uri);
  };
  const enqueue = (uri: string): void => {
    if (waiting.size === 0 && current === undefined) soon(next);
    waiting.add(uri);
  };
  const checking = background((uri) => {
    const document = current!;
    try {
      if (!open.has(uri)) publish(document);
      symbols.set(uri, symbolsIn(document));
    } catch (problem) {
      failed(problem);
    }
  });
  const next = (): void => {
    const [uri] = waiting;
    const text = uri === undefined ? undefined : texts.get(uri);
    if (current !== undefined || uri === undefined || text === undefined) return;
    waiting.delete(uri);
    current = parse(uri, text);
    checking.start(uri, current.work());
    void checking.idle(uri).then(() => {
      current = undefined;
      soon(next);
    });
  };

  return {
    take: (files) => {
      for (const { uri, text } of files) {
        const known = texts.has(uri);
        if (text !== null && texts.get(uri) === text) continue;
        forget(uri);
        if (text !== null && size + text.length <= mostText) {
          texts.set(uri, text);
          size += text.length;
          enqueue(uri);
        } else if (known && !open.has(uri)) {
          clear(uri);
        }
      }
    },
    recheck: (uri) => {
      if (uri === undefined) for (const each of texts.keys()) enqueue(each);
      else if (texts.has(uri)) enqueue(uri);
      return uri === undefined || texts.has(uri);
    },
    symbols: () => [...symbols].flatMap(([uri, found]) => (open.has(uri) ? [] : found)),
  };
};
