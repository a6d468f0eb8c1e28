// The clocks of one honest end: the retransmission timer of RFC 6298, the persist timer, the delayed ACK and TIME-WAIT. Knows when
// something is due; what is sent then, the moves know. All times are milliseconds.
import { firstTimeout, synchronized, type End } from './end.ts';
import { ahead } from './segment.ts';

/** RFC 6298 §2.5. */
const longestTimeout = 60_000;

/** RFC 9293 §3.4.2: nothing stays on its way for longer. */
export const maximumSegmentLifetime = 120_000;

/** The window is closed, and all that is on its way is the byte of a probe, if anything: the persist timer runs (§3.8.6.1). */
export const windowClosed = (end: End): boolean =>
  synchronized(end) && end.state !== 'TIME-WAIT' && end.wnd === 0 && end.fin === undefined && (end.toSend > 0 || end.sent.length > 0) && ahead(end.una, end.nxt) <= 1;

/** After anything has changed: either the persist timer runs, or the retransmission timer as long as something is not acknowledged. */
export const rearm = (end: End, at: number): void => {
  if (windowClosed(end)) {
    end.rtoAt = undefined;
    end.persistWait ??= end.rto;
    end.persistAt ??= at + end.persistWait;
    return;
  }
  // A FIN into the closed window goes on where the probes were: the waits are those of one timer.
  if (end.wnd === 0 && end.persistAt !== undefined) {
    end.rto = end.persistWait!;
    end.rtoAt = end.persistAt;
  }
  end.persistAt = undefined;
  end.persistWait = undefined;
  end.rtoAt = end.sent.length === 0 ? undefined : end.rtoAt ?? at + end.rto;
};

/** RFC 6298 §5.5, §5.6: it ran out at `at`, and waits twice as long from now on. */
export const backOff = (end: End, at: number): void => {
  end.timeouts++;
  end.rto = Math.min(longestTimeout, 2 * end.rto);
  end.rtoAt = at + end.rto;
  end.measured = undefined;
};

export const backOffProbes = (end: End, at: number): void => {
  end.persistWait = Math.min(longestTimeout, 2 * (end.persistWait ?? end.rto));
  end.persistAt = at + end.persistWait;
};

/** RFC 6298 §2: something that was sent once (§3) is acknowledged at `at`; then the timer starts anew (§5.3). */
export const measure = (end: End, ackNo: number, at: number): void => {
  end.timeouts = 0;
  end.rtoAt = undefined;
  end.persistAt = undefined;
  end.persistWait = undefined;
  if (end.measured === undefined || ahead(end.measured.to, ackNo) < 0) return;
  const sample = at - end.measured.at;
  end.measured = undefined;
  const before = end.roundTrip ?? { smoothed: sample, variation: sample / 1.5 };
  const smoothed = 0.875 * before.smoothed + 0.125 * sample;
  const variation = 0.75 * before.variation + 0.25 * Math.abs(before.smoothed - sample);
  end.roundTrip = { smoothed, variation };
  const { leastTimeout } = end.habits;
  const waits = leastTimeout < firstTimeout ? smoothed + Math.max(leastTimeout, 4 * variation) : Math.max(leastTimeout, smoothed + 4 * variation);
  end.rto = Math.min(longestTimeout, Math.ceil(waits));
};

/** When the end has to do something at the latest; undefined where it may wait for ever. */
export const nextDeadline = ({ ackAt, rtoAt, persistAt, overAt }: End): number | undefined => {
  const times = [ackAt, rtoAt, persistAt, overAt].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
};
