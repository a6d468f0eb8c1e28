// The story on one screen: lines → flows → timelines → findings.
import type { Finding } from './flow/finding.ts';
import type { Lines } from './flow/flow.ts';
import type { Timeline } from './timeline/timeline.ts';

/** Everything that is known about a file. */
export interface Analysis {
  /** One timeline a flow, in the order of the file. */
  readonly timelines: readonly Timeline[];
  /** Ordered by line, then column. */
  readonly findings: readonly Finding[];
}

export type { Lines };
