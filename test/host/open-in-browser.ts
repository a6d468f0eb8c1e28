// Knows how each desktop opens an address in the person's own browser.
// Does nothing where there is no desktop, and never fails: the address is printed anyway.
import { spawn } from 'node:child_process';

export const openInBrowser = (address: string): void => {
  const [command, ...args] = opener(address);
  if (!command) return;
  // Not owned: the person's browser stays open when we end.
  const child = spawn(command, args, { detached: true, stdio: 'ignore', windowsVerbatimArguments: true });
  child.on('error', () => undefined);
  child.unref();
};

const opener = (address: string): readonly string[] => {
  if (process.platform === 'darwin') return ['open', address];
  // The first quoted word would be the window's title.
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '""', `"${address}"`];
  return process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'] ? ['xdg-open', address] : [];
};
