// Knows that npm, when it is told to end, ends the shell between us and does not tell us.
// Must not know what runs here: it gets a SIGTERM, as if npm had passed it on.

/** Under `npm run`, ends this process soon after npm's shell is gone; elsewhere does nothing. */
export const endWithNpm = (): void => {
  if (!process.env['npm_lifecycle_event']) return;
  const shell = process.ppid;
  setInterval(() => {
    if (process.ppid !== shell) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
};
