// Both ends' states at a line, for whoever has the cursor there.
import type { State } from '../tcp/state.ts';
import { standing, timelineAt } from '../timeline/at-line.ts';
import type { Step, Timeline } from '../timeline/timeline.ts';
import { endName } from './ends-table.ts';

export interface EndState {
  readonly name: string;
  readonly state: State;
}

export interface StatesAt {
  /** Both ends of each connection, in the order of the flow. */
  readonly connections: readonly (readonly [EndState, EndState])[];
  /** The connection that the line, or the last one before it, is about. */
  readonly current: number;
}

/** After everything up to the line, the line included; undefined where no connection is. */
export const statesAt = (timelines: readonly Timeline[], line: number): StatesAt | undefined => {
  const timeline = timelineAt(timelines, line);
  if (timeline === undefined || timeline.connections.length === 0) return undefined;
  const endAt = (connection: number, side: 0 | 1): EndState =>
    ({ name: endName(timeline, { connection, side }), state: standing(timeline, { connection, side }, line).tcb.state });
  const about = timeline.steps.findLast((step) => step.line <= line && connectionOf(step) !== undefined);
  return {
    connections: timeline.connections.map(({ id }) => [endAt(id, 0), endAt(id, 1)]),
    current: (about === undefined ? undefined : connectionOf(about)) ?? 0,
  };
};

const connectionOf = (step: Step): number | undefined => {
  switch (step.kind) {
    case 'segment': return step.connection;
    case 'call':
    case 'timeout': return step.end.connection;
    case 'expect': return step.results[0]?.end.connection;
    default: return step.changes[0]?.connection;
  }
};
