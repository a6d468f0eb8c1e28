// What the rules about unfinished business share: one mistake is one finding.
import type { Step } from '../timeline/timeline.ts';

/** A line from `line` on is wrong, on purpose or not: what is left undone there may well follow from it. */
export const hasErrorSince = (steps: readonly Step[], line: number): boolean =>
  steps.some((step) => step.line >= line && (step.findings.some(({ severity }) => severity === 'error') || failed(step)));

/** What is wrong on purpose, and what later rules will complain of. */
const failed = (step: Step): boolean =>
  (step.kind === 'segment' && step.statement.violates !== undefined)
  || (step.kind === 'expect' && step.results.some(({ holds }) => !holds))
  || (step.kind === 'call' && step.error !== undefined)
  || (step.kind === 'timeout' && !step.running);
