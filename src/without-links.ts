// Keeps text in notifications text: VS Code makes links of `[…](…)` there, those that run commands among them, and the name of a file
// or the reason of a failure may have anything in it.

/** The text with every such link broken up. */
export const withoutLinks = (text: string): string => text.replaceAll('](', '] (');

/** Why something failed, for a notification. */
export const reasonOf = (problem: unknown): string => withoutLinks(problem instanceof Error ? problem.message : String(problem));
