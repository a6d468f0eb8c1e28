// What is said about the place under the pointer: facts as blocks, for an editor to render.
import type { Analysis } from '../analyze.ts';
import { say } from '../flow/message.ts';
import type { Line, Span, Statement, TcbVariable, Text, Word } from '../flow/statement.ts';
import { callNames, tcbVariables, timerNames } from '../flow/statement.ts';
import { ruleOf } from '../rules/index.ts';
import { parseFlag, type FlagName } from '../tcp/flags.ts';
import { parseState, type State } from '../tcp/state.ts';
import { transitions, type Transition } from '../tcp/transitions.ts';
import { flowAt } from '../timeline/at-line.ts';
import type { Endpoint, Timeline } from '../timeline/timeline.ts';
import { otherSide } from '../timeline/reading.ts';
import type { Block, Hover } from './block.ts';
import { endName } from './ends-table.ts';
import { callEntries, flagEntries, stateEntries, timerEntries, variableEntries, wordEntries, type Entry } from './glossary.ts';
import { endpointWords } from './names.ts';
import { stepHover } from './step-hover.ts';

/** `line` and `column` count from 0; `text` is the line. Undefined where there is nothing to say. */
export const hover = ({ timelines }: Analysis, lines: readonly Line[], line: number, column: number, text: string): Hover | undefined => {
  const statement = lines[line]?.statement;
  if (statement === undefined || column < statement.span.start || column > statement.span.end) return undefined;
  const timeline = flowAt(timelines, line);
  const word = wordAt(text, column, stringsOf(statement));

  const endpoint = word === undefined ? undefined : endpointNamed(timelines, timeline, statement, word);
  if (endpoint !== undefined) return { span: word!.span, blocks: aboutEndpoint(timeline, endpoint, lines, line) };

  const about = word === undefined ? undefined : aboutWord(timeline, statement, word);
  const docs = docsAbove(lines, line);
  if (about?.alone === true) return { span: word!.span, blocks: [...about.blocks, ...docs] };
  const step = timeline?.stepAt(line);
  const blocks = [...about?.blocks ?? [], ...docs, ...(step === undefined ? [] : stepHover(timeline!, step))];
  return blocks.length === 0 ? undefined : { span: about === undefined ? statement.span : word!.span, blocks };
};

interface About {
  readonly blocks: readonly Block[];
  /** It says enough without what happens in the line. */
  readonly alone?: boolean;
}

const aboutWord = (timeline: Timeline | undefined, statement: Statement, { text }: Word): About | undefined => {
  const named = statement.kind === 'segment' ? statement.violates?.text : statement.kind === 'rule' ? statement.name.text : undefined;
  const rule = named === text ? ruleOf(text) : undefined;
  if (rule !== undefined) {
    const summary = { text: rule.summary, values: [] };
    return { alone: true, blocks: [{ kind: 'title', text: rule.code }, { kind: 'text', text: summary, ...(rule.rfc === undefined ? {} : { rfc: rule.rfc }) }] };
  }
  if (statement.kind === 'segment' && parseFlag(text) !== undefined) return { blocks: entryBlocks(text, flagEntries[text as FlagName]) };

  const state = parseState(text);
  if (state !== undefined) return { alone: true, blocks: [...entryBlocks(state, stateEntries[state]), ...moves(state)] };

  const call = callNames.find((name) => name === text);
  if (statement.kind === 'call' && call !== undefined) return { blocks: entryBlocks(`${call}()`, callEntries[call]) };
  const timer = timerNames.find((name) => name === text);
  if (statement.kind === 'timeout' && timer !== undefined) return { blocks: entryBlocks(timer, timerEntries[timer]) };
  const variable = tcbVariables.find((name) => name === text);
  if (statement.kind === 'expect' && variable !== undefined) return { blocks: entryBlocks(variable.toUpperCase(), variableEntries[variable satisfies TcbVariable]) };

  if (Object.hasOwn(wordEntries, text)) return { blocks: entryBlocks(text, wordEntries[text]!) };
  const namesIsn = timeline?.endpoints.find(({ symbol }) => symbol === text);
  return namesIsn === undefined
    ? undefined
    : { blocks: [{ kind: 'title', text }, { kind: 'text', text: say`Stands for the initial sequence number of ${namesIsn.name}.`, rfc: '9293 §3.4.1' }] };
};

const entryBlocks = (title: string, { text, rfc }: Entry): readonly Block[] => [{ kind: 'title', text: title }, { kind: 'text', text, rfc }];

/** Where each event leads from a state, and which segment goes with it. */
const moves = (state: State): readonly Block[] => {
  const same = (text: string): { readonly before: string; readonly after: string } => ({ before: text, after: text });
  const rows = Object.entries<Transition>(transitions[state]).map(([event, { to, sends }]) => ({ label: event, cells: [same(to), same(sends ?? '')] }));
  return [{ kind: 'table', head: ['event', 'next state', 'sends'], rows }];
};

/** The endpoint that a word of a statement names. Where the file declares it outside any flow, no timeline may be there. */
const endpointNamed = (timelines: readonly Timeline[], timeline: Timeline | undefined, statement: Statement, { span }: Word): Endpoint | undefined => {
  const word = endpointWords(statement).find((one) => one.span.start <= span.start && span.end <= one.span.end);
  if (word === undefined) return undefined;
  return [timeline, ...timelines].flatMap((one) => one?.endpoints ?? []).find(({ name }) => name === word.text);
};

/** What its author says of it, and its state after this line in each of its connections. */
const aboutEndpoint = (timeline: Timeline | undefined, endpoint: Endpoint, lines: readonly Line[], line: number): readonly Block[] => {
  const { name, label, addr, port, declared } = endpoint;
  const where = [addr, port].filter((part) => part !== undefined).join(':');
  const title = [name, ...(label === name ? [] : [`(${label})`]), ...(where === '' ? [] : [where])].join(' ');
  const ends = timeline?.endpoints.includes(endpoint) !== true ? [] : timeline.connections.flatMap(({ id: connection, ends: sides }) =>
    ([0, 1] as const).filter((side) => sides[side].endpoint === endpoint.id).map((side) => ({ connection, side })));
  const states = ends.map((end): Block => {
    const { tcb: { state }, since } = timeline!.standing(end, line, false);
    const peer = endName(timeline!, { connection: end.connection, side: otherSide(end.side) });
    return {
      kind: 'text',
      text: since === undefined ? say`With ${peer}: ${state} from the beginning.` : say`With ${peer}: ${state} since line ${since.line + 1}.`,
      rfc: stateEntries[state].rfc,
    };
  });
  return [{ kind: 'title', text: title }, ...(declared === undefined ? [] : docsAbove(lines, declared.line)), ...states];
};

/** The `///` lines right above. */
export const docsAbove = (lines: readonly Line[], line: number): readonly Block[] => {
  let first = line;
  while (first > 0 && lines[first - 1]?.doc !== undefined) first--;
  const text = lines.slice(first, line).map(({ doc }) => doc).join('\n');
  return text.trim() === '' ? [] : [{ kind: 'plain', text }];
};

/** Where a statement has strings: what stands in them is no word of the language. */
const stringsOf = (statement: Statement): readonly Span[] => {
  const spans = (...texts: readonly (Text | undefined)[]): readonly Span[] => texts.flatMap((text) => (text === undefined ? [] : [text.span]));
  switch (statement.kind) {
    case 'segment': return spans(statement.payload);
    case 'note': return spans(statement.text);
    case 'endpoint': return statement.declarations.flatMap(({ addr, label }) => spans(addr, label));
    case 'flow':
    case 'section':
    case 'cross': return spans(statement.title);
    default: return [];
  }
};

/** Hyphens belong to a word, as in `FIN-WAIT-1` but not in `x-1`, and so does the dot of `snd.nxt`. */
const words = /(?:snd|rcv)\.(?:una|nxt|wnd)(?![\p{L}\p{N}_])|[Ff][Ii][Nn]-[Ww][Aa][Ii][Tt]-[12]|[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*(?:-\p{L}[\p{L}\p{N}_]*)*/gu;

/** The word that the column touches. */
const wordAt = (text: string, column: number, strings: readonly Span[]): Word | undefined => {
  if (strings.some(({ start, end }) => start <= column && column < end)) return undefined;
  for (const match of text.matchAll(words)) {
    const span = { start: match.index, end: match.index + match[0].length };
    if (span.start <= column && column <= span.end) return { text: match[0], span };
    if (span.start > column) break;
  }
  return undefined;
};
