// From the parser's tree of a line to a plain statement. Knows how each statement is built up from its parts; resolves
// no names and judges nothing. What cannot be read is reported and left out.
import { say, type Message } from '../core/flow/message.ts';
import { settings } from '../core/flow/severity.ts';
import {
  callNames, tcbVariables, timerNames,
  type CallStatement, type EndReference, type Expectation, type OpenStatement, type RuleStatement, type Span, type Statement, type Time,
  type TimeoutStatement, type Word,
} from '../core/flow/statement.ts';
import { parseState, states } from '../core/tcp/state.ts';
import { columns } from './columns.ts';
import type * as Ast from './generated/ast.ts';
import { readDuration, readNumber, readString } from './literal.ts';
import { lowerEndpoint } from './lower-endpoint.ts';
import { lowerSegment } from './lower-segment.ts';
import { checkArrow, pointsBack, readEnd, readEndReference, readName } from './name.ts';
import { nearest } from '../core/flow/nearest.ts';
import type { Tree } from './parser.ts';
import type { Problems } from './problems.ts';
import { readValue } from './property.ts';
import { foreignKeywords, quoted, statementKeywords } from './vocabulary.ts';

/** The statement as far as the line could be read; undefined when an essential part is missing. */
export const lower = (tree: Tree<Ast.Line>, problems: Problems): Statement | undefined => {
  const statement = tree.statement;
  if (!statement?.$cstNode) return undefined;
  const span = columns(statement.$cstNode.offset, statement.$cstNode.end);
  switch (statement.$type) {
    case 'Event': return lowerEvent(statement, span, problems);
    case 'Endpoints': return lowerEndpoints(statement, span, problems);
    case 'Block': return lowerBlock(statement, span, problems);
    case 'BlockEnd': return { kind: 'close', span };
    case 'Expect': return lowerExpect(statement, span, problems);
    case 'Wait': return lowerWait(statement, span, problems);
    case 'Note': return lowerNote(statement, span, problems);
    case 'Observed': return lowerObserved(statement, span);
    case 'RuleSetting': return lowerRule(statement, span, problems);
    default: return undefined;
  }
};

const lowerEndpoints = (tree: Tree<Ast.Endpoints>, span: Span, problems: Problems): Statement | undefined => {
  const declarations = (tree.declarations ?? []).flatMap((each) => lowerEndpoint(each, problems) ?? []);
  return declarations.length > 0 ? { kind: 'endpoint', declarations, span } : undefined;
};

// A block whose title or brace is faulty still opens: its `}` stands below.
const lowerBlock = (tree: Tree<Ast.Block>, span: Span, problems: Problems): OpenStatement | undefined => {
  if (!tree.kind) return undefined;
  const title = tree.title && readString(tree.title, problems);
  if (title && tree.kind === 'cross') problems.report(title.span, say`\`cross\` has no title`, '');
  return title ? { kind: tree.kind, title, span } : { kind: tree.kind, span };
};

const lowerEvent = (tree: Tree<Ast.Event>, span: Span, problems: Problems): Statement | undefined => {
  const time = lowerTime(tree, span, problems);
  if (tree.kind) return tree.name && { kind: tree.kind, name: tree.name, ...(time && { time }), span };
  if (tree.flags) return lowerExchange(tree, tree.flags, time, span, problems);
  if (tree.call) return lowerCall(tree, tree.call, time, span, problems);
  if (tree.to && !tree.arrow) missingArrow(tree, problems);
  checkArrow(tree.arrow, problems);
  return undefined;
};

const lowerTime = (tree: Tree<Ast.Event>, span: Span, problems: Problems): Time | undefined => {
  const ms = tree.time && readDuration(tree.time, problems);
  if (ms === undefined) return undefined;
  return { ms, relative: tree.relative ?? false, span: columns(span.start, tree.time!.span.end) };
};

const lowerExchange = (
  tree: Tree<Ast.Event>, flags: Word, time: Time | undefined, span: Span, problems: Problems,
): Statement | undefined => {
  const from = readEnd(tree.from, problems);
  checkArrow(tree.arrow, problems);
  const to = readEnd(tree.to, problems);
  if (from && !tree.arrow) missingArrow(tree, problems);
  else if (to && !tree.colon) after((to.port ?? to.name).span, say`expected \`:\` after the receiver`, ':', problems);
  if (!from || !to || pointsBack(tree.arrow)) return undefined;
  return lowerSegment({ time, from, to, flags, tree, span }, problems);
};

// Without an arrow the first word may as well be a keyword with a typing mistake.
const missingArrow = (tree: Tree<Ast.Event>, problems: Problems): void => {
  const [first, port] = tree.from ?? [];
  if (!first) return;
  const meant = tree.flags ? undefined : meantKeyword(first.text);
  if (meant !== undefined) problems.report(first.span, say`unknown statement \`${first.text}\`; did you mean \`${meant}\`?`, meant);
  else if (!tree.to) problems.report((port ?? first).span, say`expected \`->\` and a receiver after the sender`);
  else after((port ?? first).span, say`expected \`->\` after the sender`, ' ->', problems);
};

/** Reports what is missing behind a word. */
const after = ({ start, end }: Span, message: Message, missing: string, problems: Problems): undefined =>
  problems.report({ start, end }, message, missing, { start: end, end });

/** The keyword that a line's first word may have meant. */
export const meantKeyword = (word: string): string | undefined => {
  const foreign = word.toLowerCase();
  return Object.hasOwn(foreignKeywords, foreign) ? foreignKeywords[foreign] : nearest(word, statementKeywords);
};

const lowerCall = (
  tree: Tree<Ast.Event>, word: Word, time: Time | undefined, span: Span, problems: Problems,
): CallStatement | TimeoutStatement | undefined => {
  const end = readEndReference(tree.from, tree.arrow, tree.to, problems);
  if (!end) return undefined;
  if (tree.to && !tree.arrow) missingArrow(tree, problems);
  const common = { end, ...(time && { time }), span };
  if (word.text === 'timeout') return lowerTimeout(tree, word, common, problems);

  const call = callNames.find((each) => each === word.text);
  if (!call) {
    const meant = Object.hasOwn(callHabits, word.text) ? callHabits[word.text] : nearest(word.text, [...callNames, 'timeout']);
    if (meant !== undefined) return problems.report(word.span, say`unknown call \`${word.text}\`; did you mean \`${meant}\`?`, meant);
    return problems.report(word.span, say`unknown call \`${word.text}\`; the calls are ${quoted([...callNames, 'timeout'])}`);
  }
  const statement: CallStatement = { kind: 'call', call, callSpan: word.span, ...common };
  const argument = tree.argument;
  if (!argument) return statement;
  if (call !== 'send' && call !== 'receive') {
    problems.report(argument.span, say`nothing may stand between the parentheses of \`${call}\``, '');
    return statement;
  }
  const value = readNumber(argument, `${call}(`, problems);
  return value === undefined ? statement : { ...statement, bytes: { value, span: argument.span } };
};

const lowerTimeout = (
  tree: Tree<Ast.Event>, word: Word, common: { end: EndReference; time?: Time; span: Span }, problems: Problems,
): TimeoutStatement | undefined => {
  const argument = tree.argument;
  if (!argument) return tree.open && problems.report(word.span, say`expected a timer between the parentheses: ${quoted(timerNames)}`);
  const timer = timerNames.find((each) => each === argument.text);
  if (timer) return { kind: 'timeout', timer, timerSpan: argument.span, ...common };
  const meant = nearest(argument.text, timerNames);
  if (meant !== undefined) return problems.report(argument.span, say`unknown timer \`${argument.text}\`; did you mean \`${meant}\`?`, meant);
  return problems.report(argument.span, say`unknown timer \`${argument.text}\`; the timers are ${quoted(timerNames)}`);
};

const lowerExpect = (tree: Tree<Ast.Expect>, span: Span, problems: Problems): Statement | undefined => {
  const expectations = (tree.expectations ?? []).flatMap((each) => lowerExpectation(each, problems) ?? []);
  return expectations.length > 0 ? { kind: 'expect', expectations, span } : undefined;
};

const lowerExpectation = (tree: Tree<Ast.Expectation>, problems: Problems): Expectation | undefined => {
  const end = readEndReference(tree.end, tree.arrow, tree.peer, problems);
  if (!end) return undefined;
  if (tree.state) {
    const { text, span } = tree.state;
    const state = parseState(text);
    if (state) return { end, state, stateSpan: span };
    const meant = nearest(text, states);
    if (meant !== undefined) return problems.report(span, say`unknown state \`${text}\`; did you mean \`${meant}\`?`, meant);
    return problems.report(span, say`unknown state \`${text}\`; the states are ${quoted(states)}`);
  }
  const [first, ...more] = tree.variable ?? [];
  if (!first) return undefined;
  const name = [first, ...more].map((word) => word.text).join('.');
  const span = columns(first.span.start, (more.at(-1) ?? first).span.end);
  const variable = tcbVariables.find((each) => each === name);
  if (!variable) {
    const meant = nearest(name, tcbVariables);
    if (meant !== undefined) return problems.report(span, say`unknown variable \`${name}\`; did you mean \`${meant}\`?`, meant);
    return problems.report(span, say`unknown variable \`${name}\`; the variables are ${quoted(tcbVariables)}`);
  }
  const value = readValue(tree, '=', problems);
  return value && { end, variable, value };
};

const lowerWait = (tree: Tree<Ast.Wait>, span: Span, problems: Problems): Statement | undefined => {
  const ms = tree.duration && readDuration(tree.duration, problems);
  return ms === undefined ? undefined : { kind: 'wait', ms, span };
};

const lowerNote = (tree: Tree<Ast.Note>, span: Span, problems: Problems): Statement | undefined => {
  const over = (tree.over ?? []).map((word) => readName(word, problems));
  return tree.text && { kind: 'note', text: readString(tree.text, problems), over, span };
};

const lowerObserved = (tree: Tree<Ast.Observed>, span: Span): Statement | undefined => {
  if (tree.at) return { kind: 'observed', at: tree.at, span };
  return tree.between ? { kind: 'observed', span } : undefined;
};

/** Without a setting that can be read it still is a line about a rule: it says nothing about TCP. */
const lowerRule = ({ name, setting }: Tree<Ast.RuleSetting>, span: Span, problems: Problems): RuleStatement | undefined => {
  if (!name) return undefined;
  const wanted = settings.find((each) => each === setting?.text);
  if (wanted) return { kind: 'rule', name, setting: wanted, span };
  if (setting) {
    const meant = Object.hasOwn(settingHabits, setting.text) ? settingHabits[setting.text] : nearest(setting.text, settings);
    if (meant !== undefined) problems.report(setting.span, say`a rule cannot be \`${setting.text}\`; did you mean \`${meant}\`?`, meant);
    else problems.report(setting.span, say`a rule cannot be \`${setting.text}\`; it is one of ${quoted(settings)}`);
  }
  return { kind: 'rule', name, span };
};

const settingHabits: Readonly<Record<string, string>> = { warn: 'warning', information: 'info', note: 'info', none: 'off', ignore: 'off', disable: 'off' };

const callHabits: Readonly<Record<string, string>> = {
  open: 'connect', recv: 'receive', read: 'receive', write: 'send', reset: 'abort', timer: 'timeout', shut: 'shutdown', bind: 'listen',
};
