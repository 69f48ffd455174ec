/** Stripe's events, stored before anything is done with them. */
import type { StripeEvent } from '../../contracts/stripe-events.ts';
import type { Page, PageOf } from './common.ts';

export type StripeEventRecord = {
  id: string;
  type: string;
  livemode: boolean;
  createdAt: Date;
  payload: string;
};

export type StripeEventStore = {
  /** Stores an event once; false when it is known. `isIgnored`: nothing is to be done with it. */
  add(
    event: StripeEventRecord & { source: 'webhook' | 'recovery'; requestId: string; isIgnored?: boolean },
  ): Promise<boolean>;
  /**
   * Counts an attempt before it is made, so that an event that crashes the process cannot loop, and leases the event for
   * about that long; the random part keeps two events that crashed together from starting together again. An event that
   * waits for a payment may be claimed at any time.
   */
  claim(
    id: string,
    leaseSeconds: number,
  ): Promise<(StripeEventRecord & { attempts: number; requestId: string }) | undefined>;
  /** Locks an event that is not settled yet. */
  lock(id: string): Promise<boolean>;
  /** The payload, where the caller has it, is not read and decrypted again. */
  settle(
    event: { id: string; payload?: string },
    state: 'applied' | 'ignored' | 'quarantined',
    reason: string | null,
  ): Promise<void>;
  /** Keeps why it failed and when to try again. */
  failed(id: string, error: string, pauseSeconds: number): Promise<void>;
  /** Sets an event aside until the payment is there that it is about; `tooOld` when it has waited for days. */
  park(id: string, waitsFor: string): Promise<'parked' | 'too_old'>;
  /** The events that wait for one of these ids. */
  waiting(ids: readonly string[]): Promise<{ id: string; requestId: string }[]>;
  due(limit: number): Promise<{ id: string; requestId: string }[]>;
  list(state: StripeEventState | undefined, page: Page): Promise<PageOf<StoredStripeEvent>>;
  get(id: string): Promise<StoredStripeEvent | undefined>;
  /** The quarantined events among these, as they came. */
  quarantined(ids: readonly string[]): Promise<StripeEventRecord[]>;
  /** Locks a quarantined event; false when it is not quarantined. */
  lockQuarantined(id: string): Promise<boolean>;
  /** Whether staff assigned the money of an event to an invoice, and so made this payment. */
  isAssigned(paymentId: string): Promise<boolean>;
  /** Whether a payment that names no invoice is in the quarantine, or was marked as not ours there. */
  isRaised(paymentIntentId: string): Promise<boolean>;
  /** Makes a quarantined event pending again; false when it is not quarantined. */
  replay(id: string): Promise<boolean>;
};

export type StripeEventState = 'received' | 'applied' | 'ignored' | 'quarantined';

/** What the database keeps of an event, without its payload. */
export type StoredStripeEvent = Omit<StripeEvent, 'money' | 'next_step'>;
