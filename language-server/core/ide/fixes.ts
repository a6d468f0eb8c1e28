// Quick fixes: what would cure a finding. Each rule's cures are proposed here from what the rule and the moment before
// the line tell; whether a proposal cures, and brings nothing new, is tried out before it is offered.
import type { Analysis } from '../analyze.ts';
import type { Finding } from '../flow/finding.ts';
import { format, say, type Message } from '../flow/message.ts';
import { nearest } from '../flow/nearest.ts';
import { opensBlock } from '../flow/nesting.ts';
import { isOpening, type EndReference, type Line, type SegmentStatement, type Span } from '../flow/statement.ts';
import { shortestTimeout } from '../rules/early-fast-retransmission.ts';
import { rounded } from '../rules/happenings.ts';
import { rules } from '../rules/index.ts';
import { ACK, AE, CWR, ECE, FIN, flagsText, PSH, RST, SYN, URG, type Flags } from '../tcp/flags.ts';
import { seqDistance, type Seq } from '../tcp/seq.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { flowAt } from '../timeline/at-line.ts';
import { otherSide } from '../timeline/reading.ts';
import type { Side, Timeline } from '../timeline/timeline.ts';
import { edited, type Edit } from './edit.ts';
import { exchange } from './exchange.ts';
import { endpointWords } from './names.ts';
import { endpointOf, endText, faultOfLine, headText, momentBefore, ownSeq, referenceText, sendOn, valueAt, type Link, type MomentBefore } from './moment-before.ts';
import { nextSegments, nextSegmentsOf, roomOf } from './next-segment.ts';

export interface Fix {
  readonly title: Message;
  readonly edits: readonly Edit[];
  /** TCP leaves no other way. */
  readonly certain?: boolean;
  /** The finding itself says that this would be right. */
  readonly said?: boolean;
  /** Of several places that a line may go to, the first that cures is enough. */
  readonly moves?: boolean;
}

/** A file, and what it would be found to have with other lines. */
export interface Patient {
  readonly analysis: Analysis;
  readonly lines: readonly Line[];
  readonly texts: readonly string[];
  /** Absent where the file is too long to try anything out: then only what is certain is offered. */
  readonly tryOut?: (texts: readonly string[]) => readonly Finding[];
}

/** The best first. */
export const fixes = (patient: Patient, finding: Finding): readonly Fix[] => {
  if (finding.onPurpose === true) return [];
  const proposals = proposed({ ...patient, finding });
  const { tryOut } = patient;
  if (tryOut === undefined) return proposals.filter(({ certain }) => certain === true);
  const before = tryOut(patient.texts);
  const seen = new Set<string>();
  const cures: Fix[] = [];
  for (const fix of proposals) {
    const texts = edited(patient.texts, fix.edits);
    const key = texts.join('\n');
    if (seen.has(key)) continue;
    seen.add(key);
    const offered = cures.some(({ title, moves }) => format(title) === format(fix.title) || (moves === true && fix.moves === true));
    if (!offered && isCure(finding, before, tryOut(texts), fix)) cures.push(fix);
  }
  return cures;
};

/** The whole file with everything mended that has one certain cure; undefined where there is nothing to mend. */
export const fixAll = (patient: Patient, analyzed: (texts: readonly string[]) => Pick<Patient, 'analysis' | 'lines'>): readonly string[] | undefined => {
  let { texts } = patient;
  let now: Pick<Patient, 'analysis' | 'lines'> = patient;
  let best = { texts, errors: errors(now.analysis.findings) };
  // A line has one error at a time: what is mended may uncover the next one.
  for (let round = 0; round < rounds; round++) {
    const lines = new Set<number>();
    const edits = now.analysis.findings.flatMap((finding) => {
      const [fix] = lines.has(finding.line) ? [] : certainly({ ...now, texts, finding });
      if (fix !== undefined) lines.add(finding.line);
      return fix?.edits ?? [];
    });
    if (edits.length === 0) break;
    texts = edited(texts, edits);
    now = analyzed(texts);
    const left = errors(now.analysis.findings);
    if (left < best.errors) best = { texts, errors: left };
  }
  return best.texts === patient.texts ? undefined : best.texts;
};

const rounds = 10;

const errors = (findings: readonly Finding[]): number => findings.filter(({ severity, onPurpose }) => severity === 'error' && onPurpose !== true).length;

/** The finding is gone, and nothing is wrong that was right. */
const isCure = ({ code, line, span, message }: Finding, before: readonly Finding[], after: readonly Finding[], { edits }: Fix): boolean => {
  const count = (findings: readonly Finding[], wanted: string): number => findings.filter((one) => one.code === wanted && one.onPurpose !== true).length;
  // A line has one problem of syntax at a time, and is judged only when it has none: what is told of it next was so before.
  const isSyntax = code === 'syntax';
  const next = isSyntax ? after.find((one) => one.code === 'syntax' && one.line === line) : undefined;
  if (next === undefined ? count(after, code) >= count(before, code) : next.span.start <= span.start && next.message.text === message.text) return false;
  // What a flow leaves unanswered is not told while something in it is wrong: it may come to light.
  const grave = after.filter((one) => (one.severity === 'error' || one.severity === 'warning') && one.onPurpose !== true && one.code !== 'unanswered-segment' && !(isSyntax && one.line === line));
  // Nor is it mended where its own line has another fault instead: elsewhere such a one may have gone.
  const isOwn = (one: Finding): boolean => one.line === line && edits.every(({ kind }) => kind === 'replace');
  if (grave.some((one) => isOwn(one) && !before.some((other) => other.line === line && other.code === one.code))) return false;
  return [...new Set(grave.map((one) => one.code))].every((one) => count(grave, one) <= count(before, one));
};

// Proposals

interface Case extends Omit<Patient, 'tryOut'> {
  readonly finding: Finding;
}

/** In their order; what does not cure falls out later. */
const proposed = (it: Case): readonly Fix[] => {
  const { finding: { code, line }, lines } = it;
  const statement = lines[line]?.statement;
  const own = ownCures[code]?.(it) ?? [];
  const ofSegment = statement?.kind === 'segment' && segmentCodes.has(code) ? segmentCures(it, statement) : [];
  return [...direct(it), ...moves(it), ...own, ...ofSegment];
};

/**
 * Faults that a line may have because it stands too early or too late. Elsewhere too a fault may go where the line is moved, but then because
 * it says something else there.
 */
const movable = new Set([
  'segment-before-handshake', 'ack-of-undelivered-data', 'ack-of-unsent-data', 'stale-ack', 'seq-gap', 'stale-seq', 'outside-window', 'data-after-fin', 'segment-after-close', 'segment-after-reset',
  'missing-ack-flag', 'unexpected-syn', 'time-went-back', 'impossible-call', 'impossible-timeout', 'state-mismatch', 'unknown-name',
]);

/** So many statements further, no more. */
const farthestMove = 6;

/** The line below or above its neighbours in its block, the nearest first. */
const moves = ({ finding: { code, line }, lines, texts }: Case): readonly Fix[] => {
  // What is told above a line belongs to it.
  if (!movable.has(code) || lines[line - 1]?.doc !== undefined) return [];
  const neighbours = (step: 1 | -1): readonly number[] => {
    const found: number[] = [];
    for (let other = line + step; found.length < farthestMove && lines[other] !== undefined; other += step) {
      const { statement } = lines[other]!;
      if (statement?.kind === 'close' || statement?.kind === 'endpoint' || opensBlock(lines[other]!)) break;
      if (statement !== undefined) found.push(other);
    }
    return found;
  };
  const [below, above] = [neighbours(1), neighbours(-1)];
  const remove: Edit = { kind: 'remove', line };
  return Array.from({ length: farthestMove }, (_, index) => [below[index], above[index]]).flat().filter((other) => other !== undefined).map((other): Fix => {
    const { start, end } = lines[other]!.statement!.span;
    const neighbour = texts[other]!.slice(start, end);
    return {
      title: other > line ? say`Move this line below ${neighbour}` : say`Move this line above ${neighbour}`,
      edits: [remove, { kind: 'insert', line: other > line ? other + 1 : other, lines: [texts[line]!] }], moves: true,
    };
  });
};

const segmentCodes = new Set(rules.filter(({ segment, follow }) => segment !== undefined || follow !== undefined).map(({ code }) => code));

/** Rules that leave one value, and no doubt that the author meant it. */
const certainCodes = new Set([
  'syntax', 'changed-isn', 'seq-before-isn', 'seq-gap', 'stale-seq', 'ack-of-unsent-data', 'ack-of-undelivered-data', 'stale-ack',
  'missing-ack-flag', 'unexpected-ack-flag', 'length-mismatch', 'wrong-reset',
]);

const certainly = (it: Case): readonly Fix[] => (it.finding.onPurpose === true ? [] : direct(it).filter(({ certain }) => certain === true));

/** What the finding itself says would be right. */
const direct = ({ finding: { code, line, span: found, fix, fixSpan, message, related = [] }, texts }: Case): readonly Fix[] => {
  if (fix === undefined) return [];
  const too = related.flatMap((place) => (place.fix === undefined ? [] : [{ ...place, fix: place.fix }]));
  if (too.length > 0) {
    const all = [{ line, span: found, fix }, ...too];
    return [{ title: say`Replace with ${all.map((one) => one.fix).join(', ')}`, edits: all.map((one) => ({ kind: 'replace', line: one.line, span: one.span, text: one.fix })), said: true }];
  }
  const span = fixSpan ?? found;
  // “Did you mean” is a guess, and so is that two words without an arrow are a segment.
  const certain = certainCodes.has(code) && !message.text.includes('did you mean') && fix !== ' ->';
  const edit: Edit = fix === '' ? cut(texts, line, span) : { kind: 'replace', line, span, text: fix };
  return [{ title: fix === '' ? say`Leave out ${texts[line]!.slice(span.start, span.end)}` : span.start === span.end ? say`Insert ${fix.trim()}` : say`Replace with ${fix.trim()}`, edits: [edit], said: true, ...(certain ? { certain } : {}) }];
};

/** Takes something out, with the space before it. */
const cut = (texts: readonly string[], line: number, { start, end }: Span): Edit => {
  const before = texts[line]!.slice(0, start);
  return { kind: 'replace', line, span: { start: before.trim() === '' ? start : before.trimEnd().length, end }, text: '' };
};

/** `seq=` belongs to its value, `:` to a port, and `violates` to the rule's name. */
const wholeField = (texts: readonly string[], line: number, { start, end }: Span): Span => {
  const text = texts[line]!;
  const head = /(?:\w+=|:|violates\s+)$/.exec(text.slice(0, start))?.[0] ?? '';
  const tail = head.endsWith('=') ? /^[^\s"]*/.exec(text.slice(end))![0] : '';
  return { start: start - head.length, end: end + tail.length };
};

const leaveOut = ({ finding: { line, span }, texts }: Case): Fix => {
  const whole = wholeField(texts, line, span);
  const port = texts[line]![whole.start] === ':';
  return {
    title: say`Leave out ${texts[line]!.slice(whole.start, whole.end)}`,
    edits: [port ? { kind: 'replace', line, span: whole, text: '' } : cut(texts, line, whole)],
  };
};

const removeLine = ({ finding: { line } }: Case): Fix => ({ title: say`Remove this line`, edits: [{ kind: 'remove', line }] });

const markLost = (texts: readonly string[], line: number, { start, end }: Span): Fix =>
  ({ title: say`Mark ${texts[line]!.slice(start, end)} as lost`, edits: [{ kind: 'replace', line, span: { start: end, end }, text: ' lost' }] });

/** The last segment that has come to the end whose timer should run. */
const acknowledgmentLost = ({ finding: { line }, lines, texts }: Case): readonly Fix[] => {
  const timer = lines[line]?.statement;
  if (timer?.kind !== 'timeout') return [];
  for (let above = line - 1; above >= Math.max(0, line - farthestMove); above--) {
    const statement = segmentAt(lines, above);
    if (statement?.to.name.text === timer.end.name.text) return statement.fate === undefined && statement.name === undefined ? [markLost(texts, above, statement.span)] : [];
  }
  return [];
};

const replace = (line: number, span: Span, text: string): Fix => ({ title: say`Replace with ${text}`, edits: [{ kind: 'replace', line, span, text }] });

/** The blanks before the line's text; there may be no such line. */
const indentOf = (text = ''): string => /^\s*/.exec(text)![0];

/** Lines above another, indented as it is. */
const insertAbove = (texts: readonly string[], line: number, lines: readonly string[]): Fix => {
  const indent = indentOf(texts[line]);
  return { title: insertTitle(lines), edits: [{ kind: 'insert', line, lines: lines.map((text) => indent + text) }] };
};

const insertTitle = (lines: readonly string[]): Message =>
  (lines.length === 1 ? say`Insert ${lines[0]!}` : say`Insert ${lines.length} lines, from ${lines[0]!} to ${lines.at(-1)!}`);

// Segments

const usualFlags: readonly Flags[] = [ACK, SYN, SYN | ACK, FIN | ACK, PSH | ACK, RST | ACK, RST];

const segmentCures = (it: Case, statement: SegmentStatement): readonly Fix[] => {
  const { finding: { code, line }, texts, analysis } = it;
  const moment = momentBefore(analysis.timelines, line);
  const meant = meantBy(moment, statement);
  return [
    ...missingConnection.has(code) ? misspelt(it, statement) : [],
    ...aboutFlags.has(code) ? otherFlags(line, statement) : [],
    ...aboutFlags.has(code) && meant !== undefined ? instead(line, moment, meant, statement) : [],
    ...aboutNumbers.has(code) ? bothNumbers(line, moment, meant, statement) : [],
    ...!aboutNumbers.has(code) && !aboutPace.has(code) && optional.test(wordAt(it)) ? [leaveOut(it)] : [],
    ...meant === undefined || !missingBefore.has(code) ? [] : [
      ...missingData(it, moment, meant, statement),
      ...missingSegments(moment, meant.link).map((lines) => insertAbove(texts, line, lines)),
    ],
    ...mayBeTurned.has(code) ? [turnedAround(line, statement)] : [],
    ...removable.has(code) ? [removeLine(it)] : [],
    ...statement.violates === undefined
      ? [{ title: say`Say that this line violates ${code}`, edits: [{ kind: 'replace', line, span: { start: statement.span.end, end: statement.span.end }, text: ` violates ${code}` }] } satisfies Fix]
      : [],
  ];
};

const aboutFlags = new Set(['illegal-flags', 'segment-before-handshake', 'unexpected-ack-flag', 'segment-after-reset', 'segment-after-close', 'data-after-fin', 'unexpected-syn', 'crossing-syn-refused', 'option-not-on-syn']);
const aboutNumbers = new Set(['seq-gap', 'seq-before-isn', 'stale-seq', 'ack-of-unsent-data', 'stale-ack', 'ack-of-undelivered-data']);
/** Faults of what is sent again or asked for too early: with other numbers it would be another segment. */
const aboutPace = new Set(['early-fast-retransmission', 'rto-not-backed-off', 'timeout-skips-oldest', 'early-syn-retransmission', 'probe-not-backed-off', 'early-keep-alive', 'late-ack']);
/** Faults of a line whose arrow points the wrong way. */
const mayBeTurned = new Set(['unexpected-ack-flag', 'segment-before-handshake', 'seq-before-isn', 'seq-gap', 'stale-seq', 'ack-of-unsent-data', 'stale-ack']);

/** The other end sends it. */
const turnedAround = (line: number, { from, to }: SegmentStatement): Fix => {
  const text = (end: SegmentStatement['from']): string => `${end.name.text}${end.port === undefined ? '' : `:${end.port.value}`}`;
  return replace(line, { start: endSpan(from).start, end: endSpan(to).end }, `${text(to)} -> ${text(from)}`);
};

/** A field that a segment need not have. */
const optional = /^(?:\w+=|(?:tfo|sack_perm|ect[01]|ce)$)/;
const missingConnection = new Set(['segment-before-handshake', 'unexpected-ack-flag']);

/** Where no endpoint is declared, a name with a slip in it is one more endpoint, which only that line knows. */
const misspelt = (it: Case, { from, to }: SegmentStatement): readonly Fix[] => {
  const { finding: { line }, texts } = it;
  const known = timelineOf(it)?.endpoints ?? [];
  return [from.name, to.name].flatMap(({ text, span }) => {
    const usedTwice = texts.filter((one) => one.split(/[^\p{L}\p{N}_]+/u).includes(text)).length > 1;
    if (usedTwice || known.some(({ name, declared }) => name === text && declared !== undefined)) return [];
    const other = nearest(text, known.map(({ name }) => name).filter((name) => name !== from.name.text && name !== to.name.text));
    return other === undefined ? [] : [replace(line, span, other)];
  });
};

const missingBefore = new Set(['segment-before-handshake', 'ack-of-undelivered-data', 'ack-of-unsent-data', 'seq-gap', 'outside-window', 'segment-after-close', 'segment-after-reset', 'invalid-sack-block']);
const removable = new Set([
  'segment-after-reset', 'segment-after-close', 'unexpected-syn', 'data-after-fin', 'spurious-retransmission', 'segment-before-handshake', 'outside-window', 'illegal-flags',
  'changed-retransmission', 'mss-exceeded', 'ack-of-undelivered-data', 'wrong-reset', 'stale-ack', 'needless-ack', 'early-syn-retransmission',
  'reset-instead-of-challenge', 'unfounded-dsack', 'silly-window',
]);

interface Meant {
  readonly link: Link;
  readonly side: Side;
}

/** The connection that a segment belongs to. */
const meantBy = (moment: MomentBefore, { from, to }: SegmentStatement): Meant | undefined => {
  const is = (link: Link, side: Side, end: SegmentStatement['from']): boolean => {
    const at = { connection: link.connection, side };
    return endpointOf(moment, at).name === end.name.text && (end.port === undefined || moment.cast.connections[link.connection]!.ends[side].port === end.port.value);
  };
  return moment.links.flatMap((link) => ([0, 1] as const).map((side) => ({ link, side }))).find(({ link, side }) => is(link, side, from) && is(link, otherSide(side), to));
};

/** Flags that are usual, those first that differ least from what is written. */
const otherFlags = (line: number, { flags, flagsSpan, ack }: SegmentStatement): readonly Fix[] => {
  const bits = (value: number): number => value.toString(2).replaceAll('0', '').length;
  return usualFlags.filter((other) => other !== flags && (other & RST & ~flags) === 0 && (ack === undefined || (other & ACK) !== 0)).toSorted((a, b) => bits(a ^ flags) - bits(b ^ flags))
    .map((other) => replace(line, flagsSpan, `[${flagsText(other)}]`));
};

/** What this end may send instead. A reset only where it owes one. */
const instead = (line: number, moment: MomentBefore, { link, side }: Meant, { flagsSpan, seq, ack, len, payload }: SegmentStatement): readonly Fix[] => {
  const end = Math.max(...[flagsSpan, seq?.span, ack?.span, len?.span, payload?.span].map((span) => span?.end ?? 0));
  return nextSegmentsOf(moment, link).filter((next) => next.side === side && (next.rank < 6 || (next.segment.flags & RST) === 0)).slice(0, 3)
    .map(({ tail }) => replace(line, { start: flagsSpan.start, end }, tail));
};

/** Whoever has mixed up both numbers mends both. */
const bothNumbers = (line: number, moment: MomentBefore, meant: Meant | undefined, { flags, seq, ack, len }: SegmentStatement): readonly Fix[] => {
  const sent = meant === undefined || seq === undefined || ack === undefined ? undefined : sendOn(moment, meant.link, meant.side, { flags, ...(len === undefined ? {} : { len: len.value }) });
  const [, right, acknowledged] = /(seq=\S+) (ack=\S+)/.exec(sent?.tail ?? '') ?? [];
  if (right === undefined || acknowledged === undefined) return [];
  return [{
    title: say`Replace with ${`${right} ${acknowledged}`}`,
    edits: [{ kind: 'replace', line, span: seq!.span, text: right }, { kind: 'replace', line, span: ack!.span, text: acknowledged }],
  }];
};

/** The bytes before a gap; a window that is opened before it is used; less data than the window takes. */
const missingData = ({ finding: { code, line }, texts }: Case, moment: MomentBefore, { link, side }: Meant, statement: SegmentStatement): readonly Fix[] => {
  const tcb = link.reading.tcbs[side];
  if (code === 'outside-window') {
    const room = roomOf(tcb);
    const less = statement.len === undefined || room === 0 ? [] : [replace(line, statement.len.span, `len=${room}`)];
    const opened = sendOn(moment, link, otherSide(side), { flags: ACK, win: Math.max(statement.len?.value ?? statement.payload?.bytes ?? 0, 1000) });
    const update = opened === undefined ? [] : [insertAbove(texts, line, [headText(moment, { connection: link.connection, side: otherSide(side) }) + opened.tail])];
    return [...less, ...update];
  }
  const seq = statement.seq === undefined ? undefined : valueAt(moment, statement.seq.value);
  if (code !== 'seq-gap' || seq === undefined) return [];
  const sent = sendOn(moment, link, side, { flags: PSH | ACK, len: seqDistance(tcb.snd.nxt, seq) });
  return sent === undefined ? [] : [insertAbove(texts, line, [headText(moment, { connection: link.connection, side }) + sent.tail])];
};

/** What may be missing above a line: a segment, the likeliest first, or all of the handshake. */
const missingSegments = (moment: MomentBefore, link: Link): readonly (readonly string[])[] => {
  const opening = exchange(moment, link, 'handshake');
  const single = nextSegments(moment).filter(({ segment }) => (segment.flags & RST) === 0).slice(0, 8)
    .map((next) => [headText(moment, { connection: next.link.connection, side: next.side }) + next.tail]);
  return [...opening === undefined ? [] : [opening.lines], ...single, ...continuations(moment, link, 3).slice(1)];
};

/** What both ends most likely do next: one line, two, … */
const continuations = (moment: MomentBefore, link: Link, most: number): readonly (readonly string[])[] => {
  const found: (readonly string[])[] = [];
  let now = { ...moment, links: [link] };
  while (found.length < most) {
    const next = nextSegmentsOf(now, now.links[0]!).find(({ rank, segment }) => rank < 6 && (segment.flags & RST) === 0);
    if (next === undefined) break;
    found.push([...found.at(-1) ?? [], headText(moment, { connection: link.connection, side: next.side }) + next.tail]);
    now = { ...now, links: [next.after], last: undefined };
  }
  return found;
};

// Everything else

/** Above the closing brace of the line's flow, or below the file's last statement. */
const atEnd = ({ analysis, finding: { line }, texts, lines }: Case, inserted: (moment: MomentBefore) => readonly (readonly string[])[]): readonly Fix[] => {
  const timeline = flowAt(analysis.timelines, line);
  if (timeline === undefined) return [];
  const { flow, length } = timeline;
  const closes = lines[flow.endLine]?.statement?.kind === 'close' && flow.line < flow.endLine && flow.title !== undefined;
  const at = closes ? flow.endLine : (timeline.step(length - 1)?.line ?? line) + 1;
  const indent = indentOf(texts[line]);
  return inserted(momentBefore(analysis.timelines, at)).map((some): Fix =>
    ({ title: insertTitle(some), edits: [{ kind: 'insert', line: at, lines: some.map((text) => indent + text) }] }));
};

const goOn = (most: number) => (it: Case): readonly Fix[] => {
  const statement = it.lines[it.finding.line]?.statement;
  if (statement?.kind !== 'segment') return [];
  return atEnd(it, (moment) => {
    const link = meantBy(moment, statement)?.link;
    return link === undefined ? [] : continuations(moment, link, most);
  });
};

const wordAt = ({ finding: { line, span }, texts }: Case): string => texts[line]!.slice(span.start, span.end);

const timelineOf = ({ analysis, finding: { line } }: Case): Timeline | undefined => flowAt(analysis.timelines, line);

/** A name that is not taken: `late2`. */
const freeName = (name: string, texts: readonly string[]): string => {
  const all = texts.join('\n');
  let number = 2;
  while (all.includes(`${name}${number}`)) number++;
  return `${name}${number}`;
};

const segmentAt = (lines: readonly Line[], line: number): SegmentStatement | undefined => {
  const statement = lines[line]?.statement;
  return statement?.kind === 'segment' ? statement : undefined;
};

/** Both ends of a segment's connection before its line, and their numbers as the author would write them. */
interface LineEnds {
  readonly own: Tcb;
  readonly peer: Tcb;
  readonly ownSeq: (seq: Seq) => string;
  readonly peerSeq: (seq: Seq) => string;
}

const endsOfLine = ({ finding: { line }, lines, analysis }: Case): LineEnds | undefined => {
  const statement = segmentAt(lines, line);
  if (statement === undefined) return undefined;
  const moment = momentBefore(analysis.timelines, line);
  const meant = meantBy(moment, statement);
  if (meant === undefined) return undefined;
  const { link: { connection, reading: { tcbs } }, side } = meant;
  const numberOf = (of: Side) => (seq: Seq): string => ownSeq(moment, { connection, side: of }, seq);
  return { own: tcbs[side], peer: tcbs[otherSide(side)], ownSeq: numberOf(side), peerSeq: numberOf(otherSide(side)) };
};

/** What the sender's clock may have shown: what it showed last, or what an echo below tells. */
const clockOf = ({ finding: { line }, lines }: Case, { own: { lastTsval = 0 } }: LineEnds): readonly number[] => {
  const from = segmentAt(lines, line)?.from.name.text;
  const echoes = lines.slice(line + 1, line + 20).flatMap(({ statement }) => (statement?.kind === 'segment' && statement.to.name.text === from ? statement.tsecr?.value ?? [] : []));
  return [lastTsval, ...echoes.filter((tsecr) => tsecr > lastTsval).slice(0, 1)];
};

/** Several fields of a segment at once, where it has them. */
const leaveOutAll = ({ finding: { line }, lines, texts }: Case, fieldsOf: (statement: SegmentStatement) => readonly (Span | undefined)[]): readonly Fix[] => {
  const statement = segmentAt(lines, line);
  const spans = statement === undefined ? [] : fieldsOf(statement).filter((span) => span !== undefined);
  return spans.length === 0 ? [] : [{ title: say`Leave out ${spans.map(({ start, end }) => texts[line]!.slice(start, end)).join(' ')}`, edits: spans.map((span) => cut(texts, line, span)) }];
};

/** The segment with some flags more, or without some. */
const flagsWith = ({ finding: { line }, lines }: Case, more: Flags, without: Flags): readonly Fix[] => {
  const statement = segmentAt(lines, line);
  const flags = ((statement?.flags ?? 0) | more) & ~without;
  return statement === undefined || flags === statement.flags ? [] : [replace(line, statement.flagsSpan, `[${flagsText(flags)}]`)];
};

const ownCures: Readonly<Record<string, (it: Case) => readonly Fix[]>> = {
  syntax: (it) => {
    const { finding: { line }, lines, texts } = it;
    // A block that stays open ends before the next flow, or with the file.
    if (lines[line]?.problem !== undefined || !isOpening(lines[line]?.statement)) return [];
    const next = lines.findIndex(({ statement }, index) => index > line && statement?.kind === 'flow');
    const end = next < 0 ? texts.findLastIndex((text) => text.trim() !== '') + 1 : texts.slice(0, next).findLastIndex((text) => text.trim() !== '' && !text.trimStart().startsWith('//')) + 1;
    return [{ title: say`Insert ${'}'}`, edits: [{ kind: 'insert', line: end, lines: [`${indentOf(texts[line])}}`] }] }];
  },
  // Which address was meant nobody can tell; without one the flow is as right.
  'hidden-character': ({ finding: { line, span, message: { values: [codes] } }, texts }) => {
    const edit = (text: string): readonly Edit[] => [{ kind: 'replace', line, span, text }];
    const isInString = /^(?:[^"/]|\/(?!\/)|"(?:\\.|[^"\\])*")*"(?:\\.|[^"\\])*$/u.test(texts[line]!.slice(0, span.start));
    const escaped = [...texts[line]!.slice(span.start, span.end)].map((character) => `\\u{${character.codePointAt(0)!.toString(16).toUpperCase()}}`).join('');
    // In data each character counts: it may be meant, and then it can be written so that one sees it.
    return [{ title: say`Remove ${codes!}`, edits: edit(''), ...(isInString ? {} : { certain: true }) }, ...isInString ? [{ title: say`Replace with ${escaped}`, edits: edit(escaped) }] : []];
  },
  'multicast-address': (it) => [leaveOut(it)],
  // A sequence number goes on from 0 behind the last one.
  'value-out-of-range': (it) => {
    const { finding: { line, span } } = it;
    const value = Number(wordAt(it));
    return [...Number.isSafeInteger(value) ? [replace(line, span, String(value % 2 ** 32))] : [], leaveOut(it)];
  },
  'spurious-retransmission': (it) => {
    const seq = segmentAt(it.lines, it.finding.line)?.seq;
    const ends = endsOfLine(it);
    return seq === undefined || ends === undefined ? [] : [replace(it.finding.line, seq.span, `seq=${ends.ownSeq(ends.own.snd.nxt)}`)];
  },
  // The duplicate ACKs that are missing, or the timer.
  'early-fast-retransmission': ({ finding: { line, message: { values: [duplicates, after] } }, lines, texts, analysis }) => {
    const statement = segmentAt(lines, line);
    const moment = momentBefore(analysis.timelines, line);
    const meant = statement === undefined ? undefined : meantBy(moment, statement);
    if (meant === undefined) return [];
    const peer = { connection: meant.link.connection, side: otherSide(meant.side) };
    const duplicate = sendOn(moment, meant.link, peer.side, { flags: ACK });
    const { time } = statement!;
    return [
      ...duplicate === undefined ? [] : [insertAbove(texts, line, Array.from({ length: 3 - Number(duplicates) }, () => headText(moment, peer) + duplicate.tail))],
      ...time === undefined ? [] : [replace(line, time.span, `@${time.relative ? '+' : ''}${rounded(time.ms + shortestTimeout - Number(after))}ms`)],
    ];
  },
  // What it leaves out was lost, or arrived after it had left.
  'stale-ack': ({ finding: { line, related: [first] = [] }, lines, texts }) => {
    const own = segmentAt(lines, line);
    if (own === undefined || first === undefined) return [];
    const late = lines.slice(first.line, line).flatMap(({ statement }, index) => (
      statement?.kind === 'segment' && statement.from.name.text === own.to.name.text && statement.fate === undefined && statement.name === undefined ? [{ statement, line: first.line + index }] : []));
    const names = late.map((_, index) => `late${index === 0 ? '' : index + 1}`);
    if (late.length === 0 || texts.some((text) => /\blate\d*\b/.test(text))) return [];
    const { start, end } = late[0]!.statement.span;
    const indent = indentOf(texts[line]);
    const text = texts[first.line]!.slice(start, end);
    return [markLost(texts, first.line, { start, end }), {
      title: say`Deliver ${text} below this line`,
      edits: [
        ...late.map(({ statement, line: at }, index): Edit => ({ kind: 'replace', line: at, span: { start: statement.span.end, end: statement.span.end }, text: ` delayed as ${names[index]!}` })),
        { kind: 'insert', line: line + 1, lines: names.map((name) => `${indent}deliver ${name}`) },
      ],
    }];
  },
  'keep-alive-with-data': (it) => leaveOutAll(it, ({ len, payload }) => [len?.span, payload?.span]),
  'invalid-urgent-pointer': (it) => flagsWith(it, URG, 0),
  'ecn-not-negotiated': (it) => flagsWith(it, 0, ECE | CWR | AE),
  'invalid-ecn-setup': (it) => flagsWith(it, 0, ECE | CWR | AE),
  'reset-instead-of-challenge': ({ finding: { line }, lines, texts }) => {
    const statement = segmentAt(lines, line);
    if (statement === undefined) return [];
    const { flagsSpan, seq, ack } = statement;
    return [{
      title: say`Replace with ${'[ACK]'}`,
      edits: [{ kind: 'replace', line, span: flagsSpan, text: '[ACK]' }, ...[seq, ack].flatMap((field) => (field === undefined ? [] : [cut(texts, line, field.span)]))],
    }];
  },
  'missing-timestamp': (it) => {
    const { finding: { line }, lines } = it;
    const [statement, ends] = [segmentAt(lines, line), endsOfLine(it)];
    if (statement === undefined || ends === undefined) return [];
    const at = Math.max(...[statement.flagsSpan, statement.seq?.span, statement.ack?.span, statement.len?.span, statement.win?.span].map((span) => span?.end ?? 0));
    return clockOf(it, ends).map((tsval) => `tsval=${tsval} tsecr=${ends.own.tsRecent ?? 0}`)
      .map((text) => ({ title: say`Add ${text}`, edits: [{ kind: 'replace', line, span: { start: at, end: at }, text: ` ${text}` }] }));
  },
  'timestamp-went-back': (it) => {
    const { finding: { line, span } } = it;
    const ends = endsOfLine(it);
    if (ends === undefined) return [];
    return wordAt(it).startsWith('tsval') ? clockOf(it, ends).map((tsval) => replace(line, span, `tsval=${tsval}`)) : [replace(line, span, `tsecr=${ends.own.tsRecent ?? ends.peer.lastTsval ?? 0}`)];
  },
  'option-not-on-syn': (it) => leaveOutAll(it, ({ mss, ws, sackPermitted, tfo }) => [mss?.span, ws?.span, sackPermitted, tfo?.span]),
  'option-not-negotiated': (it) => leaveOutAll(it, ({ tsval, tsecr, sack }) => [tsval?.span, tsecr?.span, ...sack.map(({ span }) => span)]),
  'invalid-sack-block': (it) => {
    const { finding: { line, span } } = it;
    const ends = endsOfLine(it);
    return ends === undefined ? [] : ends.own.rcv.kept.map(({ left, right }) => replace(line, span, `sack=${ends.peerSeq(left)}-${ends.peerSeq(right)}`));
  },
  // The first SYN acknowledges nothing, whatever number stands there.
  'unexpected-ack-flag': ({ finding: { line }, lines, texts }) => {
    const statement = segmentAt(lines, line);
    if (statement === undefined || (statement.flags & ACK) === 0 || statement.ack === undefined) return [];
    const text = `[${flagsText(statement.flags & ~ACK)}]`;
    return [{ title: say`Replace with ${text}`, edits: [{ kind: 'replace', line, span: statement.flagsSpan, text }, cut(texts, line, statement.ack.span)] }];
  },
  'changed-retransmission': ({ finding: { line, span, related }, lines, texts }) => {
    const first = related?.[0] === undefined ? undefined : lines[related[0].line]?.statement;
    const payload = first?.kind === 'segment' ? first.payload : undefined;
    return payload === undefined ? [] : [replace(line, span, texts[related![0]!.line]!.slice(payload.span.start, payload.span.end))];
  },
  'rule-not-violated': (it) => {
    const { finding: { line, span }, lines, analysis } = it;
    const statement = lines[line]?.statement;
    const moment = momentBefore(analysis.timelines, line);
    const meant = statement?.kind === 'segment' ? meantBy(moment, statement) : undefined;
    const code = meant === undefined ? undefined : faultOfLine(moment, meant.link, meant.side, statement as SegmentStatement)?.code;
    return [...code === undefined ? [] : [replace(line, span, code)], leaveOut(it)];
  },
  'unknown-rule': (it) => [leaveOut(it)],
  'unknown-endpoint': (it) => {
    const { finding: { fix: meant, line: wrong, span: place }, texts } = it;
    // The name is right, the port is another.
    if (meant?.includes(':')) return [replace(wrong, place, meant)];
    const flow = timelineOf(it)?.flow;
    const last = flow?.endpoints.at(-1)?.line;
    if (flow === undefined || last === undefined) return [];
    const word = wordAt(it);
    const indent = indentOf(texts[last]);
    const declare: Fix = { title: say`Declare it: ${`endpoint ${word}`}`, edits: [{ kind: 'insert', line: last + 1, lines: [`${indent}endpoint ${word}`] }] };
    const declared = flow.endpoints.find(({ declaration: { name } }) => name.text === meant);
    if (meant === undefined || declared === undefined) return [declare];
    const { line, declaration: { name } } = declared;
    const uses = flow.parts.flatMap(({ steps }) => steps).flatMap(({ line: at, statement }) =>
      (statement === undefined ? [] : endpointWords(statement).filter(({ text }) => text === word).map(({ span }): Edit => ({ kind: 'replace', line: at, span, text: meant }))));
    return [
      { title: say`Declare ${word} instead of ${meant}`, edits: [{ kind: 'replace', line, span: name.span, text: word }] },
      ...(uses.length > 1 ? [{ title: say`Replace each ${word} with ${meant}`, edits: uses }] : []),
      declare,
    ];
  },
  'unknown-name': (it) => {
    const { finding: { line, span }, lines, texts } = it;
    const kind = lines[line]?.statement?.kind;
    if (kind === 'deliver' || kind === 'drop') return [removeLine(it)];
    const name = wordAt(it);
    const field = [...kind === 'segment' ? [segmentAt(lines, line)!] : []].flatMap(({ seq, ack }) => [seq, ack]).find((one) => one?.value.base?.span.start === span.start);
    const ends = endsOfLine(it);
    return [
      ...field === undefined || ends === undefined ? [] : [
        replace(line, field.span, texts[line]!.startsWith('seq', field.span.start) ? `seq=${ends.ownSeq(ends.own.snd.nxt)}` : `ack=${ends.peerSeq(ends.own.rcv.nxt)}`),
        { title: say`Leave out ${texts[line]!.slice(field.span.start, field.span.end)}`, edits: [cut(texts, line, field.span)] },
      ],
      ...(timelineOf(it)?.flow.endpoints ?? []).filter(({ declaration }) => declaration.isn === undefined).map(({ line: at, declaration }): Fix => ({
        title: say`Declare it: ${`endpoint ${declaration.name.text} isn=${name}`}`,
        edits: [{ kind: 'replace', line: at, span: { start: declaration.name.span.end, end: declaration.name.span.end }, text: ` isn=${name}` }],
      })),
      leaveOut(it),
      removeLine(it),
    ];
  },
  'duplicate-name': (it) => {
    const { finding: { line, span }, texts } = it;
    return [replace(line, span, freeName(wordAt(it), texts)), ...removeDeclaration(it)];
  },
  'unused-endpoint': (it) => removeDeclaration(it),
  'impossible-call': (it) => [removeLine(it)],
  // What stops the timer was lost.
  'impossible-timeout': (it) => [...acknowledgmentLost(it), removeLine(it)],
  'state-mismatch': (it) => [removeLine(it)],
  'self-segment': (it) => {
    const { finding: { line, span } } = it;
    const others = (timelineOf(it)?.endpoints ?? []).map(({ name }) => name).filter((name) => name !== wordAt(it));
    return [...others.slice(0, 3).map((name) => replace(line, span, name)), removeLine(it)];
  },
  'ambiguous-connection': (it) => {
    const { finding: { line, span }, lines, analysis } = it;
    const statement = lines[line]?.statement;
    const name = wordAt(it);
    const moment = momentBefore(analysis.timelines, line);
    const ends = moment.links.filter(({ exists }) => exists).flatMap(({ connection }) => ([0, 1] as const).map((side) => ({ connection, side })))
      .filter((end) => endpointOf(moment, end).name === name);
    if (statement?.kind === 'segment') {
      return ends.filter((end) => endpointOf(moment, { ...end, side: otherSide(end.side) }).name === statement.to.name.text).map((end): Fix => {
        const [from, to] = [endText(moment, end), endText(moment, { ...end, side: otherSide(end.side) })];
        return { title: say`Replace with ${`${from} -> ${to}`}`, edits: [{ kind: 'replace', line, span: endSpan(statement.from), text: from }, { kind: 'replace', line, span: endSpan(statement.to), text: to }] };
      });
    }
    const references: readonly EndReference[] = statement?.kind === 'expect' ? statement.expectations.map(({ end }) => end) : statement?.kind === 'call' || statement?.kind === 'timeout' ? [statement.end] : [];
    const reference = references.find((one) => one.name.span.start === span.start);
    if (reference !== undefined && ends.length === 0) return (timelineOf(it)?.endpoints ?? []).filter((other) => other.name !== name).slice(0, 3).map((other) => replace(line, reference.span, `${name}->${other.name}`));
    return reference === undefined ? [] : ends.flatMap((end) => referenceText(moment, end) ?? []).map((text) => replace(line, reference.span, text));
  },
  'unanswered-segment': goOn(4),
  'unfinished-teardown': goOn(6),
  'time-went-back': (it) => {
    const { finding: { line, span }, analysis } = it;
    const { above } = momentBefore(analysis.timelines, line);
    const waited = above.findIndex(({ at }) => at !== undefined);
    const now = above.slice(0, waited < 0 ? above.length : waited).reduce((sum, step) => sum + (step.kind === 'wait' ? step.statement.ms : 0), above[waited]?.at ?? 0);
    return [replace(line, span, `@${now}ms`), leaveOut(it)];
  },
  'undelivered-segment': (it) => {
    const statement = it.lines[it.finding.line]?.statement;
    const name = statement?.kind === 'segment' ? statement.name?.text : undefined;
    return name === undefined ? [] : atEnd(it, () => [[`deliver ${name}`], [`drop ${name}`]]);
  },
};

const endSpan = ({ name, port }: SegmentStatement['from']): Span => ({ start: name.span.start, end: port?.span.end ?? name.span.end });

/** The whole line where it declares nothing else. */
const removeDeclaration = (it: Case): readonly Fix[] => {
  const { finding: { line, span }, lines, texts } = it;
  const statement = lines[line]?.statement;
  if (statement?.kind !== 'endpoint') return [];
  if (statement.declarations.length === 1) return [removeLine(it)];
  const index = statement.declarations.findIndex(({ name }) => name.span.start === span.start);
  if (index < 0) return [];
  // From this name to the next one, or from the comma before the last one.
  const next = statement.declarations[index + 1]?.name.span.start;
  const comma = texts[line]!.slice(0, span.start).lastIndexOf(',');
  const whole = next === undefined ? { start: comma, end: statement.span.end } : { start: span.start, end: next };
  return [{ title: say`Remove ${wordAt(it)}`, edits: [{ kind: 'replace', line, span: whole, text: '' }] }];
};
