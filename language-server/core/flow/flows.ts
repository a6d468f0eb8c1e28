// Lines → flows: pairs the braces and sorts the statements into the flows they belong to. Judges nothing but the blocks.
import type { Chunk } from './chunks.ts';
import type { Finding } from './finding.ts';
import type { DeclaredEndpoint, Flow, FlowPart, FlowStep, PlacedLine, SetRule } from './flow.ts';
import { say, type Message } from './message.ts';
import { isOpening, type OpenStatement, type Span, type Statement } from './statement.ts';

/** How deep blocks may nest. */
export const deepestNesting = 16;

/** The flows of a file, and what is wrong with its lines and blocks. */
export interface Flows {
  readonly flows: readonly Flow[];
  /** What is set for the whole file. */
  readonly rules: readonly SetRule[];
  /** Lines with characters that nobody sees. */
  readonly hiding: readonly PlacedLine[];
  readonly findings: readonly Finding[];
}

/** A block that is open at a line, and those around it. */
interface Block {
  readonly kind: OpenStatement['kind'] | 'unknown';
  readonly at: FlowStep;
  readonly span: Span;
  readonly outer: Block | undefined;
  readonly depth: number;
}

/** Where one is in the file: the line that opened the flow, undefined in the untitled one, and the open blocks. */
interface Inside {
  readonly flow: FlowStep | undefined;
  readonly block: Block | undefined;
}

/** What a chunk of lines brings, if it begins there. */
interface Paired {
  readonly before: Inside;
  readonly after: Inside;
  readonly parts: readonly { readonly flow: FlowStep | undefined; readonly part: FlowPart }[];
  readonly endpoints: readonly { readonly flow: FlowStep | undefined; readonly declared: DeclaredEndpoint }[];
  readonly rules: readonly { readonly flow: FlowStep | undefined; readonly set: SetRule }[];
  /** Lines that open a flow. */
  readonly opened: readonly FlowStep[];
  /** Lines that close one. */
  readonly closed: readonly { readonly flow: FlowStep; readonly at: FlowStep }[];
  /** Blocks that were open when the next flow began. */
  readonly unclosed: readonly { readonly block: Block; readonly flow: FlowStep }[];
  readonly hiding: readonly PlacedLine[];
  readonly findings: readonly Found[];
  /** It has parts and nothing else, as most chunks have. */
  readonly onlyParts: boolean;
}

/** A finding as it was told last; the line may have moved since. */
interface Found {
  readonly at: FlowStep;
  finding: Finding;
}

/** Pairs the chunks of a file, in small steps; of those that it has seen already it looks only at the ones that begin inside something else now. */
export const pairing = (): ((chunks: readonly Chunk[], lineCount: number) => Generator<undefined, Flows>) => {
  const memory = new WeakMap<Chunk, Paired>();
  return function* (chunks, lineCount) {
    let inside: Inside = { flow: undefined, block: undefined };
    const all: Paired[] = [];
    for (const chunk of chunks) {
      let paired = memory.get(chunk);
      if (paired === undefined || !isSame(paired.before, inside)) {
        paired = pairChunk(chunk, inside, paired);
        memory.set(chunk, paired);
        yield;
      }
      all.push(paired);
      inside = paired.after;
    }
    return assemble(all, inside, lineCount);
  };
};

const isSame = (one: Inside, other: Inside): boolean => {
  if (one.flow !== other.flow || one.block?.depth !== other.block?.depth) return false;
  let [a, b] = [one.block, other.block];
  for (; a !== b; a = a.outer, b = b.outer) if (a === undefined || b === undefined || a.kind !== b.kind || a.at !== b.at) return false;
  return true;
};

/** `known`: what it was when it began elsewhere; parts that have the same steps stay the same. */
const pairChunk = (chunk: Chunk, before: Inside, known: Paired | undefined): Paired => {
  const findings: Found[] = [];
  const drafts: { flow: FlowStep | undefined; steps: FlowStep[] }[] = [];
  const endpoints: { flow: FlowStep | undefined; declared: DeclaredEndpoint }[] = [];
  const rules: { flow: FlowStep | undefined; set: SetRule }[] = [];
  const opened: FlowStep[] = [];
  const closed: { flow: FlowStep; at: FlowStep }[] = [];
  const unclosed: { block: Block; flow: FlowStep }[] = [];
  let { flow, block } = before;

  const complain = (at: FlowStep, span: Span, message: Message): void => {
    findings.push({ at, finding: { code: 'syntax', severity: 'error', line: at.line, span, message } });
  };

  const push = (step: FlowStep): void => {
    const draft = drafts.at(-1);
    if (draft !== undefined && draft.flow === flow) draft.steps.push(step);
    else drafts.push({ flow, steps: [step] });
  };

  const open = (kind: Block['kind'], at: FlowStep, span: Span): void => {
    block = { kind, at, span, outer: block, depth: (block?.depth ?? 0) + 1 };
    if (block.depth === deepestNesting + 1) complain(at, span, say`blocks nest at most ${deepestNesting} deep`);
  };

  const openFlow = (at: FlowStep, statement: OpenStatement): void => {
    // Unless the flow before was never closed, a flow stands at the top; then this one starts afresh all the same.
    if (block !== undefined) {
      unclosed.push({ block: outermost(block), flow: at });
      block = undefined;
    }
    flow = at;
    opened.push(at);
    open('flow', at, statement.span);
  };

  const closeBlock = (at: FlowStep, span: Span): void => {
    if (block === undefined) {
      if (at.problem === undefined) complain(at, span, say`there is no open block that this \`}\` could close`);
      return;
    }
    const { kind } = block;
    block = block.outer;
    if (kind === 'flow') {
      closed.push({ flow: flow!, at });
      flow = undefined;
    } else if (kind !== 'unknown') {
      push(at);
    }
  };

  const take = (at: FlowStep, statement: Statement): void => {
    const inCross = block?.kind === 'cross';
    switch (statement.kind) {
      case 'flow':
        openFlow(at, statement);
        return;
      case 'section':
      case 'cross':
        open(statement.kind, at, statement.span);
        break;
      case 'close':
        closeBlock(at, statement.span);
        return;
      case 'endpoint':
        for (const declaration of statement.declarations) endpoints.push({ flow, declared: { id: at.id, declaration, get line() { return at.line; } } });
        return;
      case 'rule':
        rules.push({ flow, set: { statement, get line() { return at.line; } } });
        return;
      default:
    }
    if (inCross && statement.kind !== 'segment' && at.problem === undefined) {
      complain(at, statement.span, say`only segments can cross each other: nothing else stands in a \`cross\` block`);
      return;
    }
    push(at);
  };

  for (const at of chunk.lines) {
    const { statement, problem, opens } = at;
    if (problem !== undefined) findings.push({ at, finding: { code: 'syntax', severity: 'error', line: at.line, ...problem } });
    if (statement !== undefined) {
      take(at, statement);
      // A brace behind a statement that opens nothing is a mistake, and its partner is not another one.
      if (opens === true && !isOpening(statement)) open('unknown', at, statement.span);
    } else if (problem !== undefined) {
      if (opens === true) open('unknown', at, problem.span);
      push(at);
    }
  }
  const after: Inside = { flow, block };
  const hiding = chunk.lines.filter(({ hidden }) => hidden !== undefined);
  return {
    before,
    after: known !== undefined && isSame(known.after, after) ? known.after : after,
    parts: drafts.map((draft) => ({ flow: draft.flow, part: known?.parts.find(({ part }) => hasSteps(part, draft.steps))?.part ?? { steps: draft.steps } })),
    endpoints, rules, opened, closed, unclosed, findings, hiding,
    onlyParts: [endpoints, rules, opened, closed, unclosed, findings, hiding].every((all) => all.length === 0),
  };
};

const hasSteps = (part: FlowPart, steps: readonly FlowStep[]): boolean =>
  part.steps.length === steps.length && part.steps.every((step, index) => step === steps[index]);

const outermost = (block: Block): Block => {
  let outer = block;
  while (outer.outer !== undefined) outer = outer.outer;
  return outer;
};

const blockName = (kind: Block['kind']): string => (kind === 'unknown' ? 'block' : kind);

interface FlowDraft {
  readonly opened: FlowStep | undefined;
  closed?: FlowStep;
  readonly endpoints: DeclaredEndpoint[];
  readonly rules: SetRule[];
  readonly parts: FlowPart[];
}

/** The file's own untitled flow comes first, if it has any statement; then the flows in the order of the file. */
const assemble = (chunks: readonly Paired[], end: Inside, lineCount: number): Flows => {
  const untitled: FlowDraft = { opened: undefined, endpoints: [], rules: [], parts: [] };
  const drafts = new Map<FlowStep | undefined, FlowDraft>([[undefined, untitled]]);
  const findings: Finding[] = [];
  const hiding: PlacedLine[] = [];
  const complain = ({ at: { line }, span }: Block, message: Message): void => {
    findings.push({ code: 'syntax', severity: 'error', line, span, message });
  };
  for (const chunk of chunks) {
    for (const opened of chunk.opened) drafts.set(opened, { opened, endpoints: [], rules: [], parts: [] });
    for (const { flow, part } of chunk.parts) drafts.get(flow)!.parts.push(part);
    if (chunk.onlyParts) continue;
    for (const { flow, declared } of chunk.endpoints) drafts.get(flow)!.endpoints.push(declared);
    for (const { flow, set } of chunk.rules) drafts.get(flow)!.rules.push(set);
    for (const { flow, at } of chunk.closed) drafts.get(flow)!.closed = at;
    for (const found of chunk.findings) {
      const { at: { line }, finding } = found;
      if (finding.line !== line) found.finding = { ...finding, line };
      findings.push(found.finding);
    }
    for (const line of chunk.hiding) hiding.push(line);
    for (const { block, flow } of chunk.unclosed) {
      complain(block, say`this ${blockName(block.kind)} is not closed: \`}\` is missing before the flow in line ${flow.line + 1}`);
    }
  }
  // One missing brace is one mistake: the outermost block that stays open is named.
  if (end.block !== undefined) {
    const unclosed = outermost(end.block);
    complain(unclosed, say`this ${blockName(unclosed.kind)} is not closed: \`}\` is missing`);
  }
  const last = Math.max(0, lineCount - 1);
  const titled = [...drafts.values()].slice(1);
  const flows = titled.map((draft, index) => {
    const next = titled[index + 1]?.opened;
    return finish(draft, untitled, draft.closed?.line ?? Math.max(draft.opened!.line, next === undefined ? last : next.line - 1));
  });
  const all = untitled.parts.length > 0 || titled.length === 0 ? [finish(untitled, undefined, last), ...flows] : flows;
  return { flows: all, rules: untitled.rules, hiding, findings };
};

/** File-level endpoints are known in every flow; one that the flow declares itself takes the place of its namesake. */
const finish = ({ opened, endpoints, rules, parts }: FlowDraft, file: FlowDraft | undefined, endLine: number): Flow => {
  const own = new Set(endpoints.map(({ declaration }) => declaration.name.text));
  const inherited = (file?.endpoints ?? []).filter(({ declaration }) => !own.has(declaration.name.text));
  const title = opened?.statement?.kind === 'flow' ? opened.statement.title : undefined;
  return { ...(title === undefined ? {} : { title }), line: opened?.line ?? 0, endLine, endpoints: [...inherited, ...endpoints], rules: [...file?.rules ?? [], ...rules], parts };
};
