// The text of one flow as a file of its own, so that a picture of it can carry what it was made from.
import type { Flow } from './flow.ts';

/** `lines`: the texts of the file's lines. `flows`: all flows of the file. Endpoints that are declared before the flow come with it. */
export const sourceOf = (flow: Flow, flows: readonly Flow[], lines: readonly string[]): string => {
  const inside = (line: number, { line: first, endLine }: Flow): boolean => first <= line && line <= endLine;
  // The untitled flow is what lies around the others.
  const others = flows.filter((other) => other !== flow && flow.line <= other.line && other.endLine <= flow.endLine);
  const own = lines.filter((_, line) => inside(line, flow) && !others.some((other) => inside(line, other)));
  const declared = new Set(flow.endpoints.map(({ line }) => line).filter((line) => !inside(line, flow)));
  const outside = [...declared].sort((a, b) => a - b).flatMap((line) => lines[line] ?? []);
  return [...outside, ...(outside.length > 0 ? [''] : []), ...own].join('\n').trimEnd();
};
