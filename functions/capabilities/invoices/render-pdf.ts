/** An invoice or its receipt on paper, from the same stored integers that every page shows. */
import { dayIn } from '../../domain/calendar.ts';
import { type PrintedFacts, printedInvoice, printedReceipt } from '../../domain/document-model.ts';
import type { StoredPublicInvoice } from '../ports/invoices.ts';
import type { App } from '../ports.ts';

export type Paper = { name: string; bytes: Uint8Array };

/** The paper of what a patient link shows, or of an archived invoice. */
export async function paperOf(
  app: App,
  view: StoredPublicInvoice,
  kind: 'invoice' | 'receipt',
): Promise<Paper> {
  const facts = printedFacts(view, app.clinic.timeZone);
  const { name, email, phone } = app.clinic;
  const print = kind === 'invoice' ? printedInvoice : printedReceipt;
  const bytes = await app.pdf.render(print({ facts, clinic: { name, email, phone } }));
  const suffix = kind === 'receipt' ? '-receipt' : '';
  return { name: `${view.invoice_number}${suffix}.pdf`, bytes };
}

/** The view with its instants as days of the clinic's calendar. */
function printedFacts(view: StoredPublicInvoice, timeZone: string): PrintedFacts {
  return {
    ...view,
    issued_on: dayIn(timeZone, new Date(view.issued_on)),
    payments: view.payments.map((payment) => ({
      ...payment,
      received_on: dayIn(timeZone, new Date(payment.received_at)),
    })),
  };
}
