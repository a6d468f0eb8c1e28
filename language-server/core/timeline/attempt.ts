// One line of a segment in one reading: what is wrong with it, and what its author may have meant. Asks the judge; formats no message itself.
import type { Related } from '../flow/finding.ts';
import type { DeclaredEndpoint, FlowStep } from '../flow/flow.ts';
import { incompleteCode } from '../flow/incomplete.ts';
import type { Message } from '../flow/message.ts';
import type { SegmentStatement, Word } from '../flow/statement.ts';
import { ACK, RST, SYN } from '../tcp/flags.ts';
import { has, type Segment } from '../tcp/segment.ts';
import { newestSent, type OnLine } from '../tcp/sent-segments.ts';
import { seqAdd, seqBefore, seqDistance, type Seq } from '../tcp/seq.ts';
import { isSynchronized } from '../tcp/state.ts';
import { largestWindow, negotiated, type Tcb } from '../tcp/tcb.ts';
import type { Event } from '../tcp/transitions.ts';
import { arriving, byItself, leaving } from './changes.ts';
import { complete, written, type Written } from './complete.ts';
import { oneFinMoreOrLess } from './fin-readings.ts';
import { setIn } from './int-map.ts';
import { otherIsns } from './isn-readings.ts';
import { asLongAsTold, knownTooLong, otherLines } from './line-readings.ts';
import { seqText, writtenText } from './numbers.ts';
import { adoptObserved, anew, asSeen, observedSituation } from './observed.ts';
import { agreedOn, withFieldWindows } from './option-readings.ts';
import { mended, plausible, proposes } from './plausible.ts';
import { adopt, afterOnPurpose, arrive, continues, goneAlong, land, otherSide, send, withTcb, type EarlyLine, type Reading } from './reading.ts';
import type { Fault, GoOn, Situation } from './situation.ts';
import type { Change, EndId, Endpoint, Side } from './timeline.ts';
import type { Connected, Context, World } from './world.ts';

/** One reading after the sender has sent, before anything arrives. */
export interface Attempt {
  readonly fault: Fault | undefined;
  readonly segment: Segment;
  readonly meant: Segment;
  readonly before: Reading;
  readonly after: Reading;
  readonly events: readonly Event[];
  /** The other end was meant to send it. */
  readonly turned?: true;
  /** What happens, where that is more than that its end sends it. */
  readonly changes?: readonly Change[];
  /** It has the benefit of the doubt. */
  readonly unjudged?: true;
  /** The line is right, and the one above that should have stood below it is not. */
  readonly unfit?: true;
  /** Other ways to understand a faulty line, found when they are asked for: few attempts are. */
  readonly others?: () => readonly Way[];
}

/** One way to understand a line: the segment that is meant, and what its sending makes of the reading. */
type Way = Pick<Attempt, 'meant' | 'after' | 'events' | 'turned' | 'changes'> & {
  /** It takes more for true than that a number is wrong: the lines below have to speak for it. */
  readonly unlikely?: boolean;
};

/** A segment's line and everything around it. */
export interface SendingLine {
  readonly context: Context;
  readonly world: World;
  readonly connected: Connected;
  readonly place: EndId;
  /** Not all of it could be read, or nobody can tell which connection it belongs to: it is not judged. */
  readonly isUnclear: boolean;
  readonly flowStep: FlowStep;
  readonly statement: SegmentStatement;
  readonly part: Written;
}

/** Plays a line in one reading, up to the moment at which its segment leaves. */
export const attempt = (sending: SendingLine, given: Reading): Attempt => {
  const { context: { judge }, world, connected, place: { side }, isUnclear, flowStep, statement, part } = sending;
  if (given.early !== undefined) return attemptAbove(sending, given, given.early);
  const [from, to] = endsOf(sending);
  const far = isFarSender(sending);
  const showing = far === undefined ? given.tcbs[side] : asSeen(given.tcbs[side], connected.seen, side);
  const whole = (one: Written): Segment => complete(one, showing, from.declared?.declaration);
  const segment = whole(part);
  const reading = far === undefined ? given : anew(given, side, segment);
  const sender = reading.tcbs[side];
  const sentIn = (one: Reading, sent: Segment): ReturnType<typeof send> => send(one, side, sent, flowStep, world.now);
  const wayOf = (one: Reading, sent: Segment): Way => {
    const { reading: after, events } = sentIn(one, sent);
    return { meant: sent, after, events };
  };
  // What the clock really showed, the peer's echo will tell.
  const clocklessWayOf = (one: Reading, sent: Segment): Way => {
    const way = wayOf(one, sent);
    return { ...way, after: withoutClock(way.after, side) };
  };
  const unchanged: Way = { meant: segment, after: reading, events: [] };
  const agreeing = (who: Side, end: Seq): Attempt | undefined =>
    asLongAsTold(reading, who, end).map((told) => attempt(sending, told)).find((one) => !isError(one.fault));
  const ownLength = agreeing(side, segment.seq);
  if (ownLength !== undefined) return ownLength;
  const situation = situationOf(sending, reading, segment);
  const played = (fault: Fault | undefined, meant: Segment, base: Reading, others?: () => readonly Way[]): Attempt => {
    const sent = sentIn(base, meant);
    const after = promising(settled(unclipped(sent.reading, side, base.tcbs[side], meant, statement), side, statement), side, meant, statement, from);
    return { fault, segment, meant, before: reading, after, events: sent.events, ...(others === undefined ? {} : { others }) };
  };

  if (statement.violates !== undefined) return onPurpose(sending, situation, statement.violates, (fault) => played(fault, segment, reading));
  const fault = judge.segment(situation, false);
  const isRight = (one: Written): boolean => !isError(judge.segment(situationOf(sending, reading, whole(one)), false));
  const readingsOf = (goOn: GoOn): readonly Segment[] => plausible(part, sender, goOn, isRight).map(whole);
  if (far === true && !isError(fault)) {
    const fits = !isError(judge.segment(playedSituation(sending, reading, segment), false));
    return played(fault, segment, fits ? reading : adoptObserved(reading, side, segment, world.now, world.far!.includes(to.id)));
  }
  if (fault === undefined || !isError(fault)) {
    if (fault?.goOn.kind === 'meant' && fault.goOn.fieldWindows === true) {
      const other = withFieldWindows(reading);
      return played(fault, complete(part, other.tcbs[side], from.declared?.declaration), other, () => [wayOf(reading, segment)]);
    }
    // More of what was sent behind a FIN goes the same way.
    const [along] = sender.pastFin === true && statement.fate === undefined ? goneAlong(reading, side, segment, flowStep, world.now) : [];
    if (along !== undefined) return { fault, segment, meant: segment, before: reading, after: along, events: [] };
    // Legal as it stands, but odd: the lines below may show that it was meant otherwise.
    const { goOn } = fault ?? {};
    return played(fault, segment, reading, goOn !== undefined && proposes(goOn) ? () => readingsOf(goOn).map((meant) => (goOn.options?.tsval === undefined ? wayOf : clocklessWayOf)(reading, meant)) : undefined);
  }
  const peersLength = has(segment, ACK) ? agreeing(otherSide(side), segment.ack) : undefined;
  if (peersLength !== undefined) return peersLength;
  // Where a line before it is missing, that may be the one that could not be read.
  const lenient = situation.sender.doubt || isUnclear || (situation.sender.unread !== undefined && fault.goOn.kind === 'adopt');
  if (lenient && !isError(judge.segment(situation, true))) return { ...played(undefined, segment, suspecting(adopt(reading, side, segment, world.now), reading)), unjudged: true };

  // Both numbers that the other end would have next are hardly there by chance, unless they are the same.
  const isOthers = (segment.flags & (SYN | RST)) === 0 && segment.seq !== segment.ack
    && segment.seq === situation.receiver.snd.nxt && segment.ack === situation.receiver.rcv.nxt && turned(sending, reading).length > 0;
  const said: Fault = !isOthers ? fault : { ...fault, related: [...fault.related ?? [], wrongWay(sending)] };
  const { goOn } = fault;
  /** `first`: what is likelier still. `told`: so many of those that are meant are told already. */
  const others = (first: readonly Way[] = [], meant = readingsOf(goOn), told = 0): readonly Way[] => {
    // Where another number alone makes the line right, that is more likely than other flags; where it is the acknowledgment, and it
    // lies too low, than a FIN or a segment above that is not what it seems.
    const isMisnumbered = meant.some(({ flags }) => flags === segment.flags);
    const isStale = isMisnumbered && has(segment, ACK) && seqBefore(segment.ack, sender.rcv.nxt);
    const unlessStale = (way: Way): Way => (isStale ? { ...way, unlikely: true } : way);
    const asMeant = meant.slice(told).map((one) => ({ ...wayOf(reading, one), unlikely: isMisnumbered && one.flags !== segment.flags }));
    // The line may be right, and a FIN above it wrong, or the number or the options of a SYN.
    const fitting = (above: readonly Reading[]): readonly Way[] => above.flatMap((other) => {
      const sent = complete(part, other.tcbs[side], from.declared?.declaration);
      return isError(judge.segment(situationOf(sending, other, sent), false)) ? [] : [wayOf(other, sent)];
    });
    const otherAbove = [
      ...fitting(oneFinMoreOrLess(reading)).map(unlessStale), ...fitting([...otherIsns(reading, side, segment), ...agreedOn(reading, side, segment), ...otherLines(reading, side, segment)]),
      ...turned(sending, reading),
    ];
    const asWritten = (): Way => {
      const adopted = wayOf(adopt(reading, side, segment, world.now), segment);
      return unlessStale({ ...adopted, after: certain(adopted.after, reading) });
    };
    // Its receiver may have gone along with what is ignored; anything else may never have been sent.
    const along = goOn.kind !== 'ignore' ? [unchanged] : statement.fate === undefined ? goneAlong(reading, side, segment, flowStep, world.now).map((after) => ({ ...unchanged, after })) : [];
    const asItIs = goOn.kind === 'adopt' ? [] : [asWritten(), ...along.map(unlessStale)];
    const belongsBelow: readonly Way[] = maySwap(sending, reading) ? [{ ...unchanged, after: { ...reading, early: { step: flowStep, side } } }] : [];
    return [...first, ...asMeant, ...otherAbove, ...asItIs, ...belongsBelow];
  };
  switch (goOn.kind) {
    case 'ignore':
      return { fault: said, segment, meant: segment, before: reading, after: reading, events: [], others };
    case 'adopt':
      return played(said, segment, adopt(reading, side, segment, world.now), () => others([unchanged]));
    case 'shorter': {
      const sent = played(said, segment, reading, others);
      return { ...sent, after: knownTooLong(sent.after, side, segment) };
    }
    case 'meant': {
      if (!proposes(goOn)) return played(said, segment, reading, others);
      const meant = readingsOf(goOn);
      const withoutItsClock = (): readonly Way[] => (goOn.options?.tsval === undefined ? [] : meant.slice(0, 1).map((one) => clocklessWayOf(reading, one)));
      const told = played(said, meant[0] ?? whole(mended(part, goOn)), reading, () => others(withoutItsClock(), meant, 1));
      return goOn.without?.includes('ack') === true && segment.options.sack === undefined ? { ...told, after: stillOpen(told.after, reading, side, told.meant, flowStep) } : told;
    }
  }
};

/** The line may have changed places with the next one of its connection, which is open, or opens by it. */
const maySwap = ({ world, statement: { flags, fate } }: SendingLine, { tcbs }: Reading): boolean => {
  if (fate !== undefined || world.crossing !== undefined || world.far !== undefined || (flags & RST) !== 0) return false;
  return tcbs.every(({ state }) => ((flags & SYN) === 0 ? isSynchronized(state) : state === 'CLOSED' || state === 'LISTEN'));
};

/** The reading in which the line comes before the one above it, which stands too early. */
const attemptAbove = (sending: SendingLine, given: Reading, { step, side }: EarlyLine): Attempt => {
  const { early: __, ...reading } = given;
  const { context: { judge, scope }, world, place, flowStep } = sending;
  const above: Attempt = { ...attempt(sending, reading), before: given };
  if (isError(above.fault) || !maySwap(sending, reading)) return { ...above, unfit: true };
  const arrival = arrive(above.after, place.side, flowStep, world.now);
  const arrived = land(arrival.reading, flowStep);
  const statement = step.statement as SegmentStatement;
  const below: SendingLine = { ...sending, place: { ...place, side }, flowStep: step, statement, part: written(scope, statement, step.line, () => undefined) };
  const segment = complete(below.part, arrived.tcbs[side], endsOf(below)[0].declared?.declaration);
  if (isError(judge.segment(situationOf(below, arrived, segment), false))) return { ...above, unfit: true };
  const { others: _, ...withoutOthers } = above;
  const sent = send(arrived, side, segment, step, world.now);
  const landing = arrive(sent.reading, side, step, world.now);
  const after = land(landing.reading, step);
  return {
    ...withoutOthers, after,
    changes: [
      leaving(place, reading, above.after, above.events),
      ...arriving(place, flowStep, above.meant, reading, arrived, arrival),
      byItself({ ...place, side }, arrived.tcbs[side], sent.reading.tcbs[side], sent.events),
      ...arriving({ ...place, side }, step, segment, sent.reading, after, landing),
    ],
  };
};

/** The arrow points the wrong way: the line is right if the other end sends it, with the numbers that are written. */
const turned = (sending: SendingLine, reading: Reading): readonly Way[] => {
  const { context: { judge }, world, place: { connection, side }, flowStep, statement, part } = sending;
  const isNumbered = statement.seq !== undefined && statement.ack !== undefined;
  const isLost = statement.fate?.fate === 'lost';
  if ((!isNumbered && (part.flags & SYN) === 0) || (statement.fate !== undefined && !isLost) || world.crossing !== undefined) return [];
  const other: SendingLine = { ...sending, place: { connection, side: otherSide(side) } };
  const segment = complete(part, reading.tcbs[otherSide(side)], endsOf(other)[0].declared?.declaration);
  if (judge.segment(situationOf(other, reading, segment), false) !== undefined) return [];
  const sent = send(reading, otherSide(side), segment, flowStep, world.now);
  const end: EndId = { connection, side: otherSide(side) };
  const arrival = isLost ? undefined : arrive(sent.reading, end.side, flowStep, world.now);
  const after = land((arrival ?? sent).reading, flowStep);
  const changes = [leaving(end, reading, sent.reading, sent.events), ...(arrival === undefined ? [] : arriving(end, flowStep, segment, sent.reading, after, arrival))];
  return [{ meant: segment, after, events: [], turned: true, changes }];
};

/** The sender's name, as the place of a line that would be right the other way round. */
const wrongWay = (sending: SendingLine): Related => {
  const { flowStep: { line }, statement: { from: { name: { span } } } } = sending;
  return { line, span, message: { text: 'from {0} this segment would be right: does the arrow point the wrong way?', values: [endsOf(sending)[1].name] } };
};

/** That a rule failed says nothing against the line. */
export const isError = (fault: Fault | undefined): boolean => fault?.severity === 'error' && fault.code !== incompleteCode;

/** The endpoints that send and receive a segment. */
export const endsOf = ({ context: { scope }, place: { connection, side } }: SendingLine): readonly [Endpoint, Endpoint] => {
  const { ends } = scope.connections[connection]!;
  return [scope.endpoints[ends[side].endpoint]!, scope.endpoints[ends[otherSide(side)].endpoint]!];
};

const situationOf = (sending: SendingLine, reading: Reading, segment: Segment): Situation => {
  const { connected: { seen }, place: { side } } = sending;
  const played = playedSituation(sending, reading, segment);
  const far = isFarSender(sending);
  return far === undefined ? played : observedSituation(played, seen, side, far);
};

/** Whether the sender is far from where the flow was observed; undefined for a flow that was not. */
const isFarSender = (sending: SendingLine): boolean | undefined => sending.world.far?.includes(endsOf(sending)[0].id);

/** The situation as both blocks have it. */
const playedSituation = (sending: SendingLine, reading: Reading, segment: Segment): Situation => {
  const { context: { scope }, connected, place: { side }, flowStep: { line }, statement } = sending;
  const [from, to] = endsOf(sending);
  const asWritten = (seq: Seq): string => {
    const values = [statement.seq?.value, statement.ack?.value, ...statement.sack.flatMap(({ left, right }) => [left, right])].filter((value) => value !== undefined);
    return writtenText(values, (value) => scope.value(value, line, () => undefined), seq);
  };
  const sender = reading.tcbs[side];
  const since = connected.since[side];
  return {
    line, statement, segment, sender, receiver: reading.tcbs[otherSide(side)], from: from.name, to: to.name,
    sent: (seq) => seqText(from, seq, asWritten),
    received: (seq) => seqText(to, seq, asWritten),
    senderSince: since === undefined ? undefined : lineOf(since, { text: '{0} is in {1} since here', values: [from.name, sender.state] }),
    lineOf,
  };
};

/** Not a declaration in the middle of a connection. */
export const isStep = (line: OnLine): line is FlowStep => !('declaration' in line);

/** A step or a declaration. */
const lineOf = (where: OnLine, message: Message): Related | undefined => {
  const { line } = where;
  if (!isStep(where)) return { line, span: (where as OnLine as DeclaredEndpoint).declaration.name.span, message };
  return where.statement === undefined ? undefined : { line, span: where.statement.span, message };
};

/** What TCP would acknowledge is put in place of a wrong number: that does not tell whether what came above a gap was kept. */
const stillOpen = (after: Reading, before: Reading, side: Side, segment: Segment, step: FlowStep): Reading => {
  const [tcb, { rcv }] = [after.tcbs[side], before.tcbs[side]];
  if (rcv.floor === rcv.nxt || tcb.rcv.nxt !== rcv.nxt) return after;
  // Its peer may take for granted what is acknowledged in any case.
  const cautious = { ...after, flying: setIn(after.flying, step.id, { ...segment, ack: rcv.floor }) };
  const { promised: _, ...received } = tcb.rcv;
  return withTcb(cautious, side, { ...tcb, rcv: { ...received, floor: rcv.floor, kept: rcv.kept, ...(rcv.promised === undefined ? {} : { promised: rcv.promised }) } });
};

const withoutClock = (reading: Reading, side: Side): Reading => {
  const { lastTsval: _, ...rest } = reading.tcbs[side];
  return withTcb(reading, side, rest);
};

/** A reading that the lines below must confirm: it brings no new doubt that would let them pass unchecked. */
const certain = (reading: Reading, before: Reading): Reading =>
  ({ ...reading, tcbs: [{ ...reading.tcbs[0], doubt: before.tcbs[0].doubt }, { ...reading.tcbs[1], doubt: before.tcbs[1].doubt }] });

/** Where a line shows what one that could not be read has done, it may have been a SYN or a FIN, unless an open connection goes on by data. */
const suspecting = (after: Reading, before: Reading): Reading => {
  const isByData = ([0, 1] as const).every((side) => {
    const [was, is] = [before.tcbs[side], after.tcbs[side]];
    return was.state === 'ESTABLISHED' && is.state === 'ESTABLISHED' && seqDistance(was.snd.nxt, is.snd.nxt) !== 1;
  });
  return isByData ? after : { ...after, tcbs: [{ ...after.tcbs[0], unread: 'suspected' }, { ...after.tcbs[1], unread: 'suspected' }] };
};

/** A line with both numbers written out leaves no doubt about its sender's, and one that opens a connection none about how it begins. */
const settled = (reading: Reading, side: Side, statement: SegmentStatement): Reading => {
  const tcb = reading.tcbs[side];
  if (tcb.unread !== undefined && tcb.state === 'SYN-SENT') return { ...reading, tcbs: [read(reading.tcbs[0]), read(reading.tcbs[1])] };
  if (!tcb.doubt || statement.seq === undefined || statement.ack === undefined) return reading;
  return withTcb(reading, side, tcb.unread !== 'suspected' && tcb.state === 'ESTABLISHED' ? read(tcb) : { ...tcb, doubt: false });
};

const read = ({ unread: _, ...tcb }: Tcb): Tcb => ({ ...tcb, doubt: false });

/** A SYN shows of a window that is left out as much as its field holds; the segments behind it show the rest. */
const unclipped = (reading: Reading, side: Side, { rcv: { wnd } }: Tcb, segment: Segment, { win }: SegmentStatement): Reading => {
  const tcb = reading.tcbs[side];
  const most = largestWindow(tcb, segment.flags);
  if (!has(segment, SYN) || win !== undefined || segment.wnd !== most) return reading;
  return withTcb(reading, side, { ...tcb, lastWnd: wnd, rcv: { ...tcb.rcv, wnd } });
};

/** A window that the flow's own words give is a promise (RFC 9293 §3.8.6); a default is not. */
const promising = (reading: Reading, side: Side, segment: Segment, statement: SegmentStatement, from: Endpoint): Reading => {
  const { rcv: { untold, ...rcv }, ...rest } = reading.tcbs[side];
  if (!statesWindow(statement, from) || has(segment, RST) || (statement.win === undefined && untold === true)) return reading;
  // Nobody knows what it acknowledges, and so where its window ends.
  if (statement.ack === undefined && newestSent(reading.tcbs[otherSide(side)].sent)?.tooLong === true) return reading;
  if (statement.win !== undefined && statement.win.value !== segment.wnd) return withTcb(reading, side, { ...rest, rcv: { ...rcv, untold: true } });
  const tcb: Tcb = { ...rest, rcv };
  const largestWnd = Math.max(segment.wnd, rcv.largestWnd ?? 0);
  // A SYN does not know yet where its window begins: the peer's SYN will tell.
  if (!has(segment, ACK)) return has(segment, SYN) ? withTcb(reading, side, { ...tcb, rcv: { ...rcv, largestWnd, synWnd: segment.wnd } }) : reading;
  const edge = seqAdd(segment.ack, segment.wnd);
  const { promised: before } = rcv;
  // What is taken back is promised no more; less than one step of the scale is rounding.
  const isRounded = before !== undefined && seqBefore(edge, before) && seqDistance(edge, before) < 2 ** negotiated(tcb).rcvWindShift;
  const promised = isRounded ? before : edge;
  // Nor was a default ever offered: what lies beyond the first window that is said need not be taken.
  const offered = before === undefined && untold !== true && rcv.synWnd === undefined && seqBefore(edge, rcv.edge) ? { edge } : {};
  return withTcb(reading, side, { ...tcb, rcv: { ...rcv, ...offered, promised, largestWnd } });
};

/** The flow's own words give the window, on the line or where the endpoint is declared. */
export const statesWindow = ({ win }: SegmentStatement, from: Endpoint): boolean => win !== undefined || from.declared?.declaration.win !== undefined;

/** A violation on purpose: the receiver gets exactly what is written, and does what TCP tells it to. */
const onPurpose = (sending: SendingLine, situation: Situation, violates: Word, played: (fault: Fault | undefined) => Attempt): Attempt => {
  const { context: { judge } } = sending;
  const broken = judge.oneRule(violates.text, situation);
  // Whatever is wrong is meant to be; that no rule has this name is said already.
  if (broken === 'unknown') return played(undefined);
  if (broken === 'unjudged') return played(judge.segment(situation, false));
  if (broken === undefined) {
    const instead = judge.segment(situation, false);
    return played(judge.notViolated(violates, isError(instead) ? instead : undefined));
  }
  const sent = played({ ...broken, severity: 'hint' });
  const { place: { side }, flowStep, statement } = sending;
  const after = afterOnPurpose(sent.before, sent.after, side, situation.segment, flowStep, statement.fate === undefined);
  return { ...sent, after, events: continues(situation.sender, situation.segment) ? sent.events : [] };
};
