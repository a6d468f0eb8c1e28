// Plays a flow step by step on both TCBs of each connection, from one world to the next.
import type { FlowStep } from '../flow/flow.ts';
import type { Time } from '../flow/statement.ts';
import { nextChange, passTime } from '../tcp/timeout.ts';
import { byItself } from './changes.ts';
import { entriesOf, getIn, setIn } from './int-map.ts';
import { continued, movesOf } from './moves.ts';
import { closeBlock, playDelivery } from './network.ts';
import { playCall, playTimeout } from './play-call.ts';
import { playExpect } from './play-expect.ts';
import { playSegment } from './play-segment.ts';
import type { Scope } from './scope.ts';
import type { Judge } from './situation.ts';
import type { Decision, Ways } from './standing.ts';
import type { Change, NameProblem, Step, TimeProblem } from './timeline.ts';
import { asTold, doubting, isOneAlone, onSide, playBroken, updated, wakesAt, type Connected, type Context, type Played, type World } from './world.ts';

/** Some steps after they were played. Where a delayed segment arrives later stands in `arrivals` only. */
interface PlayedSteps {
  readonly after: World;
  readonly steps: readonly Step[];
  readonly nameProblems: readonly NameProblem[];
  readonly timeProblems: readonly TimeProblem[];
  /** Where of several readings one was left. */
  readonly decisions: readonly Decision[];
  /** Another reading is told at their end than at their beginning, or was for a while. */
  readonly turned: boolean;
}

/** Plays steps, one behind the other. `ways`: those that stand, as later lines have decided; the reading that is told goes them. `each` hears of the world after each of them. */
export const playSteps = (scope: Scope, judge: Judge, before: World, flowSteps: readonly FlowStep[], ways?: Ways, each?: (world: World) => void): PlayedSteps => {
  const nameProblems: NameProblem[] = [];
  const timeProblems: TimeProblem[] = [];
  const decisions: Decision[] = [];
  let turned = false;
  const context: Context = {
    scope, judge, ways,
    report: (problem) => nameProblems.push(problem), reportTime: (problem) => timeProblems.push(problem), decide: (decision) => decisions.push(decision),
    turn: () => { turned = true; },
  };
  let world: World = ways === undefined ? before : asTold(before);
  const steps = flowSteps.map((flowStep) => {
    const played = play(context, world, flowStep);
    ({ world } = played);
    each?.(world);
    return played.step;
  });
  return { after: world, steps, nameProblems, timeProblems, decisions, turned };
};

const play = (context: Context, before: World, flowStep: FlowStep): Played => {
  const { statement, problem } = flowStep;
  if (statement === undefined) return playBroken(context, isOneAlone(context.scope) ? { ...before, unread: true } : before, flowStep.line, problem);
  const timed = passTo(context, before, flowStep, 'time' in statement ? statement.time : undefined);
  const played = playStatement(context, timed.world, flowStep);
  const changes = [...timed.changes, ...played.step.changes];
  const step: Step = { ...played.step, changes, ...('time' in statement ? { at: played.world.now } : {}) };
  const { memories, findings } = context.judge.follow(played.world.memories, step, flowStep, context.scope, played.world.far ?? []);
  const world = remembering(memories === played.world.memories ? played.world : { ...played.world, memories }, changes);
  if (problem !== undefined) return { world: doubting(context, world), step: { ...step, problem } };
  return { world, step: findings.length === 0 ? step : { ...step, findings: [...step.findings, ...findings] } };
};

/** How the changes lead each end's path on. */
const remembering = (world: World, changes: readonly Change[]): World => {
  let next = world;
  for (const change of changes) {
    const { connection, side } = change;
    const connected = getIn(next.connections, connection)!;
    const path = continued(connected.paths[side], movesOf(change));
    if (path === connected.paths[side]) continue;
    const paths: Connected['paths'] = side === 0 ? [path, connected.paths[1]] : [connected.paths[0], path];
    next = { ...next, connections: setIn(next.connections, connection, { ...connected, paths }) };
  }
  return next;
};

const playStatement = (context: Context, world: World, flowStep: FlowStep): Played => {
  const { line } = flowStep;
  const statement = flowStep.statement!;
  const nothing = { line, changes: [], findings: [] };
  switch (statement.kind) {
    case 'segment':
      return playSegment(context, world, flowStep, statement);
    case 'call':
      return playCall(context, world, flowStep, statement);
    case 'timeout':
      return playTimeout(context, world, flowStep, statement);
    case 'deliver':
    case 'drop':
      return playDelivery(context, world, flowStep, statement);
    case 'expect':
      return playExpect(context, world, flowStep, statement);
    case 'wait': {
      const waited = advance(context, world, world.now + statement.ms, flowStep);
      return { world: waited.world, step: { kind: 'wait', ...nothing, statement, changes: waited.changes } };
    }
    case 'note':
      return { world, step: { kind: 'note', ...nothing, statement, over: context.scope.endpointsOf(statement.over, flowStep, context.report) } };
    case 'observed': {
      const near = statement.at === undefined ? [] : context.scope.endpointsOf([statement.at], flowStep, context.report);
      const far = context.scope.endpoints.map(({ id }) => id).filter((id) => !near.includes(id));
      return { world: { ...world, far }, step: { kind: 'observed', ...nothing, statement } };
    }
    case 'section':
      return { world: { ...world, block: { kind: 'section', outer: world.block } }, step: { kind: 'section', ...nothing, statement } };
    case 'cross':
      return { world: { ...world, block: { kind: 'cross', outer: world.block }, crossing: {} }, step: { kind: 'cross', ...nothing, statement } };
    case 'close':
      return closeBlock(context, world, flowStep);
    default:
      return playBroken(context, world, line);
  }
};

interface Passed {
  readonly world: World;
  readonly changes: readonly Change[];
}

const passTo = (context: Context, world: World, flowStep: FlowStep, time: Time | undefined): Passed => {
  if (time === undefined) return { world, changes: [] };
  const ms = time.relative ? world.now + time.ms : time.ms;
  if (ms < world.now) {
    context.reportTime({ line: flowStep.line, span: time.span, ms, before: world.now });
    return { world, changes: [] };
  }
  return advance(context, world, ms, flowStep);
};

/** Time goes on: a TIME-WAIT that has lasted 2 MSL ends, and so on. */
const advance = (context: Context, world: World, now: number, flowStep: FlowStep): Passed => {
  if (now < world.wakes) return { world: { ...world, now }, changes: [] };
  const changes: Change[] = [];
  let next: World = { ...world, now };
  for (const [connection, connected] of entriesOf(world.connections)) {
    for (const side of [0, 1] as const) {
      const before = connected.main.tcbs[side];
      const passed = passTime(before, now);
      if (passed.running) changes.push(byItself({ connection, side }, before, passed.tcb, passed.events));
      else if (![connected.main, ...connected.others].some(({ tcbs }) => nextChange(tcbs[side]) <= now)) continue;
      next = updated(context, next, connection, (one) => onSide(context, connection, one, side, flowStep, (tcb) => passTime(tcb, now).tcb));
    }
  }
  let wakes = Infinity;
  for (const [, connected] of entriesOf(next.connections)) wakes = Math.min(wakes, wakesAt(connected));
  return { world: { ...next, wakes }, changes };
};
