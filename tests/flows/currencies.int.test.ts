/** Every currency that the clinic may bill in: issued, paid online, refunded in part and compared with Stripe. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bySystem } from '../../functions/capabilities/audit.ts';
import { requestRefund } from '../../functions/capabilities/payments/refund.ts';
import { reconciliationReport } from '../../functions/capabilities/reconciliation/get.ts';
import { scheduleReconciliation } from '../../functions/capabilities/reconciliation/compare.ts';
import { approveRefund } from '../../functions/capabilities/refunds/approve.ts';
import { addDays, dayIn } from '../../functions/domain/calendar.ts';
import { CURRENCIES, type Currency } from '../../functions/domain/currency.ts';
import { line } from '../support/clinic-builder.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

async function refund(invoiceId: string, amountCents: number): Promise<void> {
  const { id: paymentId } = await clinic.paymentOf(invoiceId);
  const asked = { paymentId, amountCents, reason: 'billing_error', note: null, effect: 'credit' } as const;
  const { id } = await requestRefund(clinic.app, asked, clinic.clerk);
  await approveRefund(clinic.app, id, clinic.admin);
  await clinic.work();
  await clinic.sync();
}

async function compare() {
  const { id } = await scheduleReconciliation(clinic.app, bySystem('test'));
  await clinic.work();
  expect(await clinic.app.db.read.reconciliation.run(id)).toMatchObject({ state: 'done', last_error: null });
  const today = dayIn(clinic.app.clinic.timeZone, clinic.app.clock.now());
  return reconciliationReport(clinic.app, addDays(today, -1), addDays(today, 1));
}

/** Two lines of which one, in KWD, has a last decimal that Stripe refuses by itself. */
const linesIn = (currency: Currency) =>
  currency === 'kwd' ? [line(12_505), line(7_495)] : [line(125_05), line(74_95)];

test.each(CURRENCIES)('%s', async (currency) => {
  const invoice = await clinic.paid({ currency, lines: linesIn(currency) });
  await clinic.sync();
  const total = currency === 'kwd' ? 20_000 : 200_00;
  expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'paid', total_amount_cents: total });
  await refund(invoice.id, 50_50);
  expect(await clinic.paymentOf(invoice.id)).toMatchObject({ refunded_cents: 50_50 });
  const report = await compare();
  expect(report.breaks.filter((each) => each.currency === currency)).toEqual([]);
  expect(report.clearing).toContainEqual(expect.objectContaining({ currency, difference_cents: 0 }));
});

test('a refund in KWD whose last decimal is not 0 is refused before Stripe is asked', async () => {
  const invoice = await clinic.paid({ currency: 'kwd', lines: [line(20_000)] });
  await clinic.sync();
  await expect(refund(invoice.id, 5_005)).rejects.toMatchObject({
    fields: [{ path: 'amount_cents', code: 'last_decimal' }],
  });
});
