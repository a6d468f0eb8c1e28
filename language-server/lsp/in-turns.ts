// A request whose answer takes long on a long file: it is worked on in turns, and given up when nobody wants it any more.
import type { ResponseError } from 'vscode-languageserver';
import { background } from './background.ts';

/** The result, or why it is not wanted any more: that is asked in each step. Rejects with what the work throws. */
export type InTurns = <Result>(work: Generator<undefined, Result>, refusal?: () => ResponseError | undefined) => Promise<Result | ResponseError>;

export const inTurns = (): InTurns => {
  const { start } = background(() => undefined);
  let asked = 0;
  return (work, refusal) => new Promise((resolve, reject) => start(String(asked++), (function* () {
    try {
      for (;;) {
        const refused = refusal?.();
        if (refused !== undefined) return resolve(refused);
        const { done, value } = work.next();
        if (done === true) return resolve(value);
        yield;
      }
    } catch (problem) {
      reject(problem instanceof Error ? problem : new Error(String(problem)));
    }
  })()));
};
