// Knows how work is undone when this process ends: by itself, by an error, by Ctrl+C or by another signal.
// Must not know what is undone. Against SIGKILL nothing helps.
import { constants } from 'node:os';

interface Undo {
  /** Called on a signal; the process waits for it, but no longer than five seconds. */
  readonly gently?: () => Promise<unknown>;
  /** Called at the very end, last made first undone. */
  readonly finally: () => void;
}

const undos: Undo[] = [];
let listening = false;

export const atEnd = (undo: Undo): void => {
  undos.push(undo);
  if (listening) return;
  listening = true;
  process.on('exit', () => {
    for (const { finally: last } of undos.reverse()) last();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      const leave = (): never => process.exit(128 + constants.signals[signal]);
      setTimeout(leave, 5_000);
      void Promise.allSettled(undos.map(({ gently }) => gently?.())).then(leave);
    });
  }
};
