// The preview's page: picks the flow, shows its drawing, and talks with the panel. Everything it shows was computed elsewhere.
import { dark, light } from '../../language-server/core/diagram/palettes.ts';
import { machineStylesheet, stylesheet } from '../../language-server/core/diagram/stylesheet.ts';
import { standardOptions, type DrawingOptions, type Moment, type Problems } from '../../language-server/protocol.ts';
import { drawingFeed } from './drawing-feed.ts';
import { eventTable } from './event-table.ts';
import { answerExports } from './export-answers.ts';
import { hoverCard } from './hover-card.ts';
import { previewState, toWebview, type Pane, type PreviewState, type Reveal, type ToHost, type ToWebview } from './messages.ts';
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
const feed = drawingFeed(post, restored);
/** The line that is shown in all places: where the editor's cursor is, or what was chosen here last. */
let selected: number | undefined;
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
  mark(line, from === 'editor');
  askMoment();
};
const choose = (line: number, how: Reveal): void => {
  select(line, 'here');
  echoes = [...echoes, { line, at: Date.now() }];
  post({ type: 'reveal', line, how });
};

const view = createView(strings, {
  chosen: choose,
  hovered: (line, x, top, bottom) => {
    if (line === undefined) {
      hovering = undefined;
      card.hide();
      return;
    }
    hovering = { ask: ask(line), x, top, bottom };
  },
  moved: () => {
    if (view.node.hidden) return;
    place = view.scroll;
    bar.showZoom(view.zoom, view.wantedZoom === 0);
    store();
  },
  needed: (extent) => feed.look(extent),
});

const bar = toolbar(strings, {
  pick: (index) => pick(index),
  zoomBy: (factor) => view.zoomBy(factor),
  zoomTo: (zoom) => view.zoomTo(zoom),
  step: (by) => step(by),
  lock: (locked) => post({ type: 'lock', locked }),
  options: (next) => {
    options = next;
    bar.showOptions(options);
    store();
    askAll();
  },
  toggle: (pane) => {
    open = open.includes(pane) ? open.filter((one) => one !== pane) : [...open, pane];
    showPanes();
    store();
  },
});
const twin = eventTable(strings, choose, (extent) => feed.look(extent));
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
  momentTimer = setTimeout(() => { awaited = ask(selected ?? feed.chart?.sheet.line ?? 0); }, 20);
};
const showMoment = (of: number, moment: Moment | null): void => {
  if (of === hovering?.ask && moment !== null) card.show(explanation(moment, strings), hovering.x, hovering.top, hovering.bottom);
  if (of === awaited) side.showMoment(moment);
};

/** Forgets what is there, and asks for all of it. */
const askAll = (): void => post({ type: 'ready', options, sight: { line: feed.line, top: place, bottom: place + innerHeight / (view.zoom || 1) } });

// --- walking through the flow

/** Says an event to who listens: the focus is on a button, not on the event. */
const live = html('div', 'live');
live.setAttribute('aria-live', 'polite');
const step = (by: number): void => {
  const drawing = feed.chart;
  if (drawing === undefined || drawing.stops === 0) return;
  const upTo = selected === undefined ? 0 : drawing.stopsUpTo(selected);
  if (upTo === undefined) return feed.look(drawing.placeOf({ line: selected! }), feed.line, () => step(by));
  const at = upTo - 1;
  // Between two events the one above counts as where one is: back leads to it, not past it.
  const back = by < 0 && at >= 0 && drawing.stop(at) !== selected ? at : at + by;
  const to = Math.max(0, Math.min(drawing.stops - 1, by < 0 ? back : at + by));
  const line = drawing.stop(to);
  if (line === undefined) return feed.look(drawing.placeOf({ stop: to }), feed.line, () => step(by));
  choose(line, 'follow');
  view.mark(line, true);
  live.textContent = drawing.itemOf(line)?.item.reading ?? '';
};
const showPlace = (): void => {
  const upTo = selected === undefined ? 0 : feed.chart?.stopsUpTo(selected);
  if (upTo !== undefined) bar.showPlace(upTo, feed.chart?.stops ?? 0);
};
/** Marks a line in all places; where it is not there yet, when it is. */
const mark = (line: number | undefined, follow: boolean): void => {
  const drawing = feed.chart;
  if (line !== undefined && follow && drawing !== undefined) {
    const extent = drawing.placeOf({ line });
    if (line >= drawing.sheet.line && line <= drawing.sheet.endLine && !drawing.has(extent)) return feed.look(extent, feed.line, () => mark(line, follow));
  }
  view.mark(line, follow);
  twin.mark(line);
  showPlace();
};

// --- the panes

const hint = html('p', '', strings.empty);
const empty = html('div', 'empty', hint, html('pre', '', 'client -> server: [SYN]\nserver -> client: [SYN, ACK]\nclient -> server: [ACK]'));

const showPanes = (): void => {
  const isThere = feed.chart !== undefined;
  const asTable = open.includes('table');
  empty.hidden = isThere || !feed.isTold;
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
    if (feed.uri !== '') vscode.setState({ uri: feed.uri, flow: feed.line, zoom: view.wantedZoom, scroll: place, locked: isLocked, options, panes: open });
  }, 200);
};

// --- flows

/** Looks at another flow of the file. */
const pick = (index: number, then?: () => void): void => {
  const flow = feed.flows[index];
  if (flow !== undefined) feed.look({ top: 0, bottom: innerHeight }, flow.line, then);
};

/** The flow with the line: a titled one rather than the untitled one around it. */
const flowAt = (line: number): number =>
  feed.flows.reduce((found, flow, index) => {
    const best = feed.flows[found];
    const has = flow.line <= line && line <= flow.endLine;
    return has && (best === undefined || flow.endLine - flow.line <= best.endLine - best.line) ? index : found;
  }, -1);

/** `isOther`: it is of another flow, or of another file. Tells whether zoom and place are those from before a reload. */
const redraw = (isOther: boolean): boolean => {
  showPanes();
  const drawing = feed.chart;
  if (drawing === undefined) return false;
  if (isOther) place = 0;
  view.show(drawing);
  twin.show(drawing);
  if (isOther) view.scroll = 0;
  bar.showFlows(feed.flows.map(({ title }) => (title === '' ? strings.untitled : title)), feed.flow);
  const restoring = toRestore?.uri === feed.uri ? toRestore : undefined;
  if (restoring !== undefined) {
    view.zoomTo(restoring.zoom);
    view.scroll = place = restoring.scroll;
    toRestore = undefined;
  }
  showPlace();
  store();
  askMoment();
  return restoring !== undefined;
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
      // Where another flow is on its way, the one that is shown has to be asked for, too.
      if (index >= 0 && (index !== feed.flow || feed.isLeaving)) pick(index, () => select(message.line, 'editor'));
      else select(message.line, 'editor');
      return;
    }
    case 'drawings':
      takeDrawings(message);
      return;
    case 'locked':
      isLocked = message.locked;
      bar.showLock(isLocked);
      store();
      return;
    case 'moment':
      showMoment(message.ask, message.moment);
  }
});

const takeDrawings = (message: Extract<ToWebview, { type: 'drawings' }>): void => {
  const taken = feed.take(message);
  if (taken === undefined) return askAll();
  if (taken.isOtherFile) {
    selected = undefined;
    echoes = [];
  }
  if (message.problems !== undefined) showProblems(message.problems);
  const isRestored = redraw(taken.isOtherFlow);
  // What is typed now may have got its arrow only now.
  if (!taken.goOn() && selected !== undefined && !isRestored) mark(selected, true);
};

window.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') card.hide();
});

answerExports((answer) => vscode.postMessage(answer), () => (feed.chart === undefined ? undefined : feed.line));

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
askAll();
