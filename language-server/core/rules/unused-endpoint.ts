// An endpoint that is declared and takes part in nothing.
import { say } from '../flow/message.ts';
import type { Ending } from '../timeline/timeline.ts';
import { rule } from './rule.ts';

export const unusedEndpoint = rule({
  code: 'unused-endpoint',
  severity: 'hint',
  summary: 'an endpoint that is declared, but never used',
  *file(flows) {
    // A file whose flows are still to be written has no unused endpoints.
    if (flows.every(({ length }) => length === 0)) return;
    const used = new Set(flows.flatMap(usedEndpoints));
    const seen = new Set<string>();
    for (const { declared, name } of flows.flatMap(({ endpoints }) => endpoints)) {
      if (declared === undefined) continue;
      const { line, declaration: { name: { span } } } = declared;
      const key = `${line}:${span.start}`;
      if (used.has(key) || seen.has(key)) continue;
      seen.add(key);
      yield { line, span, message: say`${name} is declared, but no line uses it` };
    }
  },
});

const usedEndpoints = ({ connections, endpoints, noted, meantAlone }: Ending): readonly string[] =>
  [...connections.flatMap(({ ends }) => ends.map(({ endpoint }) => endpoint)), ...noted, ...meantAlone].flatMap((id) => {
    const declared = endpoints[id]?.declared;
    return declared === undefined ? [] : [`${declared.line}:${declared.declaration.name.span.start}`];
  });
