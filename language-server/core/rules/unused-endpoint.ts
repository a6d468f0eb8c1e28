// An endpoint that is declared and takes part in nothing.
import { say } from '../flow/message.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { rule } from './rule.ts';

export const unusedEndpoint = rule({
  code: 'unused-endpoint',
  severity: 'hint',
  summary: 'an endpoint that is declared, but never used',
  *file(timelines) {
    // A file whose flows are still to be written has no unused endpoints.
    if (timelines.every(({ steps }) => steps.length === 0)) return;
    const used = new Set(timelines.flatMap(usedEndpoints));
    const seen = new Set<string>();
    for (const { declared, name } of timelines.flatMap(({ endpoints }) => endpoints)) {
      if (declared === undefined) continue;
      const { line, declaration: { name: { span } } } = declared;
      const key = `${line}:${span.start}`;
      if (used.has(key) || seen.has(key)) continue;
      seen.add(key);
      yield { line, span, message: say`${name} is declared, but no line uses it` };
    }
  },
});

const usedEndpoints = ({ connections, endpoints, steps }: Timeline): readonly string[] => [
  ...connections.flatMap(({ ends }) => ends.map(({ endpoint }) => endpoint)),
  ...steps.flatMap((step) => (step.kind === 'note' ? step.over : [])),
].flatMap((id) => {
  const declared = endpoints[id]?.declared;
  return declared === undefined ? [] : [`${declared.line}:${declared.declaration.name.span.start}`];
});
