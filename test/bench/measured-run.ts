// One run of a command, measured from outside by GNU time where that is installed.
import { spawnSync } from 'node:child_process';

export interface Run {
  readonly ms: number;
  /** Of the processor, in the process; absent where GNU time is missing. */
  readonly userMs?: number;
  /** Peak resident set, MB; absent where GNU time is missing. */
  readonly mb?: number;
}

export const run = (command: string, args: readonly string[]): Run => {
  const from = performance.now();
  const { status, stderr, error } = spawnSync('/usr/bin/time', ['-v', command, ...args], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (error !== undefined) {
    const plain = performance.now();
    spawnSync(command, args, { maxBuffer: 2 ** 30 });
    return { ms: performance.now() - plain };
  }
  const ms = performance.now() - from;
  if (status !== 0 && status !== 1) throw new Error(`${command} ended with ${status}: ${stderr}`);
  const kilobytes = /Maximum resident set size \(kbytes\): (\d+)/.exec(stderr)?.[1];
  const seconds = /User time \(seconds\): ([\d.]+)/.exec(stderr)?.[1];
  return { ms, ...(seconds === undefined ? {} : { userMs: Number(seconds) * 1000 }), ...(kilobytes === undefined ? {} : { mb: Number(kilobytes) / 1024 }) };
};
