// A server that is a process is killed as by the system.
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';

import { describeServerDeath } from './server-death.ts';

const servers: ChildProcess[] = [];
subscribe('child_process', (message) => {
  const { process: started } = message as { readonly process: ChildProcess };
  // What it runs is known when it runs.
  setImmediate(() => {
    if (started.spawnargs.some((argument) => argument.endsWith('server.cjs'))) servers.push(started);
  });
});

describeServerDeath(() => void servers.at(-1)!.kill('SIGKILL'));
