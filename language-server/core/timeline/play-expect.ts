// Plays expectations: they change nothing, but tell which of several readings was meant.
import type { FlowStep } from '../flow/flow.ts';
import type { Expectation, ExpectStatement } from '../flow/statement.ts';
import { close } from '../tcp/segment-arrives.ts';
import { isSynchronized } from '../tcp/state.ts';
import type { Tcb } from '../tcp/tcb.ts';
import { oneFinMoreOrLess } from './fin-readings.ts';
import { acknowledgedAll, withTcb, type Reading } from './reading.ts';
import type { EndId, ExpectResult, Side } from './timeline.ts';
import { become, branchesOf, connectedIn, decided, oneEnd, sinceOf, updated, type Context, type Played, type World } from './world.ts';

/** Of several readings, those in which it holds stand. */
export const playExpect = (context: Context, world: World, flowStep: FlowStep, statement: ExpectStatement): Played => {
  const { line } = flowStep;
  let next = world;
  const results: ExpectResult[] = [];
  for (const [among, expectation] of statement.expectations.entries()) {
    const isOpen = !('state' in expectation) || (expectation.state !== 'CLOSED' && expectation.state !== 'LISTEN');
    const end = oneEnd(context, expectation.end, flowStep, world.unread === undefined && isOpen);
    if (end === undefined) continue;
    const { connection, side } = end;
    const connected = connectedIn(context.scope, next, connection);
    const wanted = 'state' in expectation ? undefined : context.scope.value(expectation.value, line, context.report);
    // An unknown name is one mistake already.
    if (!('state' in expectation) && wanted === undefined) continue;
    const agrees = (reading: Reading): boolean => holds(reading.tcbs[side], expectation, wanted);
    const { main, others } = decided(context, connected, agrees, true);
    const [standing, newer] = branchesOf(context, connection, main, agrees(main) ? [] : missingAbove(main, side, next.now).filter(agrees), flowStep, among);
    next = updated(context, next, connection, (one) => become(context, connection, one, standing, context.ways === undefined ? [...others, ...newer] : [], flowStep));
    const tcb = main.tcbs[side];
    results.push({
      expectation, end,
      holds: tcb.doubt || (tcb.unread !== undefined && !isSettled(expectation)) || isFar(context, next, end) || holds(tcb, expectation, wanted),
      actual: 'state' in expectation ? { state: tcb.state } : actualOf(tcb, expectation.variable),
      ...sinceOf(connectedIn(context.scope, next, connection), side),
    });
  }
  return { world: next, step: { kind: 'expect', line, statement, results, changes: [], findings: [] } };
};

/** The readings in which a line is missing above that would have brought an end where its author sees it: a FIN, an ACK or a RST. */
const missingAbove = (reading: Reading, side: Side, now: number): readonly Reading[] =>
  [...oneFinMoreOrLess(reading), ...acknowledgedAll(reading, now), withTcb(reading, side, close({ ...reading.tcbs[side], state: 'CLOSED' }, 'reset-received'))];

/** A line with both numbers tells of an end what it sends and expects next, and no more. */
const isSettled = (expectation: Expectation): boolean => 'variable' in expectation && (expectation.variable === 'snd.nxt' || expectation.variable === 'rcv.nxt');

const isFar = ({ scope }: Context, world: World, { connection, side }: EndId): boolean =>
  world.far?.includes(scope.connections[connection]!.ends[side].endpoint) === true;

const holds = (tcb: Tcb, expectation: Expectation, wanted: number | undefined): boolean => {
  if (!('state' in expectation)) return variableOf(tcb, expectation.variable) === wanted;
  // An end of which nothing is said yet may as well be listening.
  return tcb.state === expectation.state || (expectation.state === 'LISTEN' && tcb.state === 'CLOSED' && tcb.unsaid);
};

type Variable = Exclude<Expectation, { readonly state: unknown }>['variable'];

const actualOf = (tcb: Tcb, variable: Variable): ExpectResult['actual'] => {
  const value = variableOf(tcb, variable);
  return { variable, value, ...(value === undefined && isSynchronized(tcb.state) ? { untold: true } : {}) };
};

const variableOf = (tcb: Tcb, variable: Variable): number | undefined => {
  switch (variable) {
    case 'snd.una': return tcb.snd.una;
    case 'snd.nxt': return tcb.snd.nxt;
    case 'snd.wnd': return tcb.snd.wnd;
    case 'rcv.nxt': return tcb.rcv.nxt;
    case 'rcv.wnd': return tcb.rcv.wnd;
    case 'iss': return tcb.iss;
    case 'irs': return tcb.irs;
  }
};
