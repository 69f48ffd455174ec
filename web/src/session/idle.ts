/** Whether someone still sits at the screen: an unattended one is signed out, after a warning. */

export type IdleLimits = {
  /** Milliseconds without a sign of life until the warning. */
  warnAfterMs: number;
  /** Milliseconds without a sign of life until the end. */
  endAfterMs: number;
  /** How often, in milliseconds, the server is notified of a person's activity. */
  touchEveryMs: number;
};

const MINUTE = 60_000;

/**
 * The limits of the screen, given the minutes after which the server ends a session. The server is notified of activity up to
 * a minute late, so the screen ends one earlier, and warns two before that.
 */
export const idleLimits = (serverMinutes: number): IdleLimits => ({
  warnAfterMs: (serverMinutes - 3) * MINUTE,
  endAfterMs: (serverMinutes - 1) * MINUTE,
  touchEveryMs: MINUTE,
});

export type IdleState = { status: 'active' } | { status: 'warn'; secondsLeft: number } | { status: 'ended' };

/** Times are milliseconds of one clock. */
export function idleState(lastActivityAt: number, now: number, limits: IdleLimits): IdleState {
  const idle = now - lastActivityAt;
  if (idle >= limits.endAfterMs) return { status: 'ended' };
  if (idle < limits.warnAfterMs) return { status: 'active' };
  return { status: 'warn', secondsLeft: Math.ceil((limits.endAfterMs - idle) / 1000) };
}

/** Whether the server should be notified now of activity that it does not know of. */
export const touchDue = (
  { activeAt, touchedAt }: { activeAt: number; touchedAt: number },
  now: number,
  limits: IdleLimits,
): boolean => activeAt > touchedAt && now - touchedAt >= limits.touchEveryMs;

const ANNOUNCED = [10, 30, 60, 120];

/** The remaining time as screen readers announce it: four times in two minutes, not every second. */
export const announcedSeconds = (secondsLeft: number): number =>
  ANNOUNCED.find((step) => secondsLeft <= step) ?? secondsLeft;
