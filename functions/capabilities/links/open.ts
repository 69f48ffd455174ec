/** What a patient link opens; whatever is wrong with it, the answer is the same and shows nothing (decision 19). */
import { type LinkPurpose, opens } from '../../domain/patientLink.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { PatientLink } from '../ports/links.ts';
import type { App } from '../ports.ts';

/**
 * The link behind a token, for a page. Refuses every bad link alike with `link_no_longer_valid` (401), and an address
 * that shows too many of them with `too_many_requests` (429).
 */
export async function openLink(app: App, token: string, page: LinkPurpose, by: Caller): Promise<PatientLink> {
  const claimed = app.tokens.readLinkToken(token);
  const link = claimed ? await app.db.read.links.get(claimed.linkId) : undefined;
  const good =
    claimed &&
    link &&
    !link.revoked &&
    link.purpose === claimed.purpose &&
    link.expiresAt > app.clock.now() &&
    opens(link.purpose, page);
  if (good) return link;
  // A link that works is never throttled: only whoever shows others is.
  await app.limits.spend('patient_link', by.address ?? 'unknown');
  return refuse('unauthenticated', 'link_no_longer_valid', 'This link is no longer valid.');
}
