// Who an end is, and since when it is in its state: shared by the rules about calls, timers and expectations.
import type { Related } from '../flow/finding.ts';
import { say } from '../flow/message.ts';
import type { State } from '../tcp/state.ts';
import type { EndId, Passage, Since } from '../timeline/timeline.ts';

/** The endpoint's name. */
export const nameOf = ({ endpoints, connections }: Passage, { connection, side }: EndId): string =>
  endpoints[connections[connection]!.ends[side].endpoint]!.name;

/** The line that brought an end into its state. */
export const sinceWhen = (name: string, state: State, since: Since | undefined): { readonly related?: readonly Related[] } =>
  (since === undefined ? {} : { related: [{ ...since, message: say`${name} is in ${state} since here` }] });
