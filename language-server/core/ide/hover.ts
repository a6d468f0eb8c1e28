// What is said about the place under the pointer: facts as blocks, for an editor to render.
import type { Analysis } from '../analyze.ts';
import { say, type Message } from '../flow/message.ts';
import type { EndReference, Line, Span, Statement, Word } from '../flow/statement.ts';
import { callNames, timerNames } from '../flow/statement.ts';
import { ruleOf } from '../rules/index.ts';
import { parseFlag, type FlagName } from '../tcp/flags.ts';
import { parseState } from '../tcp/state.ts';
import { transitions } from '../tcp/transitions.ts';
import { standing, stepAt, timelineAt } from '../timeline/at-line.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { callEntries, flagEntries, stateEntries, timerEntries, wordEntries, type Entry } from './glossary.ts';
import { segmentHover } from './segment-hover.ts';

/** A cell of a table: what was before and what is after. */
export type Cell = { readonly before: string; readonly after: string } | undefined;

export type Block =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'text'; readonly text: Message; readonly rfc?: string }
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly { readonly label: string; readonly cells: readonly Cell[] }[] };

export interface Hover {
  readonly span: Span;
  readonly blocks: readonly Block[];
}

/** `line` and `column` count from 0; `text` is the line. Undefined where there is nothing to say. */
export const hover = (analysis: Analysis, lines: readonly Line[], line: number, column: number, text: string): Hover | undefined => {
  const parsed = lines[line];
  const statement = parsed?.statement;
  const timeline = timelineAt(analysis.timelines, line);
  if (parsed === undefined || statement === undefined || timeline === undefined) return undefined;
  if (column < statement.span.start || column > statement.span.end) return undefined;
  const word = wordAt(text, column);
  const about = word === undefined ? undefined : aboutWord(timeline, statement, word, line);
  const segment = segmentBlocks(timeline, line);
  const docs = docsAbove(lines, line);
  if (about !== undefined) return { span: about.span ?? word!.span, blocks: [...about.blocks, ...(about.alone === true ? [] : segment)] };
  if (segment.length === 0 && docs.length === 0) return undefined;
  return { span: statement.span, blocks: [...docs, ...segment] };
};

interface About {
  readonly blocks: readonly Block[];
  readonly span?: Span;
  /** It says enough by itself. */
  readonly alone?: boolean;
}

const aboutWord = (timeline: Timeline, statement: Statement, word: Word, line: number): About | undefined => {
  const endpoint = endpointWords(statement).find(({ span }) => span.start <= word.span.start && word.span.end <= span.end);
  if (endpoint !== undefined) return aboutEndpoint(timeline, endpoint.text, line);
  const known = ruleOf(word.text);
  if (known !== undefined) {
    return { alone: true, blocks: [{ kind: 'title', text: known.code }, { kind: 'text', text: { text: known.summary, values: [] }, ...(known.rfc === undefined ? {} : { rfc: known.rfc }) }] };
  }
  if (parseFlag(word.text) !== undefined && statement.kind === 'segment') return { blocks: entryBlocks(word.text, flagEntries[word.text as FlagName]) };
  const state = parseState(word.text);
  if (state !== undefined) {
    const moves = Object.entries(transitions[state]).map(([event, { to }]) => ({ label: event, cells: [{ before: to, after: to }] }));
    return { alone: true, blocks: [...entryBlocks(state, stateEntries[state]), ...(moves.length === 0 ? [] : [{ kind: 'table', head: ['', '→'], rows: moves } as const])] };
  }
  const call = callNames.find((name) => name === word.text);
  if (statement.kind === 'call' && call !== undefined) return { alone: true, blocks: entryBlocks(`${call}()`, callEntries[call]) };
  const timer = timerNames.find((name) => name === word.text);
  if (statement.kind === 'timeout' && timer !== undefined) return { alone: true, blocks: entryBlocks(timer, timerEntries[timer]) };
  const entry = Object.hasOwn(wordEntries, word.text) ? wordEntries[word.text] : undefined;
  return entry === undefined ? undefined : { blocks: entryBlocks(word.text, entry) };
};

const entryBlocks = (title: string, { text, rfc }: Entry): readonly Block[] => [{ kind: 'title', text: title }, { kind: 'text', text, rfc }];

/** The endpoints that a statement names. */
const endpointWords = (statement: Statement): readonly Word[] => {
  const of = ({ name, peer }: EndReference): readonly Word[] => (peer === undefined ? [name] : [name, peer]);
  switch (statement.kind) {
    case 'segment': return [statement.from.name, statement.to.name];
    case 'call':
    case 'timeout': return of(statement.end);
    case 'expect': return statement.expectations.flatMap(({ end }) => of(end));
    case 'note': return statement.over;
    case 'endpoint': return statement.declarations.map(({ name }) => name);
    case 'observed': return statement.at === undefined ? [] : [statement.at];
    default: return [];
  }
};

/** Its state after this line, in each of its connections. */
const aboutEndpoint = (timeline: Timeline, name: string, line: number): About | undefined => {
  const endpoint = timeline.endpoints.find((one) => one.name === name);
  if (endpoint === undefined) return undefined;
  const where = [endpoint.addr, endpoint.port].filter((part) => part !== undefined).join(':');
  const title = `${endpoint.label === name ? name : `${name} (${endpoint.label})`}${where === '' ? '' : ` ${where}`}`;
  const ends = timeline.connections.flatMap(({ id, ends: sides }) => ([0, 1] as const).filter((side) => sides[side].endpoint === endpoint.id).map((side) => ({ connection: id, side })));
  const states = ends.map((end): Block => {
    const { tcb, since } = standing(timeline, end, line);
    const peer = timeline.endpoints[timeline.connections[end.connection]!.ends[end.side === 0 ? 1 : 0].endpoint]!.name;
    const text = since === undefined
      ? say`With ${peer}: ${tcb.state} from the beginning.`
      : say`With ${peer}: ${tcb.state} since line ${since.line + 1}.`;
    return { kind: 'text', text };
  });
  return { alone: true, blocks: [{ kind: 'title', text: title }, ...states] };
};

const segmentBlocks = (timeline: Timeline, line: number): readonly Block[] => {
  const step = stepAt(timeline, line);
  return step?.kind === 'segment' ? segmentHover(timeline, step) : [];
};

/** The `///` lines right above. */
const docsAbove = (lines: readonly Line[], line: number): readonly Block[] => {
  let first = line;
  while (first > 0 && lines[first - 1]?.doc !== undefined) first--;
  const text = lines.slice(first, line).map(({ doc }) => doc).join('\n');
  return text.trim() === '' ? [] : [{ kind: 'plain', text }];
};

/** The word that the column touches; hyphens belong to it, as in `FIN-WAIT-1`. */
const wordAt = (text: string, column: number): Word | undefined => {
  for (const match of text.matchAll(/[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*(?:-[\p{L}\p{N}_]+)*/gu)) {
    const span = { start: match.index, end: match.index + match[0].length };
    if (span.start <= column && column <= span.end) return { text: match[0], span };
  }
  return undefined;
};
