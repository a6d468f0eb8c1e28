// Knows how to start a program so that its whole process tree ends when we do.
// Must not know which program it is.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { constants } from 'node:os';

import { atEnd } from './at-end.ts';

export interface OwnedProcess {
  readonly child: ChildProcess;
  /** The exit code; 128 + n when signal n ended it, as a shell counts. */
  readonly ended: Promise<number>;
  /** Asks the tree to end, insists after four seconds, and resolves when the program is gone. */
  stop(): Promise<void>;
}

/** The child leads a process group of its own, so that a signal to the group reaches its children too. */
export const ownedProcess = (command: string, args: readonly string[], options: SpawnOptions = {}): OwnedProcess => {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  let running = true;
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (error) => {
      running = false;
      reject(error);
    });
    child.once('exit', (code, signal) => {
      // What the program started may outlive it: the group is swept once more.
      signalTree(child, 'SIGKILL');
      running = false;
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
  // Whoever waits for `ended` hears of a failed start; nobody is obliged to wait.
  ended.catch(() => undefined);
  const stop = async (): Promise<void> => {
    if (!running) return;
    signalTree(child, 'SIGTERM');
    const insist = setTimeout(() => signalTree(child, 'SIGKILL'), 4_000);
    await ended.catch(() => undefined);
    clearTimeout(insist);
  };
  atEnd({
    gently: stop,
    finally: () => {
      if (running) signalTree(child, 'SIGKILL');
    },
  });
  return { child, ended, stop };
};

const signalTree = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/T', '/F', '/PID', String(child.pid)], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in the group.
  }
};
