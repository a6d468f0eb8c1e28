// Plays the application's calls and the timers that run out.
import type { FlowStep } from '../flow/flow.ts';
import type { CallStatement, TimeoutStatement } from '../flow/statement.ts';
import { makeCall, type Called } from '../tcp/call.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { timeout } from '../tcp/timeout.ts';
import { byItself } from './changes.ts';
import { oneFinMoreOrLess } from './fin-readings.ts';
import { acknowledgedAll, otherSide, withTcb } from './reading.ts';
import type { Change, EndId } from './timeline.ts';
import { become, branchesOf, connectedIn, decided, oneEnd, onSide, playBroken, sinceOf, updated, type Context, type Played, type World } from './world.ts';

/** RFC 9293 §3.10.1 to §3.10.6. */
export const playCall = (context: Context, world: World, flowStep: FlowStep, statement: CallStatement): Played => {
  const { line } = flowStep;
  // listen() means the endpoint, whatever connections come of it.
  if (statement.call === 'listen') {
    const places = context.scope.ends(statement.end, flowStep, context.report);
    if (places.length > 1) return listenOnAll(context, world, flowStep, statement, places);
  }
  const end = oneEnd(context, statement.end, flowStep, world.unread === undefined && statement.call !== 'listen' && statement.call !== 'accept');
  if (end === undefined) return playBroken(context, world, line);
  const { connection, side } = end;
  const connected = connectedIn(context.scope, world, connection);
  const call = (tcb: Tcb): Called => makeCall(tcb, statement.call);
  const { main, others } = decided(context, connected, ({ tcbs }) => call(tcbs[side]).error === undefined, false);
  const before = main.tcbs[side];
  const called = call(before);
  if (called.error !== undefined && before.doubt) return playBroken(context, world, line);
  const step = { kind: 'call', line, statement, end, state: before.state, ...sinceOf(connected, side), findings: [] } as const;
  if (called.error !== undefined) {
    const right = oneFinMoreOrLess(main).filter((reading) => call(reading.tcbs[side]).error === undefined);
    const [standing, newer] = branchesOf(context, connection, main, right.map((reading) => withTcb(reading, side, call(reading.tcbs[side]).tcb)), flowStep);
    const next = updated(context, world, connection, (one) => become(context, connection, one, standing, context.ways === undefined ? [...newer, ...others] : [], flowStep));
    return { world: next, step: { ...step, changes: [], error: called.error } };
  }
  return {
    world: updated(context, world, connection, (one) => onSide(context, connection, become(context, connection, one, main, others, flowStep), side, flowStep, (tcb) => call(tcb).tcb)),
    step: { ...step, changes: [byItself(end, before, called.tcb, called.events)] },
  };
};

const listenOnAll = (context: Context, world: World, flowStep: FlowStep, statement: CallStatement, places: readonly EndId[]): Played => {
  const { line } = flowStep;
  let next = world;
  const changes: Change[] = [];
  for (const { connection, side } of places) {
    const before = connectedIn(context.scope, next, connection).main.tcbs[side];
    const called = makeCall(before, 'listen');
    if (called.error !== undefined) continue;
    changes.push(byItself({ connection, side }, before, called.tcb, called.events));
    next = updated(context, next, connection, (one) => onSide(context, connection, one, side, flowStep, (tcb) => makeCall(tcb, 'listen').tcb));
  }
  return { world: next, step: { kind: 'call', line, statement, end: places[0]!, state: 'CLOSED', findings: [], changes } };
};

/** RFC 9293 §3.10.8. */
export const playTimeout = (context: Context, world: World, flowStep: FlowStep, statement: TimeoutStatement): Played => {
  const { line } = flowStep;
  const end = oneEnd(context, statement.end, flowStep, world.unread === undefined);
  if (end === undefined) return playBroken(context, world, line);
  const { connection, side } = end;
  const connected = connectedIn(context.scope, world, connection);
  const { main, others } = decided(context, connected, ({ tcbs }) => timeout(tcbs[side], statement.timer).running, false);
  const before = main.tcbs[side];
  const timed = timeout(before, statement.timer, flowStep);
  // Where another timer runs, an acknowledgment may be missing.
  const right = timed.running ? [] : acknowledgedAll(main, world.now).filter(({ tcbs }) => timeout(tcbs[side], statement.timer, flowStep).running);
  const [standing, newer] = branchesOf(context, connection, main, right, flowStep);
  const all = context.ways === undefined ? [...newer, ...others] : [];
  // A window that cannot be as its line has it may have been closed.
  const running = timed.running || before.doubt || (statement.timer === 'persist' && main.tcbs[otherSide(side)].rcv.untold === true);
  return {
    world: updated(context, world, connection, (one) => onSide(context, connection, become(context, connection, one, standing, all, flowStep), side, flowStep, (tcb) => timeout(tcb, statement.timer, flowStep).tcb)),
    step: {
      kind: 'timeout', line, statement, end, running, state: before.state, ...sinceOf(connected, side), findings: [],
      changes: timed.running ? [byItself(end, before, timed.tcb, timed.events)] : [],
    },
  };
};
