/** What a patient link shows, read for its pages. */

import type { Caller } from '../../capabilities/ports/common.ts';
import type { StoredPublicInvoice } from '../../capabilities/ports/invoices.ts';
import type { PatientLink } from '../../capabilities/ports/links.ts';
import type { App } from '../../capabilities/ports.ts';
import { refuse } from '../../domain/refusal.ts';

/** The invoice behind a link; gone with the link when there is none any more. */
export async function publicView(app: App, link: PatientLink): Promise<StoredPublicInvoice> {
  const view = await app.db.read.invoices.publicView(link.invoiceId);
  return view ?? linkIsGone();
}

/** There is nothing behind the link any more. */
export const linkIsGone = (): never =>
  refuse('unauthenticated', 'link_no_longer_valid', 'This link is no longer valid.');

/** Refuses 429 when a link, or an address, has had so many documents that no reader needs more. */
export async function limitDocuments(app: App, link: PatientLink, by: Caller): Promise<void> {
  await app.limits.spend('link_pdf', link.id);
  await app.limits.spend('address_pdf', by.address ?? 'unknown');
}

/** How the clinic is reached. */
export const clinicOf = ({ clinic: { name, email, phone, timeZone } }: App) => ({
  name,
  email,
  phone,
  time_zone: timeZone,
});
