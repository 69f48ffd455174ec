/** Commands that close the payment page and learn that it was paid: the caller is informed, and nothing else is done. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import { issueCreditNote } from '../../functions/capabilities/invoices/credit-note.ts';
import { openPaymentPage } from '../../functions/capabilities/invoices/create-payment-link.ts';
import { writeOffInvoice } from '../../functions/capabilities/invoices/write-off.ts';
import { applyCredit } from '../../functions/capabilities/patients/credit-apply.ts';
import { recordPayment } from '../../functions/capabilities/payments/record.ts';
import { ROOT } from '../../infra/local/environment.ts';
import { withoutLookups } from '../support/stripe-away.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

type Invoice = { id: string; patient_id: string };
const COMMANDS: Record<string, (invoice: Invoice) => Promise<unknown>> = {
  'cancels it': ({ id }) => cancelInvoice(clinic.app, { id, reason: 'no show' }, clinic.clerk),
  'writes it off': ({ id: invoiceId }) =>
    writeOffInvoice(clinic.app, { invoiceId, amountCents: undefined, reason: 'moved away' }, clinic.admin),
  'credits a part of it': ({ id: invoiceId }) =>
    issueCreditNote(clinic.app, { invoiceId, reason: 'discount', of: { amountCents: 10_00 } }, clinic.admin),
  'records cash': ({ id }) => recordCash(id, 100_00),
  'uses credit': ({ id: invoiceId, patient_id: patientId }) =>
    applyCredit(clinic.app, { patientId, invoiceId, amountCents: undefined }, clinic.clerk),
  'asks for another payment page': ({ id: invoiceId }) =>
    openPaymentPage(clinic.app, { invoiceId, amountCents: 50_00, kind: 'checkout_session' }, clinic.clerk),
};
const recordCash = (invoiceId: string, amountCents: number) =>
  recordPayment(
    clinic.app,
    { invoiceId, amountCents, method: 'cash', reference: null, receivedOn: undefined },
    clinic.clerk,
  );

/** All that the commands make. */
const made = async () =>
  (
    await clinic.rows(
      `select (select count(*)::int from write_offs) as write_offs, (select count(*)::int from credit_notes) as notes,
         (select count(*)::int from credit_uses) as credit_uses,
         (select count(*)::int from payments where stripe_payment_id is null) as offline,
         (select count(*)::int from checkout_sessions) as pages,
         (select count(*)::int from invoices where status = 'cancelled') as cancelled`,
    )
  )[0];

/** An invoice of a patient with credit, paid online a moment ago; no event has come. */
async function justPaid(): Promise<Invoice> {
  const earlier = await clinic.issued();
  await recordCash(earlier.id, 130_00);
  const invoice = await clinic.paid({ patientId: earlier.patient_id });
  return { id: invoice.id, patient_id: invoice.patient_id };
}

describe('whoever', () => {
  test.each(Object.entries(COMMANDS))('%s learns that the patient has paid', async (_, command) => {
    const invoice = await justPaid();
    const before = await made();
    await expect(command(invoice)).rejects.toMatchObject({
      code: 'payment_in_progress',
      message: expect.stringContaining('The patient has just paid $100.00 online.'),
    });
    expect(await made()).toEqual(before);
    expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'paid', balance_cents: 0 });
    await clinic.sync();
    expect(await clinic.app.db.read.payments.ofInvoice(invoice.id)).toMatchObject([
      { status: 'succeeded', amount_cents: 100_00 },
    ]);
  });

  test.each(Object.entries(COMMANDS))('%s learns of it while it cannot be booked yet', async (_, command) => {
    const invoice = await justPaid();
    const before = await made();
    await withoutLookups(clinic.app, ['paymentMoney'], () =>
      expect(command(invoice)).rejects.toMatchObject({
        code: 'payment_in_progress',
        message: expect.stringContaining('is being confirmed'),
      }),
    );
    expect(await made()).toEqual(before);
    await clinic.sync();
    expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'paid', balance_cents: 0 });
  });

  test.each([
    ['writes off more than is owed', 'writes it off'],
    ['credits what cannot be credited', 'credits a part of it'],
    ['uses credit that is not there', 'uses credit'],
  ])('%s is refused with the page left open', async (_, name) => {
    const { id, patient_id } = await clinic.issued();
    const refused = {
      'writes it off': () =>
        writeOffInvoice(clinic.app, { invoiceId: id, amountCents: 101_00, reason: 'x' }, clinic.admin),
      'credits a part of it': () =>
        issueCreditNote(
          clinic.app,
          { invoiceId: id, reason: 'x', of: { amountCents: 101_00 } },
          clinic.admin,
        ),
      'uses credit': () =>
        applyCredit(
          clinic.app,
          { patientId: patient_id, invoiceId: id, amountCents: undefined },
          clinic.clerk,
        ),
    }[name];
    await expect(refused?.()).rejects.toThrow();
    expect(await clinic.rows(`select state from checkout_sessions where invoice_id = '${id}'`)).toEqual([
      { state: 'open' },
    ]);
  });
});

test('a paid payment link is found too, and its payment is shown', async () => {
  const { id } = await clinic.issued();
  const link = await openPaymentPage(
    clinic.app,
    { invoiceId: id, amountCents: undefined, kind: 'payment_link' },
    clinic.clerk,
  );
  const { session } = await clinic.harness.control<{ session: { id: string } }>(
    'POST',
    `/payment_links/${link.stripeId}/open`,
  );
  await clinic.harness.pay(session.id);
  await expect(recordCash(id, 100_00)).rejects.toMatchObject({ code: 'payment_in_progress' });
  expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
});

test('every command that closes a page at once learns first whether it was paid', () => {
  const folder = join(ROOT, 'functions/capabilities');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('checkouts/'),
  );
  const closing = files.filter((file) =>
    readFileSync(join(folder, file), 'utf8').includes('closeCheckoutNow('),
  );
  expect(closing.length).toBeGreaterThanOrEqual(6);
  for (const file of closing)
    expect(readFileSync(join(folder, file), 'utf8'), file).toMatch(/closePageFirst\(|refuseAsPaid\(/);
});
