/** The links by which patients reach an invoice. */
import type { ListedLink } from '../../contracts/links.ts';
import type { InvoiceLinkPurpose } from '../../domain/patient-link.ts';

/** A link of one invoice. */
export type PatientLink = { id: string; invoiceId: string; purpose: InvoiceLinkPurpose; expiresAt: Date };

/** A link of a patient's account. */
export type AccountLink = { id: string; patientId: string; purpose: 'account'; expiresAt: Date };

/** A link of either kind: that of an account is of no invoice. */
export type AnyLink = PatientLink | (Omit<AccountLink, 'patientId'> & { invoiceId: null });

export type StoredLink = AnyLink & {
  revoked: boolean;
  patientId: string;
};

export type PatientLinkStore = {
  /** A fresh link, which ends the older ones of the invoice with this purpose. */
  add(
    invoiceId: string,
    purpose: Exclude<InvoiceLinkPurpose, 'result'>,
    expiresAt: Date,
  ): Promise<PatientLink>;
  /** The link to the result of a payment page, which is added in the same transaction. */
  addResult(page: { invoiceId: string; checkoutId: string }, expiresAt: Date): Promise<PatientLink>;
  /** The link with which Stripe sends the patient back from a page; a page of an older version has none. */
  resultOf(checkoutId: string): Promise<PatientLink | undefined>;
  /** A fresh link to the account, which ends the patient's older ones; `createdBy` is a member of staff. */
  addAccount(
    patientId: string,
    made: { now: Date; expiresAt: Date; createdBy: string | null },
  ): Promise<AccountLink>;
  get(id: string): Promise<StoredLink | undefined>;
  /** The newest link to pay the invoice that was not revoked, expired or not. */
  newestToPay(invoiceId: string): Promise<PatientLink | undefined>;
  countView(id: string): Promise<void>;
  list(invoiceId: string, now: Date): Promise<ListedLink[]>;
  listOfAccount(patientId: string, now: Date): Promise<ListedLink[]>;
  /** False when it was revoked before. */
  revoke(id: string, at: Date): Promise<boolean>;
};
