// Plays flows part by part and remembers what came of each: after an edit only the parts are played again that were touched
// or that begin in another world now. Holds findings and a world for each part, and makes the steps anew for who asks.
import type { Finding } from '../flow/finding.ts';
import type { Flow, FlowPart, FlowStep } from '../flow/flow.ts';
import { moved, type Move } from '../flow/moved.ts';
import type { SegmentStatement } from '../flow/statement.ts';
import { firstEvent } from './moves.ts';
import { scopes, type Scope } from './scope.ts';
import { playSteps } from './simulate.ts';
import { turnsOf, waysOf, type Decision, type Ways } from './standing.ts';
import type { Judge } from './situation.ts';
import { same } from './same.ts';
import { shortFlight, type Connection, type EndId, type Ending, type SegmentLine, type Standing, type Step, type Timeline, type TimelinePart } from './timeline.ts';
import { asItBegan, asListening, asTold, beginning, connectedIn, decidedByEnd, endOf, isSameWorld, sinceOf, type World } from './world.ts';

/** A flow that has been played to its end. */
export interface PlayedFlow {
  readonly flow: Flow;
  readonly ending: Ending;
  /** `weigh`: what becomes of the findings of a step. */
  timeline(weigh: (findings: readonly Finding[]) => readonly Finding[]): Timeline;
  /** Ordered by line, but for those about its end. */
  findings(): readonly (readonly Finding[])[];
}

export interface Replay {
  /** Plays the flows of a file. Pauses after each part, so that others get their turn. */
  play(flows: readonly Flow[]): Generator<undefined, readonly PlayedFlow[]>;
  /** Lines move: to be told before the flows are played with them. */
  move(by: Move): void;
  /** How many steps have been played. */
  readonly stepsPlayed: number;
}

/** A part that was played, and what must be so for it to come out the same again. */
interface PlayedPart {
  /** The flow that it was last a part of, as that was played. */
  owner: Played | undefined;
  /** The index of its first step. */
  from: number;
  readonly meaning: object;
  readonly firstUses: readonly string[] | undefined;
  readonly before: World;
  readonly after: World;
  findings: readonly Finding[];
  readonly facts: Facts;
  /** The part played once more on the ways that stand, where they are others than those that were told. */
  standing?: { readonly turns: string; readonly part: PlayedPart };
}

/** What the end of the flow wants to know of a part. Almost always there is nothing. */
interface Facts {
  /** The last line that is wrong. */
  readonly mistake?: FlowStep;
  readonly observed?: true;
  /** Segments that are delayed, and what `deliver` and `drop` do: by id of the step, and by name. */
  readonly delayed?: readonly FlowStep[];
  readonly settled?: readonly number[];
  readonly named?: readonly string[];
  /** Segments that arrive, or are dropped, at another step than their own. */
  readonly landings?: readonly Landing[];
  readonly drops?: readonly Landing[];
  readonly violating?: readonly FlowStep[];
  readonly noted?: readonly number[];
  /** Where of several readings one was left, and whether another one was told before. */
  readonly decisions?: readonly Decision[];
  readonly turned?: true;
  /** Some step says on which line it stands. */
  readonly numbered?: true;
}

interface Landing {
  readonly sent: FlowStep;
  readonly at: FlowStep;
}

/** What a part's steps say beyond what was played in it, as of one analysis. */
interface Said {
  readonly content: object;
  readonly parts: readonly PlayedPart[];
  readonly beyond: unknown;
}

/** The parts of a flow as its last line leaves them. */
interface Stood {
  readonly parts: readonly PlayedPart[];
  readonly end: World;
  /** The ways that stand; undefined where every line means what it seemed to mean when it was read. */
  readonly ways: Ways | undefined;
}

interface Played extends PlayedFlow, Stood {
  readonly scope: Scope;
  endFindings: readonly Finding[];
}

export const replay = (judge: Judge): Replay => {
  const scopeOf = scopes();
  const memory = new WeakMap<FlowPart, PlayedPart>();
  const saidBefore = new WeakMap<PlayedPart, Said>();
  let present: readonly Flow[] = [];
  let stepsPlayed = 0;

  const playPart = (scope: Scope, flow: Flow, part: FlowPart, before: World, owner: Played | undefined, ways?: Ways): PlayedPart => {
    const { after, steps, nameProblems, timeProblems, decisions, turned } = playSteps(scope, judge, before, part.steps, ways);
    stepsPlayed += steps.length;
    const { endpoints, connections, meaning } = scope;
    const found = judge.passage({ endpoints, connections, steps, nameProblems, timeProblems });
    const findings = [...steps.flatMap((step) => step.findings), ...found].sort((a, b) => a.line - b.line);
    const all = { ...factsOf(flow, part, steps), ...(decisions.length === 0 ? {} : { decisions }), ...(turned ? { turned } : {}) };
    const facts = Object.keys(all).length === 0 ? noFacts : all;
    return { owner, from: part.steps[0]!.index, meaning, firstUses: scope.firstUses(part), before, after, findings, facts };
  };

  /** What is told of a part is what all lines have decided: where another reading stands than was told, the part is played once more in that one. */
  const letStand = function* (scope: Scope, flow: Flow, parts: readonly PlayedPart[], end: World): Generator<undefined, Stood> {
    const told = factsIn(parts);
    const turns = turnsOf([...told.flatMap(({ decisions = [] }) => decisions), ...decidedByEnd(end)]);
    if (turns.length === 0 && !told.some(({ turned }) => turned)) return { parts, end, ways: undefined };
    const ways = waysOf(turns);
    const inPart = Map.groupBy(turns, ({ step }) => stepWithIndex(flow, step.index)!.part);
    let world = beginning(scope);
    const standing: PlayedPart[] = [];
    for (const [index, part] of parts.entries()) {
      const here = (inPart.get(index) ?? []).map(({ key, way }) => `${key}:${way}`).join(' ');
      let played = part;
      if (here !== '' || part.facts.turned || !isSameWorld(asTold(part.before), world)) {
        if (part.standing?.turns !== here || !isSameWorld(part.standing.part.before, world)) {
          part.standing = { turns: here, part: playPart(scope, flow, flow.parts[index]!, world, part.owner, ways) };
          yield;
        }
        played = part.standing.part;
      }
      standing.push(played);
      world = asTold(played.after);
    }
    return { parts: standing, end: world, ways };
  };

  const playFlow = function* (flow: Flow): Generator<undefined, Played> {
    const remembered = flow.parts.map((part) => memory.get(part));
    number(flow, remembered);
    const owner = remembered.find((known) => known?.owner !== undefined)?.owner;
    const scope = yield* scopeOf(flow, owner?.scope);
    let world = beginning(scope);
    const readParts: PlayedPart[] = [];
    for (const [index, part] of flow.parts.entries()) {
      let played = remembered[index];
      if (played === undefined || played.meaning !== scope.meaning || !same(played.firstUses, scope.firstUses(part)) || !isSameWorld(played.before, world)) {
        played = playPart(scope, flow, part, world, played?.owner);
        memory.set(part, played);
        yield;
      }
      readParts.push(played);
      world = played.after;
    }
    const { parts, end, ways } = yield* letStand(scope, flow, readParts, world);
    const isUnchanged = owner?.parts.length === parts.length && parts.every((part, index) => part === owner.parts[index])
      && flow.endpoints.length === owner.flow.endpoints.length
      && flow.endpoints.every(({ declaration }, index) => declaration === owner.flow.endpoints[index]!.declaration)
      && flow.rules.length === owner.flow.rules.length
      && flow.rules.every(({ statement }, index) => statement === owner.flow.rules[index]!.statement);
    const ending = endingOf(flow, scope, parts, end);
    const played: Played = {
      flow, scope, parts, end, ways, ending,
      endFindings: isUnchanged ? owner.endFindings : judge.ending(ending, scope.problems()),
      timeline(weigh) { return timelineOf(judge, this, weigh, saidBefore); },
      findings() { return [...parts.map(({ findings }) => findings).filter(({ length }) => length > 0), this.endFindings]; },
    };
    for (const part of readParts) part.owner = played;
    return played;
  };

  return {
    get stepsPlayed() { return stepsPlayed; },
    *play(flows) {
      present = flows;
      const all: Played[] = [];
      for (const flow of flows) all.push(yield* playFlow(flow));
      return all;
    },
    move: (by) => {
      const shifted = (findings: readonly Finding[]): readonly Finding[] => (findings.length === 0 ? findings : findings.map((finding) => moved(finding, by)));
      const ended = new Set<Played>();
      for (const { parts } of present) {
        for (const part of parts) {
          const known = memory.get(part);
          if (known !== undefined) known.findings = shifted(known.findings);
          if (known?.standing !== undefined) known.standing.part.findings = shifted(known.standing.part.findings);
          if (known?.owner !== undefined) ended.add(known.owner);
        }
      }
      for (const flow of ended) flow.endFindings = shifted(flow.endFindings);
    },
  };
};

const noFacts: Facts = {};

/** What parts tell the end of their flow; of most of them that is nothing. */
const factsIn = (parts: readonly PlayedPart[]): readonly Facts[] => parts.map(({ facts }) => facts).filter((facts) => facts !== noFacts);

/** Tells the steps their indexes. `remembered`: what is known of each part; of one that is not, no step has the right one. */
const number = ({ parts }: Flow, remembered: readonly (PlayedPart | undefined)[]): void => {
  let index = 0;
  for (const [at, part] of parts.entries()) {
    const known = remembered[at];
    if (known?.from !== index) {
      for (const [offset, step] of part.steps.entries()) (step as { index: number }).index = index + offset;
      if (known !== undefined) known.from = index;
    }
    index += part.steps.length;
  }
};

const stepWithIndex = ({ parts }: Flow, index: number): { readonly part: number; readonly step: FlowStep } | undefined => {
  let [low, high] = [0, parts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (parts[middle]!.steps[0]!.index <= index) low = middle;
    else high = middle - 1;
  }
  const found = parts[low];
  const step = found?.steps[index - found.steps[0]!.index];
  return step === undefined ? undefined : { part: low, step };
};

/** The last step that stands on a line or above it. */
const stepUpTo = ({ parts }: Flow, line: number): { readonly part: number; readonly step: FlowStep } | undefined => {
  let [low, high] = [0, parts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (parts[middle]!.steps[0]!.line <= line) low = middle;
    else high = middle - 1;
  }
  const step = parts[low]?.steps.findLast((one) => one.line <= line);
  return step === undefined ? undefined : { part: low, step };
};

/** More parts than this are not taken together, however much is on its way between them. */
const mostTogether = 16;

/** Whether only a few lines stand between two steps. Lines that only open or close a block do not count. */
const isNear = (flow: Flow, sent: FlowStep, at: FlowStep): boolean => {
  let between = 0;
  for (let index = sent.index + 1; index <= at.index; index++) {
    const kind = stepWithIndex(flow, index)!.step.statement?.kind;
    if (kind !== 'cross' && kind !== 'close' && ++between > shortFlight) return false;
  }
  return true;
};

/** What a finding says, and of which line, counted from the first of its part. */
const spoken = ({ code, severity, line, message, onPurpose }: Finding, first: number): unknown => ({ code, severity, line: line - first, onPurpose, message });

const factsOf = (flow: Flow, part: FlowPart, steps: readonly Step[]): Facts => {
  let mistake: FlowStep | undefined;
  let observed = false;
  const delayed: FlowStep[] = [];
  const settled: number[] = [];
  const named: string[] = [];
  const landings: Landing[] = [];
  const drops: Landing[] = [];
  let numbered = false;
  const violating: FlowStep[] = [];
  const noted: number[] = [];
  for (const [offset, step] of steps.entries()) {
    const at = part.steps[offset]!;
    if (isMistaken(step)) mistake = at;
    for (const { cause } of step.changes) {
      if (cause.kind === 'arrived' && cause.step !== at.index) landings.push({ sent: stepWithIndex(flow, cause.step)!.step, at });
    }
    if (step.kind === 'observed') observed = true;
    if (step.kind === 'broken') numbered = true;
    if (step.kind === 'note') noted.push(...step.over);
    if (step.kind === 'segment' && step.fate === 'delayed') delayed.push(at);
    if (step.kind === 'segment' && step.statement.violates !== undefined) violating.push(at);
    if (step.kind === 'deliver') {
      named.push(step.statement.name.text);
      const sent = step.segment === undefined ? undefined : stepWithIndex(flow, step.segment)!.step;
      if (sent !== undefined) settled.push(sent.id);
      if (sent !== undefined && step.statement.kind === 'drop') drops.push({ sent, at });
    }
  }
  return {
    ...(mistake === undefined ? {} : { mistake }),
    ...(observed ? { observed } : {}),
    ...(delayed.length === 0 ? {} : { delayed }),
    ...(settled.length === 0 ? {} : { settled }),
    ...(named.length === 0 ? {} : { named }),
    ...(landings.length === 0 ? {} : { landings }),
    ...(drops.length === 0 ? {} : { drops }),
    ...(violating.length === 0 ? {} : { violating }),
    ...(noted.length === 0 ? {} : { noted: [...new Set(noted)] }),
    ...(numbered ? { numbered } : {}),
  };
};

/** The step is wrong, or wrong on purpose. */
const isMistaken = (step: Step): boolean =>
  step.findings.some(({ severity }) => severity === 'error')
  || (step.kind === 'expect' && step.results.some(({ holds }) => !holds))
  || (step.kind === 'call' && step.error !== undefined)
  || (step.kind === 'timeout' && !step.running);

const endingOf = (flow: Flow, scope: Scope, parts: readonly PlayedPart[], world: World): Ending => {
  const { endpoints, connections } = scope;
  const last = flow.parts.at(-1)?.steps.at(-1);
  const facts = factsIn(parts);
  const settled = new Set(facts.flatMap((one) => one.settled ?? []));
  const named = new Set(facts.flatMap((one) => one.named ?? []));
  const segments = (steps: readonly FlowStep[]): readonly SegmentLine[] => steps as readonly FlowStep[] as readonly SegmentLine[];
  return {
    flow, endpoints, connections,
    length: last === undefined ? 0 : last.index + 1,
    end: connections.map((_, connection) => endOf(scope, world, connection)),
    observed: facts.some(({ observed }) => observed === true),
    lastMistake: facts.findLast(({ mistake }) => mistake !== undefined)?.mistake?.line ?? -1,
    lastFins: connections.map((_, connection) => connectedIn(scope, world, connection).lastFin as SegmentLine | undefined),
    undelivered: segments(facts.flatMap(({ delayed = [] }) => delayed).filter(({ id, statement }) =>
      !settled.has(id) && !named.has((statement as SegmentStatement).name?.text ?? ''))),
    violating: segments(facts.flatMap(({ violating = [] }) => violating)),
    noted: new Set(facts.flatMap(({ noted = [] }) => noted)),
    meantAlone: scope.unconnected.filter((id) => scope.isMeantAlone(endpoints[id]!.name)),
  };
};

const timelineOf = (
  judge: Judge, { flow, scope, parts, end, ways, ending, endFindings }: Played, weigh: Parameters<PlayedFlow['timeline']>[0], saidBefore: WeakMap<PlayedPart, Said>,
): Timeline => {
  const made = new Map<number, readonly Step[]>();
  const aboutEnd = Map.groupBy(endFindings, ({ line }) => line);
  const allLandings = parts.flatMap(({ facts }) => facts.landings ?? []);
  const landings = Map.groupBy(allLandings, ({ sent }) => sent.id);
  const allDrops = parts.flatMap(({ facts }) => facts.drops ?? []);
  const drops = new Map(allDrops.toReversed().map(({ sent, at }) => [sent.id, at]));

  // What the rules say from line to line was found when the part was played first.
  const judgeAgain: Judge = { ...judge, follow: (memories) => ({ memories, findings: [] }) };
  const makeSteps = (part: number): readonly Step[] => {
    const { before, findings } = parts[part]!;
    const flowSteps = flow.parts[part]!.steps;
    const found = Map.groupBy(findings, ({ line }) => line);
    return playSteps(scope, judgeAgain, before, flowSteps, ways).steps.map((step, offset): Step => {
      const { id, index } = flowSteps[offset]!;
      const all = weigh([...found.get(step.line) ?? [], ...aboutEnd.get(step.line) ?? []]);
      if (step.kind !== 'segment') return { ...step, findings: all };
      const own = step.changes.some(({ cause }) => cause.kind === 'arrived') ? [index] : [];
      const dropped = drops.get(id);
      return {
        ...step, findings: all, arrivals: [...own, ...(landings.get(id) ?? []).map(({ at }) => at.index)],
        ...(dropped === undefined ? {} : { dropped: dropped.index }),
      };
    });
  };
  const stepsOf = (part: number): readonly Step[] => {
    const steps = made.get(part) ?? makeSteps(part);
    made.set(part, steps);
    return steps;
  };

  const passages = (): readonly TimelinePart[] => {
    const partOf = ({ index }: FlowStep): number => stepWithIndex(flow, index)!.part;
    /** What a part's steps say that does not come from playing it: how findings weigh, what becomes of segments elsewhere. */
    const beyond = new Map<number, unknown[]>();
    const add = (part: number, ...more: readonly unknown[]): void => {
      const known = beyond.get(part);
      if (known === undefined) beyond.set(part, [...more]);
      else known.push(...more);
    };
    /** Parts that end before something arrives which is on its way for a few lines only. */
    const unfinished = new Set<number>();
    for (const { sent, at } of [...allLandings, ...allDrops]) {
      const [from, to] = [partOf(sent), partOf(at)];
      add(from, sent.id, at.id);
      add(to, at.id, landings.get(sent.id)?.findIndex((one) => one.at === at));
      if (from !== to && isNear(flow, sent, at)) for (let part = from; part < to; part++) unfinished.add(part);
    }
    for (const [index, { findings, facts }] of parts.entries()) {
      if (findings.length === 0 && facts.numbered === undefined) continue;
      const { line: first } = flow.parts[index]!.steps[0]!;
      if (facts.numbered) add(index, first);
      add(index, ...weigh(findings).map((finding) => spoken(finding, first)));
    }
    for (const [line, findings] of aboutEnd) {
      const found = stepUpTo(flow, line);
      if (found?.step.line === line) add(found.part, ...weigh(findings).map((finding) => spoken(finding, flow.parts[found.part]!.steps[0]!.line)));
    }
    const all: TimelinePart[] = [];
    for (let from = 0; from < parts.length;) {
      let to = from + 1;
      while (unfinished.has(to - 1) && to - from < mostTogether) to++;
      const indices = Array.from({ length: to - from }, (_, offset) => from + offset);
      all.push({
        content: contentOf(indices.map((index) => parts[index]!), indices.map((index) => beyond.get(index))),
        lines: indices.length === 1 ? flow.parts[from]!.steps : indices.flatMap((index) => flow.parts[index]!.steps),
        steps: () => indices.flatMap((index) => made.get(index) ?? makeSteps(index)),
      });
      from = to;
    }
    return all;
  };
  const contentOf = (of: readonly PlayedPart[], said: readonly unknown[]): object => {
    const before = saidBefore.get(of[0]!);
    if (before !== undefined && before.parts.length === of.length && before.parts.every((part, index) => part === of[index]) && same(before.beyond, said)) return before.content;
    const content = {};
    saidBefore.set(of[0]!, { content, parts: of, beyond: said });
    return content;
  };
  const stepAt = (found: { readonly part: number; readonly step: FlowStep } | undefined): Step | undefined =>
    (found === undefined ? undefined : stepsOf(found.part)[found.step.index - flow.parts[found.part]!.steps[0]!.index]);

  /** Worlds after each step of the part that was asked about last. */
  let worlds: { readonly part: number; readonly after: readonly World[] } | undefined;
  const worldUpTo = (line: number): World => {
    const found = stepUpTo(flow, line);
    if (found === undefined) return beginning(scope);
    if (worlds?.part !== found.part) {
      const after: World[] = [];
      playSteps(scope, judge, parts[found.part]!.before, flow.parts[found.part]!.steps, ways, (world) => after.push(world));
      worlds = { part: found.part, after };
    }
    return worlds.after[found.step.index - flow.parts[found.part]!.steps[0]!.index]!;
  };
  const standing = ({ connection, side }: EndId, line: number, before: boolean): Standing => {
    const connected = connectedIn(scope, worldUpTo(before ? line - 1 : line), connection);
    const tcb = connected.main.tcbs[side];
    const path = connected.paths[side];
    const first = firstEvent(path) === undefined ? firstEvent(connectedIn(scope, end, connection).paths[side]) : undefined;
    return { tcb: asListening(tcb, first), path, ...sinceOf(connected, side) };
  };

  let steps: readonly Step[] | undefined;
  let together: readonly TimelinePart[] | undefined;
  return {
    flow,
    endpoints: ending.endpoints,
    connections: ending.connections.map(({ ends }, id): Connection => {
      const [a, b] = asItBegan(scope, end, id);
      return { id, ends: [{ ...ends[0], initial: a }, { ...ends[1], initial: b }] };
    }),
    get steps() { return (steps ??= flow.parts.flatMap((_, part) => stepsOf(part))); },
    get parts() { return (together ??= passages()); },
    lineOf: (index) => stepWithIndex(flow, index)?.step,
    length: ending.length,
    step: (index) => stepAt(stepWithIndex(flow, index)),
    indexFrom: (line) => {
      const above = stepUpTo(flow, line - 1);
      return above === undefined ? 0 : above.step.index + 1;
    },
    observed: ending.observed,
    noted: ending.noted,
    stepAt: (line) => {
      const found = stepUpTo(flow, line);
      return found?.step.line === line ? stepAt(found) : undefined;
    },
    standing,
    isMeantAlone: (name) => scope.isMeantAlone(name),
    rememberedBefore: (line) => {
      const { memories, far = [] } = worldUpTo(line - 1);
      return { memories, far };
    },
    end: ending.end,
  };
};
