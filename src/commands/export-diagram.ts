// The commands that take a diagram out of the editor: into a file, or onto the clipboard. The texts come from the server, PNG
// from a preview's webview. Must not know how either makes them.
import * as vscode from 'vscode';
import type { DrawingOptions, Exported, ExportFormat, ExportParams, ExportTheme } from '../../language-server/protocol.ts';
import { fileName } from '../file-name.ts';
import { rasterise, shownFlow } from '../preview/ask-webview.ts';
import type { PreviewPanels } from '../preview/preview.ts';
import { reasonOf, withoutLinks } from '../without-links.ts';
import { flowInSight } from './flow-in-sight.ts';

/** Asks the server; null where the document has no flow. */
export type Exporter = (uri: vscode.Uri, params: Omit<ExportParams, 'uri'>) => Promise<Exported | null>;

export const exportCommands = (panels: PreviewPanels, exporter: Exporter): vscode.Disposable => {
  const command = (name: string, run: (flow: Flow) => Promise<void>): vscode.Disposable => vscode.commands.registerCommand(name, async () => {
    try {
      const flow = await flowInFront(panels);
      if (flow === undefined) void vscode.window.showInformationMessage(vscode.l10n.t('Open a .tcpflow file or its preview first.'));
      else await run(flow);
    } catch (problem) {
      void vscode.window.showErrorMessage(vscode.l10n.t('The diagram could not be exported: {0}', reasonOf(problem)));
    }
  });
  return vscode.Disposable.from(
    command('tcpflow.exportDiagram', (flow) => save(flow, panels, exporter)),
    command('tcpflow.copyDiagram', (flow) => copy(flow, exporter)),
  );
};

/** A document, a line of the flow that is meant, and how a preview shows it. */
interface Flow {
  readonly uri: vscode.Uri;
  readonly line: number;
  readonly options?: DrawingOptions | undefined;
}

/** The flow that the preview in front shows, or the one at the cursor. */
const flowInFront = async (panels: PreviewPanels): Promise<Flow | undefined> => {
  const panel = panels.active;
  if (panel !== undefined) return { uri: panel.uri, line: (await shownFlow(panel.webview)) ?? 0, options: panel.options };
  const editor = flowInSight();
  if (editor === undefined) return undefined;
  const { uri } = editor.document;
  return { uri, line: editor.selection.active.line, options: panels.inSight(uri)?.options };
};

interface Choice extends vscode.QuickPickItem {
  readonly format: ExportFormat;
  readonly theme: ExportTheme;
  /** Of a file's name. */
  readonly ending: string;
}

const pngScale = 2;

/** The editor's own colours first; a paper may want the others. */
const choices = (withPng: boolean): Choice[] => {
  const kind = vscode.window.activeColorTheme.kind;
  const isDark = kind === vscode.ColorThemeKind.Dark || kind === vscode.ColorThemeKind.HighContrast;
  const themes: readonly ExportTheme[] = isDark ? ['dark', 'light'] : ['light', 'dark'];
  const colours: Record<ExportTheme, string> = { light: vscode.l10n.t('light colours'), dark: vscode.l10n.t('dark colours') };
  const picture = (label: string, ending: string): Choice[] => themes.map((theme) => ({ label, description: colours[theme], format: 'svg', theme, ending }));
  return [
    ...picture('SVG', 'svg'),
    ...(withPng ? picture('PNG', 'png') : []),
    { label: 'Mermaid', description: vscode.l10n.t('sequence diagram as text'), format: 'mermaid', theme: 'light', ending: 'mmd' },
    { label: 'PlantUML', description: vscode.l10n.t('sequence diagram as text'), format: 'plantuml', theme: 'light', ending: 'puml' },
    { label: 'Markdown', description: vscode.l10n.t('table'), format: 'markdown', theme: 'light', ending: 'md' },
  ];
};

const exportText = async ({ uri, line, options }: Flow, { format, theme }: Choice, exporter: Exporter): Promise<string> => {
  // The server knows what is open; behind a preview the document may not be.
  await vscode.workspace.openTextDocument(uri);
  const exported = await exporter(uri, { line, format, theme, ...(options === undefined ? {} : { options }) });
  if (exported === null) throw new Error(vscode.l10n.t('there is no flow in the file'));
  return exported.text;
};

const save = async (flow: Flow, panels: PreviewPanels, exporter: Exporter): Promise<void> => {
  const choice = await vscode.window.showQuickPick(choices(true), { title: vscode.l10n.t('Export the diagram') });
  if (choice === undefined) return;
  const { label, ending } = choice;
  const beside = flow.uri.with({ path: `${flow.uri.path.replace(/\.tcpflow$/, '')}.${ending}` });
  const title = vscode.l10n.t('Export the diagram');
  const target = await vscode.window.showSaveDialog({ title, filters: { [label]: [ending] }, ...(flow.uri.scheme === 'untitled' ? {} : { defaultUri: beside }) });
  if (target === undefined) return;
  const text = await exportText(flow, choice, exporter);
  await vscode.workspace.fs.writeFile(target, ending === 'png' ? await png(flow, text, panels) : new TextEncoder().encode(text));
  const open = vscode.l10n.t('Open');
  const name = withoutLinks(fileName(target));
  if (await vscode.window.showInformationMessage(vscode.l10n.t('The diagram is in {0}', name), open) === open) await vscode.commands.executeCommand('vscode.open', target);
};

/** Only a webview can draw one: where no preview is open, one opens. */
const png = async ({ uri }: Flow, svg: string, panels: PreviewPanels): Promise<Uint8Array> => {
  const { webview } = panels.showing(uri);
  const picture = await rasterise(webview, svg, pngScale);
  if (picture === undefined) throw new Error(vscode.l10n.t('the diagram is too long for a PNG, which SVG never is'));
  return picture;
};

/** The clipboard of extensions takes text only. */
const copy = async (flow: Flow, exporter: Exporter): Promise<void> => {
  const choice = await vscode.window.showQuickPick(choices(false), { title: vscode.l10n.t('Copy the diagram') });
  if (choice === undefined) return;
  await vscode.env.clipboard.writeText(await exportText(flow, choice, exporter));
  vscode.window.setStatusBarMessage(vscode.l10n.t('The diagram is on the clipboard as {0}', choice.label), 5000);
};
