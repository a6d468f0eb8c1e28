// The preview's panels: opens them, tells them which drawings to show and where the cursor is, and takes them down.
// Must not know how drawings are made, nor the DOM.
import * as vscode from 'vscode';

import type { Drawings } from '../../language-server/protocol.ts';
import { previewState, toHost, type ToWebview } from '../webview/messages.ts';
import type { DrawingSource } from './drawing-source.ts';
import { page, webviewFolder } from './page.ts';
import { reveal } from './reveal.ts';

/** The panels' type: restored after a reload by it, and `activeWebviewPanelId` in `when` clauses. */
export const previewType = 'tcpflow.preview';

export interface PreviewPanels extends vscode.Disposable {
  /** Shows the document's flows: in the panel that follows the editor, or in a new one. */
  open(uri: vscode.Uri, viewColumn: vscode.ViewColumn, preserveFocus: boolean): void;
  /** What the panel in front shows. */
  readonly active: ShownPanel | undefined;
  /** A panel in sight with the document; opened beside the editor where there is none. */
  showing(uri: vscode.Uri): ShownPanel;
}

/** A document in a webview. */
export interface ShownPanel {
  readonly uri: vscode.Uri;
  readonly webview: vscode.Webview;
}

/** `extension`: the extension's folder. */
export const previewPanels = (extension: vscode.Uri, source: DrawingSource): PreviewPanels => {
  const panels = new Set<Panel>();
  const followed = followers(source);

  const adopt = (panel: vscode.WebviewPanel, uri: vscode.Uri): void => {
    const one = createPanel(panel, extension, followed, source, () => panels.delete(one));
    panels.add(one);
    one.show(uri);
  };

  const subscriptions = [
    followed,
    vscode.window.registerWebviewPanelSerializer(previewType, {
      deserializeWebviewPanel: async (panel: vscode.WebviewPanel, stored: unknown) => {
        const uri = previewState(stored)?.uri ?? vscode.window.activeTextEditor?.document.uri.toString();
        // Nothing to show, nor a file to wait for.
        if (uri === undefined) panel.dispose();
        else adopt(panel, vscode.Uri.parse(uri, true));
      },
    }),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor?.document.languageId !== 'tcpflow') return;
      for (const panel of panels) if (!panel.locked) panel.show(editor.document.uri);
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      const line = selections[0]?.active.line;
      if (line === undefined || textEditor.document.languageId !== 'tcpflow') return;
      for (const panel of panels) panel.cursor(textEditor.document.uri, line);
    }),
  ];

  const open: PreviewPanels['open'] = (uri, viewColumn, preserveFocus) => {
    const following = [...panels].find(({ locked }) => !locked);
    if (following !== undefined) {
      following.show(uri);
      following.reveal(preserveFocus);
      return;
    }
    adopt(vscode.window.createWebviewPanel(previewType, titleOf(uri), { viewColumn, preserveFocus }, { enableFindWidget: false }), uri);
  };
  const inSight = (uri: vscode.Uri): ShownPanel | undefined =>
    [...panels].filter(({ visible }) => visible).map(({ shown }) => shown).find((shown) => shown?.uri.toString() === uri.toString());

  return {
    open,
    get active() { return [...panels].find(({ active }) => active)?.shown; },
    showing: (uri) => {
      if (inSight(uri) === undefined) open(uri, vscode.ViewColumn.Beside, true);
      return inSight(uri) ?? [...panels].map(({ shown }) => shown).find((shown) => shown?.uri.toString() === uri.toString())!;
    },
    dispose: () => {
      for (const panel of [...panels]) panel.dispose();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
};

const nameOf = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);
const titleOf = (uri: vscode.Uri): string => vscode.l10n.t('Preview {0}', nameOf(uri));

/** Several panels may follow one document; the server hears of the first and of the last. */
interface Followers extends vscode.Disposable {
  follow(uri: vscode.Uri): Promise<Drawings>;
  unfollow(uri: vscode.Uri): void;
}

const followers = (source: DrawingSource): Followers => {
  const counts = new Map<string, { uri: vscode.Uri; count: number }>();
  return {
    follow: (uri) => {
      const key = uri.toString();
      counts.set(key, { uri, count: (counts.get(key)?.count ?? 0) + 1 });
      return source.follow(uri);
    },
    unfollow: (uri) => {
      const key = uri.toString();
      const count = (counts.get(key)?.count ?? 0) - 1;
      if (count > 0) counts.set(key, { uri, count });
      else if (counts.delete(key)) source.unfollow(uri);
    },
    dispose: () => {
      for (const { uri } of counts.values()) source.unfollow(uri);
      counts.clear();
    },
  };
};

interface Panel extends vscode.Disposable {
  /** Stays with its document, whatever the editor shows. */
  readonly locked: boolean;
  readonly active: boolean;
  readonly visible: boolean;
  readonly shown: ShownPanel | undefined;
  show(uri: vscode.Uri): void;
  cursor(uri: vscode.Uri, line: number): void;
  reveal(preserveFocus: boolean): void;
}

const createPanel = (panel: vscode.WebviewPanel, extension: vscode.Uri, followed: Followers, source: DrawingSource, closed: () => void): Panel => {
  let shown: vscode.Uri | undefined;
  /** The newest drawings, for a webview that is made anew when its tab comes to the front. */
  let drawings: Drawings | undefined;
  let ready = false;

  const post = (message: ToWebview): void => {
    if (ready) void panel.webview.postMessage(message);
  };
  const isShown = (uri: string): boolean => shown !== undefined && vscode.Uri.parse(uri).toString() === shown.toString();
  const draw = (next: Drawings): void => {
    if (!isShown(next.uri)) return;
    drawings = next;
    send();
  };
  const send = (): void => {
    if (shown !== undefined && drawings !== undefined) {
      post({ type: 'drawings', uri: shown.toString(), name: nameOf(shown), drawings: drawings.drawings });
    }
  };
  const sendCursor = (): void => {
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === shown?.toString());
    if (editor !== undefined) post({ type: 'cursor', line: editor.selection.active.line });
  };

  const subscriptions = [
    source.onDidChange(draw),
    panel.webview.onDidReceiveMessage((value: unknown) => {
      const message = toHost(value);
      if (message === undefined) return;
      if (message.type === 'ready') {
        ready = true;
        send();
        sendCursor();
      } else if (shown !== undefined) {
        reveal(shown, message.line, message.focus).then(undefined, (problem: unknown) =>
          vscode.window.showWarningMessage(problem instanceof Error ? problem.message : String(problem)));
      }
    }),
    panel.onDidDispose(() => {
      if (shown !== undefined) followed.unfollow(shown);
      shown = undefined;
      for (const subscription of subscriptions) subscription.dispose();
      closed();
    }),
  ];

  panel.webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extension)] };
  panel.webview.html = page(panel.webview, extension);

  return {
    locked: false,
    get active() { return panel.active; },
    get visible() { return panel.visible; },
    get shown() { return shown === undefined ? undefined : { uri: shown, webview: panel.webview }; },
    show: (uri) => {
      if (shown?.toString() === uri.toString()) return;
      if (shown !== undefined) followed.unfollow(shown);
      shown = uri;
      drawings = undefined;
      panel.title = titleOf(uri);
      followed.follow(uri).then((first) => {
        draw(first);
        sendCursor();
      }, () => {
        // The server is not running. It says so itself; its drawings come when it runs again.
      });
    },
    cursor: (uri, line) => {
      if (uri.toString() === shown?.toString()) post({ type: 'cursor', line });
    },
    reveal: (preserveFocus) => panel.reveal(undefined, preserveFocus),
    dispose: () => panel.dispose(),
  };
};
