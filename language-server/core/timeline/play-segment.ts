// Plays a line that sends a segment: the reading that agrees with it is the one that was meant.
import type { Finding } from '../flow/finding.ts';
import type { FlowStep } from '../flow/flow.ts';
import type { SegmentStatement, Word } from '../flow/statement.ts';
import { FIN } from '../tcp/flags.ts';
import { has } from '../tcp/segment.ts';
import { overlapping } from '../tcp/sent-segments.ts';
import { attempt, endsOf, isError, isStep, statesWindow, type Attempt, type SendingLine } from './attempt.ts';
import { leaving } from './changes.ts';
import { written } from './complete.ts';
import { arriveEverywhere, landed, takeOff } from './network.ts';
import { observe } from './observed.ts';
import { abreast, asIfWrong, behind, branchOff, contest, type Reading } from './reading.ts';
import type { Fault } from './situation.ts';
import type { Change, Fate, SegmentStep, Side } from './timeline.ts';
import { become, connectedIn, doubting, placesOf, playBroken, readingsKept, trailingKept, updated, type Context, type Flight, type Played, type World } from './world.ts';

/** The line is tried in all readings that are open; one of them leads from here on, and a wrong line may open others. */
export const playSegment = (context: Context, world: World, flowStep: FlowStep, statement: SegmentStatement): Played => {
  const { line, problem } = flowStep;
  const places = placesOf(context, statement.from.name, flowStep, (report) => context.scope.places(statement, flowStep, report));
  const place = places.at(-1);
  if (place === undefined) return playBroken(context, world, line);
  const isUnclear = problem !== undefined || places.length > 1;
  const { connection, side } = place;
  const connected = connectedIn(context.scope, world, connection);
  const sending: SendingLine = { context, world, connected, place, isUnclear, flowStep, statement, part: written(context.scope, statement, line, context.report) };

  // The reading that agrees with this line is the one that was meant.
  const all = [connected.main, ...connected.others].map((reading) => attempt(sending, reading));
  // Where this line is right as it stands, that the one above belongs below it is the last to be thought of.
  const attempts = isError(all[0]!.fault) ? all : all.toSorted((a, b) => Number(isSwapped(a)) - Number(isSwapped(b)));
  const { leading, trailing } = contest(attempts.map((one) => ({ ...one, wrong: isError(one.fault) || one.unfit === true })), standsForFin(all[0]!, side));
  const best = likeliest(leading, statement);
  if (best.before !== attempts[0]!.before) context.turn();
  const asTold = (one: Attempt): Reading => (one.others === undefined ? one.after : branchOff(one.after, flowStep, 0));
  const otherwise = (one: Attempt): readonly Reading[] =>
    (one.others?.() ?? []).map(({ after, unlikely = false }, way) => branchOff(unlikely ? asIfWrong(abreast(after)) : abreast(after), flowStep, way + 1));
  const way = context.ways?.(connection, flowStep.id, undefined) ?? 0;
  const chosen: Attempt = way === 0 ? best : { ...best, ...best.others?.()[way - 1] };
  const apart = leading.filter((one) => one !== best);
  const others = (): readonly Reading[] => {
    const [newer, older] = [otherwise(best), apart.map((one) => abreast(asTold(one)))];
    // A line that is only odd pushes nothing out.
    const standing = isError(chosen.fault) ? [...newer, ...older] : [...older, ...newer];
    for (const one of apart) if (standing.length < readingsKept) standing.push(...otherwise(one));
    return [...standing.slice(0, readingsKept), ...trailing.flatMap((one) => behind(asTold(one))).slice(0, trailingKept)];
  };

  const fate: Fate = statement.fate?.fate ?? 'arrives';
  const flight: Flight = { step: flowStep, connection, side, corrupted: fate === 'corrupted' };
  const fin = has(chosen.meant, FIN) ? { lastFin: flowStep } : {};
  // What was seen was seen, right or wrong: the lines below leave out what follows from it.
  const seenAt = statement.time === undefined ? undefined : world.now;
  const seen = world.far === undefined ? connected.seen : observe(connected.seen, side, chosen.segment, statesWindow(statement, endsOf(sending)[0]), seenAt);
  let next = updated(context, world, connection, (one) => ({ ...(context.ways === undefined ? become(context, connection, one, abreast(asTold(best)), others(), flowStep) : become(context, connection, one, chosen.after, [], flowStep)), ...fin, seen }));
  const changes: Change[] = [...chosen.changes ?? [leaving(place, chosen.before, chosen.after, chosen.events)]];
  if (fate === 'delayed') {
    next = takeOff(context, next, flight, statement.name);
  } else if (world.crossing !== undefined && fate !== 'lost') {
    next = { ...next, crossing: { flight, before: world.crossing } };
  } else {
    const arrived = fate === 'lost' ? { world: next, changes: [] } : arriveEverywhere(context, next, flight, flowStep);
    next = landed(context, arrived.world, flight);
    changes.push(...arrived.changes);
  }
  const [again] = overlapping(chosen.before.tcbs[side].sent, chosen.segment);
  const retransmits = again !== undefined && isStep(again.line) ? again.line.index : undefined;
  const step: SegmentStep = {
    kind: 'segment', line, statement, connection, side, segment: chosen.segment, meant: chosen.meant, fate, arrivals: [],
    ...(chosen.turned === undefined ? {} : { turned: chosen.turned }),
    ...(retransmits === undefined ? {} : { retransmits }),
    ...(world.far === undefined ? {} : { sight: { before: connected.seen, far: endsOf(sending).map(({ id }) => world.far!.includes(id)) as [boolean, boolean] } }),
    inCross: world.crossing !== undefined,
    changes,
    findings: chosen.fault === undefined || isUnclear ? [] : [findingOf(chosen.fault, line, statement.violates)],
  };
  return { world: places.length > 1 ? doubting(context, next) : next, step };
};

/** Of those with the fewest wrong lines, the one that is told. */
const likeliest = (leading: readonly (Attempt & { readonly wrong: boolean })[], { flagsSpan }: SegmentStatement): Attempt => {
  const first = leading[0]!;
  if (first.wrong) {
    // That one number is wrong is more likely than that the flags are.
    const isMisflagged = first.fault?.at.start === flagsSpan.start && first.meant.flags !== first.segment.flags;
    return (isMisflagged ? leading.find(isMisnumbered) : undefined) ?? first;
  }
  const isEven = ({ fault }: Attempt): boolean => fault === undefined || fault.habit === true;
  return leading.find((one) => isEven(one) && one.unjudged !== true) ?? leading.find(isEven) ?? first;
};

/** Nothing but one number of it is wrong. */
const isMisnumbered = ({ segment, meant }: Attempt): boolean => segment.flags === meant.flags && (segment.seq === meant.seq) !== (segment.ack === meant.ack);

/** It is the line above that belongs below this one. */
const isSwapped = ({ before }: Attempt): boolean => before.early !== undefined;

/** Data has the number of its sender's FIN: that speaks for readings without the FIN. */
const standsForFin = ({ segment, before }: Attempt, side: Side): boolean => segment.len > 0 && segment.seq === before.tcbs[side].fin;

const findingOf = (fault: Fault, line: number, violates: Word | undefined): Finding => ({
  code: fault.code,
  severity: fault.severity,
  line,
  span: fault.at,
  message: fault.says,
  ...(fault.related === undefined ? {} : { related: fault.related }),
  ...(fault.fix === undefined ? {} : { fix: fault.fix }),
  ...(violates?.text === fault.code ? { onPurpose: true } : {}),
});
