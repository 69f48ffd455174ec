/** A patient whose link has ended asks for a fresh one, which goes to the address on file and nowhere else. */
import { linkExpiry, renewedAs } from '../../domain/patient-link.ts';
import { addMessages, reachableBy } from '../messages/add.ts';
import { capMessages } from '../messages/caps.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Does nothing, silently, for a token that we never signed, a revoked link, or a deleted invoice. */
export async function renewLink(app: App, token: string, by: Caller): Promise<void> {
  const claimed = app.tokens.readLinkToken(token);
  await app.limits.spend('link_renewal', claimed?.linkId ?? by.address ?? 'unknown');
  if (!claimed) return;
  const old = await app.db.read.links.get(claimed.linkId);
  if (!old || old.revoked) return;
  const invoiceId = old.invoiceId ?? (await oldestDue(app, old.patientId));
  if (invoiceId === undefined) return;
  await capMessages(app, invoiceId, await reachableBy(app.db.read, old.patientId), by);
  await app.db.transaction(async (tx) => {
    const invoice = await tx.invoices.lock(invoiceId);
    if (!invoice || invoice.status === 'cancelled' || invoice.status === 'draft') return [];
    const channels = await reachableBy(tx, invoice.patientId);
    const purpose = renewedAs(old.purpose);
    const link = await tx.links.add(invoiceId, purpose, linkExpiry(purpose, app.clock.now()));
    await tx.audit.record(by, { action: 'renew_link', targetType: 'invoice', targetId: invoiceId });
    const { patientId } = invoice;
    return addMessages(
      tx,
      { kind: 'fresh_link', channels, invoiceId, patientId, link, cause: `renew:${link.id}` },
      by,
    );
  });
}

/** For a link of an account: the invoice that is due first, whose link pays all that is owed. */
async function oldestDue(app: App, patientId: string): Promise<string | undefined> {
  const [first] = await app.db.read.invoices.ofAccount(patientId);
  return first?.id;
}
