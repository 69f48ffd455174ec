/** After money has moved: the invoice's status says what its ledger says now (decision 4). */
import { randomUUID } from 'node:crypto';
import { type InvoiceStatus, statusFromLedger } from '../../domain/invoice.ts';
import type { Stores } from '../ports.ts';

/**
 * Sets the status that the ledger asks for; a draft has no ledger, and what is cancelled stays so. An invoice that was
 * archived and is owed again is asked back from the archive.
 */
export async function syncStatusWithLedger(tx: Stores, invoiceId: string): Promise<void> {
  const invoice = await tx.invoices.lockStanding(invoiceId);
  if (!invoice || invoice.status === 'draft' || invoice.status === 'cancelled') return;
  const status: InvoiceStatus = statusFromLedger(invoice);
  if (status !== invoice.status) await tx.invoices.setStatus(invoice.id, status);
  if (invoice.archived && invoice.balanceCents > 0) {
    await tx.outbox.add('restore_invoice', invoice.id, randomUUID());
  }
}
