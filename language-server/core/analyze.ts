// The story on one screen: lines → flows → timelines → findings.
import type { Finding } from './flow/finding.ts';
import { flows } from './flow/flows.ts';
import type { Lines } from './flow/flow.ts';
import type { Severities } from './flow/severity.ts';
import { judge, rules } from './rules/index.ts';
import type { Rule } from './rules/rule.ts';
import { severitiesOf, weighed } from './rules/severities.ts';
import { timelineAt } from './timeline/at-line.ts';
import { simulate } from './timeline/simulate.ts';
import type { Step, Timeline } from './timeline/timeline.ts';

/** Everything that is known about a file. */
export interface Analysis {
  /** One timeline a flow: the file's untitled flow first, then the others in the order of the file. */
  readonly timelines: readonly Timeline[];
  /** Ordered by line, then column. */
  readonly findings: readonly Finding[];
}

/** `severities`: what whoever reads the findings has set; what the file says of a rule itself comes after that. */
export const analyze = (lines: Lines, severities: Severities = {}): Analysis => {
  const read = flows(lines);
  const played = read.flows.map((flow) => simulate(flow, judge));
  const judged = played.map((timeline) => ({ timeline, findings: onPurpose(timeline, rules.flatMap((rule) => findingsOf(rule, rule.timeline?.(timeline)))) }));
  const ofFile = rules.flatMap((rule) => findingsOf(rule, rule.file?.(played)));
  const timelines = judged.map(({ timeline, findings }) => withFindings(timeline, findings, severitiesOf(severities, timeline.flow.rules)));
  const findings = [
    ...read.findings,
    ...judged.flatMap(({ timeline, findings: ofFlow }) =>
      weighed([...timeline.steps.flatMap((step) => step.findings), ...ofFlow], severitiesOf(severities, timeline.flow.rules))),
    ...ofFile.flatMap((finding) => weighed([finding], severitiesOf(severities, timelineAt(played, finding.line)?.flow.rules ?? read.rules))),
  ];
  return { timelines, findings: inOrder(findings) };
};

const findingsOf = (rule: Rule, found: ReturnType<NonNullable<Rule['timeline']>> | undefined): readonly Finding[] =>
  [...found ?? []].map((finding) => ({ code: rule.code, severity: rule.severity, ...finding }));

/** `violates RULE` on a line that breaks a rule only when the flow ends. */
const onPurpose = ({ steps }: Timeline, findings: readonly Finding[]): readonly Finding[] => {
  const meant = new Map(steps.flatMap((step) => (step.kind === 'segment' && step.statement.violates !== undefined ? [[step.line, step.statement.violates.text]] : [])));
  return findings.map((finding) => (meant.get(finding.line) === finding.code ? { ...finding, severity: 'hint', onPurpose: true } : finding));
};

/** Each step with all that is said about its line. */
const withFindings = (timeline: Timeline, findings: readonly Finding[], severities: Severities): Timeline => {
  const asTheyAre = Object.keys(severities).length === 0;
  if (findings.length === 0 && asTheyAre) return timeline;
  const byLine = Map.groupBy(findings, ({ line }) => line);
  const steps = timeline.steps.map((step): Step => {
    const more = byLine.get(step.line);
    const all = more === undefined ? step.findings : [...step.findings, ...more];
    return all.length === 0 || (more === undefined && asTheyAre) ? step : { ...step, findings: weighed(all, severities) };
  });
  return { ...timeline, steps };
};

/** Declarations at the head of a file are looked at in each flow: what is said twice counts once. */
const inOrder = (findings: readonly Finding[]): readonly Finding[] => {
  const seen = new Set<string>();
  return findings
    .filter(({ code, line, span }) => {
      const key = `${line}:${span.start}:${span.end}:${code}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => a.line - b.line || a.span.start - b.span.start);
};
