/** Every currency that the clinic may bill in: issued, paid online, refunded in part and compared with Stripe. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CURRENCIES, type Currency } from '../../functions/domain/currency.ts';
import { line } from '../support/clinic-builder.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

async function compare() {
  await clinic.reconcile();
  return clinic.report();
}

/** Two lines of which one, in KWD, has a last decimal that Stripe refuses by itself. */
const linesIn = (currency: Currency) =>
  currency === 'kwd' ? [line(12_505), line(7_495)] : [line(125_05), line(74_95)];

test.each(CURRENCIES)('%s', async (currency) => {
  const invoice = await clinic.paid({ currency, lines: linesIn(currency) });
  await clinic.sync();
  const total = currency === 'kwd' ? 20_000 : 200_00;
  expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'paid', total_amount_cents: total });
  await clinic.refund(invoice.id, 50_50);
  expect(await clinic.paymentOf(invoice.id)).toMatchObject({ refunded_cents: 50_50 });
  const report = await compare();
  expect(report.breaks.filter((each) => each.currency === currency)).toEqual([]);
  expect(report.clearing).toContainEqual(expect.objectContaining({ currency, difference_cents: 0 }));
});

test('a refund in KWD whose last decimal is not 0 is refused before Stripe is asked', async () => {
  const invoice = await clinic.paid({ currency: 'kwd', lines: [line(20_000)] });
  await clinic.sync();
  await expect(clinic.refund(invoice.id, 5_005)).rejects.toMatchObject({
    fields: [{ path: 'amount_cents', code: 'last_decimal' }],
  });
});
