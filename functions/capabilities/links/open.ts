/** What a patient link opens; whatever is wrong with it, the answer is the same and shows nothing (decision 19). */
import { type LinkPurpose, opens } from '../../domain/patientLink.ts';
import { refuse } from '../../domain/refusal.ts';
import type { App, PatientLink } from '../ports.ts';

/** The link behind a token, for a page. Refuses every bad link alike with `link_no_longer_valid` (401). */
export async function openLink(app: App, token: string, page: LinkPurpose): Promise<PatientLink> {
  const claimed = app.tokens.readLinkToken(token);
  const link = claimed ? await app.db.read.links.get(claimed.linkId) : undefined;
  const good =
    claimed &&
    link &&
    !link.revoked &&
    link.purpose === claimed.purpose &&
    link.expiresAt > app.clock.now() &&
    opens(link.purpose, page);
  if (!good) return refuse('unauthenticated', 'link_no_longer_valid', 'This link is no longer valid.');
  return link;
}
