// The least that a language server can do: it applies each change to its text and publishes that there is nothing to say.
import { createConnection, ProposedFeatures, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const connection = createConnection(ProposedFeatures.all);
const documents = new Map<string, TextDocument>();
connection.onInitialize(() => ({ capabilities: { textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental } } }));
const publish = (document: TextDocument): void => void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics: [] });
connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
  const document = TextDocument.create(uri, languageId, version, text);
  documents.set(uri, document);
  publish(document);
});
connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
  publish(TextDocument.update(documents.get(uri)!, contentChanges, version));
});
connection.listen();
