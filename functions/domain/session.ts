/** How long a user stays signed in, and what they may do before they have a required second factor. */
import type { SecurityRules } from './settings.ts';

/** `cookie`: a browser at a desk. `body`: a program, which keeps its refresh token itself. */
export type SessionDelivery = 'body' | 'cookie';

const BROWSER_HOURS = 12;
const PROGRAM_DAYS = 14;

/** When a session ends whatever happens: a browser's after a working day, a program's with its refresh token. */
export const sessionEnd = (delivery: SessionDelivery, now: Date): Date =>
  new Date(now.getTime() + (delivery === 'cookie' ? BROWSER_HOURS : PROGRAM_DAYS * 24) * 3_600_000);

/** Whether the browser session is idle; a program is never idle. */
export const isIdle = (
  session: { delivery: SessionDelivery; lastSeenAt: Date },
  now: Date,
  { session_idle_minutes: minutes }: SecurityRules,
): boolean =>
  session.delivery === 'cookie' && now.getTime() - session.lastSeenAt.getTime() >= minutes * 60_000;

/** Whether a user must set up two-factor authentication before anything else. */
export const mustEnrol = (hasSecondFactor: boolean, rules: SecurityRules): boolean =>
  rules.second_factor === 'required' && !hasSecondFactor;

const PROOF_MINUTES = 5;

/** The earliest instant at which a proof that still counts was given. */
export const proofsSince = (now: Date): Date => new Date(now.getTime() - PROOF_MINUTES * 60_000);

/** Whether a proof of who is there still counts. */
export const isFreshProof = (at: Date | null | undefined, now: Date): boolean =>
  at instanceof Date && at > proofsSince(now);
