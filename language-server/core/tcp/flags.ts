// The control bits of a TCP header (RFC 9293 §3.1; AE: RFC 9768 §3.1) as one number, and their names.

/** A set of control bits, as they stand in the 12 bits behind the data offset. */
export type Flags = number;

export const FIN = 0x001;
export const SYN = 0x002;
export const RST = 0x004;
export const PSH = 0x008;
export const ACK = 0x010;
export const URG = 0x020;
export const ECE = 0x040;
export const CWR = 0x080;
export const AE = 0x100;

/** The name of a control bit, as written between `[` and `]`. */
export type FlagName = (typeof flagNames)[number];

/** In the order in which Wireshark lists them, and so the formatter. */
export const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'] as const;

const bits: Record<FlagName, Flags> = { FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, AE };

/** The bit of a name; undefined for anything else. */
export const parseFlag = (name: string): Flags | undefined => (Object.hasOwn(bits, name) ? bits[name as FlagName] : undefined);

/** `SYN, ACK`: the names of all bits that are set, in Wireshark's order. */
export const flagsText = (flags: Flags): string => flagNames.filter((name) => (flags & bits[name]) !== 0).join(', ');
