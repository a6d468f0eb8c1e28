// The preview's page: picks the flow, shows its drawing, and talks with the panel. Everything it shows was computed elsewhere.
import { applied } from '../../language-server/core/diagram/difference.ts';
import type { Drawing } from '../../language-server/core/diagram/drawing.ts';
import { dark, light } from '../../language-server/core/diagram/palettes.ts';
import { machineStylesheet, stylesheet } from '../../language-server/core/diagram/stylesheet.ts';
import type { DrawingOptions, Moment, Problems } from '../../language-server/protocol.ts';
import { eventTable } from './event-table.ts';
import { answerExports } from './export-answers.ts';
import { hoverCard } from './hover-card.ts';
import { previewState, standardOptions, toWebview, type Pane, type PreviewState, type Reveal, type ToHost } from './messages.ts';
import { explanation } from './moment-nodes.ts';
import { html } from './node.ts';
import { themePalette } from './palette.ts';
import { sidePanes } from './side-panes.ts';
import { stringsFrom } from './strings.ts';
import { toolbar } from './toolbar.ts';
import { createView } from './view.ts';

const vscode = acquireVsCodeApi<PreviewState>();
const post = (message: ToHost): void => vscode.postMessage(message);
const strings = stringsFrom(JSON.parse(document.body.dataset['translations'] ?? '{}') as unknown);

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
/** Where the diagram is scrolled to; what is hidden forgets it. */
let place = restored?.scroll ?? 0;
let isLocked = restored?.locked ?? false;
let options: DrawingOptions = restored?.options ?? standardOptions;
let open: readonly Pane[] = restored?.panes ?? [];

/** Lines that the editor was told to go to, and when: it will say that it went there. */
let echoes: readonly { readonly line: number; readonly at: number }[] = [];
/** Milliseconds after which nothing comes any more: the file is not in sight. */
const echoWithin = 1500;

const select = (line: number, from: 'editor' | 'here'): void => {
  selected = line;
  view.mark(line, from === 'editor');
  twin.mark(line);
  showPlace();
  askMoment();
};
const choose = (line: number, how: Reveal): void => {
  select(line, 'here');
  echoes = [...echoes, { line, at: Date.now() }];
  post({ type: 'reveal', line, how });
};

const view = createView(strings, {
  chosen: (item, how) => choose(item.line, how),
  hovered: (item, x, top, bottom) => {
    if (item === undefined) {
      hovering = undefined;
      card.hide();
      return;
    }
    hovering = { ask: ask(item.line), x, top, bottom };
  },
  moved: () => {
    if (view.node.hidden) return;
    place = view.scroll;
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
const side = sidePanes(strings, (line) => choose(line, 'go'));
const card = hoverCard();

// --- what is so at a line

let asked = 0;
const ask = (line: number): number => {
  post({ type: 'moment', ask: ++asked, line });
  return asked;
};
/** The ask whose answer the side panes wait for; the one that the card waits for, and where it is to stand. */
let awaited: number | undefined;
let hovering: { readonly ask: number; readonly x: number; readonly top: number; readonly bottom: number } | undefined;
let momentTimer: ReturnType<typeof setTimeout> | undefined;
const askMoment = (): void => {
  clearTimeout(momentTimer);
  if (!open.includes('machine') && !open.includes('ends')) return;
  // Who holds an arrow key down wants the last line's answer.
  momentTimer = setTimeout(() => { awaited = ask(selected ?? shownDrawing()?.line ?? 0); }, 20);
};
const showMoment = (of: number, moment: Moment | null): void => {
  if (of === hovering?.ask && moment !== null) card.show(explanation(moment, strings), hovering.x, hovering.top, hovering.bottom);
  if (of === awaited) side.showMoment(moment);
};

// --- walking through the flow

const shownDrawing = (): Drawing | undefined => drawings.find(({ line }) => line === shown);
const stopsOf = new WeakMap<Drawing, readonly number[]>();
/** The lines with events, in order. */
const stops = (): readonly number[] => {
  const drawing = shownDrawing();
  if (drawing === undefined) return [];
  const known = stopsOf.get(drawing);
  if (known !== undefined) return known;
  const lines = [...new Set(drawing.items.flatMap(({ line, reading }) => (reading === undefined ? [] : [line])))].sort((a, b) => a - b);
  stopsOf.set(drawing, lines);
  return lines;
};
/** Says an event to who listens: the focus is on a button, not on the event. */
const live = html('div', 'live');
live.setAttribute('aria-live', 'polite');
const step = (by: number): void => {
  const lines = stops();
  const at = selected === undefined ? -1 : lines.findLastIndex((line) => line <= selected!);
  // Between two events the one above counts as where one is: back leads to it, not past it.
  const back = by < 0 && at >= 0 && lines[at] !== selected ? at : at + by;
  const line = lines[Math.max(0, Math.min(lines.length - 1, by < 0 ? back : at + by))];
  if (line === undefined) return;
  choose(line, 'follow');
  view.mark(line, true);
  live.textContent = shownDrawing()?.items.find((item) => item.line === line && item.reading !== undefined)?.reading ?? '';
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
  const wasHidden = view.node.hidden;
  view.node.hidden = !isThere || asTable;
  if (wasHidden && !view.node.hidden) {
    const back = place;
    view.refit();
    view.scroll = back;
  }
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
    if (uri !== '') vscode.setState({ uri, flow: shown, zoom: view.wantedZoom, scroll: place, locked: isLocked, options, panes: open });
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
  if (isOther) view.scroll = place = 0;
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
  const index = before.findIndex(({ line }) => line === shown);
  return Math.max(0, Math.min(drawings.length - 1, index));
};

const redraw = (before: readonly Drawing[], isOther: boolean): void => {
  const index = flowShown(before);
  // An edit above moves the flow's line, but not what is in sight.
  shown = isOther ? -1 : drawings[index]?.line ?? shown;
  showPanes();
  showFlow(index);
  if (toRestore !== undefined && toRestore.uri === uri && drawings.length > 0) {
    view.zoomTo(toRestore.zoom);
    view.scroll = place = toRestore.scroll;
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
      echoes = echoes.filter(({ at }) => Date.now() - at < echoWithin);
      const echo = echoes.findIndex(({ line }) => line === message.line);
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
      const index = before.findIndex(({ line }) => line === shown);
      drawings = next;
      sequence = message.sequence;
      const now = message.drawings.findIndex(({ from }) => from === index);
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

answerExports((answer) => vscode.postMessage(answer), () => (drawings.length === 0 ? undefined : shown));

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
bar.showZoom(view.zoom, view.wantedZoom === 0);
showPanes();
document.body.append(bar.node, html('main', '', view.node, twin.node, empty, side.node), card.node, live);
post({ type: 'ready', options });
