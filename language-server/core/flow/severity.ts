// How much a finding weighs, and what an author or a reader may make of it. Knows no rules.

/** What a finding is, gravest first. */
export type Severity = (typeof severities)[number];
export const severities = ['error', 'warning', 'info', 'hint'] as const;

/** What a rule may be set to: a severity of its own, or silence. */
export type Setting = (typeof settings)[number];
export const settings = ['off', 'hint', 'info', 'warning', 'error'] as const;

/** Settings by the name of the rule; a rule that is not in it has its own severity. */
export type Severities = Readonly<Record<string, Setting>>;
