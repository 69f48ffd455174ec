/** Differences between Stripe's books and ours that a reconciliation found. */
import type { ReconciliationBreak } from '../../contracts/reconciliation.ts';
import type { Discrepancy } from '../../domain/reconciliation.ts';

/** What the database keeps of a discrepancy. */
export type StoredDiscrepancy = Omit<ReconciliationBreak, 'next_step'>;

export type DiscrepancyStore = {
  /** When the oldest one that is still open happened. */
  oldest(): Promise<Date | undefined>;
  /** Keeps what was found, and resolves what since then is gone; staff's acceptance lasts. */
  save(found: readonly Discrepancy[], since: Date): Promise<void>;
  /** Keeps what was found between two comparisons. */
  add(found: readonly Discrepancy[]): Promise<void>;
  list(from: Date, to: Date): Promise<StoredDiscrepancy[]>;
  get(id: string): Promise<StoredDiscrepancy | undefined>;
  /** It has been booked. False when it is not open. */
  resolve(id: string, at: Date): Promise<boolean>;
  accept(id: string, staffId: string, note: string, at: Date): Promise<boolean>;
};
