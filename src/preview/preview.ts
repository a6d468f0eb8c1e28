// The preview's panels: opens them, tells them which drawings to show and where the cursor is, and takes them down.
// Must not know how drawings are made, nor the DOM.
import * as vscode from 'vscode';

import type { DrawingOptions, Sight } from '../../language-server/protocol.ts';
import { fileName } from '../file-name.ts';
import { hasWalkedThrough } from '../first-steps.ts';
import { previewState, toHost, type ToHost, type ToWebview } from '../webview/messages.ts';
import { reasonOf } from '../without-links.ts';
import type { DrawingSource } from './drawing-source.ts';
import { page, webviewFolder } from './page.ts';
import { reveal } from './reveal.ts';

/** The panels' type: restored after a reload by it, and `activeWebviewPanelId` in `when` clauses. */
export const previewType = 'tcpflow.preview';
/** The context key that tells whether the panel in front is locked. */
const lockedContext = 'tcpflow.previewLocked';

export interface PreviewPanels extends vscode.Disposable {
  /** Shows the document's flows: in the panel that follows the editor, or in a new one. */
  open(uri: vscode.Uri, viewColumn: vscode.ViewColumn, preserveFocus: boolean): void;
  /** The panel in front stays with its document, or follows the editor again. */
  lockActive(locked: boolean): void;
  /** What the panel in front shows. */
  readonly active: ShownPanel | undefined;
  /** A panel in sight with the document. */
  inSight(uri: vscode.Uri): ShownPanel | undefined;
  /** The same; opened beside the editor where there is none. */
  showing(uri: vscode.Uri): ShownPanel;
}

/** A document in a webview. */
export interface ShownPanel {
  readonly uri: vscode.Uri;
  readonly webview: vscode.Webview;
  /** How it shows its drawings; undefined while it does not listen yet. */
  readonly options: DrawingOptions | undefined;
}

/** `extension`: the extension's folder. */
export const previewPanels = (extension: vscode.Uri, source: DrawingSource): PreviewPanels => {
  const panels = new Set<Panel>();

  const adopt = (panel: vscode.WebviewPanel, uri: vscode.Uri, locked = false): void => {
    const one = createPanel(panel, extension, source, {
      closed: () => {
        panels.delete(one);
        tellContext();
      },
      changed: () => tellContext(),
    });
    panels.add(one);
    one.show(uri);
    if (locked) one.lock(true);
  };
  const activePanel = (): Panel | undefined => [...panels].find(({ active }) => active);
  const tellContext = (): void => void vscode.commands.executeCommand('setContext', lockedContext, activePanel()?.locked === true);

  const subscriptions = [
    vscode.window.registerWebviewPanelSerializer(previewType, {
      deserializeWebviewPanel: async (panel: vscode.WebviewPanel, stored: unknown) => {
        const state = previewState(stored);
        const uri = state?.uri ?? vscode.window.activeTextEditor?.document.uri.toString();
        // Nothing to show, nor a file to wait for.
        if (uri === undefined) panel.dispose();
        else adopt(panel, vscode.Uri.parse(uri, true), state?.locked);
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
  const inSight: PreviewPanels['inSight'] = (uri) =>
    [...panels].filter(({ visible }) => visible).map(({ shown }) => shown).find((shown) => shown?.uri.toString() === uri.toString());

  return {
    open,
    get active() { return activePanel()?.shown; },
    inSight,
    showing: (uri) => {
      if (inSight(uri) === undefined) open(uri, vscode.ViewColumn.Beside, true);
      return inSight(uri) ?? [...panels].map(({ shown }) => shown).find((shown) => shown?.uri.toString() === uri.toString())!;
    },
    lockActive: (locked) => activePanel()?.lock(locked),
    dispose: () => {
      for (const panel of [...panels]) panel.dispose();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
};

const titleOf = (uri: vscode.Uri, locked = false): string => (locked ? vscode.l10n.t('[Preview] {0}', fileName(uri)) : vscode.l10n.t('Preview {0}', fileName(uri)));

interface Panel extends vscode.Disposable {
  /** Stays with its document, whatever the editor shows. */
  readonly locked: boolean;
  readonly active: boolean;
  readonly visible: boolean;
  readonly shown: ShownPanel | undefined;
  lock(locked: boolean): void;
  show(uri: vscode.Uri): void;
  cursor(uri: vscode.Uri, line: number): void;
  reveal(preserveFocus: boolean): void;
}

interface PanelEvents {
  closed(): void;
  /** It was locked or unlocked, came to the front or lost it. */
  changed(): void;
}

/** Names views to the server. */
let views = 0;

const createPanel = (panel: vscode.WebviewPanel, extension: vscode.Uri, source: DrawingSource, events: PanelEvents): Panel => {
  const view = `preview-${++views}`;
  let shown: vscode.Uri | undefined;
  let locked = false;
  /** How the webview wants its drawings; undefined while there is none that listens. */
  let options: DrawingOptions | undefined;
  /** What it looks at, of the document that is shown. */
  let sight: Sight | undefined;
  /** Which document is asked for now: while it is being opened another one may be wanted. */
  let asked = 0;

  const post = (message: ToWebview): void => {
    if (options !== undefined) void panel.webview.postMessage(message);
  };
  const ask = async (): Promise<void> => {
    if (shown === undefined || options === undefined) return;
    const mine = ++asked;
    const uri = shown;
    try {
      // A file that no editor shows is not known to the server otherwise, as after a reload of the window.
      await vscode.workspace.openTextDocument(uri);
      if (mine === asked) await source.follow(view, uri, options, sight);
    } catch {
      // The server is not running, and says so itself; it is asked again when it runs. Or the file is gone.
    }
  };
  const leave = (): void => {
    asked++;
    if (shown !== undefined) source.unfollow(view, shown);
  };
  const sendCursor = (): void => {
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === shown?.toString());
    if (editor !== undefined) post({ type: 'cursor', line: editor.selection.active.line });
  };
  const setTitle = (): void => {
    if (shown !== undefined) panel.title = titleOf(shown, locked);
  };
  const lock = (to: boolean): void => {
    locked = to;
    setTitle();
    post({ type: 'locked', locked });
    events.changed();
  };
  const receive = (message: ToHost): void => {
    switch (message.type) {
      case 'ready':
        ({ options, sight } = message);
        post({ type: 'locked', locked });
        void ask();
        return;
      case 'lock':
        lock(message.locked);
        return;
      case 'reveal':
        if (shown === undefined) return;
        hasWalkedThrough();
        reveal(shown, message.line, message.how, panel.viewColumn).then(undefined, (problem: unknown) => vscode.window.showWarningMessage(reasonOf(problem)));
        return;
      case 'sight':
        ({ sight } = message);
        if (shown !== undefined) source.look(view, shown, message.sequence, message.sight);
        return;
      case 'moment':
        if (shown === undefined) return;
        source.moment(shown, message.line).then((moment) => post({ type: 'moment', ask: message.ask, moment }), () => undefined);
    }
  };

  const subscriptions = [
    source.onDidDraw(({ uri, view: of, version: _, ...drawings }) => {
      if (of !== view || shown?.toString() !== vscode.Uri.parse(uri, true).toString()) return;
      post({ type: 'drawings', uri: shown.toString(), name: fileName(shown), ...drawings });
      if (drawings.from === undefined) sendCursor();
    }),
    source.onDidRestart(() => void ask()),
    panel.webview.onDidReceiveMessage((value: unknown) => {
      const message = toHost(value);
      if (message !== undefined) receive(message);
    }),
    panel.onDidChangeViewState(() => {
      // Behind another tab the webview is gone: it says `ready` when it is made anew.
      if (!panel.visible && options !== undefined) {
        options = undefined;
        leave();
      }
      events.changed();
    }),
    panel.onDidDispose(() => {
      leave();
      shown = undefined;
      for (const subscription of subscriptions) subscription.dispose();
      events.closed();
    }),
  ];

  panel.webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extension)] };
  panel.webview.html = page(panel.webview, extension);

  return {
    get locked() { return locked; },
    get active() { return panel.active; },
    lock,
    get visible() { return panel.visible; },
    get shown() { return shown === undefined ? undefined : { uri: shown, webview: panel.webview, options }; },
    show: (uri) => {
      if (shown?.toString() === uri.toString()) return;
      leave();
      shown = uri;
      sight = undefined;
      setTitle();
      void ask();
    },
    cursor: (uri, line) => {
      if (uri.toString() === shown?.toString()) post({ type: 'cursor', line });
    },
    reveal: (preserveFocus) => panel.reveal(undefined, preserveFocus),
    dispose: () => panel.dispose(),
  };
};
