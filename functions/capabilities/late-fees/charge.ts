/** Charging a fee for lateness: an invoice of its own, so that the late invoice keeps the total it was issued with. */
import { addDays, dayIn, timeIn } from '../../domain/calendar.ts';
import { payableOnline } from '../../domain/currency.ts';
import { isPayable, latenessBase } from '../../domain/invoice.ts';
import { lateFeeAmount, lateFeeLine, lateFeePeriod } from '../../domain/late-fee.ts';
import { NO_DETAILS } from '../../domain/line-details.ts';
import { cents, ZERO } from '../../domain/money.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import { Refusal } from '../../domain/refusal.ts';
import { isQuiet } from '../../domain/reminder.ts';
import { issueInvoice } from '../invoices/issue.ts';
import { reachableBy } from '../messages/add.ts';
import type { Caller } from '../ports/common.ts';
import type { DueKey } from '../ports/overdue.ts';
import type { App, Stores } from '../ports.ts';

const BATCH = 200;
const DAYS_TO_PAY = 14;

/**
 * Charges what is due today; a job that died between drafting and issuing a fee is finished first. How many. None at
 * night, because each is sent to the patient.
 */
export async function chargeLateFees(app: App, by: Caller): Promise<number> {
  const { late_fee: rule, reminders } = await app.db.read.settings.get();
  const now = app.clock.now();
  if (isQuiet(reminders, timeIn(app.clinic.timeZone, now))) return 0;
  for (const id of await app.db.read.lateFees.unissued(BATCH)) await issueFee(app, id, by);
  if (!rule.enabled) return 0;
  const today = dayIn(app.clinic.timeZone, now);
  let after: DueKey | undefined;
  for (let charged = 0; ; ) {
    const batch = await app.db.read.lateFees.find(addDays(today, -rule.grace_days), after, BATCH);
    if (batch.length === 0) return charged;
    for (const { id } of batch) {
      const feeId = await app.db.transaction((tx) => draftFee(app, tx, id, by));
      if (!feeId) continue;
      await issueFee(app, feeId, by);
      charged++;
    }
    after = batch.at(-1);
  }
}

/** Drafts the fee of the stretch that today falls in, unless it is drafted already. */
async function draftFee(app: App, tx: Stores, invoiceId: string, by: Caller): Promise<string | undefined> {
  const invoice = await tx.invoices.lock(invoiceId);
  const { late_fee: rule } = await tx.settings.get();
  const today = dayIn(app.clinic.timeZone, app.clock.now());
  const subject = invoice && (await tx.reminders.subject(invoiceId, app.clinic.timeZone));
  if (!invoice || !subject || !isPayable(invoice.status) || subject.paused || subject.disputed)
    return undefined;
  if (subject.underPlan) return undefined;
  const issuedOn = dayIn(app.clinic.timeZone, invoice.issuedAt ?? app.clock.now());
  const period = lateFeePeriod(rule, latenessBase(invoice.dueOn, issuedOn), today);
  const { currency } = invoice;
  const amountCents = lateFeeAmount(rule, {
    balanceCents: cents(invoice.balanceCents),
    currency,
    clinicCurrency: app.clinic.currency,
  });
  if (period === 0 || amountCents <= 0 || (await tx.lateFees.has(invoiceId, period))) {
    return undefined;
  }
  const late = await tx.invoices.get(invoiceId);
  const patient = await tx.patients.get(invoice.patientId);
  if (!late || !patient) return refuseMissing('invoice');
  const line = lateFeeLine(patient.language, period, invoice.number ?? '');
  const feeInvoiceId = await tx.invoices.addDraft(
    {
      patientId: invoice.patientId,
      currency,
      dueOn: addDays(today, DAYS_TO_PAY),
      discountCents: ZERO,
      totalCents: amountCents,
      notes: null,
      lines: [feeLine(line, amountCents)],
    },
    late.staff_id,
  );
  await tx.lateFees.add({ invoiceId, rule: rule.kind, period, feeInvoiceId, amountCents });
  // What cannot be paid online by itself is no bill: it stands in the next statement (decision 36).
  if (!payableOnline(amountCents, currency)) await tx.reminders.pause(feeInvoiceId, app.clock.now());
  await tx.audit.record(by, {
    action: 'charge_late_fee',
    targetType: 'invoice',
    targetId: invoiceId,
    details: { fee_invoice_id: feeInvoiceId, period, rule: rule.kind, amount_cents: amountCents },
  });
  return feeInvoiceId;
}

const feeLine = (description: string, unitPriceCents: ReturnType<typeof cents>) => ({
  description,
  details: NO_DETAILS,
  quantity: 1,
  unitPriceCents,
  discountCents: ZERO,
  discountShareCents: ZERO,
  taxRateThousandths: null,
  taxCents: ZERO,
});

async function issueFee(app: App, feeInvoiceId: string, by: Caller): Promise<void> {
  const fee = await app.db.read.invoices.get(feeInvoiceId);
  if (fee?.status !== 'draft') return;
  const payable = payableOnline(cents(fee.total_amount_cents), fee.currency);
  const channels = payable ? await reachableBy(app.db.read, fee.patient_id) : [];
  await issueInvoice(app, { id: feeInvoiceId, notify: channels }, by).catch((error: unknown) => {
    // Another host was faster, which is as good.
    if (!(error instanceof Refusal && error.code === 'invoice_not_draft')) throw error;
  });
}
