/** A patient whose link has ended asks for a fresh one, which goes to the address on file and nowhere else. */
import { linkExpiry, renewedAs } from '../../domain/patient-link.ts';
import { addMessages, reachableBy } from '../messages/add.ts';
import { capAccountMessages, capMessages } from '../messages/caps.ts';
import { sendAccountLink } from '../patients/account-link.ts';
import type { Caller } from '../ports/common.ts';
import type { PatientLink } from '../ports/links.ts';
import type { App } from '../ports.ts';

/** Does nothing, silently, for a token that we never signed, a revoked link, or a deleted invoice. */
export async function renewLink(app: App, token: string, by: Caller): Promise<void> {
  const claimed = app.tokens.readLinkToken(token);
  await app.limits.spend('link_renewal', claimed?.linkId ?? by.address ?? 'unknown');
  if (!claimed) return;
  const old = await app.db.read.links.get(claimed.linkId);
  if (!old || old.revoked) return;
  if (old.invoiceId === null) await renewAccountLink(app, old.patientId, by);
  else await renewInvoiceLink(app, old, by);
}

/** Nothing is made for a patient who cannot be reached. */
async function renewAccountLink(app: App, patientId: string, by: Caller): Promise<void> {
  await capAccountMessages(app, patientId, await reachableBy(app.db.read, patientId), by);
  await app.db.transaction(async (tx) => {
    const channels = await reachableBy(tx, patientId);
    if (channels.length === 0) return;
    await sendAccountLink({ app, tx, by }, patientId, channels);
    await tx.audit.record(by, { action: 'renew_link', targetType: 'patient', targetId: patientId });
  });
}

async function renewInvoiceLink(
  app: App,
  old: PatientLink & { patientId: string },
  by: Caller,
): Promise<void> {
  const { invoiceId } = old;
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
