// The catalogue of all rules. Segments are judged in this order, which is that of RFC 9293 §3.10.7: what the segment is,
// whether there is a connection, its flags, its sequence number, its acknowledgment, its window, its options.
import type { Finding } from '../flow/finding.ts';
import type { FlowStep } from '../flow/flow.ts';
import type { Flows } from '../flow/flows.ts';
import { incomplete, incompleteCode, wholeFile } from '../flow/incomplete.ts';
import { getIn, setIn } from '../timeline/int-map.ts';
import type { Fault, Judge, Situation } from '../timeline/situation.ts';
import type { Ending } from '../timeline/timeline.ts';
import { ackOfUndeliveredData } from './ack-of-undelivered-data.ts';
import { ackOfUnsentData } from './ack-of-unsent-data.ts';
import { ambiguousConnection } from './ambiguous-connection.ts';
import { changedIsn } from './changed-isn.ts';
import { changedRetransmission } from './changed-retransmission.ts';
import { crossingSynRefused } from './crossing-syn-refused.ts';
import { dataAfterFin } from './data-after-fin.ts';
import { duplicateName } from './duplicate-name.ts';
import { earlyFastRetransmission } from './early-fast-retransmission.ts';
import { earlyKeepAlive } from './early-keep-alive.ts';
import { earlySynRetransmission } from './early-syn-retransmission.ts';
import { eceWithoutCe } from './ece-without-ce.ts';
import { ecnNotNegotiated } from './ecn-not-negotiated.ts';
import { fastOpenWithoutCookie } from './fast-open-without-cookie.ts';
import { happeningsOf, type Happening, type Scene } from './happenings.ts';
import { hiddenCharacter } from './hidden-character.ts';
import { illegalFlags } from './illegal-flags.ts';
import { impossibleCall } from './impossible-call.ts';
import { impossibleTimeout } from './impossible-timeout.ts';
import { invalidEcnSetup } from './invalid-ecn-setup.ts';
import { invalidFastOpenCookie } from './invalid-fast-open-cookie.ts';
import { invalidSackBlock } from './invalid-sack-block.ts';
import { invalidUrgentPointer } from './invalid-urgent-pointer.ts';
import { keepAliveWithData } from './keep-alive-with-data.ts';
import { lateAck } from './late-ack.ts';
import { lengthMismatch } from './length-mismatch.ts';
import { lowIsnAfterTimeWait } from './low-isn-after-time-wait.ts';
import { misplacedCwr } from './misplaced-cwr.ts';
import { missingAckFlag } from './missing-ack-flag.ts';
import { missingEce } from './missing-ece.ts';
import { missingTimestamp } from './missing-timestamp.ts';
import { mssExceeded } from './mss-exceeded.ts';
import { multicastAddress } from './multicast-address.ts';
import { needlessAck } from './needless-ack.ts';
import { optionNotNegotiated } from './option-not-negotiated.ts';
import { optionNotOnSyn } from './option-not-on-syn.ts';
import { optionsTooLong } from './options-too-long.ts';
import { outsideWindow } from './outside-window.ts';
import { probeNotBackedOff } from './probe-not-backed-off.ts';
import { recedingUrgentPointer } from './receding-urgent-pointer.ts';
import { repeatedIsn } from './repeated-isn.ts';
import { resetInTimeWait } from './reset-in-time-wait.ts';
import { resetInsteadOfChallenge } from './reset-instead-of-challenge.ts';
import { rtoNotBackedOff } from './rto-not-backed-off.ts';
import { notBroken, notViolated, ruleNotViolated } from './rule-not-violated.ts';
import type { Followed, Rule, RuleFinding } from './rule.ts';
import { segmentAfterClose } from './segment-after-close.ts';
import { segmentAfterReset } from './segment-after-reset.ts';
import { segmentBeforeHandshake } from './segment-before-handshake.ts';
import { selfSegment } from './self-segment.ts';
import { seqBeforeIsn } from './seq-before-isn.ts';
import { seqGap } from './seq-gap.ts';
import { sillyWindow } from './silly-window.ts';
import { spuriousRetransmission } from './spurious-retransmission.ts';
import { staleAck } from './stale-ack.ts';
import { staleFirstSackBlock } from './stale-first-sack-block.ts';
import { staleSeq } from './stale-seq.ts';
import { stateMismatch } from './state-mismatch.ts';
import { timeWentBack } from './time-went-back.ts';
import { timeoutSkipsOldest } from './timeout-skips-oldest.ts';
import { timestampWentBack } from './timestamp-went-back.ts';
import { tsecrWithoutAck } from './tsecr-without-ack.ts';
import { unansweredSegment } from './unanswered-segment.ts';
import { undeliveredSegment } from './undelivered-segment.ts';
import { unexpectedAckFlag } from './unexpected-ack-flag.ts';
import { unexpectedSyn } from './unexpected-syn.ts';
import { unfinishedTeardown } from './unfinished-teardown.ts';
import { unfoundedDsack } from './unfounded-dsack.ts';
import { unknownEndpoint } from './unknown-endpoint.ts';
import { unknownName } from './unknown-name.ts';
import { unknownRule } from './unknown-rule.ts';
import { unseenSegment } from './unseen-segment.ts';
import { unusedEndpoint } from './unused-endpoint.ts';
import { valueOutOfRange } from './value-out-of-range.ts';
import { windowShrunk } from './window-shrunk.ts';
import { wrongReset } from './wrong-reset.ts';
import { wrongTimestampEcho } from './wrong-timestamp-echo.ts';

export type { Rule } from './rule.ts';

const segmentRules: readonly Rule[] = [
  valueOutOfRange, lengthMismatch, illegalFlags, optionNotOnSyn, optionsTooLong, invalidFastOpenCookie,
  segmentAfterReset, segmentAfterClose, segmentBeforeHandshake, unexpectedSyn,
  missingAckFlag, unexpectedAckFlag, changedIsn,
  seqBeforeIsn, dataAfterFin, seqGap, changedRetransmission, staleSeq,
  ackOfUnsentData, ackOfUndeliveredData, staleAck,
  outsideWindow, mssExceeded, crossingSynRefused, wrongReset,
  optionNotNegotiated, timestampWentBack, invalidSackBlock,
  missingTimestamp, windowShrunk, timeoutSkipsOldest, spuriousRetransmission, unseenSegment,
  sillyWindow, invalidUrgentPointer, tsecrWithoutAck, repeatedIsn, fastOpenWithoutCookie, keepAliveWithData,
];

/** What only several lines of a connection together show. */
const followRules: readonly Rule[] = [
  lateAck, needlessAck, rtoNotBackedOff, earlySynRetransmission, earlyFastRetransmission, probeNotBackedOff, earlyKeepAlive,
  resetInsteadOfChallenge, resetInTimeWait, lowIsnAfterTimeWait, recedingUrgentPointer,
  wrongTimestampEcho, unfoundedDsack, staleFirstSackBlock,
  invalidEcnSetup, ecnNotNegotiated, missingEce, eceWithoutCe, misplacedCwr,
];

const otherRules: readonly Rule[] = [
  ...followRules,
  selfSegment, ambiguousConnection, unknownEndpoint, unknownName, duplicateName, unusedEndpoint,
  impossibleCall, impossibleTimeout, stateMismatch,
  unansweredSegment, unfinishedTeardown, timeWentBack, undeliveredSegment, multicastAddress, hiddenCharacter,
];

const codes = new Set([...segmentRules, ...otherRules].map(({ code }) => code)).add('unknown-rule').add('rule-not-violated');

/** All rules, those about segments first, in the order in which they judge. */
export const rules: readonly Rule[] = [...segmentRules, ...otherRules, ruleNotViolated(otherRules), unknownRule(codes)];

const passageRules = rules.filter(({ passage }) => passage !== undefined);

/** The rule of a name. */
export const ruleOf = (code: string): Rule | undefined => rules.find((one) => one.code === code);

/** A rule that fails says so where it failed, and spoils nothing else. */
const failure = ({ code }: Rule, problem: unknown, line: number, span = wholeFile): Finding =>
  incomplete(`${code}: ${problem instanceof Error ? problem.message : String(problem)}`, line, span);

const faultOf = (one: Rule, situation: Situation): Fault | undefined => {
  try {
    const fault = one.segment?.(situation);
    return fault === undefined ? undefined : { code: one.code, severity: one.severity, goOn: { kind: 'meant' }, ...fault };
  } catch (problem) {
    const { code, severity, span, message } = failure(one, problem, situation.line, situation.statement.span);
    return { code, severity, at: span, says: message, goOn: { kind: 'meant' } };
  }
};

/** Asks the rules in their order: an error hides whatever else is odd about a line. */
export const judge: Judge = {
  segment: (situation, formOnly) => {
    let failed: Fault | undefined;
    let milder: Fault | undefined;
    for (const one of segmentRules) {
      if (formOnly && one.form !== true) continue;
      const fault = faultOf(one, situation);
      if (fault?.code === incompleteCode) failed ??= fault;
      else if (fault?.severity === 'error') return fault;
      else milder ??= fault;
    }
    return failed ?? milder;
  },
  oneRule: (code, situation) => {
    const one = segmentRules.find((candidate) => candidate.code === code);
    if (one === undefined) return codes.has(code) ? 'unjudged' : 'unknown';
    const fault = faultOf(one, situation);
    return fault?.code === incompleteCode ? 'unjudged' : fault;
  },
  notViolated,
  follow: (memories, step, placed, { endpoints, connections }, far) => {
    let next = memories;
    const findings: Finding[] = [];
    for (const [connection, one] of happeningsOf(step, placed, connections, far)) {
      const before = getIn(next, connection) as readonly unknown[] | undefined;
      const scene = { endpoints, ends: connections[connection]!.ends };
      let after: unknown[] | undefined;
      // Without an iterator: of all loops this is run through most.
      for (let index = 0; index < followRules.length; index++) {
        const rule = followRules[index]!;
        const { code, severity } = rule;
        const { memory, finding } = followed(rule, before?.[index], one, scene, placed);
        if (memory !== before?.[index]) (after ??= before === undefined ? new Array<unknown>(followRules.length).fill(undefined) : [...before])[index] = memory;
        if (finding !== undefined) findings.push({ code, severity, ...finding });
      }
      if (after !== undefined) next = setIn(next, connection, after);
    }
    const word = step.kind === 'segment' ? step.statement.violates : undefined;
    if (word === undefined || !followRules.some(({ code }) => code === word.text)) return { memories: next, findings };
    const broken = findings.some(({ code }) => code === word.text);
    return { memories: next, findings: broken ? onPurpose(findings, new Map([[step.line, word.text]])) : [...findings, notBroken(step.line, word)] };
  },
  passage: (passage) => {
    const meant = new Map(passage.steps.flatMap((step) => (step.kind === 'segment' && step.statement.violates !== undefined ? [[step.line, step.statement.violates.text]] : [])));
    return onPurpose(passageRules.flatMap((one) => findingsOf(one, passage.steps[0]?.line ?? 0, () => one.passage!(passage))), meant);
  },
  ending: (ending, nameProblems) => {
    const { endpoints, connections, violating } = ending;
    const meant = new Map(violating.map(({ line, statement }) => [line, statement.violates!.text]));
    return [
      ...onPurpose(rules.flatMap((one) => findingsOf(one, ending.flow.line, () => one.ending?.(ending))), meant),
      ...judge.passage({ endpoints, connections, steps: [], nameProblems, timeProblems: [] }),
    ];
  },
};

/** What only all flows of a file together show. */
export const judgeFile = (endings: readonly Ending[], hiding: Flows['hiding']): readonly Finding[] => rules.flatMap((one) => findingsOf(one, 0, () => one.file?.(endings, hiding)));

/** `line`: where what the rule looks at begins. */
const findingsOf = (one: Rule, line: number, ask: () => Iterable<RuleFinding> | undefined): readonly Finding[] => {
  try {
    const found = ask();
    return found === undefined ? [] : [...found].map((finding) => ({ code: one.code, severity: one.severity, ...finding }));
  } catch (problem) {
    return [failure(one, problem, line)];
  }
};

const followed = (one: Rule, memory: unknown, happening: Happening, scene: Scene, { line, statement }: FlowStep): Followed<unknown> => {
  try {
    return one.follow!(memory, happening, scene);
  } catch (problem) {
    return { memory, finding: failure(one, problem, line, statement?.span) };
  }
};

/** `violates RULE` on a line, by its number, that breaks a rule which judges no segments. */
const onPurpose = (findings: readonly Finding[], meant: ReadonlyMap<number, string>): readonly Finding[] =>
  findings.map((finding) => (meant.get(finding.line) === finding.code ? { ...finding, severity: 'hint', onPurpose: true } : finding));
