// Up to where a flow is wrong: what it leaves undone above that, nobody can tell.
import type { Ending } from '../timeline/timeline.ts';

/** The last line that is wrong, by mistake or on purpose; -1 where there is none. Whoever says that the rule `code` itself is broken is believed. */
export const lastMistake = ({ lastMistake: last, violating }: Ending, code: string): number =>
  violating.reduce((latest, { line, statement }) => (statement.violates!.text === code ? latest : Math.max(latest, line)), last);
