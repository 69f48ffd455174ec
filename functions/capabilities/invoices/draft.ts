/** Drafting an invoice, changing the draft, and throwing it away; its totals are computed here and nowhere else. */
import { type Day, dayIn } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import { ERASED, refuseErased } from '../../domain/erasure.ts';
import { requireDraft, requireDueDate } from '../../domain/invoice.ts';
import { requireNamed } from '../../domain/not-found.ts';
import { cents, INVOICE_CENTS_MAX, ZERO } from '../../domain/money.ts';
import { refuse, refuseField, requireVersion } from '../../domain/refusal.ts';
import { grossCents, invoiceTotals, type LineInput } from '../../domain/totals.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { Caller, StaffCaller, Version } from '../ports/common.ts';
import type { Draft, LockedInvoice } from '../ports/invoices.ts';
import type { App } from '../ports.ts';

export type InvoiceLineInput = {
  description: string;
  quantity: number;
  unitPriceCents: number;
  discountCents: number;
  tax: { rateThousandths: number } | { basisPoints: number } | { cents: number } | null;
};
export type InvoiceInput = {
  patientId: string;
  currency: Currency;
  dueOn: Day;
  discountCents: number;
  notes: string | null;
  lines: readonly InvoiceLineInput[];
};

/** Drafts an invoice. Refuses an unknown patient (`patient_unknown`) and a total that no invoice may have. */
export async function draftInvoice(app: App, input: InvoiceInput, by: StaffCaller): Promise<Done> {
  requireDueDate(input.dueOn, dayIn(app.clinic.timeZone, app.clock.now()));
  const draft = priced(input);
  return commandTransaction(app, async (tx) => {
    await requirePatient(tx, input.patientId);
    const id = await tx.invoices.addDraft(draft, by.actor.id);
    await tx.audit.record(by, {
      action: 'create_invoice',
      targetType: 'invoice',
      targetId: id,
      details: { total_cents: draft.totalCents, currency: draft.currency },
    });
    return { id };
  });
}

/** Changes a draft. What is not given stays. Refuses `invoice_not_draft` (409) and `changed_meanwhile` (412). */
export async function editDraft(
  app: App,
  { id, version }: Version,
  change: Partial<InvoiceInput>,
  by: Caller,
): Promise<void> {
  await app.db.transaction(async (tx) => {
    const current = await tx.invoices.require(id);
    requireDraft(current.status, 'edited');
    if (change.dueOn) requireDueDate(change.dueOn, dayIn(app.clinic.timeZone, app.clock.now()));
    requireVersion(version, current.version, 'This draft');
    if (change.patientId) await requirePatient(tx, change.patientId);
    await tx.invoices.replaceDraft(id, priced({ ...inputOf(current), ...change }));
    await tx.audit.record(by, {
      action: 'edit_invoice',
      targetType: 'invoice',
      targetId: id,
      details: { fields: Object.keys(change).sort() },
    });
  });
}

/** Deletes a draft; nothing that was ever issued is deleted. Refuses `invoice_not_draft` and `changed_meanwhile`. */
export async function removeDraft(app: App, id: string, by: Caller, version?: number): Promise<void> {
  await app.db.transaction(async (tx) => {
    const current = await tx.invoices.require(id);
    requireDraft(current.status, 'deleted');
    requireVersion(version, current.version, 'This draft');
    await tx.invoices.removeDraft(id);
    await tx.audit.record(by, { action: 'delete_invoice', targetType: 'invoice', targetId: id });
  });
}

async function requirePatient(
  tx: { patients: { get(id: string): Promise<{ erased_at: string | null } | undefined> } },
  id: string,
): Promise<void> {
  const patient = requireNamed(await tx.patients.get(id), 'patient', 'patient_id');
  if (patient.erased_at) refuseErased([{ path: 'patient_id', code: 'patient_erased', message: ERASED }]);
}

/** Computes the totals of a draft. Refuses amounts above the maximum of an invoice. */
function priced(input: InvoiceInput): Draft {
  const lineInputs = input.lines.map((line, index): LineInput => {
    if (grossCents(line.quantity, line.unitPriceCents) > INVOICE_CENTS_MAX) {
      refuseField(
        `items.${index}.unit_price_cents`,
        'too_large',
        'The line comes to more than one invoice may.',
      );
    }
    return {
      quantity: line.quantity,
      unitPriceCents: cents(line.unitPriceCents),
      discountCents: cents(line.discountCents),
      tax: taxOf(line.tax),
    };
  });
  const discountCents = cents(input.discountCents);
  const totals = invoiceTotals(lineInputs, discountCents);
  if (totals.totalCents > INVOICE_CENTS_MAX) {
    refuseField('items', 'total_too_large', 'The invoice comes to more than one invoice may.');
  }
  const lines = lineInputs.map((line, index) => ({
    ...line,
    description: input.lines[index]?.description ?? '',
    taxRateThousandths:
      'rateThousandths' in line.tax && input.lines[index]?.tax ? line.tax.rateThousandths : null,
    discountShareCents: totals.lines[index]?.discountShareCents ?? ZERO,
    taxCents: totals.lines[index]?.taxCents ?? ZERO,
  }));
  const { patientId, currency, dueOn, notes } = input;
  return { patientId, currency, dueOn, notes, discountCents, totalCents: totals.totalCents, lines };
}

function taxOf(tax: InvoiceLineInput['tax']): LineInput['tax'] {
  if (tax === null) return { cents: ZERO };
  if ('basisPoints' in tax) return { rateThousandths: tax.basisPoints * 10 };
  return 'cents' in tax ? { cents: cents(tax.cents) } : tax;
}

/**
 * Refuses a draft whose amounts are not those of today's rules (`draft_outdated`): it was saved by an earlier release.
 */
export function requireCurrentTotals(draft: LockedInvoice): void {
  const { totalCents, lines } = priced(inputOf(draft));
  const same = lines.every(
    (line, index) =>
      line.taxCents === draft.lines[index]?.taxCents &&
      line.discountShareCents === draft.lines[index].discountShareCents,
  );
  if (totalCents !== draft.totalCents || !same) {
    refuse(
      'conflict',
      'draft_outdated',
      'The amounts of this draft were computed by earlier rules. Edit the draft, check its total, save it, and issue it then.',
    );
  }
}

const inputOf = (draft: LockedInvoice): InvoiceInput => ({
  patientId: draft.patientId,
  currency: draft.currency,
  dueOn: draft.dueOn,
  discountCents: draft.discountCents,
  notes: draft.notes,
  lines: draft.lines.map((line) => ({
    ...line,
    tax:
      line.taxRateThousandths === null
        ? { cents: line.taxCents }
        : { rateThousandths: line.taxRateThousandths },
  })),
});
