// The preview's page: picks the flow, shows its drawing, and talks with the panel. Everything it shows was computed elsewhere.
import { applied } from '../../language-server/core/diagram/difference.ts';
import type { Drawing } from '../../language-server/core/diagram/drawing.ts';
import { dark, light } from '../../language-server/core/diagram/palettes.ts';
import { machineStylesheet, stylesheet } from '../../language-server/core/diagram/stylesheet.ts';
import type { DrawingOptions, Moment, Problems } from '../../language-server/protocol.ts';
import { eventTable } from './event-table.ts';
import { hoverCard } from './hover-card.ts';
import { previewState, standardOptions, toWebview, type Pane, type PreviewState, type ToHost } from './messages.ts';
import { explanation } from './moment-nodes.ts';
import { html } from './node.ts';
import { themePalette } from './palette.ts';
import { sidePanes } from './side-panes.ts';
import { stringsFrom } from './strings.ts';
import { toolbar } from './toolbar.ts';
import { createView } from './view.ts';

const vscode = acquireVsCodeApi<PreviewState>();
const post = (message: ToHost): void => vscode.postMessage(message);
const strings = stringsFrom(JSON.parse(document.body.dataset['strings'] ?? '{}') as unknown);

const restored = previewState(vscode.getState());
let uri = restored?.uri ?? '';
let drawings: readonly Drawing[] = [];
/** Of the drawings: what a change must come from. */
let sequence = -1;
/** The line that is shown in all places: where the editor's cursor is, or what was chosen here last. */
let selected: number | undefined;
/** The line of the flow that is shown: flows are told apart by it while they are edited. */
let shown = restored?.flow ?? 0;
let toRestore = restored;
let isLocked = restored?.locked ?? false;
let options: DrawingOptions = restored?.options ?? standardOptions;
let open: readonly Pane[] = restored?.panes ?? [];

/** Lines that the editor was told to go to, and will say so. */
let echoes: number[] = [];

const select = (line: number, from: 'editor' | 'here'): void => {
  selected = line;
  view.mark(line, from === 'editor');
  twin.mark(line);
  showPlace();
  askMoment();
};
const choose = (line: number, focus: boolean): void => {
  select(line, 'here');
  echoes.push(line);
  post({ type: 'reveal', line, focus });
};

const view = createView(strings, {
  chosen: (item, focus) => choose(item.line, focus),
  hovered: (item, x, y) => {
    if (item === undefined) {
      hovering = undefined;
      card.hide();
      return;
    }
    hovering = { ask: ask(item.line), x, y };
  },
  moved: () => {
    bar.showZoom(view.zoom, view.wantedZoom === 0);
    store();
  },
});

const bar = toolbar(strings, {
  pick: (index) => showFlow(index),
  zoomBy: (factor) => view.zoomBy(factor),
  zoomTo: (zoom) => view.zoomTo(zoom),
  step: (by) => step(by),
  lock: (locked) => post({ type: 'lock', locked }),
  options: (next) => {
    options = next;
    bar.showOptions(options);
    store();
    post({ type: 'ready', options });
  },
  toggle: (pane) => {
    open = open.includes(pane) ? open.filter((one) => one !== pane) : [...open, pane];
    showPanes();
    store();
  },
});
const twin = eventTable(strings, choose);
const side = sidePanes(strings, (line) => choose(line, true));
const card = hoverCard();

// --- what is so at a line

let asked = 0;
const ask = (line: number): number => {
  post({ type: 'moment', ask: ++asked, line });
  return asked;
};
/** The ask whose answer the side panes wait for; the one that the card waits for, and where it is to stand. */
let awaited: number | undefined;
let hovering: { readonly ask: number; readonly x: number; readonly y: number } | undefined;
let momentTimer: ReturnType<typeof setTimeout> | undefined;
const askMoment = (): void => {
  clearTimeout(momentTimer);
  if (!open.includes('machine') && !open.includes('ends')) return;
  // Who holds an arrow key down wants the last line's answer.
  momentTimer = setTimeout(() => { awaited = ask(selected ?? drawings.find(({ line }) => line === shown)?.line ?? 0); }, 20);
};
const showMoment = (of: number, moment: Moment | null): void => {
  if (of === hovering?.ask && moment !== null) card.show(explanation(moment, strings), hovering.x, hovering.y);
  if (of === awaited) side.showMoment(moment);
};

// --- walking through the flow

/** The lines with events, in order. */
const stops = (): number[] => {
  const lines = (drawings.find(({ line }) => line === shown)?.items ?? []).flatMap(({ line, reading }) => (reading === undefined ? [] : [line]));
  return [...new Set(lines)].sort((a, b) => a - b);
};
const step = (by: number): void => {
  const lines = stops();
  const at = selected === undefined ? -1 : lines.findLastIndex((line) => line <= selected!);
  // Between two events the one above counts as where one is: back leads to it, not past it.
  const back = by < 0 && at >= 0 && lines[at] !== selected ? at : at + by;
  const line = lines[Math.max(0, Math.min(lines.length - 1, by < 0 ? back : at + by))];
  if (line === undefined) return;
  choose(line, false);
  view.mark(line, true);
};
const showPlace = (): void => {
  const lines = stops();
  bar.showPlace(selected === undefined ? 0 : lines.findLastIndex((line) => line <= selected!) + 1, lines.length);
};

// --- the panes

const hint = html('p', '', strings.empty);
const empty = html('div', 'empty', hint, html('pre', '', 'client -> server: [SYN]\nserver -> client: [SYN, ACK]\nclient -> server: [ACK]'));

const showPanes = (): void => {
  const isThere = drawings.length > 0;
  const asTable = open.includes('table');
  empty.hidden = isThere || sequence < 0;
  bar.node.hidden = !isThere;
  view.node.hidden = !isThere || asTable;
  twin.node.hidden = !isThere || !asTable;
  side.open(isThere || problemCount > 0 ? open.filter((pane) => isThere || pane === 'problems') : []);
  bar.showPanes(open);
  askMoment();
};

let problemCount = 0;
const showProblems = (problems: Problems): void => {
  problemCount = problems.count;
  bar.showProblems(problems.count, problems.shown.some(({ severity }) => severity === 'error'));
  side.showProblems(problems);
};

let timer: ReturnType<typeof setTimeout> | undefined;
const store = (): void => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (uri !== '') vscode.setState({ uri, flow: shown, zoom: view.wantedZoom, scroll: view.scroll, locked: isLocked, options, panes: open });
  }, 200);
};

// --- flows

const showFlow = (index: number): void => {
  const drawing = drawings[index];
  if (drawing === undefined) return;
  const isOther = drawing.line !== shown;
  shown = drawing.line;
  view.show(drawing);
  twin.show(drawing.items);
  if (isOther) view.scroll = 0;
  bar.showFlows(drawings.map(({ title }) => (title === '' ? strings.untitled : title)), index);
  showPlace();
  store();
};

/** The flow with the line: a titled one rather than the untitled one around it. */
const flowAt = (line: number): number =>
  drawings.reduce((found, drawing, index) => {
    const best = drawings[found];
    const has = drawing.line <= line && line <= drawing.endLine;
    return has && (best === undefined || drawing.endLine - drawing.line <= best.endLine - best.line) ? index : found;
  }, -1);

/** The flow that was shown before an edit: the one it was made of, or else at the same place in the list. */
const flowShown = (before: readonly Drawing[]): number => {
  const same = drawings.findIndex(({ line }) => line === shown);
  if (same >= 0) return same;
  const place = before.findIndex(({ line }) => line === shown);
  return Math.max(0, Math.min(drawings.length - 1, place));
};

const redraw = (before: readonly Drawing[], isOther: boolean): void => {
  const place = flowShown(before);
  // An edit above moves the flow's line, but not what is in sight.
  shown = isOther ? -1 : drawings[place]?.line ?? shown;
  showPanes();
  showFlow(place);
  if (toRestore !== undefined && toRestore.uri === uri && drawings.length > 0) {
    view.zoomTo(toRestore.zoom);
    view.scroll = toRestore.scroll;
    toRestore = undefined;
  } else if (selected !== undefined && drawings.length > 0) {
    // What is typed now may have got its arrow only now.
    view.mark(selected, true);
    twin.mark(selected);
  }
  askMoment();
};

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = toWebview(event.data);
  if (message === undefined) return;
  switch (message.type) {
    case 'cursor': {
      const echo = echoes.indexOf(message.line);
      echoes = echo < 0 ? [] : echoes.slice(echo + 1);
      // The answer to a step back there must not undo the next one.
      if (echo >= 0) return;
      const index = flowAt(message.line);
      if (index >= 0 && drawings[index]!.line !== shown) showFlow(index);
      select(message.line, 'editor');
      return;
    }
    case 'drawings': {
      const before = drawings;
      const isOther = message.uri !== uri;
      if (isOther) {
        selected = undefined;
        echoes = [];
        shown = message.drawings[0]?.line ?? 0;
      }
      ({ uri, sequence, drawings } = message);
      showProblems(message.problems);
      redraw(before, isOther);
      return;
    }
    case 'change': {
      const next = message.from === sequence ? applied(drawings, message.drawings) : undefined;
      if (next === undefined) {
        // Something was missed: ask for everything.
        post({ type: 'ready', options });
        return;
      }
      const before = drawings;
      const place = before.findIndex(({ line }) => line === shown);
      drawings = next;
      sequence = message.sequence;
      const now = message.drawings.findIndex(({ from }) => from === place);
      if (now >= 0) shown = drawings[now]!.line;
      if (message.problems !== undefined) showProblems(message.problems);
      redraw(before, false);
      return;
    }
    case 'locked':
      isLocked = message.locked;
      bar.showLock(isLocked);
      store();
      return;
    case 'moment':
      showMoment(message.ask, message.moment);
  }
});

window.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') card.hide();
});

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [sheet];
const useTheme = (): void => {
  const isDark = document.body.classList.contains('vscode-dark')
    || (document.body.classList.contains('vscode-high-contrast') && !document.body.classList.contains('vscode-high-contrast-light'));
  const palette = themePalette(isDark ? dark : light);
  sheet.replaceSync(`body { background: ${palette.background}; color: ${palette.foreground}; --error: ${palette.error}; --warning: ${palette.warning};
    --on-purpose: ${palette.onPurpose}; --quiet: ${palette.quiet}; --tag: ${palette.tag}; }${stylesheet(palette)}${machineStylesheet(palette)}`);
};
useTheme();
new MutationObserver(useTheme).observe(document.body, { attributes: true, attributeFilter: ['class'] });

bar.showLock(isLocked);
bar.showOptions(options);
showPanes();
document.body.append(bar.node, html('main', '', view.node, twin.node, empty, side.node), card.node);
post({ type: 'ready', options });
