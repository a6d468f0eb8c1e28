// Through which states the changes of an end lead. Knows the table of transitions; not what is shown of it.
import type { State } from '../tcp/state.ts';
import { transition, type Event } from '../tcp/transitions.ts';
import type { Change, Move } from './timeline.ts';

/** The state before a change. Whoever receives a SYN was listening, though nobody said so. */
export const stateBefore = ({ before, events }: Pick<Change, 'before' | 'events'>): State =>
  (before.unsaid && events[0] === 'rcv SYN' ? 'LISTEN' : before.state);

/** The states that a change passes through. */
export const movesOf = (change: Pick<Change, 'before' | 'after' | 'events'>): readonly Move[] => {
  let from = stateBefore(change);
  const moves: Move[] = [];
  for (const [index, event] of change.events.entries()) {
    // A reset leads a listener back to LISTEN (figure 5, note 1), which the table of transitions does not know.
    const to = index === change.events.length - 1 ? change.after.state : transition(from, event)?.to ?? from;
    moves.push({ from, to, event });
    from = to;
  }
  return from === change.after.state ? moves : [...moves, { from, to: change.after.state }];
};

/** The path with those moves behind it that it does not have yet; itself if there are none. */
export const continued = (path: readonly Move[], moves: readonly Move[]): readonly Move[] => {
  const added = moves.filter((move) => !path.some((known) => isSame(known, move)));
  return added.length === 0 ? path : [...path, ...added];
};

const isSame = (one: Move, other: Move): boolean => one.from === other.from && one.to === other.to && one.event === other.event;

/** The first thing that happened on a path. */
export const firstEvent = (path: readonly Move[]): Event | undefined => path.find(({ event }) => event !== undefined)?.event;
