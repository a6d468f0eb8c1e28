// Says that Node.js is too old, where the bundles would only fail with what they miss first.
const needed = 22;

/** Whether it is; then the process ends with 2, which is how a command says that it could not do its work. */
export const oldNode = (command) => {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= needed) return false;
  process.stderr.write(`${command}: needs Node.js ${needed} or newer; this is ${node} (${process.execPath})\n`);
  process.exitCode = 2;
  return true;
};
