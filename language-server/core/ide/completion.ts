// What may stand at the cursor, best guess first. Legal segments, calls and values come from the moment before the line;
// the words of the language and what they mean come from the glossary.
import type { Analysis } from '../analyze.ts';
import { say, type Message } from '../flow/message.ts';
import { settings } from '../flow/severity.ts';
import { callNames, tcbVariables, timerNames, type Line, type Span, type TcbVariable } from '../flow/statement.ts';
import { rules, type Rule } from '../rules/index.ts';
import { makeCall } from '../tcp/call.ts';
import { ACK, flagNames, parseFlag, PSH, RST, SYN, URG, type FlagName, type Flags } from '../tcp/flags.ts';
import { eachSent } from '../tcp/sent-segments.ts';
import { states } from '../tcp/state.ts';
import { negotiated, type Tcb } from '../tcp/tcb.ts';
import { timeout } from '../tcp/timeout.ts';
import { otherSide } from '../timeline/reading.ts';
import type { EndId, Side, Timeline } from '../timeline/timeline.ts';
import type { Block } from './block.ts';
import { endsTable } from './ends-table.ts';
import { endNames, exchange, exchanges, type Exchange } from './exchange.ts';
import { callEntries, flagEntries, stateEntries, timerEntries, variableEntries, wordEntries, type Entry } from './glossary.ts';
import { endpointOf, endText, faultOf, faultOfLine, headText, momentBefore, ownSeq, referenceText, segmentOf, type Link, type MomentBefore } from './moment-before.ts';
import { nextSegments, roomOf, statesText, type NextSegment } from './next-segment.ts';
import { placeAt, type Place } from './place.ts';

export type ItemKind = 'segment' | 'exchange' | 'statement' | 'call' | 'timer' | 'endpoint' | 'flag' | 'field' | 'value' | 'state' | 'variable' | 'rule' | 'name';

export interface Item {
  readonly kind: ItemKind;
  /** What one types for it. */
  readonly label: string;
  /** What the list shows instead, in the reader's language; it may be typed too. */
  readonly title?: Message;
  /** What it does, in names and states. */
  readonly detail?: string;
  readonly blocks: readonly Block[];
  /** Plain text, or with `snippet` one with tab stops as LSP writes them. */
  readonly text: string;
  readonly snippet?: boolean;
  /** More may be chosen right behind it. */
  readonly goesOn?: boolean;
}

export interface Completion {
  /** What an item takes the place of: what was typed of it, or all of the word around the cursor. */
  readonly insert: Span;
  readonly replace: Span;
  readonly items: readonly Item[];
}

/** `line` and `column` count from 0; `text` is the line, finished or not. Undefined where nothing is to be proposed. */
export const completion = (analysis: Analysis, lines: readonly Line[], line: number, column: number, text: string): Completion | undefined => {
  const place = placeAt(text, column);
  if (place === undefined) return undefined;
  const moment = momentBefore(analysis.timelines, line);
  const behind = text.slice(column);
  const items = itemsAt({ analysis, lines, moment, text, behind }, place);
  return items.length === 0 ? undefined : { ...spans(place, behind), items };
};

/** What is known besides the place. */
interface Around {
  readonly analysis: Analysis;
  readonly lines: readonly Line[];
  readonly moment: MomentBefore;
  /** The line, and what of it stands behind the cursor. */
  readonly text: string;
  readonly behind: string;
}

/** The rule that the line breaks, if it is a segment so far. */
const brokenRule = ({ moment, lines }: Around): string | undefined => {
  const statement = lines[moment.line]?.statement;
  if (statement?.kind !== 'segment') return undefined;
  const [meant] = between(moment, statement.from.name.text, statement.to.name.text);
  return meant === undefined ? undefined : faultOfLine(moment, meant.link, meant.side, statement)?.code;
};

/** VS Code closes brackets by itself: the one behind the cursor belongs to what is replaced. */
const spans = ({ kind, typed }: Place, behind: string): Omit<Completion, 'items'> => {
  const bracket = kind === 'flags' ? /^[^\][]*\]/.exec(behind)?.[0].length ?? 0 : 0;
  const parenthesis = kind === 'timer' && behind.startsWith(')') ? 1 : 0;
  const word = /^[\p{L}\p{M}\p{Nd}_-]*/u.exec(behind)![0].length;
  const end = typed.end + bracket + parenthesis;
  return { insert: { start: typed.start, end }, replace: { start: typed.start, end: Math.max(end, typed.end + word) } };
};

const itemsAt = (around: Around, place: Place): readonly Item[] => {
  const { analysis: { timelines, findings }, moment, text, behind } = around;
  const hasMore = /^[\p{L}\p{M}\p{Nd}_-]*\s*[^\s/}]/u.test(behind);
  switch (place.kind) {
    case 'statement':
      return hasMore ? names(moment).map((item) => ({ ...item, text: item.label })) : statements(moment, () => momentBefore(timelines, moment.line, true));
    case 'sender':
      return hasMore ? [] : senders(moment, place.from);
    case 'receiver':
      return receivers(moment, place, hasMore);
    case 'flags':
      return flagSets(moment, place, /^[^\][]*\]\s*[^\s/]/.test(behind));
    case 'more-flags':
      return moreFlags(moment, place);
    case 'field': {
      const found = fields(moment, place, behind);
      return text[place.typed.start - 1] === ']' ? found.map((item) => ({ ...item, text: ` ${item.text}` })) : found;
    }
    case 'field-value':
      return values(moment, place);
    case 'rule': {
      const first = brokenRule(around);
      return firstOf(rules.filter(({ segment, follow }) => segment !== undefined || follow !== undefined).map(ruleItem), (code) => code === first);
    }
    case 'any-rule': {
      const found = new Set(findings.map(({ code }) => code));
      return firstOf(rules.map((rule): Item => ({ ...ruleItem(rule), text: `${rule.code} `, goesOn: true })), (code) => found.has(code));
    }
    case 'setting':
      return valueItems(settings);
    case 'delayed':
      return [word('statement', 'as', { text: `as \${1:${freeLabel(moment)}}`, snippet: true })];
    case 'label':
      return [{ kind: 'name', label: freeLabel(moment), text: freeLabel(moment), blocks: [] }];
    case 'call':
      return calls(moment, place.end);
    case 'timer':
      return timers(moment, place.end).map((item) => ({ ...item, text: `${item.label})` }));
    case 'expected':
      return expectations(moment, /,\s*[\p{L}\p{M}\p{Nd}_]*$/u.test(text.slice(0, place.typed.end)));
    case 'state':
      return expectedStates(moment, place.end);
    case 'variable':
      return variables(moment, place.end);
    case 'variable-value':
      return valueItems(variables(moment, place.end).filter(({ label }) => label.startsWith(`${place.variable} `)).map(({ label }) => label.slice(place.variable.length + 3)));
    case 'delivered':
      return delayedNames(moment).map((name): Item => ({ kind: 'name', label: name, text: name, blocks: [] }));
    case 'note':
      return [word('statement', 'over', { text: 'over ', goesOn: true }), quoted];
    case 'noted':
    case 'observer':
      return names(moment).map((item) => ({ ...item, text: item.label }));
    case 'observed':
      return [word('statement', 'at', { text: 'at ', goesOn: true }), word('statement', 'between')];
    case 'duration':
      return [{ kind: 'value', label: '2MSL', text: '2MSL', blocks: entryBlocks(wordEntries['wait']) }, ...valueItems(['200ms', '1s'])];
    case 'time':
      return valueItems(['@+10ms', `@${moment.now + 10}ms`]).map((item) => ({ ...item, text: `${item.label} `, goesOn: true }));
    case 'declared':
      return undeclared(timelines, moment).map((name): Item => ({ kind: 'endpoint', label: name, text: name, blocks: [] }));
    case 'property':
      return properties(moment, place.before, text);
    case 'property-value': {
      const value = propertyValues(moment, text)[place.field];
      return value === undefined ? [] : valueItems([value]);
    }
  }
};

const valueItems = (labels: readonly string[]): readonly Item[] => labels.map((label): Item => ({ kind: 'value', label, text: label, blocks: [] }));

const firstOf = (items: readonly Item[], isFirst: (label: string) => boolean): readonly Item[] => items.toSorted((a, b) => Number(isFirst(b.label)) - Number(isFirst(a.label)));

const quoted: Item = { kind: 'value', label: '"…"', text: '"${1}"', snippet: true, blocks: [] };

const ruleItem = ({ code, summary, rfc }: Rule): Item =>
  ({ kind: 'rule', label: code, text: code, blocks: [{ kind: 'text', text: { text: summary, values: [] }, ...(rfc === undefined ? {} : { rfc }) }] });

// Text and tab stops

const entryBlocks = (entry: Entry | undefined): readonly Block[] => (entry === undefined ? [] : [{ kind: 'text', ...entry }]);

const word = (kind: ItemKind, label: string, more: Partial<Item> = {}): Item => ({ kind, label, text: label, blocks: entryBlocks(wordEntries[label]), ...more });

const escaped = (text: string): string => text.replaceAll(/[\\$}]/g, '\\$&');

/** Names that were made up are the first thing to change: each stands in one tab stop, wherever it comes again. */
const snippetOf = ({ madeUp }: MomentBefore, text: string, from = 1): string => {
  const seen = new Set<string>();
  const stops = new Map(madeUp.map((name, index) => [name, from + index]));
  return escaped(text).replaceAll(/[\p{L}_][\p{L}\p{M}\p{Nd}_]*/gu, (name) => {
    const stop = stops.get(name);
    if (stop === undefined) return name;
    return seen.has(name) ? `\${${stop}}` : (seen.add(name), `\${${stop}:${name}}`);
  });
};

// Segments

const segmentItem = (moment: MomentBefore, next: NextSegment, label: string): Item => {
  const { segment, why, ends } = next;
  // How much is sent is the author's to say.
  const isData = segment.flags === (PSH | ACK) && segment.seq === next.link.reading.tcbs[next.side].snd.nxt && label.endsWith(`len=${segment.len}`);
  const snippet = snippetOf(moment, label);
  const stop = moment.madeUp.length + 1;
  const text = isData ? snippet.replace(/len=(\d+)$/, (_, length: string) => `len=\${${stop}:${length}}`) : snippet;
  return {
    kind: 'segment', label, text, snippet: true,
    detail: statesText(moment, next),
    blocks: [{ kind: 'text', text: why }, endsTable(moment.cast, ends)],
  };
};

const head = (moment: MomentBefore, { link: { connection }, side }: NextSegment): string => headText(moment, { connection, side });

/** Whether what is typed names this end. */
const isMeant = (moment: MomentBefore, end: EndId, typed: string): boolean => typed === endText(moment, end) || typed === endpointOf(moment, end).name;

const between = (moment: MomentBefore, from: string, to: string | undefined): readonly { readonly link: Link; readonly side: Side }[] =>
  moment.links.flatMap((link) => ([0, 1] as const).map((side) => ({ link, side }))).filter(({ link: { connection }, side }) =>
    isMeant(moment, { connection, side }, from) && (to === undefined || isMeant(moment, { connection, side: otherSide(side) }, to)));

const fromTo = (moment: MomentBefore, from: string, to: string | undefined): readonly NextSegment[] =>
  nextSegments(moment).filter(({ link, side }) => between(moment, from, to).some((one) => one.link === link && one.side === side));

/** Whole segments from an end that is named already. */
const senders = (moment: MomentBefore, from: string): readonly Item[] => [
  ...fromTo(moment, from, undefined).map((next) => segmentItem(moment, next, head(moment, next) + next.tail)),
  ...names(moment).some(({ label }) => label === from.split(':')[0]) ? [{ kind: 'endpoint', label: `${from} ->`, text: `${from} -> `, blocks: [], goesOn: true } satisfies Item] : [],
];

const receivers = (moment: MomentBefore, { from }: Extract<Place, { readonly kind: 'receiver' | 'flags' }>, hasMore: boolean): readonly Item[] => {
  const all = hasMore ? [] : fromTo(moment, from, undefined).map((next) => segmentItem(moment, next, `${endText(moment, { connection: next.link.connection, side: otherSide(next.side) })}: ${next.tail}`));
  const own = from.split(':')[0];
  const others = names(moment).filter(({ label }) => label !== own).map((item): Item => ({ ...item, text: hasMore ? item.label : `${item.label}: `, goesOn: !hasMore }));
  return [...all, ...others];
};

/** Whole sets of flags with what follows them; behind what stands already, the flags alone. */
const flagSets = (moment: MomentBefore, { from, to }: Extract<Place, { readonly kind: 'receiver' | 'flags' }>, hasMore: boolean): readonly Item[] => {
  const all = fromTo(moment, from, to).map((next) => segmentItem(moment, next, hasMore ? /^\[[^\]]*\]/.exec(next.tail)![0] : next.tail));
  return all.filter(({ label }, index) => all.findIndex((other) => other.label === label) === index);
};

const flagsOf = (text: string): Flags => text.split(',').reduce<Flags>((flags, name) => flags | (parseFlag(name.trim()) ?? 0), 0);

/** Flags that make, with those that stand there, a segment which may be sent, or one that ACK completes. */
const moreFlags = (moment: MomentBefore, { from, to, flags: typed }: Extract<Place, { readonly kind: 'more-flags' }>): readonly Item[] => {
  const flags = flagsOf(typed);
  const [meant] = between(moment, from, to);
  const isLegal = (set: Flags): boolean => meant === undefined || faultOf(moment, meant.link, meant.side, { flags: set }) === undefined;
  return flagNames.flatMap((name): readonly Item[] => {
    const flag = parseFlag(name)!;
    if ((flags & flag) !== 0 || (!isLegal(flags | flag) && !isLegal(flags | flag | ACK))) return [];
    return [{ kind: 'flag', label: name, text: name, blocks: entryBlocks(flagEntries[name satisfies FlagName]) }];
  }).toSorted((a, b) => Number(b.label === 'ACK') - Number(a.label === 'ACK'));
};

// Fields, options, modifiers

type FieldPlace = Extract<Place, { readonly kind: 'field' | 'field-value' }>;

/** The values of a field that are right here, the likeliest first. */
const valuesOf = (moment: MomentBefore, { from, to, flags: typed, before }: FieldPlace, field: string): readonly string[] => {
  const [meant] = between(moment, from, to);
  if (meant === undefined) return [];
  const { link, side } = meant;
  const flags = flagsOf(typed);
  const [tcb, peer] = [link.reading.tcbs[side], link.reading.tcbs[otherSide(side)]];
  const segment = segmentOf(moment, link, side, { flags });
  const own = (seq: number): string => ownSeq(moment, { connection: link.connection, side }, seq);
  const theirs = (seq: number): string => ownSeq(moment, { connection: link.connection, side: otherSide(side) }, seq);
  switch (field) {
    case 'seq': return [...new Set([own(segment.seq), ...[...eachSent(tcb.sent)].map(({ segment: { seq } }) => own(seq))])];
    case 'ack': return (flags & ACK) === 0 ? [] : [theirs(segment.ack)];
    case 'len': return [String(Math.min(100, roomOf(tcb)))];
    case 'win': return [...new Set([String(segment.wnd), '0'])];
    case 'mss': return ['1460', '536'];
    case 'ws': return ['7'];
    case 'tsval': return [String((tcb.lastTsval ?? 0) + 10)];
    case 'tsecr': return [String((flags & ACK) === 0 ? 0 : tcb.tsRecent ?? peer.lastTsval ?? 0)];
    case 'urg': return [/\blen=(\d+)/.exec(before)?.[1] ?? '1'];
    case 'sack': return tcb.rcv.kept.map(({ left, right }) => `${theirs(left)}-${theirs(right)}`);
    default: return [];
  }
};

const values = (moment: MomentBefore, place: Extract<Place, { readonly kind: 'field-value' }>): readonly Item[] =>
  valuesOf(moment, place, place.field).map((label): Item => ({ kind: 'value', label, text: label, blocks: entryBlocks(wordEntries[place.field]) }));

const fields = (moment: MomentBefore, place: Extract<Place, { readonly kind: 'field' }>, behind: string): readonly Item[] => {
  const stands = (name: string): boolean => new RegExp(`(?<![\\w])${name}(?![\\w])`).test(`${place.before} ${behind.split('//')[0]}`);
  const flags = flagsOf(place.flags);
  const [meant] = between(moment, place.from, place.to);
  const withValue = fieldsAllowed(flags, meant?.link.reading.tcbs[meant.side]).map((name): Item => {
    const label = `${name}=${valuesOf(moment, place, name)[0] ?? ''}`;
    return { kind: 'field', label, text: label, blocks: entryBlocks(wordEntries[name]), goesOn: label.endsWith('=') };
  });
  const modifiers = /\b(?:lost|corrupted|delayed)\b/.test(place.before) ? [] : [word('statement', 'lost'), word('statement', 'corrupted'), word('statement', 'delayed', { label: 'delayed as', text: `delayed as \${1:${freeLabel(moment)}}`, snippet: true })];
  return [
    ...withValue,
    ...(flags & SYN) === 0 ? [] : [word('field', 'sack_perm'), ...(flags & ACK) === 0 ? [word('field', 'tfo')] : []],
    ...(flags & (SYN | RST)) !== 0 || `${place.before}${behind}`.includes('"') ? [] : [{ ...quoted, blocks: [{ kind: 'text', text: say`The data itself, as text in UTF-8.` }] } satisfies Item],
    ...modifiers,
    ...['ect0', 'ect1', 'ce'].some(stands) ? [] : ['ect0', 'ect1', 'ce'].map((name) => word('field', name)),
    word('field', 'option', { label: 'option=', text: 'option=${1:254}', snippet: true }),
    word('statement', 'violates', { text: 'violates ', goesOn: true, blocks: [{ kind: 'text', text: say`This line breaks a rule on purpose: the finding becomes a hint.` }] }),
  ].filter(({ label }) => !stands(label.split(/[= ]/)[0]!));
};

/** What may stand on a segment with these flags, as far as both SYNs are known. */
const fieldsAllowed = (flags: Flags, tcb: Tcb | undefined): readonly string[] => {
  const syn = (flags & SYN) !== 0;
  const ack = (flags & ACK) !== 0;
  const offered = ack && syn ? tcb?.peerSynOptions : undefined;
  const agreed = tcb === undefined ? undefined : negotiated(tcb);
  return [
    'seq', ...ack ? ['ack'] : [], 'len', 'win', ...(flags & URG) === 0 ? [] : ['urg'],
    ...syn ? ['mss', ...offered !== undefined && offered.ws === undefined ? [] : ['ws']] : [],
    ...(syn ? offered === undefined || offered.tsval !== undefined : agreed?.timestamps ?? true) ? ['tsval', 'tsecr'] : [],
    ...!syn && ack && tcb !== undefined && agreed?.maySendSack === true && tcb.rcv.kept.length > 0 ? ['sack'] : [],
  ];
};

// Calls, timers, expectations

/** The ends that a name means, in connections that the flow has; one that it may open where it has none. */
const endsMeant = (moment: MomentBefore, typed: string): readonly { readonly link: Link; readonly side: Side; readonly tcb: Tcb }[] => {
  const [own = '', peer] = typed.split('->').map((part) => part.trim());
  const all = moment.links.flatMap((link) => ([0, 1] as const).map((side) => ({ link, side, tcb: link.reading.tcbs[side] }))).filter(({ link: { connection }, side }) =>
    isMeant(moment, { connection, side }, own) && (peer === undefined || isMeant(moment, { connection, side: otherSide(side) }, peer)));
  const existing = all.filter(({ link: { exists } }) => exists);
  return existing.length > 0 ? existing : all.slice(0, 1);
};

const moveText = (moment: MomentBefore, { link, side, tcb }: ReturnType<typeof endsMeant>[number], after: Tcb): string => {
  const { name } = endpointOf(moment, { connection: link.connection, side });
  return tcb.state === after.state ? `${name} ${after.state}` : `${name} ${tcb.state} → ${after.state}`;
};

/** The calls that the state permits; those that move it first. */
const calls = (moment: MomentBefore, typed: string): readonly Item[] => {
  const ends = endsMeant(moment, typed);
  const permitted = callNames.flatMap((name): readonly (Item & { readonly moves: boolean })[] => {
    const end = ends.find(({ tcb }) => makeCall(tcb, name).error === undefined);
    if (end === undefined) return [];
    const { tcb } = makeCall(end.tcb, name);
    const bytes = name === 'send' || name === 'receive' ? '${1:100}' : '';
    return [{ kind: 'call', label: `${name}()`, text: `${name}(${bytes})`, snippet: true, detail: moveText(moment, end, tcb), blocks: entryBlocks(callEntries[name]), moves: tcb.state !== end.tcb.state }];
  });
  const running = timers(moment, typed).map((item): Item => ({ ...item, label: `timeout(${item.label})`, text: `timeout(${item.label})` }));
  return [...permitted.toSorted((a, b) => Number(b.moves) - Number(a.moves)), ...running];
};

/** The timers that run. */
const timers = (moment: MomentBefore, typed: string): readonly Item[] => timerNames.flatMap((name): readonly Item[] => {
  const end = endsMeant(moment, typed).find(({ tcb }) => timeout(tcb, name).running);
  return end === undefined ? [] : [{ kind: 'timer', label: name, text: name, detail: moveText(moment, end, timeout(end.tcb, name).tcb), blocks: entryBlocks(timerEntries[name]) }];
});

/** `client ESTABLISHED` for each end of the latest connections. */
const presentStates = (moment: MomentBefore, { connection, reading }: Link): readonly string[] => ([0, 1] as const).flatMap((side) => {
  const reference = referenceText(moment, { connection, side });
  return reference === undefined ? [] : [`${reference} ${reading.tcbs[side].state}`];
});

const expectations = (moment: MomentBefore, isLater: boolean): readonly Item[] => {
  const known = moment.links.filter(({ exists }) => exists);
  const links = known.length > 0 ? known : moment.links.slice(0, 1);
  const each = links.flatMap((link) => presentStates(moment, link));
  const both = isLater || links[0] === undefined ? [] : [presentStates(moment, links[0]).join(', ')];
  return [...new Set([...both, ...each])].map((label): Item => ({ kind: 'state', label, text: snippetOf(moment, label), snippet: true, blocks: [] }));
};

/** The present state first. */
const expectedStates = (moment: MomentBefore, typed: string): readonly Item[] => {
  const present = endsMeant(moment, typed)[0]?.tcb.state;
  return states.toSorted((a, b) => Number(b === present) - Number(a === present)).map((state): Item => ({
    kind: 'state', label: state, text: state, blocks: entryBlocks(stateEntries[state]),
  }));
};

const variables = (moment: MomentBefore, typed: string): readonly Item[] => {
  const [end] = endsMeant(moment, typed);
  if (end === undefined) return [];
  const { link: { connection }, side, tcb } = end;
  const shown = (variable: TcbVariable): string | undefined => {
    const own = (seq: number | undefined): string | undefined => (seq === undefined ? undefined : ownSeq(moment, { connection, side }, seq));
    const theirs = (seq: number | undefined): string | undefined => (seq === undefined ? undefined : ownSeq(moment, { connection, side: otherSide(side) }, seq));
    switch (variable) {
      case 'snd.una': return own(tcb.snd.una);
      case 'snd.nxt': return own(tcb.snd.nxt);
      case 'snd.wnd': return String(tcb.snd.wnd);
      case 'rcv.nxt': return theirs(tcb.rcv.nxt);
      case 'rcv.wnd': return String(tcb.rcv.wnd);
      case 'iss': return own(tcb.iss);
      case 'irs': return theirs(tcb.irs);
    }
  };
  return tcbVariables.flatMap((variable): readonly Item[] => {
    const value = shown(variable);
    return value === undefined ? [] : [{ kind: 'variable', label: `${variable} = ${value}`, text: `${variable} = ${value}`, blocks: entryBlocks(variableEntries[variable]) }];
  });
};

// Statements

const names = ({ cast: { endpoints } }: MomentBefore): readonly Item[] =>
  endpoints.filter(({ name }) => !name.includes('-')).map(({ name }) => ({ kind: 'endpoint', label: name, text: `${name} -> `, blocks: [], goesOn: true }));

/** Delayed segments; those of which nothing became yet first. */
const delayedNames = ({ above }: MomentBefore): readonly string[] => {
  const settled = new Set(above.flatMap((step) => (step.kind === 'deliver' ? [step.statement.name.text] : [])));
  const all = above.flatMap((step) => (step.kind === 'segment' && step.fate === 'delayed' && step.statement.name !== undefined ? [step.statement.name.text] : []));
  return [...new Set(all)].reverse().toSorted((a, b) => Number(settled.has(a)) - Number(settled.has(b)));
};

/** A name for a segment that none above has. */
const freeLabel = ({ above }: MomentBefore): string => {
  const taken = new Set(above.flatMap((step) => (step.kind === 'segment' ? step.statement.name?.text ?? [] : [])));
  let [name, number] = ['late', 1];
  while (taken.has(name)) name = `late${++number}`;
  return name;
};

/** Endpoints that are used, of this flow or another one; those that one would begin with. */
const undeclared = (timelines: readonly Timeline[], { madeUp }: MomentBefore): readonly string[] =>
  [...new Set([...timelines.flatMap(({ endpoints }) => endpoints).filter(({ declared, name }) => declared === undefined && !name.includes('-')).map(({ name }) => name), ...madeUp])];

const statements = (moment: MomentBefore, fresh: () => MomentBefore): readonly Item[] => {
  const segments = nextSegments(moment).map((next) => segmentItem(moment, next, head(moment, next) + next.tail));
  if (moment.crossing) return [...segments, ...names(moment)];
  const [link] = moment.links;
  const whole = link === undefined ? [] : exchanges(moment, link).map((one) => exchangeItem(moment, one));
  const both = expectations(moment, false)[0];
  return [
    ...segments,
    ...moment.outside ? [...newFlow(fresh()), ...declarations(moment)] : [],
    ...whole,
    ...both === undefined || link?.reading.tcbs.every(({ state }) => state === 'CLOSED') !== false ? [] : [{ ...both, kind: 'statement', label: `expect ${both.label}`, text: `expect ${both.text}` } as const],
    ...delayedNames(moment).flatMap((name) => ['deliver', 'drop'].map((keyword) => word('statement', keyword, { label: `${keyword} ${name}`, text: `${keyword} ${name}` }))),
    ...link === undefined ? [] : ([0, 1] as const).flatMap((side) => callStatements(moment, { connection: link.connection, side })),
    word('statement', 'note', { text: 'note "${1}"', snippet: true, blocks: [{ kind: 'text', text: say`Words for the reader of the flow and of its diagram.` }] }),
    word('statement', 'section', { text: 'section "${1}" {\n  $0\n}', snippet: true, blocks: [{ kind: 'text', text: say`Lines that belong together, under a title.` }] }),
    word('statement', 'cross', { text: 'cross {\n  $0\n}', snippet: true }),
    word('statement', 'expect', { text: 'expect ', goesOn: true, blocks: [{ kind: 'text', text: say`States or variables that both ends must have here.` }] }),
    word('statement', 'wait', { text: 'wait ${1:2MSL}', snippet: true }),
    ...moment.above.length > 0 ? [] : [word('statement', 'observed', { text: 'observed ', goesOn: true, blocks: [{ kind: 'text', text: say`The segments stand in the order in which one place saw them, as in a capture.` }] })],
    word('statement', 'rule', { text: 'rule ', goesOn: true, blocks: [{ kind: 'text', text: say`How much a rule weighs in this flow, or in the whole file.` }] }),
    ...names(moment),
  ];
};

/** Calls and timers as whole lines: those that move the state, or that something is sent after. */
const callStatements = (moment: MomentBefore, end: EndId): readonly Item[] => {
  const reference = referenceText(moment, end);
  if (reference === undefined) return [];
  return calls(moment, reference).filter(({ label, detail = '' }) => detail.includes('→') ? label !== 'timeout(user)' : /retransmission|persist/.test(label)).map((item): Item => ({ ...item, label: `${reference}.${item.label}`, text: `${snippetOf(moment, reference)}.${item.text}`, snippet: true }));
};

const statesAfter = (moment: MomentBefore, one: Exchange): string =>
  endNames(moment, one.after).map((name, side) => `${name} ${one.after.reading.tcbs[side as Side].state}`).join(', ');

const exchangeItem = (moment: MomentBefore, one: Exchange): Item => ({
  kind: 'exchange', label: one.name.text, title: one.name, text: snippetOf(moment, one.lines.join('\n')), snippet: true,
  detail: statesAfter(moment, one),
  blocks: [{ kind: 'text', text: one.what }, { kind: 'plain', text: one.lines.join('\n') }],
});

const newFlow = (moment: MomentBefore): readonly Item[] => {
  const opening = moment.links[0] === undefined ? undefined : exchange(moment, moment.links[0], 'handshake');
  const what: Message = say`A flow of its own: it begins afresh, and has its own diagram.`;
  const lines = (opening?.lines ?? []).map((line) => `  ${line}\n`).join('');
  return [{
    kind: 'statement', label: 'flow', snippet: true, blocks: [{ kind: 'text', text: what }],
    text: `flow "\${1:Title}" {\n${snippetOf(moment, lines, 2)}  $0\n}`,
    ...(opening === undefined ? {} : { detail: statesAfter(moment, opening) }),
  }];
};

const declarations = ({ madeUp }: MomentBefore): readonly Item[] => {
  const [first, second] = madeUp;
  const text = first === undefined || second === undefined
    ? 'endpoint ${1:name}'
    : `endpoint \${1:${first}} isn=\${2:x}\nendpoint \${3:${second}} isn=\${4:y}`;
  return [{ kind: 'statement', label: 'endpoint', text, snippet: true, blocks: [{ kind: 'text', text: say`Who takes part, and with which numbers and options it begins.` }] }];
};

/** A value for each property of an endpoint. `text`: the line. */
const propertyValues = ({ cast: { endpoints } }: MomentBefore, text: string): Readonly<Record<string, string>> => {
  const taken = new Set([...endpoints.map(({ symbol }) => symbol), ...[...text.matchAll(/isn=(\w+)/g)].map(([, name]) => name)]);
  const isn = [...'xyzuvw'].find((letter) => !taken.has(letter)) ?? '0';
  return { isn, win: '64240', mss: '1460', ws: '7', port: '443', addr: '"192.0.2.1"', label: '""', seq: '1', ack: '1' };
};

/** What may stand behind an endpoint's name: its properties, and the state in which it begins. */
const properties = (moment: MomentBefore, before: string, text: string): readonly Item[] => {
  const stands = (name: string): boolean => new RegExp(`(?<![\\w])${name}(?![\\w])`).test(before);
  return [
    ...Object.entries(propertyValues(moment, text)).map(([name, value]) =>
      word('field', name, { label: `${name}=`, text: `${name}=${value.replace(/[^"]+|(?<=")(?=")/, '${1:$&}').replace('${1:}', '${1}')}`, snippet: true, blocks: entryBlocks(wordEntries[name]) })),
    word('field', 'sack_perm'), word('field', 'ts'),
    ...states.some(stands) ? [] : states.map((state): Item => ({ kind: 'state', label: state, text: state, blocks: entryBlocks(stateEntries[state]) })),
  ].filter(({ label }) => !stands(label.replace('=', '')));
};
