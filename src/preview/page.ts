// The HTML around the webview's script: no text of any document is in it, and nothing but our own two files may load.
import * as vscode from 'vscode';

/** The folder with our scripts and style.css, and the only one that the webview may read. */
export const webviewFolder = (extension: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(extension, 'out', 'webview');

/** `script`: which of our scripts runs in it. It finds the translations of its words there. */
export const page = (webview: vscode.Webview, extension: vscode.Uri, script = 'main'): string => {
  const nonce = newNonce();
  const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder(extension), name)).toString();
  // blob: the picture of an exported diagram, on its way to becoming a PNG. Only our own script can make one.
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}; img-src blob:`;
  return `<!DOCTYPE html>
<html lang="${attribute(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('style.css')}">
<title>TCP Flow</title>
</head>
<body data-translations="${attribute(JSON.stringify(vscode.l10n.bundle ?? {}))}">
<script nonce="${nonce}" src="${file(`${script}.js`)}"></script>
</body>
</html>`;
};

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** 128 random bits; Web Crypto is there in Node and in the browser's extension host alike. */
const newNonce = (): string =>
  Array.from(globalThis.crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
