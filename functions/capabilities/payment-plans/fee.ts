/** The fee of a payment plan: an invoice of its own, which the plan covers like the others. */
import { addDays, dayIn } from '../../domain/calendar.ts';
import { requireIssuable } from '../../domain/invoice.ts';
import { issuePosting } from '../../domain/ledger.ts';
import { NO_DETAILS } from '../../domain/line-details.ts';
import { type Cents, ZERO } from '../../domain/money.ts';
import { planFeeLine } from '../../domain/payment-plan-terms.ts';
import { allocateNumber } from '../numbers/allocate.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { StoredPlan } from '../ports/payment-plans.ts';
import type { TransactionContext } from '../ports.ts';

/** Bills the fee; the id of its invoice. It is not announced by itself: the plan says what is to be paid and when. */
export async function billPlanFee(
  { app, tx, by }: TransactionContext & { by: StaffCaller },
  plan: Pick<StoredPlan, 'patientId' | 'currency'>,
  feeCents: Cents,
): Promise<string> {
  const at = app.clock.now();
  const today = dayIn(app.clinic.timeZone, at);
  const patient = await tx.patients.get(plan.patientId);
  const line = {
    description: planFeeLine(patient?.language ?? 'en'),
    quantity: 1,
    unitPriceCents: feeCents,
    discountCents: ZERO,
    discountShareCents: ZERO,
    taxRateThousandths: null,
    taxCents: ZERO,
    details: NO_DETAILS,
  };
  const { patientId, currency } = plan;
  const draft = { patientId, currency, dueOn: addDays(today, 1), discountCents: ZERO, totalCents: feeCents };
  const invoiceId = await tx.invoices.addDraft({ ...draft, notes: null, lines: [line] }, by.actor.id);
  requireIssuable({ ...draft, status: 'draft', lines: 1 }, today);
  await tx.ledger.post(issuePosting({ invoiceId, patientId, currency }, { ...draft, taxCents: ZERO }, at));
  const number = await allocateNumber(app, tx, { kind: 'invoice', documentId: invoiceId, at });
  await tx.invoices.markIssued(invoiceId, number, at);
  await tx.audit.record(by, {
    action: 'issue_invoice',
    targetType: 'invoice',
    targetId: invoiceId,
    details: { invoice_number: number, total_cents: feeCents, currency },
  });
  return invoiceId;
}
