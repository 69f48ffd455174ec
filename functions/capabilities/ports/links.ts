/** The links by which patients reach an invoice. */
import type { ListedLink } from '../../contracts/links.ts';
import type { LinkPurpose } from '../../domain/patient-link.ts';

export type PatientLink = { id: string; invoiceId: string; purpose: LinkPurpose; expiresAt: Date };

export type PatientLinkStore = {
  /** A fresh link, which ends the older ones of the invoice with this purpose. */
  add(invoiceId: string, purpose: Exclude<LinkPurpose, 'result'>, expiresAt: Date): Promise<PatientLink>;
  /** The link to the result of a payment page, which is added in the same transaction. */
  addResult(page: { invoiceId: string; checkoutId: string }, expiresAt: Date): Promise<PatientLink>;
  /** The link with which Stripe sends the patient back from a page; a page of an older version has none. */
  resultOf(checkoutId: string): Promise<PatientLink | undefined>;
  get(id: string): Promise<(PatientLink & { revoked: boolean; patientId: string }) | undefined>;
  /** The newest link to pay the invoice that was not revoked, expired or not. */
  newestToPay(invoiceId: string): Promise<PatientLink | undefined>;
  countView(id: string): Promise<void>;
  list(invoiceId: string, now: Date): Promise<ListedLink[]>;
  /** False when it was revoked before. */
  revoke(id: string, at: Date): Promise<boolean>;
};
