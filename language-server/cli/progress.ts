// How far a long work is, on standard error where a person sees it, and gone when the work is done.
import type { Terminal } from './terminal.ts';

export interface Progress {
  /** So much of so much is done. */
  show(done: number, all: number): void;
  /** Makes room for what is written next. */
  clear(): void;
}

/** Work that ends earlier shows nothing, and a line is not written more often than this; milliseconds. */
const patience = 250;

/** `what`: what is being done, as in `a.pcap: reading`. */
export const progressOn = ({ stderr }: Terminal, what: string): Progress => {
  if (stderr.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  let next = Date.now() + patience;
  let shown = false;
  return {
    show: (done, all) => {
      const now = Date.now();
      if (now < next) return;
      next = now + patience;
      shown = true;
      stderr.write(`\r\u001b[Ktflow: ${what} … ${Math.min(100, Math.floor(100 * done / Math.max(1, all)))} %`);
    },
    clear: () => {
      if (shown) stderr.write('\r\u001b[K');
      shown = false;
    },
  };
};
