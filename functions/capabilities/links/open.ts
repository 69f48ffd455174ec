/** Opens a patient link. Every kind of invalid link gets the same response, which reveals nothing (decision 19). */
import { type InvoiceLinkPurpose, type LinkPurpose, opens } from '../../domain/patient-link.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { PatientLink, StoredLink } from '../ports/links.ts';
import type { App } from '../ports.ts';

/** Stands for the row of a link that was never made. */
const NO_LINK = '00000000-0000-0000-0000-000000000000';

/** An invoice's link, with the patient of the invoice. */
export type OpenedLink = PatientLink & { patientId: string };

/**
 * The link behind a token, for a page of one invoice. Refuses every bad link alike with `link_no_longer_valid` (401), and
 * an address that shows too many of them with `too_many_requests` (429).
 */
export async function openLink(
  app: App,
  token: string,
  page: InvoiceLinkPurpose,
  by: Caller,
): Promise<OpenedLink> {
  const link = await goodLink(app, token, page);
  return link && link.invoiceId !== null ? link : refuseLink(app, by);
}

/** As `openLink`, for the page of an account; the patient whose account it is. */
export async function openAccountLink(
  app: App,
  token: string,
  by: Caller,
): Promise<{ id: string; patientId: string }> {
  const link = await goodLink(app, token, 'account');
  return link && link.invoiceId === null ? link : refuseLink(app, by);
}

async function goodLink(app: App, token: string, page: LinkPurpose): Promise<StoredLink | undefined> {
  const claimed = app.tokens.readLinkToken(token);
  // An unsigned link is looked up too, so that the response time does not reveal whether a link was forged or has expired.
  const link = await app.db.read.links.get(claimed?.linkId ?? NO_LINK);
  const good =
    claimed &&
    link &&
    !link.revoked &&
    link.purpose === claimed.purpose &&
    link.expiresAt > app.clock.now() &&
    opens(link.purpose, page);
  return good ? link : undefined;
}

async function refuseLink(app: App, by: Caller): Promise<never> {
  // A link that works is never throttled: only whoever shows others is.
  await app.limits.spend('patient_link', by.address ?? 'unknown');
  return refuse('unauthenticated', 'link_no_longer_valid', 'This link is no longer valid.');
}
