/** The link of an account as staff get it when they make it. */
import type * as z from 'zod';
import type { App } from '../../capabilities/ports.ts';
import type { patientAccount } from '../../contracts/patient-account.ts';
import { requireFound } from '../../domain/not-found.ts';
import { linkUrl } from '../../domain/patient-link.ts';

/** Refuses `link_unknown` (404). */
export async function accountLinkReply(
  app: App,
  id: string,
): Promise<z.input<typeof patientAccount.accountLink.reply>> {
  const link = requireFound(await app.db.read.links.get(id), 'link');
  return {
    id,
    url: linkUrl(app.clinic.webUrl, link.purpose, app.tokens.linkToken(link)),
    expires_at: link.expiresAt.toISOString(),
  };
}
