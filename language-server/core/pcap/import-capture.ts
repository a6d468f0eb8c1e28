// A capture's bytes → its packets, connection by connection. The one way in which everything else reads captures.
import { captureReader, type Damage } from './capture-reader.ts';
import { sortIntoConnections, type Place } from './connections.ts';
import { decoder, type Packet } from './packet.ts';

/** What was in a capture besides TCP packets that could be read. */
export interface Counts {
  /** All frames. */
  readonly frames: number;
  /** TCP packets. */
  readonly packets: number;
  /** Frames with TCP whose header is not in the capture, or makes no sense. */
  readonly unreadable: number;
}

export interface CaptureImport {
  /** Calls `each` with every packet that is complete with this chunk. */
  read(chunk: Uint8Array): void;
  /** The capture is over. */
  end(): void;
  readonly counts: Counts;
  /** Why it was not read to its end; what came before stands. */
  readonly damage: Damage | undefined;
}

export const importCapture = (each: (packet: Packet, place: Place) => void): CaptureImport => {
  const reader = captureReader();
  const decode = decoder();
  const sort = sortIntoConnections();
  let [frames, packets, unreadable] = [0, 0, 0];
  return {
    read: (chunk) => {
      for (const frame of reader.read(chunk)) {
        frames++;
        const decoded = decode(frame);
        if (decoded.kind === 'unreadable') unreadable++;
        if (decoded.kind !== 'tcp') continue;
        packets++;
        each(decoded.packet, sort(decoded.packet));
      }
    },
    end: () => reader.end(),
    get counts() { return { frames, packets, unreadable }; },
    get damage() { return reader.damage; },
  };
};
