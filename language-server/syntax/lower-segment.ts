// A segment's flags, fields, options, modifiers and payload. Knows which words may stand behind the flags; does not
// judge what a segment may carry.
import { say } from '../core/flow/message.ts';
import type { SackField, SegmentEnd, SegmentStatement, Span, Time, Word } from '../core/flow/statement.ts';
import { readFlags } from './flags.ts';
import type { Part } from './generated/ast.ts';
import { readHex, readNumber, readString } from './literal.ts';
import { nearest } from './nearest.ts';
import type { Tree } from './parser.ts';
import type { Problems } from './problems.ts';
import { propertySpan, readField, readNumberField, readSack, readWord, type PropertyTree } from './property.ts';
import { segmentVocabulary } from './vocabulary.ts';

interface SegmentHead {
  readonly time?: Time | undefined;
  readonly from: SegmentEnd;
  readonly to: SegmentEnd;
  readonly flags: Word;
  readonly parts: readonly Tree<Part>[];
  readonly span: Span;
}

type Option = SegmentStatement['otherOptions'][number];
/** A segment while its parts are read. */
type Draft = { -readonly [Key in keyof SegmentStatement]: SegmentStatement[Key] } & { sack: SackField[]; otherOptions: Option[] };

/** The segment as far as it can be read; what cannot be read is left out and reported. */
export const lowerSegment = (head: SegmentHead, problems: Problems): SegmentStatement => {
  const { flags, span: flagsSpan } = readFlags(head.flags, problems);
  const draft: Draft = {
    kind: 'segment', span: head.span, from: head.from, to: head.to, flags, flagsSpan, sack: [], otherOptions: [],
  };
  if (head.time) draft.time = head.time;
  for (const part of head.parts) readPart(part, draft, problems);
  if (draft.fate?.fate === 'delayed' && !draft.name) {
    problems.report(draft.fate.span, say`expected \`as\` and a name after \`delayed\`, such as \`delayed as late\``);
  }
  return draft;
};

const readPart = (part: Tree<Part>, draft: Draft, problems: Problems): void => {
  if (part.payload) {
    if (draft.payload) problems.report(part.payload.span, say`a segment has one payload`);
    else draft.payload = readString(part.payload, problems);
  } else if (part.rule) {
    if (draft.violates) problems.report(part.rule.span, say`a line violates one rule`);
    else draft.violates = part.rule;
  } else if (part.label) {
    if (draft.name) problems.report(part.label.span, say`a segment has one name`);
    else draft.name = part.label;
  } else if (part.name) {
    readNamed(part, part.name, draft, problems);
  }
};

const readNamed = (part: PropertyTree, { text: name, span }: Word, draft: Draft, problems: Problems): void => {
  switch (name) {
    case 'seq': case 'ack': {
      const field = readField(part, problems);
      if (draft[name]) twice(name, span, problems);
      else if (field) draft[name] = field;
      return;
    }
    case 'len': case 'win': case 'urg': case 'mss': case 'ws': case 'tsval': case 'tsecr': {
      const field = readNumberField(part, problems);
      if (draft[name]) twice(name, span, problems);
      else if (field) draft[name] = field;
      return;
    }
    case 'sack_perm': {
      if (draft.sackPermitted) twice(name, span, problems);
      else draft.sackPermitted = readWord(part, problems);
      return;
    }
    case 'sack': {
      const field = readSack(part, problems);
      if (field) draft.sack.push(field);
      return;
    }
    case 'tfo': {
      const tfo = readCookie(part, problems);
      if (draft.tfo) twice(name, span, problems);
      else if (tfo) draft.tfo = tfo;
      return;
    }
    case 'option': {
      const option = readOption(part, problems);
      if (option) draft.otherOptions.push(option);
      return;
    }
    case 'ect0': case 'ect1': case 'ce': {
      if (draft.ecn) problems.report(span, say`a packet has one ECN mark: \`${draft.ecn.mark}\` or \`${name}\``);
      else draft.ecn = { mark: name, span: readWord(part, problems) };
      return;
    }
    case 'lost': case 'corrupted': case 'delayed': {
      if (draft.fate?.fate === name) twice(name, span, problems);
      else if (draft.fate) problems.report(span, say`a segment is either \`lost\`, \`corrupted\` or \`delayed\``);
      else draft.fate = { fate: name, span: readWord(part, problems) };
      return;
    }
    default:
      unknown(part, name, span, problems);
  }
};

const twice = (name: string, span: Span, problems: Problems): void => {
  problems.report(span, say`\`${name}\` stands twice`);
};

/** `tfo`, `tfo=0x9a8b` */
const readCookie = (part: PropertyTree, problems: Problems): SegmentStatement['tfo'] => {
  const value = part.operands?.[0] ?? part.string;
  if (!value) return { cookie: '', span: propertySpan(part) };
  const cookie = readHex(value, 'tfo=', problems);
  return cookie === undefined ? undefined : { cookie, span: propertySpan(part) };
};

/** `option=254`, `option=254:0xbeef` */
const readOption = (part: PropertyTree, problems: Problems): Option | undefined => {
  const [kindWord, dataWord, more] = part.operands ?? [];
  if (!part.equals) return problems.report(part.name!.span, say`expected \`=\` and the number of an option after \`option\``);
  if (part.string) return problems.report(part.string.span, say`expected the number of an option after \`option=\`, found a string`);
  if (!kindWord) return undefined;
  const kind = readNumber(kindWord, 'option=', problems);
  if (kind === undefined) return undefined;
  const operator = part.operators?.find((each) => each !== ':');
  if (operator !== undefined || more) {
    return problems.report(propertySpan(part), say`an option is written \`option=KIND:0xHEX\`, such as \`option=254:0xbeef\``);
  }
  const data = dataWord ? readHex(dataWord, `option=${kindWord.text}:`, problems) : '';
  return data === undefined ? undefined : { kind, data, span: propertySpan(part) };
};

const unknown = (part: PropertyTree, name: string, span: Span, problems: Problems): void => {
  // `SEQ`, `Win`, `SACK_PERM` are Wireshark's, `sackOK` and `wscale` are tcpdump's.
  const meant = Object.hasOwn(habits, name) ? habits[name] : nearest(name, segmentVocabulary);
  if (meant !== undefined) {
    problems.report(span, part.equals ? say`unknown field \`${name}\`; did you mean \`${meant}\`?` : say`unknown word \`${name}\`; did you mean \`${meant}\`?`);
  } else if (part.equals) {
    problems.report(span, say`unknown field \`${name}\``);
  } else {
    problems.report(span, say`expected a field such as \`seq=0\`, found \`${name}\``);
  }
};

const habits: Readonly<Record<string, string>> = {
  wscale: 'ws', WScale: 'ws', sackOK: 'sack_perm', length: 'len', window: 'win', payload: 'len', urgent: 'urg', urp: 'urg', name: 'as',
  dropped: 'lost', drop: 'lost', late: 'delayed', ecr: 'tsecr', fastopen: 'tfo', SLE: 'sack', violate: 'violates',
};
