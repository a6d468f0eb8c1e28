// The story on one screen: lines → flows → timelines → findings. An edit is the same story: each stage does again only what
// begins otherwise than before.
import { emptyChunks } from './flow/chunks.ts';
import type { Finding } from './flow/finding.ts';
import type { Lines } from './flow/flow.ts';
import { pairing } from './flow/flows.ts';
import { incompleteCode } from './flow/incomplete.ts';
import type { Severities } from './flow/severity.ts';
import type { Line } from './flow/statement.ts';
import { toEnd } from './flow/turns.ts';
import { judge, judgeFile } from './rules/index.ts';
import { severitiesOf, weighed } from './rules/severities.ts';
import { flowAt } from './timeline/at-line.ts';
import { replay } from './timeline/replay.ts';
import type { Timeline } from './timeline/timeline.ts';

/** Everything that is known about a file. */
export interface Analysis {
  /** One timeline a flow: the file's untitled flow first, then the others in the order of the file. */
  readonly timelines: readonly Timeline[];
  /** Ordered by line, then column. */
  readonly findings: readonly Finding[];
}

/** A file that is edited and analysed again and again. */
export interface Analyser {
  readonly lines: Lines;
  /** Lines from `from` up to but without `to` become `fresh`. */
  replace(from: number, to: number, fresh: readonly Line[]): void;
  /** The analysis of the lines as they are, in small steps. One that is not carried to its end is not lost: the next goes on with what it has found. */
  work(severities: Severities): Generator<undefined, Analysis>;
  /** How many statements have been played. */
  readonly stepsPlayed: number;
}

/** Has no lines yet. `longestChunk`: how many lines are played again at most for one that is touched. */
export const analyser = (longestChunk?: number): Analyser => {
  const text = emptyChunks(longestChunk);
  const pair = pairing();
  const played = replay(judge);
  return {
    get lines() { return text.lines; },
    get stepsPlayed() { return played.stepsPlayed; },
    replace: (from, to, fresh) => {
      text.replace(from, to, fresh);
      const by = fresh.length - (to - from);
      if (by !== 0) played.move({ from: to, by });
    },
    *work(severities) {
      const read = yield* pair(text.chunks, text.lines.length);
      const flows = (yield* played.play(read.flows)).map((one) => ({ ...one, set: severitiesOf(severities, one.flow.rules) }));
      const ofFile = judgeFile(flows.map(({ ending }) => ending), read.hiding);
      const findings = [
        read.findings,
        ...flows.flatMap((one) => one.findings().map((found) => weighed(found, one.set))),
        ...ofFile.map((finding) => weighed([finding], severitiesOf(severities, flowAt(flows, finding.line)?.flow.rules ?? read.rules))),
      ];
      let timelines: readonly Timeline[] | undefined;
      return {
        get timelines() { return (timelines ??= flows.map((one) => one.timeline((found) => weighed(found, one.set)))); },
        findings: inOrder(findings.flat()),
      };
    },
  };
};

/**
 * The analysis of a file as a whole. `lines`: they may be made one by one, so that a long file is not held twice. `severities`: what whoever
 * reads the findings has set; what the file says of a rule itself comes after that.
 */
export const analyze = (lines: Iterable<Line>, severities: Severities = {}): Analysis => {
  const whole = analyser();
  let some: Line[] = [];
  const place = (): void => {
    whole.replace(whole.lines.length, whole.lines.length, some);
    some = [];
  };
  for (const line of lines) if (some.push(line) === placedAtOnce) place();
  place();
  return toEnd(whole.work(severities));
};

const placedAtOnce = 256;

/** Declarations at the head of a file are looked at in each flow: what is said twice counts once. So does that something failed. */
const inOrder = (findings: readonly Finding[]): readonly Finding[] => {
  /** Those that begin where the last one does. */
  let beside: Finding[] = [];
  let failed = false;
  return findings
    .toSorted((a, b) => a.line - b.line || a.span.start - b.span.start)
    .filter((finding) => {
      const { code, line, span } = finding;
      if (beside[0]?.line !== line || beside[0].span.start !== span.start) beside = [];
      const isFirst = !beside.some((one) => one.code === code && one.span.end === span.end);
      if (isFirst) beside.push(finding);
      return isFirst && (code !== incompleteCode || (!failed && (failed = true)));
    });
};
