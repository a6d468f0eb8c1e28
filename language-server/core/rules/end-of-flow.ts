// What the rules about unfinished business share: one mistake is one finding.
import type { Step } from '../timeline/timeline.ts';

/** A line from `line` on is wrong, on purpose or not: what is left undone there may well follow from it. */
export const hasErrorSince = (steps: readonly Step[], line: number): boolean =>
  steps.some((step) => step.line >= line && (step.findings.some(({ severity, onPurpose }) => severity === 'error' || onPurpose === true) || failed(step)));

/** What later rules will complain of. */
const failed = (step: Step): boolean =>
  (step.kind === 'expect' && step.results.some(({ holds }) => !holds))
  || (step.kind === 'call' && step.error !== undefined)
  || (step.kind === 'timeout' && !step.running);
