// Where a capture was taken, guessed from its packets: at one end nothing lies between that end and the place.
import { duration } from '../flow/duration.ts';
import { say, type Message } from '../flow/message.ts';

export type PlaceName = 'client' | 'server' | 'between';

export interface PlaceGuess {
  readonly place: PlaceName;
  /** Why, in one sentence. */
  readonly reason: Message;
}

/** What the packets of a connection tell about the place. Times in nanoseconds. */
export interface Evidence {
  /** Both ends have the same address. */
  readonly sameHost: boolean;
  /** The first packet is a SYN without ACK or with it. */
  readonly beganWithSyn: boolean;
  /** The hop limits of the first packets of client and server. */
  readonly hopLimits: { readonly client?: number; readonly server?: number };
  /** From the SYN to the SYN,ACK: the way to the server and back. */
  readonly toServer?: bigint;
  /** From the SYN,ACK to the next ACK: the way to the client and back. */
  readonly toClient?: bigint;
  /** The first packet of each end that does not know yet what stands above it. */
  readonly late: { readonly client?: number; readonly server?: number };
  /** The first packet of each end that is the one before once more. */
  readonly twice: { readonly client?: number; readonly server?: number };
}

/** The hop limits that systems begin with. */
const firstLimits = [32, 64, 128, 255];

/** How many routers a packet has passed, if it began with the next common limit. */
const hopsOf = (hopLimit: number): number => (firstLimits.find((limit) => hopLimit <= limit) ?? hopLimit) - hopLimit;

/** Longer than this, an answer comes from elsewhere; shorter than that, from here. Nanoseconds. */
const elsewhere = 2_000_000n;
const here = 200_000n;

/** As much of a time as tells how far away something is. */
const roughly = (nanoseconds: bigint): string => duration(Number((Number(nanoseconds) / 1e6).toPrecision(3)));

export const guessPlace = ({ sameHost, beganWithSyn, hopLimits, toServer, toClient, late, twice }: Evidence): PlaceGuess => {
  const guess = (place: PlaceName, reason: Message): PlaceGuess => ({ place, reason });
  if (sameHost) return guess('between', say`both ends are on the same machine`);
  if (hopLimits.client === undefined || hopLimits.server === undefined) return guess('between', say`only one end was seen`);
  const [fromClient, fromServer] = [hopsOf(hopLimits.client), hopsOf(hopLimits.server)];
  if (fromClient > 0 && fromServer > 0) {
    return guess('between', say`routers lie on both sides: about ${fromClient} to the client, about ${fromServer} to the server`);
  }
  if (toServer === undefined || toClient === undefined) {
    return guess('between', beganWithSyn
      ? say`the handshake was not completed, which would tell how far the ends are`
      : say`the handshake was not seen, which would tell how far the ends are`);
  }
  const [serverAfter, clientAfter] = [roughly(toServer), roughly(toClient)];
  const atClient = fromClient === 0 && toClient <= here && toServer >= elsewhere;
  const atServer = fromServer === 0 && toServer <= here && toClient >= elsewhere;
  // A capture sees a packet before the stack does: who acts on less than what was captured is judged like one who is far.
  if (atClient && late.client !== undefined) return guess('between', say`near the client, but packet ${late.client} left it before what stands above had reached its TCP`);
  if (atServer && late.server !== undefined) return guess('between', say`near the server, but packet ${late.server} left it before what stands above had reached its TCP`);
  // A device and a bridge behind it: what stands in the capture twice was sent once.
  if (atClient && twice.client !== undefined) return guess('between', say`near the client, but packet ${twice.client} is the one before once more: what the client sends was captured twice`);
  if (atServer && twice.server !== undefined) return guess('between', say`near the server, but packet ${twice.server} is the one before once more: what the server sends was captured twice`);
  if (atClient) return guess('client', say`the client answers after ${clientAfter}, the server after ${serverAfter}, and no router lies before the client`);
  if (atServer) return guess('server', say`the server answers after ${serverAfter}, the client after ${clientAfter}, and no router lies before the server`);
  return guess('between', say`neither end is clearly nearer: the server answers after ${serverAfter}, the client after ${clientAfter}`);
};
