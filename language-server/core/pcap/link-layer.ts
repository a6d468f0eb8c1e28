// Where the IP packet begins in a frame: what stands before it, for each kind of link that captures have.

const ipv4 = 0x0800;
const ipv6 = 0x86dd;

/** The bytes from the IP header on; undefined where the frame carries no IP, or too little of it was captured. */
export const networkLayer = (linkType: number, frame: Uint8Array): Uint8Array | undefined => {
  switch (linkType) {
    // Ethernet
    case 1:
      return behindEtherType(frame, 12);
    // Raw IP, by the numbers that platforms had for it; IPv4; IPv6
    case 12: case 14: case 101: case 228: case 229:
      return frame;
    // Null, with an address family in the byte order of the machine that captured; loop, in network order
    case 0: case 108:
      return isAddressFamily(frame) ? frame.subarray(4) : undefined;
    // PPP with or without its HDLC address; PPPoE
    case 9: case 50:
      return behindPpp(frame, frame[0] === 0xff && frame[1] === 0x03 ? 2 : 0);
    case 51:
      return behindPpp(frame, 6);
    // Linux cooked, versions 1 and 2
    case 113:
      return behindEtherType(frame, 14);
    case 276:
      return behindEtherType(frame, 0, 20);
    default:
      return undefined;
  }
};

// More tags than this are an attack on whoever follows them.
const deepestTags = 16;

/** `at`: where the EtherType stands. `next`: where what it announces begins. */
const behindEtherType = (frame: Uint8Array, at: number, next = at + 2): Uint8Array | undefined => {
  for (let depth = 0; depth < deepestTags && next <= frame.length; depth++) {
    const type = (frame[at]! << 8) | frame[at + 1]!;
    switch (type) {
      case ipv4: case ipv6:
        return frame.subarray(next);
      // VLAN tags: 802.1Q, 802.1ad, and two older numbers for stacked ones
      case 0x8100: case 0x88a8: case 0x9100: case 0x9200:
        at = next + 2;
        next += 4;
        break;
      // PPPoE session
      case 0x8864:
        return behindPpp(frame, next + 6);
      // MPLS, unicast and multicast
      case 0x8847: case 0x8848:
        return behindMpls(frame, next);
      default:
        return undefined;
    }
  }
  return undefined;
};

/** The protocol of a PPP frame takes one byte where its last bit says so. */
const behindPpp = (frame: Uint8Array, at: number): Uint8Array | undefined => {
  const short = (frame[at] ?? 0) & 1;
  const protocol = short === 1 ? frame[at] : ((frame[at] ?? 0) << 8) | (frame[at + 1] ?? 0);
  const next = at + (short === 1 ? 1 : 2);
  if (protocol === 0x21 || protocol === 0x57) return frame.subarray(next);
  return protocol === 0x0281 ? behindMpls(frame, next) : undefined;
};

/** Labels of four bytes; the last one has the bottom bit. What follows says itself which IP it is. */
const behindMpls = (frame: Uint8Array, from: number): Uint8Array | undefined => {
  for (let at = from, depth = 0; at + 4 <= frame.length && depth < deepestTags; at += 4, depth++) {
    if ((frame[at + 2]! & 1) === 1) return frame.subarray(at + 4);
  }
  return undefined;
};

/** AF_INET, and AF_INET6 as the BSDs, macOS, Linux and Windows number it. */
const addressFamilies = new Set([2, 10, 23, 24, 28, 30]);

const isAddressFamily = (frame: Uint8Array): boolean => {
  if (frame.length < 4) return false;
  const [a, b, c, d] = frame as unknown as [number, number, number, number];
  return (a === 0 && b === 0 && c === 0 && addressFamilies.has(d)) || (b === 0 && c === 0 && d === 0 && addressFamilies.has(a));
};
