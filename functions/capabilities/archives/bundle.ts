/** The bundle of an archived invoice: its complete record, its PDF, and exactly the rows that leave the tables. */
import type { InvoiceItem } from '../../contracts/invoice-lines.ts';
import { type ArchivedDetails, archivedLineDetails, type LineDetails } from '../../domain/line-details.ts';
import { refuse } from '../../domain/refusal.ts';
import { sha256Of } from '../documents/sha256.ts';
import { renderInvoicePdf } from '../invoices/render-pdf.ts';
import type { ArchiveRow } from '../ports/archives.ts';
import type { StoredInvoice } from '../ports/invoices.ts';
import type { App } from '../ports.ts';

export const BUNDLE_FORMAT = 'clinic-billing-archive/1';

export type Bundle = {
  format: typeof BUNDLE_FORMAT;
  /** The database's own JSON of everything: invoice, payments, refunds, ledger, audit, events (their payloads sealed). */
  record: unknown;
  /** The rows that leave, as the exact text that the database hashes. */
  details: string;
  pdf: string;
};

export const bundleBlob = (sha256: string): string => `archives/${sha256}.bundle`;
export const manifestBlob = (sha256: string): string => `archives/${sha256}.manifest.json`;

export type WrittenBundle = Parameters<App['db']['read']['archives']['add']>[0] & { sealed: Uint8Array };

/** Makes the bundle and its signed manifest; nothing is stored yet. */
export async function makeBundle(app: App, invoice: StoredInvoice): Promise<WrittenBundle> {
  const { archives, invoices } = app.db.read;
  const [{ record, details, detailsSha256, taxCents }, view] = await Promise.all([
    archives.record(invoice.id),
    invoices.publicView(invoice.id),
  ]);
  if (!view) return refuse('conflict', 'invoice_not_issued', 'Only an issued invoice is archived.');
  const pdfDocument = await renderInvoicePdf(app, { id: invoice.id, view }, 'invoice');
  const pdf = Buffer.from(pdfDocument.bytes).toString('base64');
  const pdfSha256 = await renderedAgain(app, invoice.id);
  const bundle: Bundle = { format: BUNDLE_FORMAT, record: JSON.parse(record), details, pdf };
  const sealed = await archives.seal(invoice.patient_id, JSON.stringify(bundle));
  const sha256 = sha256Of(sealed);
  const manifest = JSON.stringify({
    format: BUNDLE_FORMAT,
    clinic: app.clinic.id,
    invoice_id: invoice.id,
    invoice_number: invoice.invoice_number,
    total_amount_cents: invoice.total_amount_cents,
    currency: invoice.currency,
    bundle: bundleBlob(sha256),
    sha256,
    bytes: sealed.length,
    details_sha256: detailsSha256,
    pdf_sha256: pdfSha256,
    written_at: app.clock.now().toISOString(),
    signed_by: app.seals.keyId,
  });
  return {
    invoiceId: invoice.id,
    blob: bundleBlob(sha256),
    sha256,
    bytes: sealed.length,
    detailsSha256,
    taxCents,
    manifest,
    signature: app.seals.sign(manifest),
    sealed,
  };
}

/**
 * The hash of the document, rendered once more from the rows of PostgreSQL. A hash of the bytes in the bundle would agree
 * with them even when they are wrong; the same rows make the same bytes, so this one does not.
 */
async function renderedAgain(app: App, invoiceId: string): Promise<string> {
  const view = await app.db.read.invoices.publicView(invoiceId);
  if (!view) return refuse('conflict', 'invoice_not_issued', 'Only an issued invoice is archived.');
  return sha256Of((await renderInvoicePdf(app, { id: invoiceId, view }, 'invoice')).bytes);
}

/**
 * Reads a bundle back and checks all of it: the signature, the bytes, and what is inside. Refuses `bundle_missing` (409),
 * `bundle_damaged` (409) and `bundle_unreadable` (410), when the patient's key was destroyed.
 */
export async function readBundle(app: App, archive: ArchiveRow): Promise<Bundle> {
  const signed = app.seals.verify(archive.manifest, archive.signature);
  const sealed = await app.blobs.get(archive.blob);
  if (!sealed) return refuse('conflict', 'bundle_missing', 'The bundle of this invoice is not in storage.');
  if (!signed || sha256Of(sealed) !== archive.sha256) {
    return refuse('conflict', 'bundle_damaged', 'The bundle of this invoice is not what was written.');
  }
  const text = await app.db.read.archives.open(archive.patientId, sealed);
  if (text === undefined) {
    return refuse('gone', 'bundle_unreadable', 'The patient and the details of the invoice were erased.');
  }
  const bundle = JSON.parse(text) as Bundle;
  const { pdf_sha256: pdfSha256 } = JSON.parse(archive.manifest) as { pdf_sha256: string };
  if (
    bundle.format !== BUNDLE_FORMAT ||
    sha256Of(Buffer.from(bundle.details, 'utf8')) !== archive.detailsSha256 ||
    sha256Of(Buffer.from(bundle.pdf, 'base64')) !== pdfSha256
  ) {
    return refuse('conflict', 'bundle_damaged', 'The bundle of this invoice is not what was written.');
  }
  return bundle;
}

/** The invoice's lines as they were; bundles of earlier releases hold less of them. */
export function itemsOf(bundle: Bundle): InvoiceItem[] {
  const { invoice_items: items } = JSON.parse(bundle.details) as { invoice_items: ArchivedItem[] };
  return items.map((item) => ({
    ...archivedLineDetails(item),
    id: item.id,
    description: item.description,
    quantity: item.quantity,
    unit_price_cents: item.unit_price_cents,
    discount_cents: item.discount_cents,
    invoice_discount_cents: item.invoice_discount_cents ?? 0,
    tax_rate_thousandths:
      item.tax_rate_thousandths ?? (item.tax_basis_points === null ? null : item.tax_basis_points * 10),
    tax_basis_points: item.tax_basis_points,
    tax_cents: item.tax_cents,
    total_cents: item.total_cents,
  }));
}

type ArchivedItem = Omit<InvoiceItem, keyof LineDetails | 'invoice_discount_cents' | 'tax_rate_thousandths'> &
  Partial<Pick<InvoiceItem, 'invoice_discount_cents' | 'tax_rate_thousandths'>> &
  ArchivedDetails;
