/** What can come of a payer's attempt to pay. */
import type { Decline } from './cards.ts';

export type Attempt =
  | { outcome: 'paid' | 'submitted' | 'challenge' }
  | { outcome: 'declined'; decline: Decline }
  | { outcome: 'closed' };

/** The session cannot be paid: it is complete, expired, or its link is used up. */
export const CLOSED: Attempt = { outcome: 'closed' };
