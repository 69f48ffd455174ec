/** Pay-outs of patients' credit. */
import type { CreditPayout } from '../../contracts/credit-payouts.ts';
import type { CreditPayoutStatus } from '../../domain/credit-payout.ts';
import type { Currency } from '../../domain/currency.ts';
import type { Cents } from '../../domain/money.ts';
import type { OfflineMethod } from '../../domain/offline-payment.ts';
import type { Page, PageOf } from './common.ts';

/** What the database keeps of a pay-out. */
export type StoredCreditPayout = Omit<CreditPayout, 'kind' | 'invoice_id'>;

export type LockedCreditPayout = {
  id: string;
  patientId: string;
  currency: Currency;
  amountCents: Cents;
  method: OfflineMethod;
  reference: string;
  status: CreditPayoutStatus;
  requestedBy: string;
};

/** Pay-outs of credit, those that need the approval of another admin among them. */
export type CreditPayoutStore = {
  /** Up to how much one admin pays out to a patient alone, in minor units; a limit raised lately does not count yet. */
  limit(at: Date): Promise<Cents>;
  /** What was paid out to a patient without approval since an instant. */
  unapprovedCents(patientId: string, currency: Currency, since: Date): Promise<Cents>;
  /** Requests one; its amount is reserved. */
  add(
    payout: Omit<LockedCreditPayout, 'status' | 'requestedBy'>,
    requestedBy: string,
    at: Date,
  ): Promise<void>;
  lock(id: string): Promise<LockedCreditPayout | undefined>;
  decide(
    id: string,
    decision: {
      status: 'paid' | 'rejected';
      staffId: string;
      selfApproved: boolean;
      reason: string | null;
      at: Date;
    },
  ): Promise<void>;
  /** One pay-out, whether it needed approval or not. */
  get(id: string): Promise<StoredCreditPayout | undefined>;
  /** Those that needed approval, newest first. */
  list(
    filter: { status?: CreditPayoutStatus | undefined; patientId?: string | undefined },
    page: Page,
  ): Promise<PageOf<StoredCreditPayout>>;
};
