// The language server over any connection: keeps the open documents, answers requests, publishes what it finds.
// Whatever a client sends and whatever fails inside, it lives and says so.
import {
  CodeActionKind, LSPErrorCodes, ResponseError, TextDocumentSyncKind, type CancellationToken, type ClientCapabilities, type CompletionParams, type Connection,
  type InitializeResult, type TextDocumentContentChangeEvent,
} from 'vscode-languageserver';
import type { Bundle } from '../core/flow/message.ts';
import {
  countRequest, drawingsChanged, drawingsNotification, exportRequest, filesNotification, momentRequest, sightNotification,
  type Drawings, type Exported, type FindingCounts, type InitializationOptions, type Moment,
} from '../protocol.ts';
import { background } from './background.ts';
import { fixAllKind, provideCodeActions } from './code-actions.ts';
import { provideCodeLenses } from './code-lenses.ts';
import { abilitiesOf, provideCompletion, triggerCharacters } from './completion.ts';
import { countFindings } from './count.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { openDocument, type FlowDocument, type OpenDocument } from './document.ts';
import { provideDocumentLinks } from './document-links.ts';
import { drawingViews } from './drawings.ts';
import { exportOf } from './export.ts';
import { provideFolding } from './folding.ts';
import { provideFormatting, provideOnTypeFormatting, provideRangeFormatting } from './formatting.ts';
import { provideHover } from './hover.ts';
import { inTurns } from './in-turns.ts';
import { provideInlayHints } from './inlay-hints.ts';
import { provideMoment } from './moment.ts';
import { provideDefinition, provideHighlights, provideReferences } from './navigation.ts';
import { countParams, drawingsParams, exportParams, filesParams, momentParams, sightParams } from './params.ts';
import { prepareRename, provideRename } from './rename.ts';
import { provideSelectionRanges } from './selection-ranges.ts';
import { semanticTokensLegend, semanticTokensProvider } from './semantic-tokens.ts';
import { followSettings, toSettings } from './settings.ts';
import { provideSymbols } from './symbols.ts';
import { whenQuiet } from './when-quiet.ts';
import { workspaceFiles } from './workspace-files.ts';
import { matching, symbolsIn } from './workspace-symbols.ts';

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  hoverProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
  completionProvider: { triggerCharacters: [...triggerCharacters] },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: ['\n'] },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  inlayHintProvider: true,
  selectionRangeProvider: true,
  semanticTokensProvider: { legend: semanticTokensLegend, full: { delta: true }, range: true },
  documentLinkProvider: {},
  workspaceSymbolProvider: true,
};

type Answer<Result> = Result | ResponseError | Promise<Result | ResponseError>;

/** Serves the connection until its client leaves. */
export const startServer = (connection: Connection): void => {
  const documents = new Map<string, OpenDocument>();
  let settings = toSettings(undefined);
  let can = abilitiesOf({}, false);
  let bundle: Bundle = {};

  const log = (problem: unknown): void => connection.console.error(textOf(problem));
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (problem) {
      log(problem);
    }
  };
  /** Who is not there any more needs no answer. */
  const sent = (sending: Promise<void>): void => void sending.catch(() => undefined);

  const views = drawingViews((document, problem) => {
    log(problem);
    sent(connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics: diagnosticsOf(document, log, problem) }));
  });
  const checking = background((uri) => guarded(() => {
    const document = documents.get(uri);
    if (document === undefined) return;
    sent(connection.sendDiagnostics({ uri, version: document.version, diagnostics: diagnosticsOf(document, log) }));
    draw(uri);
  }));
  const drawing = background(() => undefined);
  const tell = (news: Drawings): void => sent(connection.sendNotification(drawingsChanged, news));
  /** Tells the views of a document what they have not been told. What was being drawn for them is drawn anew. */
  const draw = (uri: string): void => {
    const document = documents.get(uri);
    if (document !== undefined) drawing.start(uri, telling(document));
  };
  /** What is still being checked is drawn when that is done. */
  const drawChecked = (uri: string): void => {
    if (!checking.isBusy(uri)) draw(uri);
  };
  const telling = function* (document: FlowDocument): Generator<undefined, void> {
    try {
      for (const news of yield* views.tell(document)) tell(news);
    } catch (problem) {
      log(problem);
    }
  };
  const publish = whenQuiet((uri) => guarded(() => {
    const document = documents.get(uri);
    if (document === undefined) checking.cancel(uri);
    else checking.start(uri, document.work());
  }));
  /** Soon; who asks for something until then waits for it. */
  const check = (uri: string): void => {
    checking.announce(uri);
    publish(uri);
  };

  /** What is being done for a document is not wanted any more. */
  const stop = (uri: string): void => {
    checking.cancel(uri);
    drawing.cancel(uri);
  };

  // Who has our commands has our grammar for the colours of the rest.
  const tokens = semanticTokensProvider(() => !can.asksAgain);
  const files = workspaceFiles({
    open: documents,
    parse: (uri, text) => openDocument(uri, 0, text, () => settings.rules, bundle),
    publish: (document) => sent(connection.sendDiagnostics({ uri: document.uri, diagnostics: diagnosticsOf(document, log) })),
    clear: (uri) => sent(connection.sendDiagnostics({ uri, diagnostics: [] })),
    failed: log,
  });

  /** A failure is an error to the client, not an end. */
  const guardedAnswer = <Result>(work: () => Result): Result | ResponseError => {
    try {
      return work();
    } catch (problem) {
      // A refusal is an answer.
      if (problem instanceof ResponseError) return problem;
      log(problem);
      return new ResponseError(LSPErrorCodes.RequestFailed, problem instanceof Error ? problem.message : String(problem));
    }
  };
  const failed = (problem: unknown): ResponseError => guardedAnswer<never>(() => { throw problem; }) as ResponseError;
  const answering = inTurns();
  /** An answer about a document that is open, `none` about any other. One that is still being checked is waited for. */
  const answer = <Params extends { readonly textDocument: { readonly uri: string } }, Result>(none: Result, work: (document: FlowDocument, params: Params) => Result) =>
    (params: Params): Answer<Result> => answerAbout(params?.textDocument?.uri, none, (document) => work(document, params));
  const answerAbout = <Result>(uri: string, none: Result, work: (document: FlowDocument) => Result): Answer<Result> => {
    const document = documents.get(uri);
    if (document === undefined) return none;
    if (!checking.isBusy(uri)) return guardedAnswer(() => work(document));
    const { version } = document;
    return checking.idle(uri).then(() => changedSince(document, version) ?? guardedAnswer(() => work(document)));
  };
  const changedSince = (document: FlowDocument, version: number): ResponseError | undefined =>
    (documents.get(document.uri) === document && document.version === version ? undefined : new ResponseError(LSPErrorCodes.ContentModified, 'the document has changed'));
  /** The same for what looks at all lines of a document: other messages are read in between, and a change or the client may end it. */
  const longAnswer = <Params extends { readonly textDocument: { readonly uri: string } }, Result>(
    none: Result, work: (document: FlowDocument, params: Params) => Generator<undefined, Result>,
  ) => (params: Params, token: CancellationToken): Promise<Result | ResponseError> => longAnswerAbout(params?.textDocument?.uri, none, token, (document) => work(document, params));
  const longAnswerAbout = async <Result>(
    uri: string, none: Result, token: CancellationToken, work: (document: FlowDocument) => Generator<undefined, Result>,
  ): Promise<Result | ResponseError> => {
    const begun = await answerAbout<(() => Promise<Result | ResponseError>) | undefined>(uri, undefined, (document) => {
      const { version } = document;
      return async () => answering(work(document), () => (token.isCancellationRequested
        ? new ResponseError(LSPErrorCodes.RequestCancelled, 'the request was cancelled')
        : changedSince(document, version)));
    });
    if (begun === undefined) return none;
    return begun instanceof ResponseError ? begun : begun().catch(failed);
  };

  let client: ClientCapabilities = {};
  const following = followSettings(connection, (changed) => {
    const { rules } = settings;
    settings = changed;
    if (JSON.stringify(rules) !== JSON.stringify(changed.rules)) {
      for (const uri of documents.keys()) check(uri);
      files.recheck();
    }
    if (client.workspace?.inlayHint?.refreshSupport === true) sent(connection.languages.inlayHint.refresh());
  }, log);

  connection.onInitialize((params): InitializeResult => {
    client = params.capabilities;
    const { commands, translations } = (params.initializationOptions ?? {}) as InitializationOptions;
    bundle = bundleOf(translations);
    can = abilitiesOf(client, commands === true);
    // A code lens runs a command of the client's: only who has the commands gets the lenses.
    return { capabilities: { ...capabilities, ...(commands === true ? { codeLensProvider: {} } : {}) }, serverInfo: { name: 'tcpflow' } };
  });
  connection.onInitialized(() => following.begin(client));
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => guarded(() => {
    stop(uri);
    documents.set(uri, openDocument(uri, version, text, () => settings.rules, bundle));
    check(uri);
  }));
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => guarded(() => {
    stop(uri);
    check(uri);
    documents.get(uri)?.change(contentChanges as readonly TextDocumentContentChangeEvent[], version);
  }));
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => guarded(() => {
    stop(uri);
    tokens.forget(uri);
    // What was not saved is gone: the file counts again.
    if (documents.delete(uri) && !files.recheck(uri)) sent(connection.sendDiagnostics({ uri, diagnostics: [] }));
  }));
  connection.onCodeAction(answer([], provideCodeActions));
  connection.onCompletion(answer({ isIncomplete: false, items: [] }, (document, params: CompletionParams) => provideCompletion(document, params, can)));
  connection.onHover(answer(null, provideHover));
  connection.onDocumentSymbol(longAnswer([], provideSymbols));
  connection.onFoldingRanges(longAnswer([], provideFolding));
  connection.onDocumentFormatting(longAnswer([], provideFormatting));
  connection.onDocumentRangeFormatting(longAnswer([], provideRangeFormatting));
  connection.onDocumentOnTypeFormatting(longAnswer([], provideOnTypeFormatting));
  connection.onDefinition(longAnswer(null, provideDefinition));
  connection.onReferences(longAnswer([], provideReferences));
  connection.onDocumentHighlight(longAnswer([], provideHighlights));
  connection.onPrepareRename(longAnswer(null, prepareRename));
  connection.languages.inlayHint.on(answer([], (document, params) => provideInlayHints(document, params, settings)));
  connection.onSelectionRanges(longAnswer([], provideSelectionRanges));
  connection.languages.semanticTokens.on(answer({ data: [] }, tokens.full));
  connection.languages.semanticTokens.onDelta(answer({ data: [] }, tokens.delta));
  connection.languages.semanticTokens.onRange(answer({ data: [] }, tokens.range));
  connection.onDocumentLinks(longAnswer([], provideDocumentLinks));
  connection.onCodeLens(longAnswer([], provideCodeLenses));
  connection.onWorkspaceSymbol(async ({ query }) => {
    await Promise.all([...documents.keys()].map((uri) => checking.idle(uri)));
    return guardedAnswer(() => matching([...[...documents.values()].flatMap(symbolsIn), ...files.symbols()], query));
  });
  connection.onNotification(filesNotification, (params: unknown) => guarded(() => files.take(filesParams(params).files)));
  connection.onRenameRequest(longAnswer(null, provideRename));
  connection.onNotification(drawingsNotification, (value: unknown) => guarded(() => {
    const params = drawingsParams(value);
    if (!params.follow) {
      views.unfollow(params.view);
      return;
    }
    views.follow(params);
    if (documents.has(params.uri)) drawChecked(params.uri);
    else for (const news of views.nothing(params.uri)) tell(news);
  }));
  connection.onNotification(sightNotification, (value: unknown) => guarded(() => {
    const params = sightParams(value);
    views.look(params);
    drawChecked(params.uri);
  }));
  connection.onRequest(exportRequest, (value: unknown, token: CancellationToken) => guardedAnswer((): Answer<Exported | null> => {
    const params = exportParams(value);
    return longAnswerAbout<Exported | null>(params.uri, null, token, (document) => exportOf(document, params));
  }));
  connection.onRequest(momentRequest, (value: unknown) => guardedAnswer((): Answer<Moment | null> => {
    const params = momentParams(value);
    return answerAbout<Moment | null>(params.uri, null, (document) => provideMoment(document, params));
  }));
  connection.onRequest(countRequest, (value: unknown) => guardedAnswer((): Answer<readonly FindingCounts[]> =>
    answering(countFindings(countParams(value), () => settings.rules)).catch(failed)));
  connection.listen();
};

/** What is no translation is passed over: clients are other people's programs. */
const bundleOf = (translations: unknown): Bundle =>
  Object.fromEntries(Object.entries(translations ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

const textOf = (problem: unknown): string => (problem instanceof Error ? problem.stack ?? problem.message : String(problem));
