// Carries long work on in short turns, so that messages are read in between. Knows nothing of what the work is.
import { soon } from './when-quiet.ts';

/** How long a turn lasts, in milliseconds. */
const turn = 10;

export interface Background {
  /** Does the work of a name; what was begun under that name before is given up. */
  start(name: string, work: Generator<undefined, unknown>): void;
  /** Work of that name will be started in a moment: until then it counts as being done. What was begun before is given up. */
  announce(name: string): void;
  /** Gives up what was begun. Nobody is told that it is done. */
  cancel(name: string): void;
  isBusy(name: string): boolean;
  /** When nothing is being done under that name any more. */
  idle(name: string): Promise<void>;
}

/** `done` hears of what was carried to its end, be it that it failed. */
export const background = (done: (name: string) => void): Background => {
  /** Undefined: announced. */
  const running = new Map<string, Generator<undefined, unknown> | undefined>();
  const waiting = new Map<string, (() => void)[]>();

  const finish = (name: string): void => {
    running.delete(name);
    const all = waiting.get(name) ?? [];
    waiting.delete(name);
    for (const go of all) go();
  };
  const goOn = (name: string, work: Generator<undefined, unknown>): void => {
    if (running.get(name) !== work) return;
    const until = performance.now() + turn;
    try {
      while (work.next().done !== true) {
        if (performance.now() < until) continue;
        soon(() => goOn(name, work));
        return;
      }
    } catch {
      // Who asks for the result now gets the same failure, and can say it in its own words.
    }
    done(name);
    finish(name);
  };

  return {
    start: (name, work) => {
      running.set(name, work);
      goOn(name, work);
    },
    announce: (name) => void running.set(name, undefined),
    cancel: finish,
    isBusy: (name) => running.has(name),
    idle: (name) => (running.has(name) ? new Promise((go) => waiting.set(name, [...waiting.get(name) ?? [], go])) : Promise.resolve()),
  };
};
