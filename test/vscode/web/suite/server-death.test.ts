// A server that is a worker dies of what its script throws.
import { describeServerDeath } from '../../suite/server-death.ts';

interface Scope {
  Worker: new (url: string, options?: object) => EventTarget;
}

const servers: EventTarget[] = [];
const scope = globalThis as unknown as Scope;
const { Worker } = scope;
scope.Worker = class extends Worker {
  constructor(url: string, options?: object) {
    super(url, options);
    if (url.endsWith('server-worker.js')) servers.push(this);
  }
};

describeServerDeath(() => void servers.at(-1)!.dispatchEvent(new Event('error')));
