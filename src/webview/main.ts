// The preview's page: picks the flow, shows its drawing, and talks with the panel. Everything it shows was computed elsewhere.
import type { Drawing } from '../../language-server/core/diagram/drawing.ts';
import { dark, light } from '../../language-server/core/diagram/palettes.ts';
import { stylesheet } from '../../language-server/core/diagram/stylesheet.ts';
import { answerExports } from './export-answers.ts';
import { previewState, toWebview, type PreviewState, type ToHost } from './messages.ts';
import { themePalette } from './palette.ts';
import { toolbar } from './toolbar.ts';
import { createView } from './view.ts';

const vscode = acquireVsCodeApi<PreviewState>();
const post = (message: ToHost): void => vscode.postMessage(message);

const restored = previewState(vscode.getState());
let uri = restored?.uri ?? '';
let drawings: readonly Drawing[] = [];
/** Where the editor's cursor is. */
let cursor: number | undefined;
/** The line of the flow that is shown: flows are told apart by it while they are edited. */
let shown = restored?.flow ?? 0;
let toRestore = restored;

const view = createView({
  chosen: (item, byKeyboard) => {
    view.mark(item.line, false);
    post({ type: 'reveal', line: item.line, focus: byKeyboard });
  },
  moved: () => {
    bar.showZoom(view.zoom, view.wantedZoom === 0);
    store();
  },
});

const bar = toolbar({
  pick: (index) => showFlow(index),
  zoomBy: (factor) => view.zoomBy(factor),
  zoomTo: (zoom) => view.zoomTo(zoom),
});

const empty = document.createElement('div');
empty.className = 'empty';
const hint = empty.appendChild(document.createElement('p'));
hint.textContent = 'No flow here yet. Three lines make one:';
const example = empty.appendChild(document.createElement('pre'));
example.textContent = 'client -> server: [SYN]\nserver -> client: [SYN, ACK]\nclient -> server: [ACK]';

let timer: ReturnType<typeof setTimeout> | undefined;
const store = (): void => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (uri !== '') vscode.setState({ uri, flow: shown, zoom: view.wantedZoom, scroll: view.scroll });
  }, 200);
};

const showFlow = (index: number): void => {
  const drawing = drawings[index];
  empty.hidden = drawing !== undefined;
  view.node.hidden = drawing === undefined;
  bar.node.hidden = drawing === undefined;
  if (drawing === undefined) return;
  const isOther = drawing.line !== shown;
  shown = drawing.line;
  view.show(drawing);
  if (isOther) view.scroll = 0;
  bar.showFlows(drawings.map(({ title }) => (title === '' ? 'Untitled flow' : title)), index);
  store();
};

/** The flow with the line: a titled one rather than the untitled one around it. */
const flowAt = (line: number): number =>
  drawings.reduce((found, drawing, index) => {
    const best = drawings[found];
    const has = drawing.line <= line && line <= drawing.endLine;
    return has && (best === undefined || drawing.endLine - drawing.line <= best.endLine - best.line) ? index : found;
  }, -1);

/** The flow that was shown before an edit: at the same line, or else at the same place in the list. */
const flowShown = (before: readonly Drawing[]): number => {
  const same = drawings.findIndex(({ line }) => line === shown);
  if (same >= 0) return same;
  const place = before.findIndex(({ line }) => line === shown);
  return Math.max(0, Math.min(drawings.length - 1, place));
};

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = toWebview(event.data);
  if (message === undefined) return;
  if (message.type === 'cursor') {
    cursor = message.line;
    const index = flowAt(message.line);
    if (index >= 0 && drawings[index]!.line !== shown) showFlow(index);
    view.mark(message.line, true);
    return;
  }
  const before = drawings;
  const isOther = message.uri !== uri;
  if (isOther) cursor = undefined;
  if (isOther) shown = message.drawings[0]?.line ?? 0;
  uri = message.uri;
  drawings = message.drawings;
  const place = flowShown(before);
  // An edit above moves the flow's line, but not what is in sight.
  shown = isOther ? -1 : drawings[place]?.line ?? shown;
  showFlow(place);
  if (toRestore !== undefined && toRestore.uri === uri && drawings.length > 0) {
    view.zoomTo(toRestore.zoom);
    view.scroll = toRestore.scroll;
    toRestore = undefined;
  } else if (cursor !== undefined && drawings.length > 0) {
    // What is typed now may have got its arrow only now.
    view.mark(cursor, true);
  }
});

answerExports((answer) => vscode.postMessage(answer), () => (view.node.hidden ? undefined : shown));

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [sheet];
const useTheme = (): void => {
  const isDark = document.body.classList.contains('vscode-dark')
    || (document.body.classList.contains('vscode-high-contrast') && !document.body.classList.contains('vscode-high-contrast-light'));
  const palette = themePalette(isDark ? dark : light);
  sheet.replaceSync(`body { background: ${palette.background}; color: ${palette.foreground}; }${stylesheet(palette)}`);
};
useTheme();
new MutationObserver(useTheme).observe(document.body, { attributes: true, attributeFilter: ['class'] });

view.node.hidden = true;
bar.node.hidden = true;
empty.hidden = true;
document.body.append(bar.node, view.node, empty);
post({ type: 'ready' });
