// Loaded before a server that is looked into: tells its heap, in bytes, to who asks over the process's channel. Run with --expose-gc.
const collect = (globalThis as { gc?: () => void }).gc!;

process.on('message', () => {
  collect();
  process.send!(process.memoryUsage().heapUsed);
});
// A server ends when its client is gone, whatever is asked of it here.
process.channel!.unref();
