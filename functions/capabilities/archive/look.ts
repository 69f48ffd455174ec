/** Looking at an archived invoice: its lines and its paper come from the bundle, as if it had never left. */

import type { InvoiceItemView } from '../ports/invoices.ts';
import type { App } from '../ports.ts';
import { type Bundle, itemsOf, readBundle } from './bundle.ts';

/** The lines of an archived invoice; none when its bundle can be read no more. */
export async function archivedItems(app: App, invoiceId: string): Promise<InvoiceItemView[]> {
  const bundle = await bundleOf(app, invoiceId);
  return bundle ? itemsOf(bundle) : [];
}

/** The paper of an archived invoice, the very bytes that were printed when it was archived. */
export async function archivedPaper(app: App, invoiceId: string): Promise<Uint8Array | undefined> {
  const bundle = await bundleOf(app, invoiceId);
  return bundle && Buffer.from(bundle.pdf, 'base64');
}

/** What left the database with an archived invoice; nothing when its bundle can be read no more. */
export async function archivedDetails(app: App, invoiceId: string): Promise<Partial<Bundle>> {
  return (await bundleOf(app, invoiceId)) ?? {};
}

async function bundleOf(app: App, invoiceId: string): Promise<Bundle | undefined> {
  const archive = await app.db.read.archives.live(invoiceId);
  return archive?.state === 'archived' && !archive.purgedAt ? readBundle(app, archive) : undefined;
}
