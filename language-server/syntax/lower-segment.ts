// A segment's flags, fields, options, modifiers and payload. Knows which words may stand behind the flags; does not
// judge what a segment may carry.
import { say } from '../core/flow/message.ts';
import type { SegmentEnd, SegmentStatement, Span, Time, Word } from '../core/flow/statement.ts';
import { readFlags } from './flags.ts';
import type { Event } from './generated/ast.ts';
import { readHex, readNumber, readString } from './literal.ts';
import { nearest } from '../core/flow/nearest.ts';
import type { Tree } from './parser.ts';
import type { Problems } from './problems.ts';
import { propertySpan, readField, readNumberField, readSack, readWord, refuseTwice, type PropertyTree } from './property.ts';
import { segmentVocabulary } from './vocabulary.ts';

interface SegmentHead {
  readonly time?: Time | undefined;
  readonly from: SegmentEnd;
  readonly to: SegmentEnd;
  readonly flags: Word;
  /** What stands behind the flags. */
  readonly tree: Tree<Event>;
  readonly span: Span;
}

type Option = SegmentStatement['otherOptions'][number];
/** A segment while its parts are read. */
type Draft = { -readonly [Key in keyof SegmentStatement]: SegmentStatement[Key] };
const none: readonly never[] = Object.freeze([]);

/** The segment as far as it can be read; what cannot be read is left out and reported. */
export const lowerSegment = (head: SegmentHead, problems: Problems): SegmentStatement => {
  const { flags, span: flagsSpan } = readFlags(head.flags, problems);
  const draft: Draft = {
    kind: 'segment', span: head.span, from: head.from, to: head.to, flags, flagsSpan, sack: none, otherOptions: none,
  };
  if (head.time) draft.time = head.time;
  for (const property of head.tree.properties ?? []) {
    if (property.name) readProperty(property, property.name, draft, problems);
  }
  const { payloads = [], rules = [], labels = [] } = head.tree;
  if (payloads[0]) draft.payload = readString(payloads[0], problems);
  if (rules[0]) draft.violates = rules[0];
  if (labels[0]) draft.name = labels[0];
  if (payloads[1]) problems.report(payloads[1].span, say`a segment has one payload`);
  if (rules[1]) problems.report(rules[1].span, say`a line violates one rule`);
  if (labels[1]) problems.report(labels[1].span, say`a segment has one name`);
  if (draft.fate?.fate === 'delayed' && !draft.name) {
    problems.report(draft.fate.span, say`expected \`as\` and a name after \`delayed\`, such as \`delayed as late\``, 'delayed as late');
  }
  return draft;
};

const readProperty = (property: PropertyTree, { text: name, span }: Word, draft: Draft, problems: Problems): void => {
  switch (name) {
    case 'seq': case 'ack': {
      const field = readField(property, problems);
      if (draft[name]) refuseTwice(property, problems);
      else if (field) draft[name] = field;
      return;
    }
    case 'len': case 'win': case 'urg': case 'mss': case 'ws': case 'tsval': case 'tsecr': {
      const field = readNumberField(property, problems);
      if (draft[name]) refuseTwice(property, problems);
      else if (field) draft[name] = field;
      return;
    }
    case 'sack_perm': {
      if (draft.sackPermitted) refuseTwice(property, problems);
      else draft.sackPermitted = readWord(property, problems);
      return;
    }
    case 'sack': {
      const field = readSack(property, problems);
      if (field) draft.sack = [...draft.sack, field];
      return;
    }
    case 'tfo': {
      const tfo = readCookie(property, problems);
      if (draft.tfo) refuseTwice(property, problems);
      else if (tfo) draft.tfo = tfo;
      return;
    }
    case 'option': {
      const option = readOption(property, problems);
      if (option) draft.otherOptions = [...draft.otherOptions, option];
      return;
    }
    case 'ect0': case 'ect1': case 'ce': {
      if (draft.ecn) problems.report(span, say`a packet has one ECN mark: \`${draft.ecn.mark}\` or \`${name}\``);
      else draft.ecn = { mark: name, span: readWord(property, problems) };
      return;
    }
    case 'lost': case 'corrupted': case 'delayed': {
      if (draft.fate?.fate === name) refuseTwice(property, problems);
      else if (draft.fate) problems.report(span, say`a segment is either \`lost\`, \`corrupted\` or \`delayed\``);
      else draft.fate = { fate: name, span: readWord(property, problems) };
      return;
    }
    default:
      unknown(property, name, span, problems);
  }
};

/** `tfo`, `tfo=0x9a8b` */
const readCookie = (property: PropertyTree, problems: Problems): SegmentStatement['tfo'] => {
  const value = property.operands?.[0] ?? property.string;
  if (!value) return { cookie: '', span: propertySpan(property) };
  const cookie = readHex(value, 'tfo=', problems);
  return cookie === undefined ? undefined : { cookie, span: propertySpan(property) };
};

/** `option=254`, `option=254:0xbeef` */
const readOption = (property: PropertyTree, problems: Problems): Option | undefined => {
  const [kindWord, dataWord, more] = property.operands ?? [];
  if (!property.equals) return problems.report(property.name!.span, say`expected \`=\` and the number of an option after \`option\``);
  if (property.string) {
    return problems.report(property.string.span, say`expected the number of an option after \`option=\`, found a string`);
  }
  if (!kindWord) return undefined;
  const kind = readNumber(kindWord, 'option=', problems);
  if (kind === undefined) return undefined;
  const operator = property.operators?.find((each) => each !== ':');
  if (operator !== undefined || more) {
    return problems.report(propertySpan(property), say`an option is written \`option=KIND:0xHEX\`, such as \`option=254:0xbeef\``);
  }
  const data = dataWord ? readHex(dataWord, `option=${kindWord.text}:`, problems) : '';
  return data === undefined ? undefined : { kind, data, span: propertySpan(property) };
};

const unknown = (property: PropertyTree, name: string, span: Span, problems: Problems): void => {
  // `SEQ`, `Win`, `SACK_PERM` are Wireshark's, `sackOK` and `wscale` are tcpdump's.
  const meant = Object.hasOwn(habits, name) ? habits[name] : nearest(name, segmentVocabulary);
  if (meant !== undefined) {
    const field = say`unknown field \`${name}\`; did you mean \`${meant}\`?`;
    const word = say`unknown word \`${name}\`; did you mean \`${meant}\`?`;
    problems.report(span, property.equals ? field : word, meant);
  } else if (property.equals) {
    problems.report(span, say`unknown field \`${name}\``);
  } else {
    problems.report(span, say`expected a field such as \`seq=0\`, found \`${name}\``);
  }
};

const habits: Readonly<Record<string, string>> = {
  wscale: 'ws', WScale: 'ws', sackOK: 'sack_perm', length: 'len', window: 'win', payload: 'len', urgent: 'urg', urp: 'urg', name: 'as',
  dropped: 'lost', drop: 'lost', late: 'delayed', ecr: 'tsecr', fastopen: 'tfo', SLE: 'sack', violate: 'violates',
};
