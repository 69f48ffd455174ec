/** The outcome of an event, and what is left to do after the commit. */
import type { TransactionContext } from '../ports.ts';

/** Where facts are from: an event, or an object that was found at Stripe without one. */
export type Source = { id: string; payload: string };

/** The transaction in which an event is applied, and where it is from. */
export type EventContext = TransactionContext & { source: Source };

export type EventOutcome =
  | {
      state: 'applied' | 'ignored';
      /** Fees that can be booked now: of a charge, or of a balance transaction. */
      fees?: { sources?: readonly string[]; ids?: readonly string[] };
    }
  | { state: 'quarantined'; reason: string }
  /** It is about a payment that is not booked yet: kept, and tried again when that comes. */
  | { state: 'waiting'; waitsFor: string };

export const quarantined = (reason: string): EventOutcome => ({ state: 'quarantined', reason });
