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

export type NewStripeEvent = StripeEventRecord & {
  source: 'webhook' | 'recovery';
  requestId: string;
  isIgnored?: boolean;
};

export type StripeEventStore = {
  /**
   * Stores an event once, with the work of applying it, and wakes the queue as the outbox does. Returns the id of the
   * work; null when nothing is to be done with it (`isIgnored`).
   */
  add(event: NewStripeEvent, doer?: 'queue' | 'caller'): Promise<{ workId: string | null } | 'known'>;
  /** Those of these events that are not settled yet, decrypted. */
  received(ids: readonly string[]): Promise<StripeEventRecord[]>;
  /** Locks an event that is not settled yet. */
  lock(id: string): Promise<boolean>;
  /** Settles an event, and its work with it. The payload, where the caller has it, is not read and decrypted again. */
  settle(
    event: { id: string; payload?: string },
    state: 'applied' | 'ignored' | 'quarantined',
    reason: string | null,
  ): Promise<void>;
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
  /** Makes a quarantined event pending again, to which its work is added; false when it is not quarantined. */
  replay(id: string): Promise<boolean>;
};

export type StripeEventState = 'received' | 'applied' | 'ignored' | 'quarantined';

/** What the database keeps of an event, without its payload. */
export type StoredStripeEvent = Omit<StripeEvent, 'money' | 'next_step'>;
