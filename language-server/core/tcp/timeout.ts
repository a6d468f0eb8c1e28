// Timers that run out (RFC 9293 §3.10.8): which are running in which state, and what they do.
import { close, move } from './segment-arrives.ts';
import type { Tcb } from './tcb.ts';
import { sendEdge } from './tcb.ts';
import type { OnLine } from './sent-segments.ts';
import { isSynchronized } from './state.ts';
import { seqAtOrAfter } from './seq.ts';
import { transition, type Event } from './transitions.ts';

export type Timer = 'retransmission' | 'persist' | 'keepalive' | 'user' | 'time-wait';

/** The maximum segment lifetime of RFC 9293 §3.4.2: 2 minutes, in milliseconds. */
export const maximumSegmentLifetime = 120_000;

/** The block after the timer ran out; `running` tells whether it could at all. */
export interface TimedOut {
  readonly tcb: Tcb;
  readonly events: readonly Event[];
  readonly running: boolean;
}

const goesOn = (tcb: Tcb): TimedOut => ({ tcb, events: [], running: true });
const notRunning = (tcb: Tcb): TimedOut => ({ ...goesOn(tcb), running: false });

/** `line`: where it runs out, to be remembered until something is sent again. */
export const timeout = (tcb: Tcb, timer: Timer, line?: OnLine): TimedOut => {
  switch (timer) {
    case 'retransmission':
      // Something is on its way, or a SYN or FIN that was asked for is about to be.
      return tcb.sent.length > 0 || tcb.state === 'SYN-SENT' ? goesOn(line === undefined ? tcb : { ...tcb, ranOut: line }) : notRunning(tcb);
    case 'persist':
      return isSynchronized(tcb.state) && seqAtOrAfter(tcb.snd.nxt, sendEdge(tcb)) ? goesOn(tcb) : notRunning(tcb);
    case 'keepalive':
      // §3.8.4: only while nothing is outstanding.
      return isSynchronized(tcb.state) && tcb.state !== 'TIME-WAIT' && tcb.sent.length === 0 ? goesOn(tcb) : notRunning(tcb);
    case 'user':
      return expire(tcb, 'USER TIMEOUT');
    case 'time-wait':
      return isOverByTime(tcb) ? goesOn(withoutTimeWait(tcb)) : expire(withoutTimeWait(tcb), '2MSL TIMEOUT');
  }
};

const expire = (tcb: Tcb, event: Event): TimedOut => {
  if (transition(tcb.state, event) === undefined) return notRunning(tcb);
  return { tcb: close(move(tcb, event), event === '2MSL TIMEOUT' ? 'closed' : 'timed-out'), events: [event], running: true };
};

/** TIME-WAIT is over because of the time that has passed: a line may still say so, since it began when the FIN got there. */
const isOverByTime = ({ ending, timeWaitSince }: Tcb): boolean => ending === 'closed' && timeWaitSince !== undefined;

const withoutTimeWait = ({ timeWaitSince: _, ...rest }: Tcb): Tcb => rest;

/** After so long without one, timestamps may have come round, and the last ones tell nothing any more: 24 days (RFC 7323 §5.5), in milliseconds. */
const timestampsTell = 24 * 86_400_000;

/** When time alone changes the block, milliseconds since the flow began. */
export const nextChange = ({ state, timeWaitSince, stampedAt }: Tcb): number => Math.min(
  state === 'TIME-WAIT' && timeWaitSince !== undefined ? timeWaitSince + 2 * maximumSegmentLifetime : Infinity,
  stampedAt === undefined ? Infinity : stampedAt + timestampsTell + 1,
);

/** By `now` (milliseconds since the flow began) a TIME-WAIT that has lasted 2 MSL is over, and old timestamps are forgotten. */
export const passTime = (tcb: Tcb, now: number): TimedOut => {
  if (now < nextChange(tcb)) return notRunning(tcb);
  if (tcb.state === 'TIME-WAIT') return expire(tcb, '2MSL TIMEOUT');
  const { stampedAt: _, lastTsval: __, tsRecent: ___, ...rest } = tcb;
  return notRunning(rest);
};
