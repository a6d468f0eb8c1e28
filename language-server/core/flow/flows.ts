// Lines → flows: pairs the braces and sorts the statements into the flows they belong to. Judges nothing but the blocks.
import type { Finding } from './finding.ts';
import type { DeclaredEndpoint, Flow, FlowStep, Lines, SetRule } from './flow.ts';
import { say, type Message } from './message.ts';
import type { OpenStatement, Span, Statement, Text } from './statement.ts';

/** How deep blocks may nest. */
export const deepestNesting = 16;

/** The flows of a file, and what is wrong with its lines and blocks. */
export interface Flows {
  readonly flows: readonly Flow[];
  /** What is set for the whole file. */
  readonly rules: readonly SetRule[];
  readonly findings: readonly Finding[];
}

interface Block {
  readonly kind: OpenStatement['kind'] | 'unknown';
  readonly line: number;
  readonly span: Span;
}

interface FlowDraft {
  title?: Text;
  line: number;
  endLine: number;
  readonly endpoints: DeclaredEndpoint[];
  readonly rules: SetRule[];
  readonly steps: FlowStep[];
}

const draft = (line: number): FlowDraft => ({ line, endLine: line, endpoints: [], rules: [], steps: [] });

/** The file's own untitled flow comes first, if it has any statement; then the flows in the order of the file. */
export const flows = (lines: Lines): Flows => {
  const findings: Finding[] = [];
  const fileEndpoints: DeclaredEndpoint[] = [];
  const untitled = draft(0);
  const titled: FlowDraft[] = [];
  const blocks: Block[] = [];
  let current = untitled;

  const complain = (line: number, span: Span, message: Message): void => {
    findings.push({ code: 'syntax', severity: 'error', line, span, message });
  };

  const open = (block: Block): void => {
    blocks.push(block);
    if (blocks.length === deepestNesting + 1) {
      complain(block.line, block.span, say`blocks nest at most ${deepestNesting} deep`);
    }
  };

  const openFlow = (line: number, statement: OpenStatement): void => {
    // Unless the flow before was never closed, a flow stands at the top; then this one starts afresh all the same.
    if (blocks.length > 0) {
      const outer = blocks[0]!;
      complain(outer.line, outer.span, say`this ${blockName(outer.kind)} is not closed: \`}\` is missing before the flow in line ${line + 1}`);
      blocks.length = 0;
    }
    current.endLine = Math.max(current.line, line - 1);
    current = draft(line);
    if (statement.title !== undefined) current.title = statement.title;
    titled.push(current);
    open({ kind: 'flow', line, span: statement.span });
  };

  const closeBlock = (line: number, span: Span, broken: boolean): void => {
    const block = blocks.pop();
    if (block === undefined) {
      if (!broken) complain(line, span, say`there is no open block that this \`}\` could close`);
      return;
    }
    if (block.kind === 'flow') {
      current.endLine = line;
      current = untitled;
    } else if (block.kind !== 'unknown') {
      current.steps.push({ line, statement: { kind: 'close', span }, broken });
    }
  };

  const take = (line: number, statement: Statement, broken: boolean): void => {
    const inCross = blocks.at(-1)?.kind === 'cross';
    switch (statement.kind) {
      case 'flow':
        openFlow(line, statement);
        return;
      case 'section':
      case 'cross':
        open({ kind: statement.kind, line, span: statement.span });
        break;
      case 'close':
        closeBlock(line, statement.span, broken);
        return;
      case 'endpoint':
        for (const declaration of statement.declarations) {
          (current === untitled ? fileEndpoints : current.endpoints).push({ line, declaration });
        }
        return;
      case 'rule':
        current.rules.push({ line, statement });
        return;
      default:
    }
    if (inCross && statement.kind !== 'segment' && !broken) {
      complain(line, statement.span, say`only segments can cross each other: nothing else stands in a \`cross\` block`);
      return;
    }
    current.steps.push({ line, statement, broken });
  };

  lines.forEach(({ statement, problem, opens }, line) => {
    if (problem !== undefined) findings.push({ code: 'syntax', severity: 'error', line, ...problem });
    if (statement !== undefined) {
      take(line, statement, problem !== undefined);
      // A brace behind a statement that opens nothing is a mistake, and its partner is not another one.
      if (opens === true && !isOpening(statement)) open({ kind: 'unknown', line, span: statement.span });
    }
    if (statement === undefined && problem !== undefined) {
      if (opens === true) open({ kind: 'unknown', line, span: problem.span });
      current.steps.push({ line, broken: true });
    }
  });
  // One missing brace is one mistake: the outermost block that stays open is named.
  const unclosed = blocks[0];
  if (unclosed !== undefined) complain(unclosed.line, unclosed.span, say`this ${blockName(unclosed.kind)} is not closed: \`}\` is missing`);
  current.endLine = Math.max(current.endLine, lines.length - 1);
  untitled.endLine = Math.max(0, lines.length - 1);

  const all = untitled.steps.length > 0 || titled.length === 0 ? [untitled, ...titled] : titled;
  return { flows: all.map((one) => finish(one, untitled, fileEndpoints)), rules: untitled.rules, findings };
};

const isOpening = ({ kind }: Statement): boolean => kind === 'flow' || kind === 'section' || kind === 'cross';

const blockName = (kind: Block['kind']): string => (kind === 'unknown' ? 'block' : kind);

/** File-level endpoints are known in every flow; one that the flow declares itself takes the place of its namesake. */
const finish = (one: FlowDraft, untitled: FlowDraft, fileEndpoints: readonly DeclaredEndpoint[]): Flow => {
  const own = new Set(one.endpoints.map(({ declaration }) => declaration.name.text));
  const inherited = one === untitled ? fileEndpoints : fileEndpoints.filter(({ declaration }) => !own.has(declaration.name.text));
  return { ...one, endpoints: [...inherited, ...one.endpoints], rules: one === untitled ? one.rules : [...untitled.rules, ...one.rules] };
};
