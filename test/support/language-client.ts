// A language client as small as one can be: the server as a process of its own, spoken to over stdio. Knows LSP and
// the server's own requests; expects nothing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import {
  ConfigurationRequest, createProtocolConnection, DidChangeTextDocumentNotification, DidCloseTextDocumentNotification, DidOpenTextDocumentNotification, DocumentSymbolRequest,
  ExitNotification, FoldingRangeRequest, HoverRequest, InitializedNotification, InitializeRequest, LogMessageNotification, PublishDiagnosticsNotification,
  ShutdownRequest, StreamMessageReader, StreamMessageWriter,
  type ClientCapabilities, type DocumentSymbol, type FoldingRange, type Hover, type InitializeResult, type ProtocolConnection, type PublishDiagnosticsParams,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';

import {
  drawingsChanged, drawingsNotification, momentRequest, sightNotification, type DrawingOptions, type Drawings, type InitializationOptions, type Moment, type SightParams,
} from '../../language-server/protocol.ts';

/** What people install and start. */
export const serverScript = join(import.meta.dirname, '../../language-server/bin/tcpflow-language-server.js');

/** What a client does, however it came to its server. */
export interface Conversation {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** What the server wrote to the client's log. */
  readonly logged: readonly string[];
  /** All that was published so far, in order. */
  readonly published: readonly PublishDiagnosticsParams[];
  open(uri: string, text: string, version?: number): Promise<void>;
  change(uri: string, version: number, ...changes: TextDocumentContentChangeEvent[]): Promise<void>;
  closeDocument(uri: string): Promise<void>;
  /** The diagnostics of a document's version, once they are published. */
  diagnostics(uri: string, version?: number): Promise<PublishDiagnosticsParams>;
  hover(uri: string, line: number, character: number): Promise<Hover | null>;
  symbols(uri: string): Promise<readonly DocumentSymbol[]>;
  folding(uri: string): Promise<readonly FoldingRange[]>;
  /** Follows the document's drawings in a view of this name. */
  drawings(uri: string, view?: string, options?: DrawingOptions): Promise<Drawings>;
  unfollow(uri: string, view?: string): Promise<void>;
  /** The next change of drawings that the server sends by itself. */
  nextDrawings(): Promise<Drawings>;
  look(params: SightParams): Promise<void>;
  moment(uri: string, line: number): Promise<Moment | null>;
}

export interface LanguageClient extends Conversation {
  /** The server's process. */
  readonly process: ReturnType<typeof spawn>;
  /** Ends the server as clients do; its exit code. */
  stop(): Promise<number | null>;
}

/** What a client that can be asked for its settings has set under `tcpflow`. */
export interface Settings {
  rules?: unknown;
  inlayHints?: unknown;
}

/** Starts a server and initializes it. `capabilities`: what the client can do besides. */
export const startClient = async (settings?: Settings, initializationOptions?: InitializationOptions, capabilities: ClientCapabilities = {}): Promise<LanguageClient> => {
  assert.ok(existsSync(join(serverScript, '../../out/server.cjs')), 'npm run build comes first');
  const child = spawn(process.execPath, [serverScript], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  return {
    ...await converse(connection, settings, initializationOptions, capabilities),
    process: child,
    stop: async () => {
      if (child.exitCode !== null) return child.exitCode;
      const exited = once(child, 'exit') as Promise<[number | null]>;
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      const [code] = await exited;
      connection.dispose();
      return code;
    },
  };
};

/** Initializes the server at the other end of a connection. */
export const converse = async (
  connection: ProtocolConnection, settings?: Settings, initializationOptions?: InitializationOptions, capabilities: ClientCapabilities = {},
): Promise<Conversation> => {
  const published: PublishDiagnosticsParams[] = [];
  const logged: string[] = [];
  let listeners: (() => void)[] = [];
  let drawn: ((drawings: Drawings) => void)[] = [];

  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    published.push(params);
    for (const listener of listeners) listener();
  });
  connection.onNotification(LogMessageNotification.type, ({ message }) => void logged.push(message));
  connection.onNotification(drawingsChanged, (drawings: Drawings) => {
    const waiting = drawn;
    drawn = [];
    for (const resolve of waiting) resolve(drawings);
  });
  connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(({ section }) => (section === 'tcpflow' ? settings ?? null : null)));
  connection.listen();
  const initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: null, rootUri: null, initializationOptions,
    capabilities: settings === undefined ? capabilities : { ...capabilities, workspace: { configuration: true } },
  });
  await connection.sendNotification(InitializedNotification.type, {});

  const nextFor = (isIt: (drawings: Drawings) => boolean): Promise<Drawings> => new Promise((resolve) => {
    const look = (drawings: Drawings): void => {
      if (isIt(drawings)) resolve(drawings);
      else drawn.push(look);
    };
    drawn.push(look);
  });

  return {
    connection,
    initialized,
    logged,
    published,
    open: (uri, text, version = 1) => connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'tcpflow', version, text } }),
    change: (uri, version, ...contentChanges) => connection.sendNotification(DidChangeTextDocumentNotification.type, { textDocument: { uri, version }, contentChanges }),
    closeDocument: (uri) => connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } }),
    diagnostics: (uri, version = 1) => new Promise((resolve) => {
      const look = (): void => {
        const found = published.findLast((one) => one.uri === uri && one.version === version);
        if (found === undefined) return;
        listeners = listeners.filter((other) => other !== look);
        resolve(found);
      };
      listeners.push(look);
      look();
    }),
    hover: (uri, line, character) => connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position: { line, character } }),
    symbols: async (uri) => (await connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri } })) as DocumentSymbol[],
    folding: async (uri) => (await connection.sendRequest(FoldingRangeRequest.type, { textDocument: { uri } })) ?? [],
    drawings: async (uri, view = 'view', options) => {
      const first = nextFor((one) => one.view === view && one.from === undefined);
      await connection.sendNotification(drawingsNotification, { uri, view, follow: true, ...(options === undefined ? {} : { options }) });
      return first;
    },
    unfollow: (uri, view = 'view') => connection.sendNotification(drawingsNotification, { uri, view, follow: false }),
    look: (params) => connection.sendNotification(sightNotification, params),
    moment: (uri, line) => connection.sendRequest<Moment | null>(momentRequest, { uri, line }),
    nextDrawings: () => nextFor(() => true),
  };
};
