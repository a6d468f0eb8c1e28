// Loaded before a server that is looked into: tells its heap, in bytes, and the processor's time that it took, in milliseconds, to who asks
// over the process's channel. Run with --expose-gc.
const collect = (globalThis as { gc?: () => void }).gc!;

process.on('message', (what) => {
  const { user, system } = process.cpuUsage();
  if (what === 'heap') collect();
  process.send!(what === 'heap' ? process.memoryUsage().heapUsed : (user + system) / 1000);
});
// A server ends when its client is gone, whatever is asked of it here.
process.channel!.unref();
