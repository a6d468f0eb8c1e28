// How one end of a connection is written in one word. An address of IPv6 stands in brackets, so that its colons are not taken for the port's.

/** `192.0.2.1:443`, `[2001:db8::1]:443`. */
export const hostAndPort = (address: string, port: number): string => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);
