/** Creating an invoice as a draft. */

import { dayIn } from '../../domain/calendar.ts';
import { requireDueDate } from '../../domain/invoice.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { type InvoiceInput, priced, requirePatient } from './draft.ts';
import { listedOverrides } from './listed-prices.ts';

/** Drafts an invoice. Refuses an unknown patient (`patient_unknown`) and a total that no invoice may have. */
export async function draftInvoice(app: App, input: InvoiceInput, by: StaffCaller): Promise<Done> {
  const today = dayIn(app.clinic.timeZone, app.clock.now());
  requireDueDate(input.dueOn, today);
  const draft = priced(input);
  return commandTransaction(
    app,
    async (tx) => {
      await requirePatient(tx, input.patientId);
      const overrides = await listedOverrides(tx, draft, { today });
      const id = await tx.invoices.addDraft(draft, by.actor.id);
      await tx.audit.record(by, {
        action: 'create_invoice',
        targetType: 'invoice',
        targetId: id,
        details: {
          total_cents: draft.totalCents,
          currency: draft.currency,
          ...(overrides.length > 0 && { price_overrides: overrides }),
        },
      });
      return { id };
    },
    { kind: 'create_invoice' },
  );
}
